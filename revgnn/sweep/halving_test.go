package sweep

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

var rates = []any{1e-4, 1e-3, 0.01, 0.03}

// halved is a sweep over learning rates of which half go on after 2, 4 and 8 epochs.
func halved(observers ...run.Observer) *Builder {
	club := datasets.Karate().Must()
	return Func("rates", func(s Setting) (*revgnn.TrainBuilder, error) {
		m, err := reversible(1, 8).WithSeed(s.Seed).For(club).Done()
		b := revgnn.Train(m, club).WithEpochs(8).WithEvaluationEvery(1).WithSeed(s.Seed).
			WithLearningRate(s.Float("rate")).WithCheckpointEvery(1)
		for _, o := range observers {
			b.WithObserver(o)
		}
		return b, err
	}).Over("rate", rates...).Seeds(2).WithHalving(2, 2)
}

// ends are how far the runs of a sweep came, by name.
func ends(s *run.Sweep) (list []string) {
	for _, r := range s.List() {
		list = append(list, fmt.Sprint(r.Name, " ", r.Status, " ", r.Step))
	}
	return list
}

// TestHalving ends the worse half early, as the histories tell, and goes on with what is left as without halving.
func TestHalving(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	s, err := halved().WithDirectory(dir).Done()
	if err != nil {
		t.Fatal(err)
	}
	steps := map[int]int{}
	for _, r := range s.List() {
		steps[r.Step]++
		if (r.Status == run.Ended) != (r.Step < 8) || (r.Reason != "") != (r.Step < 8) {
			t.Errorf("%s is %s at step %d: %q", r.Name, r.Status, r.Step, r.Reason)
		}
	}
	if steps[2] != 4 || steps[4] != 2 || steps[8] != 2 {
		t.Fatalf("runs by their steps: %v, want 4 ended at 2, 2 at 4, and 2 complete", steps)
	}
	if table := s.Table().String(); !strings.Contains(table, "ended early") ||
		!strings.Contains(table, "step 2 of 8") || strings.Contains(table, "not finished") {
		t.Errorf("\n%s", table)
	}
	best, whole := s.Runs()[0], filepath.Join(t.TempDir(), "whole")
	full := halved()
	full.halving = nil
	if _, err := full.WithDirectory(whole).Done(); err != nil {
		t.Fatal(err)
	}
	sameOutcome(t, outcome(t, best.Dir()), outcome(t, filepath.Join(whole, filepath.Base(best.Dir()))))

	again, err := halved().WithDirectory(dir).Done()
	if err != nil || !slices.Equal(ends(again), ends(s)) {
		t.Errorf("%v: %q, then %q", err, ends(s), ends(again))
	}
	full = halved()
	full.halving = nil
	if s, err = full.WithDirectory(dir).Done(); err != nil || len(s.Runs()) != 8 {
		t.Errorf("%v: without halving %q", err, ends(s))
	}
	// What was trained further does not change the choice.
	for _, r := range s.Runs() {
		var first, all float64
		for _, record := range r.History() {
			if record.Kind == run.Evaluation {
				all = max(all, *record.Valid)
				if record.Epoch <= 2 {
					first = max(first, *record.Valid)
				}
			}
		}
		two, far := scoreAt(r.Dir(), 2)
		end, ended := scoreAt(r.Dir(), 9)
		if two.valid != first || !far || end.valid != all || ended {
			t.Errorf("%s: %g after 2 epochs and %g in all, want %g and %g", r.Dir(), two.valid, end.valid, first, all)
		}
	}
	if s, err = halved().WithDirectory(dir).Done(); err != nil || len(s.Runs()) != 8 {
		t.Errorf("%v: %q", err, ends(s))
	}
}

// made is a metric of a value that is given to it.
type made struct {
	value float64
	less  bool
}

func (m made) String() string { return "made" }

func (m made) LessIsBetter() bool { return m.less }

func (m made) Score(metrics.Split) (float64, error) { return m.value, nil }

// TestHalvingMetric takes the smaller value for the better one where the metric says so, and of equals the first.
func TestHalvingMetric(t *testing.T) {
	club := karate(t)
	for _, c := range []struct {
		name string
		of   func(rate float64) made
		want string
	}{
		{"more is better", func(rate float64) made { return made{rate, false} }, "rate=0.03,seed=1"},
		{"less is better", func(rate float64) made { return made{rate, true} }, "rate=0.0001,seed=1"},
		{"equal", func(float64) made { return made{1, false} }, "rate=0.0001,seed=1"},
	} {
		s, err := Func("made", func(s Setting) (*revgnn.TrainBuilder, error) {
			m, err := reversible(1, 4).For(club).Done()
			return revgnn.Train(m, club).WithEpochs(4).WithEvaluationEvery(1).WithMetric(c.of(s.Float("rate"))), err
		}).Over("rate", rates...).WithHalving(4, 1).WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
		if err != nil || len(s.Runs()) != 1 || filepath.Base(s.Runs()[0].Dir()) != c.want {
			t.Errorf("%s: %v, %q", c.name, err, ends(s))
		}
	}
}

// TestHalvingStopped kills a sweep that halves, which then makes the choice of one that was not stopped.
func TestHalvingStopped(t *testing.T) {
	straight, err := halved().WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	p := plan{Halving: true, Directory: filepath.Join(t.TempDir(), "sweep"), Pause: 20 * time.Millisecond}
	child := p.start(t)
	if !child.Until("step 4") { // of one that went on
		t.Fatalf("the process ended: %v %s", child.Lines, child.Errors.String())
	}
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	child.End()
	s, err := halved().WithDirectory(p.Directory).Done()
	if err != nil || !slices.Equal(ends(s), ends(straight)) {
		t.Errorf("%v: %q, want %q", err, ends(s), ends(straight))
	}
	for i, r := range s.Runs() {
		sameOutcome(t, outcome(t, r.Dir()), outcome(t, straight.Runs()[i].Dir()))
	}
}
