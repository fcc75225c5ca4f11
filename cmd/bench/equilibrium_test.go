package main

import "testing"

func TestMedianOf(t *testing.T) {
	steps := []observed{{seconds: 9}, {seconds: 1}, {seconds: 3}}
	if got := medianOf(steps, func(o observed) float64 { return o.seconds }); got != 3 {
		t.Errorf("got %g, want 3", got)
	}
}

// Without the file nothing is measured, and nothing fails.
func TestCoraMissing(t *testing.T) {
	t.Setenv("KILOLAYER_DATA", t.TempDir())
	var f figures
	if err := f.cora(); err != nil || len(f) > 0 {
		t.Errorf("figures %v, error %v", f, err)
	}
}
