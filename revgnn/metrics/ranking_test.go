package metrics

import (
	"fmt"
	"math"
	"testing"
)

// TestLogOdds: they order rows as probabilities do, also where these round to 1.
func TestLogOdds(t *testing.T) {
	for _, c := range []struct {
		name string
		row  []float32
		want []float64
	}{
		{"even", []float32{3, 3}, []float64{0, 0}},
		{"three even", []float32{-2, -2, -2}, []float64{-math.Ln2, -math.Ln2, -math.Ln2}},
		{"sure", []float32{100, 0}, []float64{100, -100}},
		{"of two", []float32{1, 3}, []float64{-2, 2}},
	} {
		for k, got := range LogOdds(c.row) {
			if math.Abs(got-c.want[k]) > 1e-12*(1+math.Abs(got)) {
				t.Errorf("%s: %v, want %v", c.name, LogOdds(c.row), c.want)
			}
		}
	}
	if odds := LogOdds([]float32{5000, -5000}); math.IsInf(odds[0]-odds[1], 0) || !(odds[0] > odds[1]) {
		t.Errorf("far apart: %v", odds)
	}
}

func ExampleAveragePrecision() {
	s := Split{Tasks: []float32{0, 0, 1, 1}, Logits: []float32{0.1, 0.4, 0.35, 0.8}, Columns: 1}
	area, err := AveragePrecision(s)
	fmt.Printf("%.3f %v\n", area, err)
	// Output: 0.833 <nil>
}

func ExampleLogOdds() {
	odds := LogOdds([]float32{0, float32(math.Log(3))}) // the probabilities are a quarter and three
	fmt.Printf("%.3f\n", odds)
	// Output: [-1.099 1.099]
}

func ExampleUsual() {
	fmt.Println(Usual("classes"))
	// Output: [accuracy macro f1]
}
