package chart

import (
	"image/color"
	"math"
	"testing"
)

// TestHeatColors: a matrix whose values are all one, or none, still has colours.
func TestHeatColors(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		want   color.RGBA // of the first finite value
	}{
		{"ends", []float64{5, 1, 3}, cividis[8]},
		{"all alike", []float64{2, 2}, cividis[8]},
		{"all zero", []float64{0, math.NaN()}, cividis[0]},
		{"negative", []float64{-3, -3}, cividis[0]},
	} {
		h := &Heat{Values: [][]float64{c.values}}
		if got := h.color(c.values[0]); got != c.want {
			t.Errorf("%s: colour %v, want %v", c.name, got, c.want)
		}
	}
}
