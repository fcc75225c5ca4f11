package metrics

import (
	"fmt"
	"strings"
	"testing"
)

func TestCountRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Split
		want string
	}{
		{"real numbers", Split{Values: []float32{1}, Logits: []float32{1}, Columns: 1},
			"real numbers have no predicted class"},
		{"a label of two", Split{Tasks: []float32{1, 2}, Logits: []float32{0, 0}, Columns: 2},
			"label 2 at row 0, task 1"},
		{"a logit of NaN", Split{Tasks: []float32{1}, Logits: []float32{float32(nan)}, Columns: 1},
			"logit NaN at row 0, task 0: the model has diverged"},
		{"tasks without labels", Split{Tasks: []float32{float32(nan)}, Logits: []float32{1}, Columns: 1},
			"none of the 1 nodes has a label"},
		{"classes without labels", Split{Classes: []int32{-1}, Logits: []float32{1, 0}, Columns: 2},
			"none of the 1 nodes has a label"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Count(c.s)
			if err == nil || !strings.HasPrefix(err.Error(), "metrics: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// A logit that is not finite and has no label is not judged.
func TestCountUnlabelled(t *testing.T) {
	s := Split{Tasks: []float32{float32(nan), 1}, Logits: []float32{float32(nan), 2}, Columns: 1}
	if got, err := Count(s); err != nil || got[0] != (Counts{TruePositives: 1}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func ExampleCount() {
	s := Split{Classes: []int32{0, 1, 1, -1}, Logits: []float32{1, 0, 0, 1, 1, 0, 0, 1}, Columns: 2}
	counts, err := Count(s)
	fmt.Printf("%+v %v\n", counts[1], err)
	fmt.Printf("precision %.2f, recall %.2f, F1 %.2f\n", counts[1].Precision(), counts[1].Recall(), counts[1].F1())
	// Output:
	// {TruePositives:1 FalsePositives:0 FalseNegatives:1 TrueNegatives:1} <nil>
	// precision 1.00, recall 0.50, F1 0.67
}
