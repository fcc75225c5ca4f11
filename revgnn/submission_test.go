package revgnn

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
)

// submitted saves a submission and reads it with NumPy's format.
func submitted(t *testing.T, e *Evaluation) *golden.Case {
	t.Helper()
	path := filepath.Join(t.TempDir(), "submission.npz")
	if err := e.SaveSubmission(path); err != nil {
		t.Fatal(err)
	}
	oneFile(t, filepath.Dir(path))
	c, err := golden.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSaveSubmissionClasses(t *testing.T) {
	g := &datasets.Graph{Name: "four", NumNodes: 4, NumClasses: 3, Classes: []int32{0, 1, 2, 1}, Test: []int32{3, 0, 2}}
	e := evaluationOf(g, 3, []float32{0, 5, 1, 9, 9, 9, 1, 2, 3, 0, 4, 4})
	c := submitted(t, e)
	predicted, labels := c.Ints["y_pred"], c.Ints["y_true"]
	if !slices.Equal(predicted.Shape, []int{3, 1}) || !slices.Equal(predicted.Values, []int64{1, 1, 2}) {
		t.Errorf("y_pred is %v", predicted)
	}
	if !slices.Equal(labels.Shape, []int{3, 1}) || !slices.Equal(labels.Values, []int64{1, 0, 2}) {
		t.Errorf("y_true is %v", labels)
	}
	right := 0
	for i, class := range labels.Values {
		if class == predicted.Values[i] {
			right++
		}
	}
	if got := float64(right) / 3; got != *e.Test {
		t.Errorf("the file's accuracy is %g, the evaluation's %g", got, *e.Test)
	}
}

// TestSaveSubmissionTasks saves the ogb package's own cases and wants its figure of the file.
func TestSaveSubmissionTasks(t *testing.T) {
	judged := 0
	for _, path := range golden.Paths("metrics/testdata") {
		c, err := golden.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		labels, scores := c.Floats["y_true"], c.Floats["y_pred"]
		if c.Op() != "rocauc" || len(labels.Values) == 0 {
			continue
		}
		judged++
		t.Run(c.Name, func(t *testing.T) {
			rows, cols := labels.Shape[0], labels.Shape[1]
			narrow := func(values []float64) datasets.Matrix {
				m := datasets.Matrix{Cols: cols}
				for _, v := range values {
					m.Data = append(m.Data, float32(v))
				}
				return m
			}
			g := &datasets.Graph{Name: c.Name, NumNodes: rows, Tasks: narrow(labels.Values)}
			for node := range rows {
				g.Test = append(g.Test, int32(rows-1-node)) // the split's order is kept
			}
			e := evaluationOf(g, cols, narrow(scores.Values).Data)
			file := submitted(t, e)
			predicted, truth := file.Floats["y_pred"], file.Floats["y_true"]
			if !slices.Equal(predicted.Shape, []int{rows, cols}) || !slices.Equal(truth.Shape, predicted.Shape) {
				t.Fatalf("y_pred of shape %v, y_true of shape %v", predicted.Shape, truth.Shape)
			}
			if got, want := predicted.Values[0], float64(float32(scores.Values[(rows-1)*cols])); got != want {
				t.Errorf("the first row starts with %g, want that of the split's first node, %g", got, want)
			}
			got, err := metrics.ROCAUC(truth.Values, predicted.Values, cols)
			if err != nil || got != *e.Test {
				t.Errorf("the file's ROC-AUC is %.17g, %v, the evaluation's %.17g", got, err, *e.Test)
			}
			// Rounded to float32, a pair of scores may become equal: half of one of the 10,000 pairs of a task.
			if want := c.Floats["rocauc"].Values[0]; math.Abs(got-want) > 1e-4 {
				t.Errorf("the file's ROC-AUC is %.17g, ogb's %.17g", got, want)
			}
		})
	}
	if judged < 4 {
		t.Errorf("%d cases judged, want at least the 4 of metrics/testdata", judged)
	}
}

func TestSaveSubmissionRefuses(t *testing.T) {
	nan := float32(math.NaN())
	unlabelled, untested := twoTests(), twoTests()
	unlabelled.Classes[1], untested.Test = -1, nil
	tasks := &datasets.Graph{NumNodes: 1, Tasks: datasets.Matrix{Data: []float32{1}, Cols: 1}, Test: []int32{0}}
	for _, c := range []struct {
		name   string
		graph  *datasets.Graph
		cols   int
		logits []float32
		want   string
	}{
		{"no test nodes", untested, 2, make([]float32, 4), `the graph "two" has no test nodes`},
		{"no class", unlabelled, 2, make([]float32, 4), "1 of the 2 test nodes have no class"},
		{"NaN", twoTests(), 2, []float32{0, 0, nan, 0}, "test node 1 is not finite"},
		{"NaN of a task", tasks, 1, []float32{nan}, "a test node is not finite"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "submission.npz")
			err := evaluationOf(c.graph, c.cols, c.logits).SaveSubmission(path)
			oneOfUs(t, err, c.want)
			if err != nil && !strings.Contains(err.Error(), path) {
				t.Errorf("%v does not name the file", err)
			}
		})
	}
}
