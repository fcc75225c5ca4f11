package revgnn

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestOwnStart trains a model into a directory that holds an older run of the same settings.
func TestOwnStart(t *testing.T) {
	t.Parallel()
	const asks = "did not start from the parameters that the model has now, and would go on with its own; use " +
		"WithRestart() to train the model's, WithExtension() to take the run's, or another directory"
	for i, c := range []struct {
		name   string
		model  func(t *testing.T, old *Model, fresh *Model, directory string) *Model
		change func(*TrainBuilder)
		want   string // "" for no error
	}{
		{"a fresh model of the same " +
			"seed", func(t *testing.T, _, fresh *Model, _ string) *Model { return fresh }, nil, ""},
		{"the model that the run trained", func(t *testing.T, old, _ *Model, _ string) *Model { return old }, nil, ""},
		{"the model of its last checkpoint", func(t *testing.T, _, _ *Model, directory string) *Model {
			return ok[*Model](t)(Load(directory))
		}, nil, ""},
		{"the model of its best checkpoint", func(t *testing.T, _, _ *Model, directory string) *Model {
			return ok[*Model](t)(LoadBest(directory))
		}, nil, ""},
		{"weights of its last checkpoint", func(t *testing.T, old, fresh *Model, _ string) *Model {
			return withWeightsOf(t, fresh, old)
		}, nil, ""},
		{"other weights", otherWeights, nil, asks},
		{"other weights, restarted", otherWeights, func(b *TrainBuilder) { b.WithRestart() }, ""},
		{"other weights, extended", otherWeights, func(b *TrainBuilder) { b.WithExtension() }, ""},
		{"other weights, elsewhere", otherWeights, func(b *TrainBuilder) { b.WithDirectory(b.directory + "2") }, ""},
		{"a model that another run trained", func(t *testing.T, _, fresh *Model, directory string) *Model {
			g := done(t)(datasets.Karate().Done())
			ok[*run.Run](t)(Train(fresh, g).WithEpochs(1).WithDirectory(directory + " of another").Done())
			return fresh
		}, nil, asks},
		{"other settings", otherWeights, func(b *TrainBuilder) { b.WithLearningRate(0.5) }, "holds another run"},
	} {
		if i%3 != 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries them all
		}
		t.Run(c.name, func(t *testing.T) {
			p := small(t)
			p.Operator, p.Depth, p.Epochs = "GCN", 2, 2
			old, g, err := p.model()
			if err != nil {
				t.Fatal(err)
			}
			train := func(m *Model) *TrainBuilder { return Train(m, g).WithEpochs(2).WithDirectory(p.Directory) }
			ok[*run.Run](t)(train(old).Done())
			fresh, _, err := p.model()
			if err != nil {
				t.Fatal(err)
			}
			b := train(c.model(t, old, fresh, p.Directory))
			if c.change != nil {
				c.change(b)
			}
			before := files(t, p.Directory)
			_, err = b.Done()
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			oneOfUs(t, err, p.Directory, c.want)
			if after := files(t, p.Directory); len(after) != len(before) {
				t.Errorf("%d files afterwards, %d before", len(after), len(before))
			}
		})
	}
}

// TestLoadedStart trains a loaded model in a directory of its own: it goes on from its parameters with an optimizer
// that starts anew, where WithExtension goes on with the optimizer's state.
func TestLoadedStart(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Depth, p.Dropout, p.Epochs, p.Evaluate = "GCN", 2, 0, 2, 2
	p.complete(t)
	g, err := p.graph()
	if err != nil {
		t.Fatal(err)
	}
	train := func(b *TrainBuilder) []float64 {
		t.Helper()
		var losses []float64
		for _, record := range ok[*run.Run](t)(b.WithLearningRate(p.Rate).WithEvaluationEvery(2).Done()).History() {
			if record.Kind == run.Step {
				losses = append(losses, *record.Loss)
			}
		}
		return losses
	}
	loaded := ok[*Model](t)(Load(p.Directory))
	anew := train(Train(loaded, g).WithEpochs(2).WithDirectory(t.TempDir() + "/run"))
	loaded = ok[*Model](t)(Load(p.Directory))
	extended := train(Train(loaded, g).WithEpochs(4).WithDirectory(p.Directory).WithExtension())
	if len(anew) != 2 || len(extended) != 4 {
		t.Fatalf("losses %v anew, %v extended", anew, extended)
	}
	near(t, "the first loss", scalar(anew[0]), scalar(extended[2]), 1e-6)
	if anew[1] == extended[3] {
		t.Errorf("the second step from the same parameters has the loss %g with and without the optimizer's state",
			anew[1])
	}
}

// withWeightsOf gives a model the parameters of another, by a file.
func withWeightsOf(t *testing.T, m, other *Model) *Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "weights")
	if err := other.SaveWeights(path, OwnNames); err != nil {
		t.Fatal(err)
	}
	if err := m.LoadWeights(path, OwnNames); err != nil {
		t.Fatal(err)
	}
	return m
}

// otherWeights is a model with parameters that no run has.
func otherWeights(t *testing.T, _, fresh *Model, _ string) *Model {
	t.Helper()
	perturb(t, fresh, 0.1)
	return fresh
}

// TestOwnStartInterrupted goes on in one process, with the model that was interrupted in the middle of an evaluation
// and so holds parameters that no checkpoint has; and from a run without a step.
func TestOwnStartInterrupted(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Depth = "GCN", 2
	m, g, err := p.model()
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{0, 3} {
		ctx, cancel := context.WithCancel(t.Context())
		if after == 0 {
			cancel()
		}
		b := Train(m, g).WithEpochs(4).WithEvaluationEvery(3).WithDirectory(p.Directory).WithContext(ctx).
			WithCallback(func(r run.Record) error {
				if r.Step == after {
					cancel() // before the evaluation, which ends by it
				}
				return nil
			})
		if _, err := b.Done(); !errors.Is(err, context.Canceled) {
			t.Fatalf("after %d steps: %v", after, err)
		}
		cancel()
	}
	b := Train(m, g).WithEpochs(4).WithEvaluationEvery(3).WithDirectory(p.Directory)
	if r := ok[*run.Run](t)(b.Done()); r.Status() != run.Complete {
		t.Errorf("the run is %s", r.Status())
	}
}
