package chart

import (
	"math"
	"testing"
)

// TestDrawable: what a logarithmic axis has no place for is left out, and an axis without any place becomes linear.
func TestDrawable(t *testing.T) {
	p := Panel{Y: Axis{Log: true}, Limits: []Limit{{"zero", 0}, {"one", 1}},
		Series: []Series{{Shape: Line, Points: Points{X: []float64{0, 1, 2}, Y: []float64{-1, 2, math.Inf(1)}},
			Low: []float64{-2, -1, 1}, High: []float64{1, 3, 3}}}}
	got := p.drawable()
	if s := got.Series[0]; !math.IsNaN(s.Y[0]) || s.Y[1] != 2 || s.Low[1] != 2 || len(got.Limits) != 1 {
		t.Errorf("values %v from %v, %d lines", s.Y, s.Low, len(got.Limits))
	}
	if p.Series[0].Y[0] != -1 || len(p.Limits) != 2 {
		t.Error("the panel itself was changed")
	}
	p.Series[0].Points = Points{X: []float64{1}, Y: []float64{0}}
	p.Series[0].Low, p.Series[0].High = nil, nil
	if p.drawable().Y.Log {
		t.Error("an axis of nothing but 0 is logarithmic")
	}
}

// TestPadded: a scatter's outermost dots stand within the axis, one dot among them.
func TestPadded(t *testing.T) {
	for _, c := range []struct {
		name string
		x    []float64
		log  bool
	}{
		{"linear", []float64{-3, 8}, false},
		{"one", []float64{5}, false},
		{"one at zero", []float64{0}, false},
		{"logarithmic", []float64{1e6, 1e9}, true},
		{"one, logarithmic", []float64{7}, true},
	} {
		s := Series{Shape: Dot}
		for _, x := range c.x {
			s.Add(x, 1)
		}
		p := Panel{X: Axis{Log: c.log}, Series: []Series{s}}.drawable().padded()
		for _, x := range c.x {
			if !(p.X.Min < x && x < p.X.Max) {
				t.Errorf("%s: %g on an axis from %g to %g", c.name, x, p.X.Min, p.X.Max)
			}
		}
		if len(p.X.Ticks) > 12 {
			t.Errorf("%s: %d ticks", c.name, len(p.X.Ticks))
		}
	}
}
