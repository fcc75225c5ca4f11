package paper

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// form names what decides the code that a step runs.
func form(s Settings) string {
	n := s.Network
	return fmt.Sprint(n.Family, n.Operator, n.First, n.Last, n.Groups, n.Tied, n.OwnFirstLayer, n.Backward,
		n.LabelInput, n.LabelReuse, n.InputDropout > 0, s.Training.Loss)
}

// TestPresetStep holds two steps of each form of preset against the same steps in float64 whose gradient keeps what it
// reads: the losses, the second of which follows from the gradient of the first, and the gradient's norm in each layer.
func TestPresetStep(t *testing.T) {
	seen := map[string]bool{}
	for i, p := range presets {
		if seen[form(p.settings)] {
			continue
		}
		seen[form(p.settings)] = true
		if i%3 != 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries them all
		}
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			e := tiny(t, p)
			e.Training.Parts, e.Training.Epochs, e.Training.NormsEvery = 1, 2, 1
			e.Training.Alpha, e.Training.Temperature = 0, 0 // a teacher's part of the loss is tested with distillation
			bound := 1e-4                                   // of float32
			exact := *e
			exact.Network.Float64, exact.Network.Backward = true, options.Store
			if p.settings.Network.Family == options.Equilibrium {
				// Plain iteration, kept, to the same equilibrium.
				plain := options.NewSolver(options.Picard)
				plain.Tolerance, plain.Iterations = 1e-10, 200
				exact.Network.Backward, exact.Network.Solver, bound = options.Recompute, &plain, 1e-3
			}
			got, want := twoSteps(t, e), twoSteps(t, &exact)
			for i := range want {
				near(t, fmt.Sprint("the loss of step ", i+1), *got[i].Loss, *want[i].Loss, bound/10)
				if len(got[i].Norms.Gradient) != len(want[i].Norms.Gradient) {
					t.Fatalf("gradients of %d layers, want %d", len(got[i].Norms.Gradient), len(want[i].Norms.Gradient))
				}
				for layer, norm := range want[i].Norms.Gradient {
					if !(norm > 0) {
						t.Errorf("a gradient of norm %g", norm)
					}
					// The record keeps four digits.
					what := fmt.Sprintf("the gradient's norm of layer %d in step %d", layer+1, i+1)
					near(t, what, got[i].Norms.Gradient[layer], norm, bound+1e-3)
				}
			}
		})
	}
}

// near fails when a number differs from another by more than the bound, relative to it.
func near(t *testing.T, what string, got, want, bound float64) {
	t.Helper()
	if d := math.Abs(got-want) / math.Abs(want); !(d <= bound) {
		t.Errorf("%s is %g, want %g: they differ by %g, want at most %g", what, got, want, d, bound)
	}
}

// twoSteps is the record of an experiment's steps, with updates that are the gradient itself.
func twoSteps(t *testing.T, e *Experiment) (steps []run.Record) {
	t.Helper()
	plain := revgnn.OptimizerOf("sgd", optimizer.StochasticGradientDescent().WithDecay(false).Done())
	directory := filepath.Join(t.TempDir(), "run")
	r, err := e.Train().WithOptimizer(plain).WithLearningRate(0.1).WithDirectory(directory).Done()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range r.History() {
		if record.Kind == run.Step {
			steps = append(steps, record)
		}
	}
	return steps
}

// TestTrainingOptions holds that a run has the options of its experiment, all of them changed.
func TestTrainingOptions(t *testing.T) {
	g := done(t)(datasets.Random(60, 300, 1).WithNodeFeatures(6).WithClasses(4).Done())
	e := experiment(t, Preset("revgcn-128-arxiv").WithGraph(g).With("channels", 8).With("depth", 2).
		With("dropout", 0.1).With("groups", 4).With("backward", "recompute").With("seed", uint64(math.MaxUint64)))
	o := &e.Training
	o.Epochs, o.Parts, o.Accumulate, o.ScoringParts, o.EvaluateEvery, o.NormsEvery = 2, 4, 2, 3, 2, 3
	o.Optimizer = options.Named{Name: options.RMSProp}
	o.LearningRate, o.WeightDecay, o.GradientClipping = 0.125, 0.25, 3
	o.Loss, o.WarmUp, o.Schedule, o.FinalRate = options.Named{Name: options.LogCrossEntropy}, 1,
		options.Named{Name: options.Cosine}, 0.5
	o.Metric, o.Patience, o.FailedSolves, o.Frozen = options.Named{Name: "f1"}, 6, 7, []string{"node_encoder"}
	o.PositiveClass = "2"
	o.ClassWeights = []float64{1, 2, 0.5, 3}
	o.Devices = 2
	// The Huber loss is for real numbers, positive weights are for tasks, a balanced loss takes no other weights, a
	// plateau leaves no room for a schedule, and a teacher is tested with distillation.
	excused := []string{"huber delta", "positive weights", "balanced loss", "plateau factor", "plateau patience",
		"teacher", "alpha", "temperature"}
	usual := options.NewTraining()
	for _, f := range options.Fields(o) {
		if changed := options.Differences(o, &usual); !slices.Contains(excused, f.Name) &&
			!slices.ContainsFunc(changed, func(d options.Difference) bool { return d.Name == f.Name }) {
			t.Errorf("the option %q was not changed", f.Name)
		}
	}
	m, err := e.Model().Done()
	if err != nil {
		t.Fatal(err)
	}
	network := m.Options()
	if d := options.Differences(&network, &e.Network); len(d) > 0 {
		t.Errorf("the network has %v", d)
	}
	r, err := e.Train().WithDirectory(filepath.Join(t.TempDir(), "run")).Done()
	if err != nil {
		t.Fatal(err)
	}
	info := r.Info()
	if scores, err := e.Evaluate(m).Done(); err != nil || scores.Metric != info.Metric || scores.Metric != "f1 of 2" {
		t.Errorf("the evaluation has %v, %v, the run %q", scores, err, info.Metric)
	}
	if d := options.Differences(&info.Training, o); len(d) > 0 {
		t.Errorf("the run has %v", d)
	}
	if d := options.Differences(&info.Model.Options, &e.Network); len(d) > 0 {
		t.Errorf("the run's network has %v", d)
	}
}
