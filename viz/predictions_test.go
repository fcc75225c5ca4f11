package viz

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/units"
)

var notANumber = float32(math.NaN())

// guessed is a made-up graph with classes of falling size, of which a few are unlabelled, and noisy logits for it. Two
// thirds of the nodes test.
func guessed(name string, nodes, classes int) (*datasets.Graph, datasets.Matrix) {
	rng := rand.New(rand.NewPCG(uint64(nodes), uint64(classes)))
	g := &datasets.Graph{Name: name, NumNodes: nodes, NumClasses: classes, Classes: make([]int32, nodes)}
	logits := datasets.Matrix{Data: make([]float32, nodes*classes), Cols: classes}
	for node := range nodes {
		class := min(rng.IntN(classes), rng.IntN(classes))
		for k := range classes {
			logits.Row(node)[k] = float32(rng.NormFloat64() - 0.5*math.Abs(float64(k-class)))
		}
		logits.Row(node)[class] += 1.5
		g.Classes[node] = int32(class)
		if node%19 == 18 {
			g.Classes[node] = -1
		}
		switch node % 6 {
		case 0:
			g.Train = append(g.Train, int32(node))
		case 1:
			g.Valid = append(g.Valid, int32(node))
		default:
			g.Test = append(g.Test, int32(node))
		}
	}
	return g, logits
}

// guessedValues is a made-up graph with two real numbers for each node, on scales that are far apart, and predictions
// that are close. Some numbers are missing.
func guessedValues(name string, nodes int) (*datasets.Graph, datasets.Matrix) {
	rng := rand.New(rand.NewPCG(uint64(nodes), 2))
	g, _ := guessed(name, nodes, 2)
	g.Classes, g.NumClasses = nil, 0
	g.Values = datasets.Matrix{Data: make([]float32, 2*nodes), Cols: 2}
	values := datasets.Matrix{Data: make([]float32, 2*nodes), Cols: 2}
	for i := range g.Values.Data {
		unit := []float64{1e5, 1e-3}[i%2]
		v := rng.NormFloat64()
		g.Values.Data[i], values.Data[i] = float32(unit*(3+v)), float32(unit*(3+0.9*v+0.2*rng.NormFloat64()))
		if rng.IntN(9) == 0 {
			g.Values.Data[i] = notANumber
		}
	}
	return g, values
}

// guessedTasks is a made-up graph whose tasks get harder; the second has only negative labels, some labels are missing.
func guessedTasks(name string, nodes, tasks int) (*datasets.Graph, datasets.Matrix) {
	rng := rand.New(rand.NewPCG(uint64(nodes), uint64(tasks)))
	g := &datasets.Graph{Name: name, NumNodes: nodes, Tasks: datasets.Matrix{Data: make([]float32, nodes*tasks),
		Cols: tasks}}
	logits := datasets.Matrix{Data: make([]float32, nodes*tasks), Cols: tasks}
	for node := range nodes {
		for k := range tasks {
			label := float32(rng.IntN(2))
			switch {
			case k == 1:
				label = 0
			case rng.IntN(9) == 0:
				label = notANumber
			}
			g.Tasks.Row(node)[k] = label
			// Rounded, so that there are ties.
			score := float64(label)*3*(1-float64(k)/float64(tasks)) + rng.NormFloat64()
			logits.Row(node)[k] = float32(math.Round(4*score)) / 4
			if label != label {
				logits.Row(node)[k] = 0
			}
		}
		g.Test = append(g.Test, int32(node))
	}
	return g, logits
}

// embedded are made-up rows whose classes lie apart.
func embedded(g *datasets.Graph, cols int) datasets.Matrix {
	rng := rand.New(rand.NewPCG(5, uint64(cols)))
	rows := datasets.Matrix{Data: make([]float32, g.NumNodes*cols), Cols: cols}
	for node := range g.NumNodes {
		class := 0
		if g.Classes != nil {
			class = int(g.Classes[node])
		}
		for j := range cols {
			rows.Row(node)[j] = float32(3*math.Sin(float64(class*(j%2+1)+j)) + rng.NormFloat64())
		}
	}
	return rows
}

// predicted are the figures of predictions and embeddings, the rare ones included.
func predicted() map[string]*Figure {
	karate, two := guessed("karate", 34, 2)
	cora, seven := guessed(`</script> "Cora" 图 αβγ`, 900, 7)
	arxiv, forty := guessed("ogbn-arxiv", 9000, 40)
	tasks, few := guessedTasks("five tasks", 300, 5)
	proteins, many := guessedTasks("ogbn-proteins", 400, 112)
	rows := embedded(cora, 16)
	rows.Row(3)[1], rows.Row(4)[0] = notANumber, float32(math.Inf(1))
	line := embedded(karate, 2)
	for node := range karate.NumNodes {
		line.Row(node)[1] = 2 * line.Row(node)[0]
	}
	named, namedLogits := people()
	priced, prices := guessedValues("priced", 400)
	return map[string]*Figure{
		"confusion-named":      Confusion(named, namedLogits),
		"predicted-two":        Predicted(priced, prices, Train, Test),
		"embedding-values":     Embedding(priced, embedded(priced, 8)),
		"predictions-named":    Predictions(named, namedLogits),
		"confusion-two":        Confusion(karate, two),
		"confusion-seven":      Confusion(cora, seven, Valid, Train),
		"confusion-forty":      Confusion(arxiv, forty),
		"confusion-nothing":    Confusion(proteins, many),
		"roc-two":              ROC(karate, two),
		"roc-classes":          ROC(cora, seven),
		"roc-tasks":            ROC(tasks, few),
		"roc-many":             ROC(proteins, many),
		"embedding-two":        Embedding(karate, embedded(karate, 8)),
		"embedding-seven":      Embedding(cora, rows),
		"embedding-forty":      Embedding(arxiv, embedded(arxiv, 24)),
		"embedding-tasks":      Embedding(tasks, few, 1),
		"embedding-on-a-line":  Embedding(karate, line),
		"embedding-unlabelled": Embedding(&datasets.Graph{NumNodes: 900}, embedded(&datasets.Graph{NumNodes: 900}, 12)),
	}
}

// TestPredictedOptions holds the options against golden files, as TestOptions does.
func TestPredictedOptions(t *testing.T) {
	three, logits := guessed(`</script> "three" 图 αβγ`, 30, 3)
	tasks, scores := guessedTasks("tasks", 24, 10)
	rows := embedded(three, 4)
	rows.Row(2)[0] = notANumber
	for name, f := range map[string]*Figure{
		"confusion": Confusion(three, logits),
		"roc":       ROC(three, logits),
		"roc-many":  ROC(tasks, scores),
		"embedding": Embedding(three, rows),
	} {
		t.Run(name, func(t *testing.T) { checkOption(t, name, f) })
	}
}

// TestNothingPredicted: what can't be drawn says so in words.
func TestNothingPredicted(t *testing.T) {
	g, logits := guessed("karate", 34, 2)
	tasks, scores := guessedTasks("tasks", 20, 2)
	none := *g
	none.Test, none.NumClasses = nil, 2
	diverged := datasets.Matrix{Data: append([]float32(nil), logits.Data...), Cols: 2}
	diverged.Row(2)[0], diverged.Row(3)[1] = notANumber, float32(math.Inf(-1))
	unlabelled := *g
	unlabelled.Classes = make([]int32, 34)
	for i := range unlabelled.Classes {
		unlabelled.Classes[i] = -1
	}
	one := *g
	one.Classes = make([]int32, 34)
	far := *g
	far.Test = []int32{99}
	beyond := *g
	beyond.Classes = []int32{2: 7, 33: 0}
	short := *g
	short.Classes = []int32{0}
	odd := *tasks
	odd.Tasks = datasets.Matrix{Data: append([]float32{5}, tasks.Tasks.Data[1:]...), Cols: 2}
	nans := datasets.Matrix{Data: make([]float32, 34*3), Cols: 3}
	equal := datasets.Matrix{Data: make([]float32, 34*3), Cols: 3}
	for i := range nans.Data {
		nans.Data[i], equal.Data[i] = notANumber, 0.7
	}
	third := datasets.Matrix{Data: append([]float32(nil), nans.Data...), Cols: 3}
	copy(third.Row(5), []float32{1, 2, 3})
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"no graph", Confusion(nil, logits), "No graph was given."},
		{"no graph to embed", Embedding(nil, logits), "No graph was given."},
		{"no graph for curves", ROC(nil, logits), "No graph was given."},
		{"tasks", Confusion(tasks, scores), "Use viz.ROC(graph, logits)."},
		{"no labels", ROC(&datasets.Graph{NumNodes: 34}, logits), "The graph has no labels"},
		{"empty logits", ROC(g, datasets.Matrix{}), "The logits are empty."},
		{"another graph's logits", Confusion(g, datasets.Matrix{Data: make([]float32, 10), Cols: 2}),
			"10 values in rows of 2"},
		{"another model's logits", Confusion(g, datasets.Matrix{Data: make([]float32, 34*3), Cols: 3}),
			"for 3 outputs, the graph's labels have 2"},
		{"an empty split", Confusion(&none, logits), "The graph has no test nodes"},
		{"no such split", ROC(g, logits, "tset"), `There is no split "tset"`},
		{"diverged", Confusion(g, diverged), "The logits of 2 of the 22 test nodes are not finite"},
		{"no label in the split", Confusion(&unlabelled, logits), "None of the 22 test nodes has a label."},
		{"a node beyond the graph", ROC(&far, logits), "A split names node 99 of a graph of 34 nodes."},
		{"a class beyond the logits", Confusion(&beyond, logits), "node 2 has class 7"},
		{"labels of another graph", Embedding(&short, logits), "The graph's labels are not those of its 34 nodes."},
		{"one kind of label", ROC(&one, logits), "None of the classes has both positive and negative test nodes"},
		{"a label of five", ROC(&odd, scores), "label 5 at row 0, task 0"},
		{"one column", Embedding(g, datasets.Matrix{Data: make([]float32, 34), Cols: 1}), "one column"},
		{"equal rows", Embedding(g, equal), "The rows of all 34 nodes are equal"},
		{"rows of NaN", Embedding(g, nans), "None of the 34 rows is finite"},
		{"one finite row", Embedding(g, third), "There is one node"},
		{"a task of classes", Embedding(g, logits, 0), "The graph has no tasks"},
		{"no such task", Embedding(tasks, scores, 2), "There is no task 2: the graph has 2"},
		{"two tasks", Embedding(tasks, scores, 0, 1), "2 tasks were given"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.f.message == "" || !strings.Contains(c.f.String(), c.says) {
				t.Errorf("%q does not say %q", c.f, c.says)
			}
		})
	}
}

func TestConfusion(t *testing.T) {
	for _, c := range []struct {
		name           string
		nodes, classes int
		splits         []Split
		rows           int
	}{
		{"test nodes", 200, 4, nil, 4},
		{"two splits", 200, 4, []Split{Valid, Train, Valid}, 4},
		{"many classes", 3000, 60, nil, confusionClasses},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, logits := guessed("g", c.nodes, c.classes)
			f := Confusion(g, logits, c.splits...)
			nodes := g.Test
			if c.splits != nil {
				nodes = append(append([]int32(nil), g.Train...), g.Valid...)
			}
			want, err := metrics.Accuracy(g.Classes, logits.Data, logits.Cols, nodes)
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprintf("accuracy %.4f ", want); !strings.HasPrefix(f.Subtitle, text) {
				t.Errorf("subtitle %q, want %q", f.Subtitle, text)
			}
			p, message := judged(g, logits, c.splits)
			if message != "" {
				t.Fatal(message)
			}
			m, right, all := p.confused(), 0, 0
			for i, row := range m.counts {
				sum := 0
				for _, n := range row {
					sum += n
				}
				if sum != m.totals[i] {
					t.Errorf("row %d sums to %d, want %d", i, sum, m.totals[i])
				}
				right, all = right+row[i], all+sum
			}
			// Of joined classes the diagonal holds mistakes between them as well.
			if accuracy := float64(right) / float64(all); c.rows == c.classes && math.Abs(accuracy-want) > 1e-12 ||
				accuracy < want {
				t.Errorf("the diagonal holds %d of %d nodes, the accuracy is %g", right, all, want)
			}
			if got := len(f.panels[0].Heat.Rows); got != c.rows || len(f.Table().Rows) != c.rows {
				t.Errorf("%d rows, want %d", got, c.rows)
			}
		})
	}
	// By hand: class 0 is right once and taken for class 1 once, class 1 is right, class 2 is not there.
	g := &datasets.Graph{NumNodes: 4, NumClasses: 3, Classes: []int32{0, 0, 1, -1}, Test: []int32{0, 1, 2, 3}}
	f := Confusion(g, datasets.Matrix{Data: []float32{2, 2, 0, 0, 1, 0, 0, 3, 0, 0, 0, 9}, Cols: 3})
	h := f.panels[0].Heat
	if h.Texts[0][0] != "1\n50 %" || h.Texts[0][1] != "1\n50 %" || h.Texts[1][1] != "1\n100 %" ||
		h.Texts[1][0] != "0" || !math.IsNaN(h.Values[2][2]) {
		t.Errorf("cells %q of %v", h.Texts, h.Values)
	}
	for _, want := range []string{"accuracy 0.6667 (2 of 3)", "no node of class 2"} {
		if !strings.Contains(f.Subtitle, want) {
			t.Errorf("%q does not say %q", f.Subtitle, want)
		}
	}
	if !strings.Contains(f.Alt, "1 node of class 0 taken for 1") {
		t.Errorf("alt text %q", f.Alt)
	}
}

// TestROC: the areas shown are those of metrics.ROCAUC on the same data.
func TestROC(t *testing.T) {
	for _, c := range []struct {
		name                 string
		tasks                int // 0 for classes
		curves, thin, absent int
	}{
		{"classes", 0, 5, 0, 0},
		{"few tasks", 6, 5, 0, 1},
		{"many tasks", 112, 3, 49, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, logits := guessed("g", 300, 5)
			if c.tasks > 0 {
				g, logits = guessedTasks("g", 200, c.tasks)
			}
			var labels, scores []float64
			for _, node := range g.Test {
				if c.tasks == 0 && g.Classes[node] < 0 {
					continue
				}
				sum := 0.0
				for _, v := range logits.Row(int(node)) {
					sum += math.Exp(float64(v))
				}
				for k, v := range logits.Row(int(node)) {
					if c.tasks > 0 {
						labels, scores = append(labels, float64(g.Tasks.Row(int(node))[k])), append(scores, float64(v))
						continue
					}
					label := 0.0
					if int(g.Classes[node]) == k {
						label = 1
					}
					labels, scores = append(labels, label), append(scores, math.Exp(float64(v))/sum)
				}
			}
			want, err := metrics.ROCAUC(labels, scores, logits.Cols)
			if err != nil {
				t.Fatal(err)
			}
			f := ROC(g, logits)
			if text := "mean ROC-AUC " + units.Number(want); !strings.Contains(f.Subtitle, text) {
				t.Errorf("subtitle %q, want %q", f.Subtitle, text)
			}
			if says := strings.Contains(f.Subtitle, "left out, without both labels: task 1"); says != (c.absent > 0) {
				t.Errorf("subtitle %q", f.Subtitle)
			}
			thin := 0
			for _, s := range f.panels[0].Series {
				if s.Shape == chart.Raw {
					thin++
				}
				if s.Len() > rocSteps+2 || s.Y[0] != 0 || s.Y[s.Len()-1] != 1 || s.X[s.Len()-1] != 1 {
					t.Errorf("%q has %d points from %g to (%g, %g)", s.Name, s.Len(), s.Y[0], s.X[s.Len()-1],
						s.Y[s.Len()-1])
				}
				for i := 1; i < s.Len(); i++ {
					if s.Y[i] < s.Y[i-1] || s.X[i] < s.X[i-1] {
						t.Fatalf("%q falls at point %d", s.Name, i)
					}
				}
			}
			if named := len(legendOf(t, f)) - 1; named != c.curves || thin != c.thin {
				t.Errorf("%d named curves and %d thin ones, want %d and %d", named, thin, c.curves, c.thin)
			}
			for i, row := range f.Table().Rows {
				if c.tasks > 0 {
					break
				}
				var one, other []float64
				for k := i; k < len(labels); k += logits.Cols {
					one, other = append(one, labels[k]), append(other, scores[k])
				}
				area, err := metrics.ROCAUC(one, other, 1)
				if err != nil || row[1] != fmt.Sprintf("%.4f", area) {
					t.Errorf("class %d has the area %s, want %.4f, %v", i, row[1], area, err)
				}
			}
		})
	}
}

// TestROCNames: of many curves the best, the median and the worst are named.
func TestROCNames(t *testing.T) {
	var curves []rocCurve
	for i := range 11 {
		curves = append(curves, rocCurve{name: fmt.Sprint("task ", i), auc: 0.5 + 0.04*float64((7*i)%11),
			Curve: metrics.Curve{FalsePositives: []float64{0, 1}, TruePositives: []float64{0, 1}}})
	}
	var names []string
	for _, s := range rocSeries(curves) {
		if s.Shape != chart.Raw {
			names = append(names, s.Name)
		}
	}
	// 7i mod 11 is 10 for i = 3, 5 for i = 7, and 0 for i = 0.
	const want = "best: task 3 · 0.9000; median: task 7 · 0.7000; worst: task 0 · 0.5000"
	if got := strings.Join(names, "; "); got != want {
		t.Error(got)
	}
}

// TestROCCurve: a drawn curve lies on the one that it is made from.
func TestROCCurve(t *testing.T) {
	c := rocCurve{Curve: metrics.Curve{FalsePositives: []float64{0, 0, 0.25, 0.25, 1},
		TruePositives: []float64{0, 0.5, 0.5, 0.75, 1}}}
	p := c.over(rocSteps)
	if p.Y[0] != 0 || p.X[1] != 0 || p.Y[1] != 0.5 {
		t.Errorf("it starts with (%g, %g), (%g, %g)", p.X[0], p.Y[0], p.X[1], p.Y[1])
	}
	for i, x := range p.X[1:] {
		want := 0.5
		if x >= 0.25 {
			want = 0.75 + (x-0.25)/3
		}
		if math.Abs(p.Y[i+1]-want) > 1e-4 {
			t.Fatalf("%g at %g, want %g", p.Y[i+1], x, want)
		}
	}
	for i := range thinSteps + 1 {
		if rocGrid(i, thinSteps) != rocGrid(i*rocSteps/thinSteps, rocSteps) {
			t.Fatalf("point %d of a thin curve stands beside those of a named one", i)
		}
	}
}
