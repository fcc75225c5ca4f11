package outside

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

// TestExtension extends a run that is complete and one that was stopped.
func TestExtension(t *testing.T) {
	g, folder := club(t), t.TempDir()
	train := func(m *revgnn.Model, epochs int) *revgnn.TrainBuilder {
		return revgnn.Train(m, g).WithEpochs(epochs).WithParts(2).WithEvaluationEvery(2).WithLearningRate(0.01)
	}
	straight := small(t)
	want := trained(t, train(straight, 6), filepath.Join(folder, "straight"))
	for _, c := range []struct {
		name  string
		first func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder
	}{
		{"a complete run", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder { return b }},
		{"one that a callback ended", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithCallback(func(r run.Record) error {
				if r.Step == 3 {
					return revgnn.Enough("for now")
				}
				return nil
			})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			directory := filepath.Join(t.TempDir(), "run")
			trained(t, c.first(train(small(t), 4)), directory)
			// Without a word, more epochs are another run's.
			if _, err := train(small(t), 6).WithDirectory(directory).Done(); !errors.Is(err, run.ErrAnother) {
				t.Errorf("without WithExtension: %v", err)
			}
			m := small(t)
			got := trained(t, train(m, 6).WithExtension(), directory)
			near(t, "the losses", losses(got), losses(want), 0)
			same(t, parameters(t, m), parameters(t, straight), 0)
			if got.Status() != run.Complete || got.Info().Training.Epochs != 6 {
				t.Errorf("the run is %s, of %d epochs", got.Status(), got.Info().Training.Epochs)
			}
			best, _ := got.Best()
			if should, _ := want.Best(); best.Step != should.Step || *best.Valid != *should.Valid {
				t.Errorf("the best step is %d, want %d", best.Step, should.Step)
			}
			if _, err := train(small(t), 2).WithExtension().WithDirectory(directory).Done(); err == nil {
				t.Error("a run lost epochs")
			}
		})
	}
}

// TestCancelled ends a training by its context, and goes on with it.
func TestCancelled(t *testing.T) {
	g := club(t)
	train := func(m *revgnn.Model) *revgnn.TrainBuilder {
		return revgnn.Train(m, g).WithEpochs(6).WithEvaluationEvery(2).WithLearningRate(0.01)
	}
	straight := small(t)
	want := trained(t, train(straight), filepath.Join(t.TempDir(), "straight"))
	for _, c := range []struct {
		name string
		at   func(r run.Record) bool
	}{
		{"after a step", func(r run.Record) bool { return r.Step == 3 }},
		{"before an evaluation", func(r run.Record) bool { return r.Step == 4 && r.Kind == run.Step }},
		{"after an evaluation", func(r run.Record) bool { return r.Step == 4 && r.Kind == run.Evaluation }},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			directory := filepath.Join(t.TempDir(), "run")
			r, err := train(small(t)).WithContext(ctx).WithDirectory(directory).WithCallback(func(r run.Record) error {
				if c.at(r) {
					cancel()
				}
				return nil
			}).Done()
			if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "\n") ||
				!strings.HasPrefix(err.Error(), "revgnn: ") {
				t.Fatalf("the training ended with %v", err)
			}
			if r == nil || r.Status() != run.Interrupted {
				t.Fatalf("the run is %v", r)
			}
			if kept, err := run.Open(directory); err != nil || kept.Status() != run.Interrupted {
				t.Errorf("kept is %v, %v", kept, err)
			}
			m := small(t)
			got := trained(t, train(m), directory)
			near(t, "the losses", losses(got), losses(want), 0)
			same(t, parameters(t, m), parameters(t, straight), 0)
			if len(got.History()) != len(want.History()) {
				t.Errorf("%d records, want %d", len(got.History()), len(want.History()))
			}
		})
	}
}

// TestCancelledBefore holds that whatever takes long ends with one line when its context is cancelled already.
func TestCancelledBefore(t *testing.T) {
	g, m, folder := club(t), small(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, work := range map[string]func() error{
		"Train": func() error {
			_, err := revgnn.Train(m, g).WithDirectory(filepath.Join(folder, "run")).WithContext(ctx).Done()
			return err
		},
		"Plan":           func() error { _, err := revgnn.Train(m, g).Plan().WithContext(ctx).Done(); return err },
		"Evaluate":       func() error { _, err := revgnn.Evaluate(m, g).WithContext(ctx).Done(); return err },
		"Predict":        func() error { _, err := m.Predict(g).WithContext(ctx).Done(); return err },
		"Embed":          func() error { _, err := m.Embed(g).WithContext(ctx).Done(); return err },
		"Compile":        func() error { _, err := m.Compile(g).WithContext(ctx).Done(); return err },
		"Profile":        func() error { _, err := m.Profile(g).WithContext(ctx).Done(); return err },
		"CheckInverse":   func() error { _, err := revgnn.CheckInverse(m, g).WithContext(ctx).Done(); return err },
		"CheckGradients": func() error { _, err := revgnn.CheckGradients(m, g).WithContext(ctx).Done(); return err },
		"Compare":        func() error { _, err := revgnn.Compare(m, g).WithContext(ctx).Done(); return err },
		"sweep": func() error {
			_, err := sweep.Func("nothing", func(sweep.Setting) (*revgnn.TrainBuilder, error) {
				return revgnn.Train(m, g), nil
			}).WithDirectory(filepath.Join(folder, "sweep")).WithContext(ctx).Done()
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := work()
			if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestAgain uses each builder twice, as the cells of a notebook do. Must ends a program whose context was cancelled, so
// a builder that kept the context of its first call would end this one.
func TestAgain(t *testing.T) {
	g := club(t)
	training := revgnn.Train(small(t), g).WithDirectory(filepath.Join(t.TempDir(), "run")).WithExtension()
	for _, epochs := range []int{2, 4} {
		if r := training.WithEpochs(epochs).Must(); len(steps(r)) != epochs {
			t.Errorf("a training of %d steps, want %d", len(steps(r)), epochs)
		}
	}
	evaluation := revgnn.Evaluate(small(t), g)
	if first, second := evaluation.Must(), evaluation.Must(); *first.Valid != *second.Valid {
		t.Errorf("scores %s, then %s", first, second)
	}
	rates := sweep.Func("rates", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		return revgnn.Train(small(t), g).WithEpochs(1).WithLearningRate(s.Float("rate")), nil
	}).Over("rate", 0.1).WithDirectory(filepath.Join(t.TempDir(), "sweep"))
	for range 2 {
		if s := rates.Must(); len(s.Runs()) != 1 {
			t.Errorf("the sweep has %+v", s.List())
		}
	}
	source := datasets.Karate()
	if first, second := source.Must(), source.Must(); first.NumNodes != second.NumNodes {
		t.Errorf("%d nodes, then %d", first.NumNodes, second.NumNodes)
	}
}
