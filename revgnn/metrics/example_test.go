package metrics_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// balanced is a metric of one's own: the mean over classes of the share of their nodes that are right, so that a rare
// class counts as much as a frequent one.
type balanced struct{}

func (balanced) String() string { return "balanced accuracy" }

func (balanced) Score(s metrics.Split) (float64, error) {
	classes, predicted, err := s.Predicted()
	if err != nil {
		return 0, err
	}
	right, nodes := make([]float64, s.Columns), make([]float64, s.Columns)
	for i, class := range classes {
		nodes[class]++
		if predicted[i] == class {
			right[class]++
		}
	}
	var sum, present float64
	for class := range nodes {
		if nodes[class] > 0 {
			sum += right[class] / nodes[class]
			present++
		}
	}
	return sum / present, nil
}

func ExampleMetric() {
	// Three nodes of class 0 and one of class 1, all taken for class 0.
	split := metrics.Split{
		Classes: []int32{0, 0, 0, 1},
		Logits:  []float32{2, 1, 2, 1, 2, 1, 2, 1},
		Columns: 2,
	}
	for _, m := range []metrics.Metric{metrics.ByAccuracy, balanced{}} {
		score, err := m.Score(split)
		fmt.Println(m, score, err)
	}
	// Output:
	// accuracy 0.75 <nil>
	// balanced accuracy 0.5 <nil>
}

func ExampleSplit_Predicted() {
	s := metrics.Split{Classes: []int32{1, -1, 0}, Logits: []float32{0, 1, 1, 0, 0, 1}, Columns: 2}
	fmt.Println(s.Predicted()) // of the two nodes that have a label
	// Output: [1 0] [1 1] <nil>
}

func ExampleSplit_Rows() {
	s := metrics.Split{Tasks: []float32{1, 0, 0, 1}, Logits: []float32{3, -1, -2, 4}, Columns: 2, Nodes: []int32{1}}
	fmt.Println(s.Rows())
	// Output: [0 1] [-2 4] <nil>
}

func ExampleNamed() {
	m, ok := metrics.Named("rocauc")
	fmt.Println(m, ok)
	// Output: rocauc true
}

func ExampleOption() {
	training := options.Training{Metric: metrics.Option(balanced{})}
	fmt.Println(training.Metric.Name)
	// Output: balanced accuracy
}

func ExampleOf() {
	fmt.Println(metrics.Of(metrics.Option(balanced{}), options.ClassLabels))
	fmt.Println(metrics.Of(metrics.Option(nil), options.TaskLabels)) // none was chosen, for a graph with tasks
	_, err := metrics.Of(metrics.Option(metrics.ByROCAUC), options.ClassLabels)
	fmt.Println(err)
	// Output:
	// balanced accuracy <nil>
	// rocauc <nil>
	// metrics: the metric "rocauc" for a graph with classes; use "accuracy"
}
