package chart

import (
	"math"
	"testing"
)

// TestLogarithmicPictures: gonum panics where a logarithmic axis is given what it has no place for.
func TestLogarithmicPictures(t *testing.T) {
	for _, c := range []struct {
		name string
		y    []float64
	}{
		{"nothing positive", []float64{0, -1}},
		{"one value", []float64{3}},
		{"one value of all", []float64{-1, 3, math.NaN()}},
		{"tiny", []float64{1e-300, 1e300}},
		{"none", nil},
		{"infinite", []float64{math.Inf(1), math.NaN()}},
	} {
		for _, s := range []Shape{Line, Dot, Band, Column} {
			one := Series{Name: "s", Shape: s, Color: Palette(0)}
			for i, y := range c.y {
				one.Add(float64(i), y)
				one.Low, one.High = append(one.Low, y/2), append(one.High, 2*y)
			}
			f := newChart(c.name, "", Panel{X: Axis{Name: "x", Log: true}, Y: Axis{Name: "y", Log: true},
				Series: []Series{one}})
			if _, err := f.PNG(Paper{}); err != nil {
				t.Errorf("%s as %s: %v", c.name, s, err)
			}
			if _, err := f.Fragment(false); err != nil {
				t.Errorf("%s as %s: %v", c.name, s, err)
			}
		}
	}
}
