package metrics

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// own is a metric of a user's own. It cannot be compared, as one that holds a slice or a function.
type own struct{ _ []float64 }

func (own) String() string               { return "own" }
func (own) Score(Split) (float64, error) { return 1, nil }

// impostor has the name of one of this package's metrics.
type impostor struct{}

func (impostor) String() string               { return "accuracy" }
func (impostor) Score(Split) (float64, error) { return 0, nil }

func TestOf(t *testing.T) {
	for _, c := range []struct {
		name   string
		chosen options.Named
		labels options.Labels
		want   string // the metric's type, or part of the error
	}{
		{"none, classes", options.Named{}, options.ClassLabels, "metrics.accuracy"},
		{"none, tasks", options.Named{}, options.TaskLabels, "metrics.ranking"},
		{"by name", options.Named{Name: "accuracy"}, options.ClassLabels, "metrics.accuracy"},
		{"by value", Option(ByROCAUC), options.TaskLabels, "metrics.ranking"},
		{"ROC-AUC for classes", options.Named{Name: "rocauc"}, options.ClassLabels, "metrics.ranking"},
		{"accuracy for tasks", Option(ByAccuracy), options.TaskLabels, "metrics.accuracy"},
		{"an average", options.Named{Name: "macro f1"}, options.ClassLabels, "metrics.rate"},
		{"of two classes for three", Option(ByF1), options.ClassLabels,
			`"f1" is that of the second of two classes, and there are 3; use "macro f1", or name the class by ` +
				"WithPositiveClass"},
		{"of each of three tasks", Option(ByF1), options.TaskLabels, "metrics.rate"},
		{"of values for classes", options.Named{Name: "r2"}, options.ClassLabels,
			`"r2" for a graph with classes; use "accuracy" or "macro f1"`},
		{"a typo", options.Named{Name: "marco f1"}, options.ClassLabels,
			`"marco f1" is not of this package: bring it again, or did you mean "macro f1"?`},
		{"none, values", options.Named{}, options.ValueLabels, "metrics.measure"},
		{"an error", Option(ByMAE), options.ValueLabels, "metrics.measure"},
		{"of classes for values", Option(ByAccuracy), options.ValueLabels,
			`"accuracy" for a graph with real numbers; use "r2" or "mae" or "rmse"`},
		{"of values for tasks", options.Named{Name: "rmse"}, options.TaskLabels,
			`"rmse" for a graph with yes/no tasks; use "rocauc" or "average precision"`},
		{"no labels", options.Named{}, "", `there is no metric for labels of the kind ""; use "classes", ` +
			`"yes/no tasks" or "real numbers"`},
		{"one's own", Option(own{}), options.TaskLabels, "metrics.own"},
		{"one's own with a known name", Option(impostor{}), options.TaskLabels, "metrics.impostor"},
		{"one's own from a file", options.Named{Name: "own"}, options.ClassLabels,
			`"own" is not of this package: bring it again, or use one of accuracy, balanced accuracy, f1, macro f1, ` +
				`micro f1, weighted f1, precision, macro precision, recall, macro recall, mcc, rocauc, average precision`},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Of(c.chosen, c.labels, 3)
			got := fmt.Sprintf("%T", m)
			if err != nil {
				got = err.Error()
			}
			refused := err != nil && strings.HasPrefix(got, "metrics: ") && strings.HasSuffix(got, c.want)
			if got != c.want && !refused {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// The option of a training takes a metric.
func TestOption(t *testing.T) {
	training := options.NewTraining()
	field, err := options.Find("metric", &training)
	if err != nil {
		t.Fatal(err)
	}
	values := []any{Option(own{})}
	for _, list := range known {
		for _, m := range list {
			values = append(values, m, Option(m), m.String())
		}
	}
	for _, value := range values {
		if err := field.Set(value); err != nil {
			t.Errorf("%v is refused: %v", value, err)
		}
	}
	if err := field.Set(own{}); err == nil { // nothing could bring it again
		t.Error("a metric of one's own is taken by its name alone")
	}
}

// Each metric refuses labels that it does not judge, and what Split refuses.
func TestScoreRefuses(t *testing.T) {
	classes := Split{Classes: []int32{0, 1}, Logits: []float32{1, 0, 0, 1}, Columns: 2}
	tasks := Split{Tasks: []float32{0, 1, 1, 0}, Logits: []float32{1, 0, 0, 1}, Columns: 2}
	values := Split{Values: []float32{0, 1}, Logits: []float32{1, 0}, Columns: 1}
	with := func(s Split, change func(s *Split)) Split {
		change(&s)
		return s
	}
	for _, c := range []struct {
		name   string
		metric Metric
		split  Split
		want   string
	}{
		{"an error of tasks", ByMAE, tasks, "use a metric of tasks, such as metrics.ByROCAUC"},
		{"an error of classes", ByMAE, classes, "use a metric of classes, such as metrics.ByAccuracy"},
		{"accuracy of values", ByAccuracy, values, "use a metric of values, such as metrics.ByR2"},
		{"ROC-AUC of values", ByROCAUC, values, "use a metric of values, such as metrics.ByR2"},
		{"F1 of values", ByMacroF1, values, "use a metric of values, such as metrics.ByR2"},
		{"F1 of one class", ByF1, Split{Classes: []int32{0}, Logits: []float32{1}, Columns: 1},
			"the second of two classes, and there are 1"},
		{"no tasks", ByROCAUC, with(tasks, func(s *Split) { s.Columns = 0 }), "0 tasks; give at least 1"},
		{"half a row", ByROCAUC, with(tasks, func(s *Split) { s.Tasks = s.Tasks[:3] }),
			"3 labels do not make whole rows of 2 tasks"},
		{"too few logits", ByROCAUC, with(tasks, func(s *Split) { s.Logits = s.Logits[:2] }),
			"2 logits for 2 nodes and 2 tasks; give 4"},
		{"a node beyond the graph", ByROCAUC, with(tasks, func(s *Split) { s.Nodes = []int32{2} }),
			"node 2 of a graph of 2 nodes"},
		{"a negative node", ByROCAUC, with(tasks, func(s *Split) { s.Nodes = []int32{-1} }),
			"node -1 of a graph of 2 nodes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.metric.Score(c.split)
			if err == nil || !strings.HasPrefix(err.Error(), "metrics: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// A split's nodes are judged and no others.
func TestScoreOfNodes(t *testing.T) {
	s := Split{Tasks: []float32{0, 1, 1, 0}, Logits: []float32{2, 1, 3, 9}, Columns: 1}
	for _, c := range []struct {
		name  string
		nodes []int32
		want  float64
	}{
		{"all", nil, 0.25},
		{"some", []int32{0, 2}, 1},
		{"others", []int32{3, 1}, 0},
	} {
		s.Nodes = c.nodes
		if got, err := ByROCAUC.Score(s); err != nil || got != c.want {
			t.Errorf("%s: %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}
