package metrics

import (
	"math"
	"strings"
	"testing"
)

// three are six nodes of three classes, of which the fourth is not labelled.
var three = Split{Classes: []int32{0, 1, 2, -1, 1, 2}, Columns: 3, Logits: []float32{
	2, 1, 0,
	0, 3, 1,
	0, 2, 1,
	9, 0, 0,
	4, 1, 0,
	0, 0, 2,
}}

// TestOfClass has the numbers of class 1: of its two nodes one is found, and one other is taken for it. As a task of
// yes and no it has the same.
func TestOfClass(t *testing.T) {
	asTask := Split{Columns: 1}
	for node, class := range three.Classes {
		label := float32(math.NaN())
		if class >= 0 {
			label = 0
		}
		if class == 1 {
			label = 1
		}
		odds := LogOdds(three.Logits[3*node:][:3])
		asTask.Tasks, asTask.Logits = append(asTask.Tasks, label), append(asTask.Logits, float32(odds[1]))
	}
	of := func(m Metric, s Split) float64 {
		score, err := m.Score(s)
		if err != nil {
			t.Fatal(err)
		}
		return score
	}
	for _, c := range []struct {
		of   Metric
		want float64
	}{
		{ByF1, 0.5}, {ByPrecision, 0.5}, {ByRecall, 0.5},
		{ByROCAUC, of(ByROCAUC, asTask)}, {ByAveragePrecision, of(ByAveragePrecision, asTask)},
	} {
		m, err := OfClass(c.of, 1, "b")
		if err != nil {
			t.Fatal(err)
		}
		if got := of(m, three); math.Abs(got-c.want) > 1e-15 || m.String() != c.of.String()+" of b" {
			t.Errorf("%s is %g, want %g", m, got, c.want)
		}
		two := Split{Classes: []int32{0, 1, 1}, Logits: []float32{1, 0, 0, 1, 2, 0}, Columns: 2}
		second, err := OfClass(c.of, 1, "b")
		if err != nil {
			t.Fatal(err)
		}
		if got, want := of(second, two), of(c.of, two); got != want {
			t.Errorf("%s of the second of two classes is %g, want %g", c.of, got, want)
		}
	}
}

// TestOfClassRefused: metrics of all classes have no value for one, and there must be that class.
func TestOfClassRefused(t *testing.T) {
	for _, m := range []Metric{ByAccuracy, ByMacroF1, ByMCC, ByR2, own{}} {
		if _, err := OfClass(m, 1, "b"); err == nil || !strings.Contains(err.Error(), m.String()) {
			t.Errorf("%s: %v", m, err)
		}
	}
	m, err := OfClass(ByF1, 3, "d")
	if err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]Split{
		`class 3, "d", of logits for 3 classes`: three,
		"yes/no tasks have no predicted class":  {Tasks: []float32{1, 0, 1, 0}, Logits: make([]float32, 4), Columns: 4},
	} {
		if _, err := m.Score(s); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
