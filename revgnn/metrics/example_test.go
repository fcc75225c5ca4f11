package metrics_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// sure is a metric of one's own: the share of nodes that are right with twice the score of the second class or more.
type sure struct{}

func (sure) String() string { return "sure" }

func (sure) Score(s metrics.Split) (float64, error) {
	classes, predicted, err := s.Predicted()
	if err != nil {
		return 0, err
	}
	right := 0.0
	for i, class := range classes {
		if row := s.Logits[i*s.Columns:][:s.Columns]; predicted[i] == class && row[class] >= 2*row[1-class] {
			right++
		}
	}
	return right / float64(len(classes)), nil
}

func ExampleMetric() {
	split := metrics.Split{
		Classes: []int32{0, 0, 0, 1},
		Logits:  []float32{2, 1, 3, 2, 2, 1, 2, 1},
		Columns: 2,
	}
	for _, m := range []metrics.Metric{metrics.ByAccuracy, metrics.ByMacroF1, sure{}} {
		score, err := m.Score(split)
		fmt.Printf("%s %.3f %v\n", m, score, err)
	}
	// Output:
	// accuracy 0.750 <nil>
	// macro f1 0.429 <nil>
	// sure 0.500 <nil>
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
	training := options.Training{Metric: metrics.Option(sure{})}
	fmt.Println(training.Metric.Name)
	// Output: sure
}

func ExampleOf() {
	fmt.Println(metrics.Of(metrics.Option(sure{}), options.ClassLabels, 7))
	fmt.Println(metrics.Of(metrics.Option(nil), options.TaskLabels, 1)) // none was chosen, for a graph with tasks
	_, err := metrics.Of(metrics.Option(metrics.ByROCAUC), options.ValueLabels, 1)
	fmt.Println(err)
	// Output:
	// sure <nil>
	// rocauc <nil>
	// metrics: the metric "rocauc" for a graph with real numbers; use "r2" or "mae" or "rmse"
}

func ExampleOfClass() {
	m, err := metrics.OfClass(metrics.ByF1, 2, "fraud")
	if err != nil {
		fmt.Println(err)
		return
	}
	score, err := m.Score(metrics.Split{
		Classes: []int32{0, 2, 2, 1},
		Logits:  []float32{3, 1, 0, 0, 1, 2, 4, 1, 0, 0, 2, 1},
		Columns: 3,
	})
	fmt.Printf("%s %.3f %v\n", m, score, err)
	// Output: f1 of fraud 0.667 <nil>
}
