package sweep

import (
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestTimeLeft tells the time left from the steps of this process, without its first one, which compiles. A step takes
// a second.
func TestTimeLeft(t *testing.T) {
	step := func(n int, elapsed time.Duration) run.Record {
		return run.Record{Kind: run.Step, Step: n, Elapsed: elapsed * time.Second}
	}
	evaluation := func(n int, elapsed time.Duration) run.Record {
		return run.Record{Kind: run.Evaluation, Step: n, Elapsed: elapsed * time.Second}
	}
	for _, c := range []struct {
		name         string
		before, here []run.Record // of an earlier process, and of this one
		want         time.Duration
	}{
		{"no step", nil, nil, 0},
		{"the step that compiles", nil, []run.Record{step(1, 30)}, 0},
		{"one more", nil, []run.Record{step(1, 30), step(2, 31)}, 0},
		{"steps", nil, []run.Record{step(1, 30), step(2, 31), step(3, 32), step(4, 33)}, 6 * time.Second},
		{"an evaluation counts", nil, []run.Record{step(1, 30), step(2, 31), evaluation(2, 33), step(3, 34)},
			21 * time.Second},
		{"an earlier process was slower", []run.Record{step(1, 30), step(2, 90)},
			[]run.Record{step(3, 120), step(4, 121), step(5, 122)}, 5 * time.Second},
		{"the last step", nil, []run.Record{step(8, 30), step(9, 31), step(10, 32)}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := run.NewSweepRun(nil, 1)
			p := progress{change: func(set func(*run.SweepRun)) error { set(&r); return nil }}
			training := options.NewTraining()
			training.Epochs = 10
			p.Started(run.Info{Training: training}, run.Memory{}, c.before)
			for _, record := range c.here {
				p.Recorded(record)
			}
			if r.Left != c.want {
				t.Errorf("%v left, want %v", r.Left, c.want)
			}
		})
	}
}
