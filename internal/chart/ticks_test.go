package chart

import (
	"math"
	"slices"
	"testing"
)

func TestNiceTicks(t *testing.T) {
	for _, c := range []struct {
		name      string
		low, high float64
		want      []float64
	}{
		{"from zero", 0, 2000, []float64{0, 500, 1000, 1500, 2000}},
		{"between", 3, 9, []float64{4, 6, 8}},
		{"no length", 5, 5, []float64{5}},
		{"not a number", 0, math.NaN(), []float64{0}},
	} {
		got := NiceTicks(c.low, c.high, 5)
		if len(got) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if math.Abs(got[i]-c.want[i]) > 1e-9 || math.Signbit(got[i]) {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
			}
		}
	}
}

func TestTimeTicks(t *testing.T) {
	for _, c := range []struct {
		high  float64
		first []float64
	}{
		{2, []float64{0, 0.5, 1}}, {100, []float64{0, 15, 30}}, {5400, []float64{0, 900, 1800}},
		{86400, []float64{0, 6 * 3600, 12 * 3600}},
	} {
		got := TimeTicks(0, c.high, 7)
		if len(got) < 3 || len(got) > 8 || !slices.Equal(got[:3], c.first) {
			t.Errorf("up to %g s: %v, want %v …", c.high, got, c.first)
		}
	}
}
