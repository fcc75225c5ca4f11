package metrics

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestNumbers holds the errors and R² against those of scikit-learn 1.9.1: mean_absolute_error,
// root_mean_squared_error and r2_score.
func TestNumbers(t *testing.T) {
	// Rows of two columns; the example of r2_score's page with a second column.
	values := []float64{3, -0.5, 2, 1, 7, 4.25, -1, 8}
	predicted := []float64{2.5, 0, 2, 2, 8, 4, 0, 6.5}
	column := func(list []float64, k int) (out []float64) {
		for i := k; i < len(list); i += 2 {
			out = append(out, list[i])
		}
		return out
	}
	for _, c := range []struct {
		name              string
		values, predicted []float64
		columns           int
		mae, rmse, r2     float64
	}{
		{"two columns", values, predicted, 2, 0.71875, 0.8468646522044219, 0.9239059036619419},
		{"the first", column(values, 0), column(predicted, 0), 1, 0.625, 0.75, 1 - 2.25/32.75},
		{"without some labels", append([]float64{nan, 1e9, 5, nan}, 5, 7), append([]float64{9, 1e9, 5, nan}, 5, 7), 2,
			0, 0, 1},
		{"a column without labels", []float64{3, nan, 2, nan}, []float64{1, 0, 1, 0}, 2, 1.5, math.Sqrt(2.5), -9},
		{"equal values, right", []float64{5, 5, 5}, []float64{5, 5, 5}, 1, 0, 0, 1},
		{"equal values, wrong", []float64{5, 5, 5}, []float64{5, 5, 4}, 1, 1. / 3, math.Sqrt(1. / 3), 0},
		{"one of two columns equal", []float64{5, 1, 5, 2, 5, 4}, []float64{5, 1.5, 5, 2, 4, 3}, 2,
			(1./3 + 0.5) / 2, (math.Sqrt(1./3) + math.Sqrt(1.25/3)) / 2, 0.36607142857142855},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Split{Columns: c.columns}
			for i, v := range c.values {
				s.Values, s.Logits = append(s.Values, float32(v)), append(s.Logits, float32(c.predicted[i]))
			}
			for m, of := range map[Metric]struct {
				f    func([]float64, []float64, int) (float64, error)
				want float64
			}{ByMAE: {MAE[float64, float64], c.mae}, ByRMSE: {RMSE[float64, float64], c.rmse},
				ByR2: {R2[float64, float64], c.r2}} {
				if got, err := of.f(c.values, c.predicted, c.columns); err != nil || math.Abs(got-of.want) > 1e-12 {
					t.Errorf("%s: %.17g, %v, want %.17g", m, got, err, of.want)
				}
				if got, err := m.Score(s); err != nil || math.Abs(got-of.want) > 1e-6 {
					t.Errorf("%s of a split: %.17g, %v, want %.17g", m, got, err, of.want)
				}
			}
		})
	}
}

func TestNumbersOfNodes(t *testing.T) {
	s := Split{Values: []float32{1, 2, 3}, Logits: []float32{1, 5, 2}, Columns: 1, Nodes: []int32{2, 0}}
	if got, err := ByMAE.Score(s); err != nil || got != 0.5 {
		t.Errorf("%v, %v, want 0.5 of nodes 2 and 0", got, err)
	}
}

func TestNumbersRefuse(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name              string
		values, predicted []float64
		columns           int
		want              string
	}{
		{"no columns", nil, nil, 0, "0 columns of values; give at least 1"},
		{"half a row", []float64{1, 2, 3}, []float64{1, 2, 3}, 2, "3 values do not make whole rows of 2 columns"},
		{"too few predictions", []float64{1, 2}, []float64{1}, 1, "1 predictions for 2 values"},
		{"no labels", []float64{nan, nan}, []float64{1, 2}, 2, "none of the 1 rows has a value"},
		{"an endless value", []float64{1, 2, 3, inf}, []float64{1, 2, 3, 4}, 2, "value +Inf in row 1, column 1"},
		{"a diverged model", []float64{1, 2, 3, 4}, []float64{1, 2, nan, 4}, 2,
			"prediction NaN in row 1, column 0: the model has diverged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := R2(c.values, c.predicted, c.columns)
			if err == nil || !strings.HasPrefix(err.Error(), "metrics: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	values := Split{Values: []float32{1}, Logits: []float32{1}, Columns: 1}
	for _, c := range []struct {
		metric Metric
		split  Split
		want   string
	}{
		{ByAccuracy, values, "use a metric of values, such as metrics.ByR2"},
		{ByROCAUC, values, "use a metric of values, such as metrics.ByR2"},
		{ByR2, Split{Classes: []int32{0}, Logits: []float32{1}, Columns: 1}, "classes are no real numbers"},
		{ByMAE, Split{Tasks: []float32{0}, Logits: []float32{1}, Columns: 1}, "yes/no tasks are no real numbers"},
		{ByRMSE, Split{Values: []float32{1}, Logits: []float32{1}}, "0 values; give at least 1"},
		{ByR2, Split{Values: []float32{1}, Logits: []float32{1}, Columns: 1, Nodes: []int32{1}},
			"node 1 of a graph of 1 nodes"},
	} {
		if _, err := c.metric.Score(c.split); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.metric, err, c.want)
		}
	}
}

func ExampleMAE() {
	fmt.Println(MAE([]float32{3, 2, 7}, []float32{2.5, 2, 8}, 1))
	// Output: 0.5 <nil>
}

func ExampleRMSE() {
	fmt.Println(RMSE([]float32{3, 2}, []float32{0, 6}, 2)) // of one row with two values: (3 + 4) / 2
	// Output: 3.5 <nil>
}

func ExampleR2() {
	values := []float64{1, 2, 3, math.NaN()} // the last one is not known
	fmt.Println(R2(values, []float64{1, 2, 3, 9}, 1))
	fmt.Println(R2(values, []float64{2, 2, 2, 9}, 1)) // the mean for all
	// Output:
	// 1 <nil>
	// 0 <nil>
}

func ExampleLessIsBetter() {
	fmt.Println(LessIsBetter(ByMAE), LessIsBetter(ByRMSE), LessIsBetter(ByR2))
	// Output: true true false
}
