package metrics

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestAccuracy(t *testing.T) {
	// Four nodes and three classes; the highest logits are those of classes 2, 0, 1 and, first of a tie, 0.
	logits := []float32{0, 1, 2, 5, 1, 2, -3, -1, -2, 4, 4, 4}
	cases := []struct {
		name    string
		classes []int32
		nodes   []int32
		want    float64
	}{
		{"all right", []int32{2, 0, 1, 0}, nil, 1},
		{"a tie goes to the first", []int32{2, 0, 1, 1}, nil, 0.75},
		{"some nodes", []int32{2, 1, 1, 1}, []int32{0, 3}, 0.5},
		{"unlabelled nodes are left out", []int32{-1, 0, 0, -1}, nil, 0.5},
		{"all wrong", []int32{0, 1, 2, 2}, nil, 0},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			got, err := Accuracy(test.classes, logits, 3, test.nodes)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}

func TestAccuracyRefuses(t *testing.T) {
	one := []float32{0, 1}
	cases := []struct {
		name       string
		classes    []int32
		logits     []float32
		numClasses int
		nodes      []int32
		want       string
	}{
		{"no classes", []int32{0}, nil, 0, nil, "0 classes"},
		{"too few logits", []int32{0, 1}, one, 2, nil, "2 logits for 2 nodes and 2 classes; give 4"},
		{"a node beyond the graph", []int32{0}, one, 2, []int32{1}, "node 1 of a graph of 1 nodes"},
		{"a negative node", []int32{0}, one, 2, []int32{-1}, "node -1 of a graph of 1 nodes"},
		{"a class beyond the logits", []int32{2}, one, 2, nil, "node 0 has class 2"},
		{"a NaN logit", []int32{0}, []float32{0, float32(math.NaN())}, 2, nil, "logit NaN at node 0, class 1"},
		{"no labels", []int32{-1}, one, 2, nil, "none of the 1 nodes"},
		{"no nodes", []int32{0}, one, 2, []int32{}, "none of the 0 nodes"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			_, err := Accuracy(test.classes, test.logits, test.numClasses, test.nodes)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func ExampleAccuracy() {
	classes := []int32{1, 0, -1} // the last node has no label
	logits := []float32{0.1, 0.9, 0.3, 0.7, 0.5, 0.5}
	share, err := Accuracy(classes, logits, 2, nil)
	fmt.Println(share, err)
	// Output: 0.5 <nil>
}
