package viz

import (
	"math"
	"testing"
)

func TestRows(t *testing.T) {
	r := rows{10}
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"down", r.down(5), 15},
		{"a row", r.row(20), 25},
		{"a row of no height", r.row(0), 35},
		{"up again", r.down(-5), 30},
	} {
		if c.got != c.want {
			t.Errorf("%s: %g, want %g", c.name, c.got, c.want)
		}
	}
	if r.y != 30 {
		t.Errorf("the rows have come to %g, want 30", r.y)
	}
}

func TestColumns(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns columns
		middles []float64
	}{
		{"one", columnsOf(10, 30, 1, 1), []float64{20}},
		{"two of different widths", columnsOf(0, 100, 1, 0.2, 0.8), []float64{10, 60}},
		{"the same twice", columnsOf(100, 200, 2, 0.2, 0.8), []float64{105, 130, 155, 180}},
		{"none", columnsOf(0, 10, 0, 1), nil},
	} {
		if len(c.columns.widths) != len(c.middles) {
			t.Errorf("%s: %d columns, want %d", c.name, len(c.columns.widths), len(c.middles))
			continue
		}
		for i, want := range c.middles {
			if got := c.columns.middle(i); math.Abs(got-want) > 1e-9 {
				t.Errorf("%s: the middle of column %d is %g, want %g", c.name, i, got, want)
			}
		}
	}
}
