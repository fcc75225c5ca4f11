package metrics

import (
	"fmt"
	"strings"
	"testing"
)

func TestRatesRefuse(t *testing.T) {
	three := Split{Classes: []int32{0, 1, 2}, Logits: make([]float32, 9), Columns: 3}
	for _, c := range []struct {
		over Average
		want string
	}{
		{Binary, `the metric "f1" is that of the second of two classes, and there are 3; use "macro f1"`},
		{"mean", `the average "mean"; use Binary, Macro, Micro or Weighted`},
	} {
		if _, err := F1(three, c.over); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.over, err, c.want)
		}
	}
}

func ExampleF1() {
	// Three nodes of class 0 and one of class 1, all taken for class 0.
	s := Split{Classes: []int32{0, 0, 0, 1}, Logits: []float32{2, 1, 2, 1, 2, 1, 2, 1}, Columns: 2}
	for _, over := range []Average{Binary, Macro, Micro, Weighted} {
		f1, err := F1(s, over)
		fmt.Printf("%q %.3f %v\n", over, f1, err)
	}
	// Output:
	// "" 0.000 <nil>
	// "macro" 0.429 <nil>
	// "micro" 0.750 <nil>
	// "weighted" 0.643 <nil>
}

func ExamplePrecision() {
	tasks := Split{Tasks: []float32{1, 0, 0, 1}, Logits: []float32{3, 1, -2, 4}, Columns: 1}
	fmt.Println(Precision(tasks, Binary)) // of three answered by yes, two are
	// Output: 0.6666666666666666 <nil>
}

func ExampleRecall() {
	tasks := Split{Tasks: []float32{1, 0, 0, 1}, Logits: []float32{3, 1, -2, 4}, Columns: 1}
	fmt.Println(Recall(tasks, Binary))
	// Output: 1 <nil>
}

func ExampleBalancedAccuracy() {
	s := Split{Classes: []int32{0, 0, 0, 1}, Logits: []float32{2, 1, 2, 1, 2, 1, 2, 1}, Columns: 2}
	fmt.Println(BalancedAccuracy(s)) // all of class 0 and none of class 1
	// Output: 0.5 <nil>
}

func ExampleMCC() {
	s := Split{Classes: []int32{0, 0, 1, 1}, Logits: []float32{2, 1, 2, 1, 1, 2, 2, 1}, Columns: 2}
	mcc, err := MCC(s)
	fmt.Printf("%.3f %v\n", mcc, err)
	// Output: 0.577 <nil>
}
