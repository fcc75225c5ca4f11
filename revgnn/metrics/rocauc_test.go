package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/golden"
)

var nan = math.NaN()

// TestGolden holds ROCAUC against the figures of the ogb package.
func TestGolden(t *testing.T) {
	const tolerance = 1e-12
	judged := 0
	for _, path := range golden.Paths("testdata") {
		c, err := golden.Load(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if c.Op() != "rocauc" {
			continue // other packages judge it
		}
		judged++
		t.Run(c.Name, func(t *testing.T) {
			labels, scores, want := c.Floats["y_true"], c.Floats["y_pred"], c.Floats["rocauc"]
			if ints, ok := c.Ints["y_true"]; ok {
				labels.Shape = ints.Shape
				for _, value := range ints.Values {
					labels.Values = append(labels.Values, float64(value))
				}
			}
			if len(labels.Shape) != 2 || len(want.Values) != 1 {
				t.Fatalf("%s: y_true of shape %v, rocauc of shape %v", c.Path, labels.Shape, want.Shape)
			}
			got, err := ROCAUC(labels.Values, scores.Values, labels.Shape[1])
			if err != nil {
				t.Fatal(err)
			}
			if d := math.Abs(got - want.Values[0]); !(d <= tolerance) {
				t.Errorf("%.17g, ogb %.17g: off by %g", got, want.Values[0], d)
			}
		})
	}
	if judged < 4 {
		t.Errorf("%d reference files judged, want at least the 4 of testdata", judged)
	}
}

func TestROCAUC(t *testing.T) {
	cases := []struct {
		name           string
		labels, scores []float64
		tasks          int
		want           float64
	}{
		{"right order", []float64{0, 0, 1, 1}, []float64{-3, -2, 0, 9}, 1, 1},
		{"reverse order", []float64{1, 1, 0, 0}, []float64{-3, -2, 0, 9}, 1, 0},
		{"three pairs of four", []float64{0, 0, 1, 1}, []float64{0.1, 0.4, 0.35, 0.8}, 1, 0.75},
		{"all equal", []float64{0, 1, 1, 0, 1}, []float64{2, 2, 2, 2, 2}, 1, 0.5},
		{"a tie counts a half", []float64{0, 1, 1}, []float64{0.5, 0.5, 1}, 1, 0.75},
		{"zero and minus zero tie", []float64{0, 1}, []float64{0, math.Copysign(0, -1)}, 1, 0.5},
		{"unlabelled entries are left out", []float64{0, nan, 1, nan}, []float64{0, -9, 1, nan}, 1, 1},
		{"mean of two tasks", []float64{0, 1, 1, 0}, []float64{0, 0, 1, 1}, 2, 0.5},
		{"a task of one class is left out", []float64{0, 1, 1, 1}, []float64{0, 5, 1, 4}, 2, 1},
		{"a task without labels is left out", []float64{0, nan, 1, nan}, []float64{0, 5, 1, 5}, 2, 1},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			got, err := ROCAUC(test.labels, test.scores, test.tasks)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got-test.want) > 1e-15 {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

// TestROCAUCPairs holds ROCAUC against its definition, the count over all pairs of a positive and a negative row.
func TestROCAUCPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		labels, scores := make([]float32, 60), make([]float32, 60)
		for i := range labels {
			labels[i] = float32(random.IntN(2))
			scores[i] = float32(random.IntN(20)) / 7 // few values, so many ties
		}
		var wins, pairs float64
		for i := range labels {
			for j := range labels {
				if labels[i] == 1 && labels[j] == 0 {
					pairs++
					switch {
					case scores[i] > scores[j]:
						wins++
					case scores[i] == scores[j]:
						wins += 0.5
					}
				}
			}
		}
		got, err := ROCAUC(labels, scores, 1)
		if err != nil {
			t.Fatal(err)
		}
		if want := wins / pairs; math.Abs(got-want) > 1e-13 {
			t.Fatalf("%v, %v of all pairs", got, want)
		}
	}
}

func TestROCAUCRefuses(t *testing.T) {
	two := []float64{0, 1}
	cases := []struct {
		name           string
		labels, scores []float64
		tasks          int
		want           string
	}{
		{"no tasks", two, two, 0, "0 tasks"},
		{"a part of a row", []float64{0, 1, 0}, two, 2, "3 labels do not make whole rows of 2 tasks"},
		{"too few scores", two, two[:1], 1, "1 scores for 2 labels"},
		{"a label of two", []float64{0, 1, 2, 1}, []float64{0, 0, 0, 0}, 2, "label 2 at row 1, task 0"},
		{"a NaN score", []float64{0, 1, 1, 0}, []float64{0, 0, 0, nan}, 2, "score NaN at row 1, task 1"},
		{"an infinite score", two, []float64{0, math.Inf(1)}, 1, "score +Inf at row 1, task 0"},
		{"one class", []float64{1, 1}, two, 1, "none of 1 tasks has both"},
		{"no rows", nil, nil, 3, "none of 3 tasks has both"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			_, err := ROCAUC(test.labels, test.scores, test.tasks)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func ExampleROCAUC() {
	labels := []float32{0, 0, 1, 1}
	scores := []float32{0.1, 0.4, 0.35, 0.8}
	auc, err := ROCAUC(labels, scores, 1)
	fmt.Println(auc, err)
	// Output: 0.75 <nil>
}
