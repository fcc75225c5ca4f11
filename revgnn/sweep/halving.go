package sweep

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// train trains all runs, or those that halving leaves.
func (w *work) train(caller context.Context) error {
	all := make([]int, len(w.settings))
	for i := range all {
		all[i] = i
	}
	if w.halving == nil {
		return w.trainUntil(caller, all, toTheEnd)
	}
	return w.halve(caller, all)
}

// contender is a setting of a sweep: its runs, which differ by their seeds.
type contender struct {
	runs  []int
	valid float64 // mean over the runs that are not failed; NaN without one
	less  bool    // less is better
}

// halve trains all settings for a few epochs, and the best of them for more, until one is left or all are complete.
func (w *work) halve(caller context.Context, all []int) error {
	var left []contender
	for i := 0; i < len(all); {
		end := i
		for end < len(all) && slices.Equal(w.settings[end].choices, w.settings[i].choices) {
			end++
		}
		left, i = append(left, contender{runs: all[i:end]}), end
	}
	for epochs := w.halving.least; ; epochs *= w.halving.factor {
		if len(left) == 1 || epochs > math.MaxInt/w.halving.factor {
			epochs = toTheEnd
		}
		var list []int
		for _, c := range left {
			list = append(list, c.runs...)
		}
		if err := w.trainUntil(caller, list, epochs); err != nil {
			return err
		}
		if w.finished(list) {
			return nil
		}
		if left = w.ranked(left, epochs); len(left) == 0 {
			return nil // all failed
		}
		next := max(1, len(left)/w.halving.factor)
		for place, c := range left[next:] {
			why := fmt.Sprintf("place %d of %d after %d epochs", next+place+1, len(left), epochs)
			if err := w.end(c, why); err != nil {
				return err
			}
		}
		left = left[:next]
	}
}

// finished tells whether no run has steps left to take.
func (w *work) finished(list []int) bool {
	for _, i := range list {
		if s := w.list[i].Status; s != run.Complete && s != run.Failed && s != run.NotRun {
			return false
		}
	}
	return true
}

// ranked are the settings that have not failed, the best after a number of epochs first, and of equals the first.
func (w *work) ranked(list []contender, epochs int) (ranked []contender) {
	for _, c := range list {
		sum, n := 0.0, 0
		for _, i := range c.runs {
			if w.list[i].Status == run.Failed || w.list[i].Status == run.NotRun {
				continue
			}
			if s, far := scoreAt(w.directory(i), epochs); far || w.list[i].Status == run.Complete {
				sum, n, c.less = sum+s.valid, n+1, s.info.LessIsBetter
			}
		}
		if c.valid = sum / float64(n); n > 0 {
			ranked = append(ranked, c)
		}
	}
	slices.SortStableFunc(ranked, func(a, b contender) int {
		switch {
		case math.IsNaN(a.valid) || math.IsNaN(b.valid): // the worst
			return cmp.Compare(b.valid, a.valid)
		case a.less:
			return cmp.Compare(a.valid, b.valid)
		}
		return cmp.Compare(b.valid, a.valid)
	})
	return ranked
}

// end marks a setting's runs as ended early.
func (w *work) end(c contender, why string) error {
	for _, i := range c.runs {
		if s := w.list[i].Status; s == run.Complete || s == run.Failed || s == run.NotRun {
			continue
		}
		if err := w.change(i, func(r *run.SweepRun) { r.Status, r.Reason, r.Left = run.Ended, why, 0 }); err != nil {
			return err
		}
	}
	return nil
}
