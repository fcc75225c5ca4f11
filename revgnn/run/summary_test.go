package run

import (
	"math"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

func TestModelString(t *testing.T) {
	for _, test := range []struct {
		name    string
		options options.Network
		want    string
	}{
		{"reversible", options.Network{Family: options.Reversible, Operator: options.Operator{Name: "GEN(max)"},
			Depth:    1001,
			Channels: 80, Groups: 2}, "reversible GEN(max), 1001 layers of 80 channels in 2 groups"},
		{"weight-tied", options.Network{Family: options.Residual, Operator: options.Operator{Name: "SAGE(mean)"},
			Depth:    1,
			Channels: 64, Groups: 1, Tied: true}, "weight-tied residual SAGE(mean), 1 layer of 64 channels"},
		{"no depth", options.Network{Family: options.Equilibrium, Operator: options.Operator{Name: "GCN"}, Channels: 64,
			Groups: 1}, "equilibrium GCN, 64 channels"},
		{"no depth but groups", options.Network{Family: options.Equilibrium, Operator: options.Operator{Name: "GCN"},
			Channels: 64, Groups: 2}, "equilibrium GCN, 64 channels in 2 groups"},
		{"no operator", options.Network{Family: options.Equilibrium, Channels: 8}, "equilibrium, 8 channels"},
	} {
		if got := (Model{Options: test.options}).String(); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestTableOfSolves(t *testing.T) {
	solve := func(status string, evaluations int) *Solve { return &Solve{Status: status, Evaluations: evaluations} }
	for _, test := range []struct {
		name    string
		records []Record
		want    string // the rows after the time
	}{
		{"no solver", []Record{step(1), step(2)}, ""},
		{"all converged", []Record{
			{Kind: Step, Step: 1, Forward: solve("converged", 10), Backward: solve("converged", 20)},
			{Kind: Step, Step: 2, Forward: solve("converged", 13), Backward: solve("converged", 20)},
		}, "solver failures: 0 of 2 steps; mean evaluations: forward 11.5, backward 20.0"},
		{"failures", []Record{
			// one step, two solves
			{Kind: Step, Step: 1, Forward: solve("cap reached", 10), Backward: solve("diverged", 4)},
			{Kind: Step, Step: 2, Forward: solve("not finite", 4), Backward: solve("converged", 2)},
			{Kind: Step, Step: 3, Forward: solve("converged", 4), Backward: solve("converged", 3)},
			{Kind: Evaluation, Step: 3, Forward: solve("diverged", 99)}, // not a step
		}, "solver failures: 2 of 3 steps (forward 2, backward 1); mean evaluations: forward 6.0, backward 3.0"},
		{"forward only", []Record{step(1), {Kind: Step, Step: 2, Forward: solve("diverged", 7)}},
			"solver failures: 1 of 1 steps (forward 1, backward 0); mean evaluations: forward 7.0"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			after := false
			for _, row := range create(t, test.records...).Table().Rows {
				if after {
					got = append(got, row[0]+": "+row[1])
				}
				after = after || row[0] == "time"
			}
			if joined := strings.Join(got, "; "); joined != test.want {
				t.Errorf("%q, want %q", joined, test.want)
			}
		})
	}
}

// TestBestOfErrors takes the smallest of a metric of which less is better.
func TestBestOfErrors(t *testing.T) {
	var history []Record
	for i, valid := range []float64{math.NaN(), 3, 1, 1, 2} {
		history = append(history, Record{Kind: Evaluation, Step: i, Valid: &valid})
	}
	for _, c := range []struct {
		less       bool
		step       int
		best, text string
	}{{true, 2, "1", "1e-5"}, {false, 1, "3.0000", "0.0000"}} {
		r := Run{contents: contents{info: Info{LessIsBetter: c.less}, history: history}}
		best, ok := r.Best()
		s := SweepRun{LessIsBetter: c.less}
		for _, record := range history {
			s.Take(record)
		}
		if !ok || best.Step != c.step || *s.Best != *best.Valid || r.info.Score(*best.Valid) != c.best ||
			r.info.Score(1e-5) != c.text {
			t.Errorf("less is better: %v: step %d with %s, of a sweep %g", c.less, best.Step,
				r.info.Score(*best.Valid), *s.Best)
		}
	}
}
