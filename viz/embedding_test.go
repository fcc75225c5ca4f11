package viz

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// TestPrincipal holds the components against gonum's, which come from a whole decomposition.
func TestPrincipal(t *testing.T) {
	g, _ := guessed("g", 150, 5)
	for _, cols := range []int{2, 3, 12, 40, 200} {
		rows := embedded(g, cols)
		of := make([]int, g.NumNodes)
		data := mat.NewDense(g.NumNodes, cols, nil)
		for i := range of {
			of[i] = i
			for j, v := range rows.Row(i) {
				data.Set(i, j, float64(v))
			}
		}
		c := principal(rows, of)
		var pc stat.PC
		if !pc.PrincipalComponents(data, nil) {
			t.Fatal("no components from gonum")
		}
		var vectors mat.Dense
		pc.VectorsTo(&vectors)
		variances, sum := pc.VarsTo(nil), 0.0
		for _, v := range variances {
			sum += v
		}
		for i := range 2 {
			if want := variances[i] / sum; math.Abs(c.shares[i]-want) > 1e-8 {
				t.Errorf("%d columns: component %d has %g of the variance, want %g", cols, i, c.shares[i], want)
			}
			want := mat.Col(nil, i, &vectors)
			orient(want)
			for j := range want {
				if math.Abs(c.directions[i][j]-want[j]) > 1e-4 {
					t.Fatalf("%d columns: component %d is %v, want %v", cols, i, c.directions[i][:j+1], want[:j+1])
				}
			}
		}
	}
}

// TestOrient: the sign is the same however the components come.
func TestOrient(t *testing.T) {
	for _, c := range []struct{ got, want []float64 }{
		{[]float64{0.1, -0.9}, []float64{-0.1, 0.9}},
		{[]float64{-0.1, 0.9}, []float64{-0.1, 0.9}},
		{[]float64{-0.7, 0.7000000001}, []float64{0.7, -0.7000000001}},
		{[]float64{0, 0}, []float64{0, 0}},
	} {
		if orient(c.got); !slices.Equal(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
}

func TestEmbedding(t *testing.T) {
	g, _ := guessed("g", 8000, 7)
	rows := embedded(g, 6)
	rows.Row(5)[2] = notANumber
	f, again := Embedding(g, rows), Embedding(g, rows)
	for _, want := range []string{"coloured by class", "2,000 of 7,999 nodes, drawn at random",
		"left out as not finite: 1 node"} {
		if !strings.Contains(f.Subtitle, want) {
			t.Errorf("%q does not say %q", f.Subtitle, want)
		}
	}
	dots := 0
	for i, s := range f.panels[0].Series {
		dots += s.Len()
		if !slices.Equal(s.X, again.panels[0].Series[i].X) || !slices.Equal(s.Notes, again.panels[0].Series[i].Notes) {
			t.Error("the same rows give two pictures")
		}
		if slices.Contains(s.Notes, "node 5") {
			t.Error("a row that is not finite is drawn")
		}
	}
	if dots != embeddedDots {
		t.Errorf("%d dots", dots)
	}
	names := func(f *Figure) string {
		return strings.Join(legendOf(t, f), ", ")
	}
	if got := names(f); got != "no label, class 0, class 1, class 2, class 3, class 4, class 5, class 6" {
		t.Errorf("legend %s", got)
	}
	if s := f.panels[0].Series; s[0].Color != pale || s[7].Symbol != chart.Triangle || s[7].Color != s[1].Color ||
		s[1].Symbol == chart.Triangle {
		t.Error("classes of one colour have one symbol")
	}
	if s := f.Table().String(); !strings.Contains(s, "class 6") || !strings.Contains(s, "±") {
		t.Errorf("table\n%s", s)
	}

	many, _ := guessed("many", 2000, 30) // of which one has no node
	f = Embedding(many, embedded(many, 4))
	if got := names(f); !strings.HasPrefix(got, "no label, 18 other classes, class 0, class 1") ||
		strings.Count(got, ",") != 12 {
		t.Errorf("legend %s", got)
	}
	if notes := f.panels[0].Series[1].Notes; !strings.Contains(notes[0], ", class ") {
		t.Errorf("the tooltip does not name the class: %q", notes[0])
	}

	tasks, scores := guessedTasks("tasks", 60, 3)
	if got := names(Embedding(tasks, scores)); got != "no label, label 0, label 1" {
		t.Errorf("legend %s", got)
	}
	second := Embedding(tasks, scores, 1)
	if got := names(second); got != "label 0" || !strings.Contains(second.Subtitle, "coloured by task 1") {
		t.Errorf("legend %s under %q", got, second.Subtitle)
	}

	wide, _ := guessed("wide", 250, 4)
	if f := Embedding(wide, embedded(wide, 10_000)); !strings.Contains(f.Subtitle,
		"components found from 200 of them") {
		t.Errorf("%q", f.Subtitle)
	}
}

// TestLine: rows on a line have one component.
func TestLine(t *testing.T) {
	g := &datasets.Graph{NumNodes: 3}
	f := Embedding(g, datasets.Matrix{Data: []float32{0, 0, 1, 2, 2, 4}, Cols: 2})
	s := f.panels[0].Series[0]
	if !strings.Contains(f.panels[0].X.Name, "100 %") || !strings.Contains(f.panels[0].Y.Name, "(0 %") ||
		chart.Extent(s.Y) != [2]float64{0, 0} {
		t.Errorf("%s, %s: %v", f.panels[0].X.Name, f.panels[0].Y.Name, s.Y)
	}
	if d := s.X[2] - s.X[0]; math.Abs(d-math.Sqrt(20)) > 1e-3 {
		t.Errorf("the ends are %g apart", d)
	}
}
