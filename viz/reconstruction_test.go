package viz

import (
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestReconstructionBound: only what has a bound is held against one.
func TestReconstructionBound(t *testing.T) {
	with := func(bound, err float64) run.Inverse {
		return run.Inverse{Network: "made", Errors: []float64{err, 0}, Exact: []float64{1e-15, 0}, Bound: bound}
	}
	for _, c := range []struct {
		name   string
		checks []run.Inverse
		title  string
		rows   []string // the table's bound and verdict
		limits int
	}{
		{"within", []run.Inverse{with(1e-3, 1e-6)},
			"Inputs are rebuilt within the bound: largest error 1e-6 over 2 layers", []string{"0.001 pass"}, 1},
		{"not within", []run.Inverse{with(1e-7, 1e-6)},
			"Inputs are not rebuilt within the bound: largest error 1e-6 over 2 layers", []string{"1e-7 fail"}, 1},
		{"no bound", []run.Inverse{with(0, 1e-6)},
			"Inputs rebuilt from the last output: largest error 1e-6 over 2 layers", []string{"- -"}, 0},
		{"no bound, exact", []run.Inverse{with(0, 0)},
			"Inputs rebuilt from the last output: largest error 0 over 2 layers", []string{"- -"}, 0},
		{"one of two", []run.Inverse{with(0, 1e-6), with(1e-3, 1e-6)}, "Inputs are rebuilt within the bound",
			[]string{"- -", "0.001 pass"}, 1},
		{"none of two", []run.Inverse{with(0, 1e-6), with(0, 1e-6)}, "Inputs rebuilt from the last output",
			[]string{"- -", "- -"}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Reconstruction(c.checks...)
			if f.Title != c.title {
				t.Errorf("title %q, want %q", f.Title, c.title)
			}
			if n := len(f.panels[0].Limits); n != c.limits {
				t.Errorf("%d lines of bounds, want %d", n, c.limits)
			}
			var rows []string
			for _, row := range f.data.Rows {
				rows = append(rows, strings.Join(row[len(row)-2:], " "))
			}
			if strings.Join(rows, ", ") != strings.Join(c.rows, ", ") {
				t.Errorf("rows %q, want %q", rows, c.rows)
			}
		})
	}
}
