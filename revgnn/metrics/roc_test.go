package metrics

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestROC(t *testing.T) {
	cases := []struct {
		name                 string
		labels, scores       []float64
		negatives, positives []float64
		auc                  float64
	}{
		{"three pairs of four", []float64{0, 0, 1, 1}, []float64{0.1, 0.4, 0.35, 0.8}, []float64{0, 0, 0.5, 0.5, 1},
			[]float64{0, 0.5, 0.5, 1, 1}, 0.75},
		{"equal scores make one step", []float64{0, 1, 1, 0}, []float64{2, 2, 2, 2}, []float64{0, 1}, []float64{0, 1},
			0.5},
		{"unlabelled rows are left out", []float64{0, nan, 1}, []float64{0, nan, 1}, []float64{0, 0, 1},
			[]float64{0, 1, 1}, 1},
		{"one kind of label", []float64{1, 1, nan}, []float64{0, 1, 2}, nil, nil, nan},
		{"no row", nil, nil, nil, nil, nan},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c, err := ROC(test.labels, test.scores, 1, 0)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(c.FalsePositives, test.negatives) || !slices.Equal(c.TruePositives, test.positives) {
				t.Errorf("%v against %v, want %v against %v", c.TruePositives, c.FalsePositives, test.positives,
					test.negatives)
			}
			if auc := c.AUC(); auc != test.auc && !(math.IsNaN(auc) && math.IsNaN(test.auc)) {
				t.Errorf("area %v, want %v", auc, test.auc)
			}
		})
	}
	c, err := ROC([]float32{0, 1, 1, 1, 1, 0}, []float64{0, 3, 1, 2, 2, 1}, 2, 1)
	if err != nil || c.Positives != 2 || c.Negatives != 1 || c.AUC() != 1 {
		t.Errorf("the second task has %d positives, %d negatives and the area %v, %v", c.Positives, c.Negatives,
			c.AUC(), err)
	}
}

func TestROCRefuses(t *testing.T) {
	for _, task := range []int{-1, 2} {
		_, err := ROC([]float64{0, 1}, []float64{0, 1}, 2, task)
		if err == nil || !strings.Contains(err.Error(), "of 2; the first is 0") {
			t.Errorf("task %d: error %v", task, err)
		}
	}
}

func ExampleROC() {
	labels := []float32{0, 0, 1, 1}
	scores := []float32{0.1, 0.4, 0.35, 0.8}
	c, err := ROC(labels, scores, 1, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.FalsePositives, c.TruePositives, c.AUC())
	// Output: [0 0 0.5 0.5 1] [0 0.5 0.5 1 1] 0.75
}
