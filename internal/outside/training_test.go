package outside

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/gomlx/gomlx/ml/train/optimizer/cosineschedule"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

// size is a loss of one's own: the mean of the squares of the logits of training nodes.
func size(_, mask, logits *graph.Node) *graph.Node {
	return graph.MaskedReduceAllMean(graph.ReduceMean(graph.Square(logits), -1), mask)
}

func TestLoss(t *testing.T) {
	g, m, folder := club(t), small(t), filepath.Join(t.TempDir(), "run")
	logits, err := m.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	var want float64
	for _, node := range g.Train {
		for _, x := range logits.Row(int(node)) {
			want += float64(x) * float64(x) / float64(len(g.Train)*logits.Cols)
		}
	}
	r := trained(t, revgnn.Train(m, g).WithEpochs(3).WithLoss(revgnn.LossOf("size", size)), folder)
	got := losses(r)
	near(t, "the first loss", got[:1], []float64{want}, 1e-6*want)
	if !(got[2] < got[1] && got[1] < got[0]) {
		t.Errorf("losses %v", got)
	}
	if r.Info().Loss != "size" {
		t.Errorf("the record calls the loss %q", r.Info().Loss)
	}
	// A program that goes on brings it again.
	if _, err := revgnn.Train(m, g).WithOptions(r.Info().Training).WithDirectory(folder).Done(); err == nil {
		t.Error("a loss that only the record names was found")
	}
	if _, err := revgnn.Train(m, g).WithEpochs(3).WithDirectory(folder).Done(); !errors.Is(err, run.ErrAnother) {
		t.Errorf("with another loss: %v", err)
	}
}

// plain are updates by the gradient itself.
func plain() revgnn.Optimizer {
	return revgnn.OptimizerOf("sgd", optimizer.StochasticGradientDescent().WithDecay(false).Done())
}

// change is how the parameters of a network change in a training.
func change(t *testing.T, b func(m *revgnn.Model) *revgnn.TrainBuilder) map[string][]float64 {
	t.Helper()
	m := small(t)
	before := parameters(t, m)
	trained(t, b(m), filepath.Join(t.TempDir(), "run"))
	after := parameters(t, m)
	for name, values := range after {
		for i := range values {
			values[i] -= before[name][i]
		}
	}
	return after
}

// scaled are numbers times a factor.
func scaled(of map[string][]float64, by float64) map[string][]float64 {
	all := map[string][]float64{}
	for name, values := range of {
		for _, v := range values {
			all[name] = append(all[name], by*v)
		}
	}
	return all
}

// sum adds numbers up.
func sum(a, b map[string][]float64) map[string][]float64 {
	all := map[string][]float64{}
	for name, values := range a {
		for i, v := range values {
			all[name] = append(all[name], v+b[name][i])
		}
	}
	return all
}

// largest is the largest size of numbers.
func largest(of map[string][]float64) (most float64) {
	for _, values := range of {
		for _, v := range values {
			most = max(most, math.Abs(v))
		}
	}
	return most
}

func TestOptimizer(t *testing.T) {
	g := club(t)
	step := func(o revgnn.Optimizer, rate float64) map[string][]float64 {
		return change(t, func(m *revgnn.Model) *revgnn.TrainBuilder {
			return revgnn.Train(m, g).WithEpochs(1).WithOptimizer(o).WithLearningRate(rate)
		})
	}
	// The parameters change by the gradient times the rate.
	one := step(plain(), 1)
	if largest(one) == 0 {
		t.Fatal("nothing was trained")
	}
	same(t, step(plain(), 0.25), scaled(one, 0.25), 1e-14)
	// Weight decay adds the parameters to the gradient, times its factor and the rate.
	decayed := sum(step(plain().WithWeightDecay(0.5), 1), scaled(one, -1))
	same(t, decayed, scaled(parameters(t, small(t)), -0.5), 1e-12)

	m := small(t)
	adamax := revgnn.OptimizerOf("adamax", optimizer.Adam().Adamax().Done())
	r := trained(t, revgnn.Train(m, g).WithEpochs(5).WithOptimizer(adamax).WithLearningRate(0.01),
		filepath.Join(t.TempDir(), "run"))
	if got := losses(r); !(got[4] < got[0]) || r.Info().Training.Optimizer.Name != "adamax" {
		t.Errorf("losses %v, recorded as %q", got, r.Info().Training.Optimizer.Name)
	}
	if rate := rates(r)[4]; rate != 0.01 {
		t.Errorf("a learning rate of %g", rate)
	}
}

// halving is a schedule of one's own: the rate of step k, counted from 0, is rate/2ᵏ.
func halving(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, rate float64) {
	step := graph.ConvertDType(optimizer.GetGlobalStepVar(scope.Store()).NodeValue(g), dtype)
	now := graph.MulScalar(graph.Exp(graph.MulScalar(step, -math.Ln2)), rate)
	optimizer.LearningRateVar(scope, dtype, rate).SetNodeValue(now)
}

// restarts is a schedule of GoMLX: a cosine that starts again after every two steps.
func restarts(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, rate float64) {
	cosineschedule.New(scope, g, dtype).LearningRate(rate).PeriodSteps(2).Done()
}

// halfCosine falls from 1 at 0 eighths to 0 at 8 eighths.
func halfCosine(eighths float64) float64 { return (1 + math.Cos(math.Pi*eighths/8)) / 2 }

func TestSchedule(t *testing.T) {
	g := club(t)
	for _, c := range []struct {
		name string
		with func(*revgnn.TrainBuilder) *revgnn.TrainBuilder
		want []float64
	}{
		{"cosine", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder { return b.WithCosine(0.2) },
			[]float64{1, 0.2 + 0.8*halfCosine(2), 0.6, 0.2 + 0.8*halfCosine(6)}},
		{"cosine after a warm-up", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithCosine(0).WithWarmUp(2)
		}, []float64{0, 0.5, 1, 0.5}},
		{"cosine of steps of two parts", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithCosine(0).WithEpochs(2).WithParts(4).WithAccumulation(2)
		}, []float64{halfCosine(1), halfCosine(3), halfCosine(5), halfCosine(7)}}, // of the second part of each step
		{"of one's own", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithSchedule("halving", halving)
		}, []float64{1, 0.5, 0.25, 0.125}},
		{"of GoMLX", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder { return b.WithSchedule("restarts", restarts) },
			[]float64{1, 0.5, 1, 0.5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := c.with(revgnn.Train(small(t), g).WithEpochs(4).WithLearningRate(0.01).WithOptimizer(plain()))
			got := rates(trained(t, b, filepath.Join(t.TempDir(), "run")))
			for i := range got {
				got[i] /= 0.01
			}
			near(t, "the learning rates", got, c.want, 1e-12)
		})
	}
}

func TestCallback(t *testing.T) {
	g := club(t)
	var seen []run.Kind
	stop := func(r run.Record) error {
		seen = append(seen, r.Kind)
		if r.Step == 3 && r.Kind == run.Step {
			return revgnn.Enough("three steps are enough")
		}
		return nil
	}
	directory := filepath.Join(t.TempDir(), "run")
	train := func(c revgnn.Callback) *revgnn.TrainBuilder {
		return revgnn.Train(small(t), g).WithEpochs(10).WithEvaluationEvery(2).WithCallback(c)
	}
	r := trained(t, train(stop), directory)
	if want := []run.Kind{run.Step, run.Step, run.Evaluation, run.Step}; !slices.Equal(seen, want) {
		t.Errorf("the callback saw %v, want %v", seen, want)
	}
	if r.Status() != run.Complete || len(steps(r)) != 3 || !strings.Contains(r.String(), "three steps are enough") {
		t.Errorf("the run is %s after %d steps: %s", r.Status(), len(steps(r)), r)
	}
	// It is complete for the same call, also in a program without the callback.
	again, err := revgnn.Train(small(t), g).WithEpochs(10).WithEvaluationEvery(2).WithDirectory(directory).Done()
	if err != nil || len(steps(again)) != 3 {
		t.Errorf("the same call made %v, %v", again, err)
	}
	if _, err := revgnn.LoadBest(directory); err != nil {
		t.Error(err)
	}

	// A sweep counts it among those that are complete.
	stopped, err := sweep.Func("stopped", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		return train(func(r run.Record) error {
			if r.Step == 3 {
				return revgnn.Enough("three steps are enough")
			}
			return nil
		}).WithLearningRate(s.Float("rate")), nil
	}).Over("rate", 0.01).WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	if list := stopped.Runs(); len(list) != 1 || len(steps(list[0])) != 3 || len(stopped.Table().Rows) != 1 {
		t.Errorf("the sweep has %+v", stopped.List())
	}

	trouble := errors.New("the disk is on fire")
	_, err = train(func(run.Record) error { return trouble }).WithDirectory(filepath.Join(t.TempDir(), "run")).Done()
	const ended = "revgnn: a callback ended the training at step 1: "
	if !errors.Is(err, trouble) || !strings.HasPrefix(err.Error(), ended) {
		t.Errorf("after a callback's error: %v", err)
	}
}

func TestFrozen(t *testing.T) {
	g := club(t)
	for _, c := range []struct {
		name   string
		with   func(*revgnn.TrainBuilder) *revgnn.TrainBuilder
		frozen []string
	}{
		{"a part and a parameter", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithFrozen("node_encoder", "stack.norm.bias")
		}, []string{"node_encoder.weight", "node_encoder.bias", "stack.norm.bias"}},
		{"all layers, with norms", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithFrozen("stack").WithNormsEvery(1)
		}, []string{"stack.norm.weight", "stack.norm.bias", "stack.linear.weight", "stack.linear.bias"}},
		{"with weight decay, clipping and several parts", func(b *revgnn.TrainBuilder) *revgnn.TrainBuilder {
			return b.WithFrozen("node_encoder.weight", "head.bias").WithOptimizer(plain().WithWeightDecay(0.1)).
				WithGradientClipping(0.5).WithParts(4).WithAccumulation(2)
		}, []string{"node_encoder.weight", "head.bias"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			moved := change(t, func(m *revgnn.Model) *revgnn.TrainBuilder {
				return c.with(revgnn.Train(m, g).WithEpochs(2).WithLearningRate(0.01))
			})
			for _, name := range c.frozen {
				if moved[name] == nil {
					t.Errorf("the network has no %s", name)
				}
			}
			for name, values := range moved {
				changed := slices.ContainsFunc(values, func(v float64) bool { return v != 0 })
				if frozen := slices.Contains(c.frozen, name); changed == frozen {
					t.Errorf("%s changed: %t, frozen: %t", name, changed, frozen)
				}
			}
		})
	}
	for name, wrong := range map[string]string{"head.wait": `did you mean "head.weight"`, "Head": `"head.weight"`,
		"tail": "use one of"} {
		_, err := revgnn.Train(small(t), g).WithFrozen(name).WithDirectory(t.TempDir()).Done()
		if err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAccumulation holds a step of two parts against the two parts alone.
func TestAccumulation(t *testing.T) {
	g, folder := club(t), t.TempDir()
	r := trained(t, revgnn.Train(small(t), g).WithEpochs(2).WithParts(4).WithAccumulation(2),
		filepath.Join(folder, "run"))
	var epochs []int
	for _, record := range steps(r) {
		epochs = append(epochs, record.Epoch)
	}
	if want := []int{1, 1, 2, 2}; !slices.Equal(epochs, want) {
		t.Errorf("the steps' epochs are %v, want %v", epochs, want)
	}

	train := func(m *revgnn.Model) *revgnn.TrainBuilder {
		return revgnn.Train(m, g).WithEpochs(1).WithParts(2).WithOptimizer(plain()).WithLearningRate(1)
	}
	both := change(t, func(m *revgnn.Model) *revgnn.TrainBuilder { return train(m).WithAccumulation(2) })
	first := change(t, func(m *revgnn.Model) *revgnn.TrainBuilder {
		return train(m).WithCallback(func(run.Record) error { return revgnn.Enough("one part") })
	})
	// The second part, where the first was not learned from.
	rates := func(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, _ float64) {
		step := graph.ConvertDType(optimizer.GetGlobalStepVar(scope.Store()).NodeValue(g), dtype) // 0, then 1
		optimizer.LearningRateVar(scope, dtype, 1).SetNodeValue(step)
	}
	second := change(t, func(m *revgnn.Model) *revgnn.TrainBuilder { return train(m).WithSchedule("second", rates) })
	if largest(first) == 0 || largest(second) == 0 {
		t.Fatal("nothing was trained")
	}
	same(t, both, scaled(sum(first, second), 0.5), 1e-13)

	one, err := revgnn.Train(small(t), g).WithParts(4).WithAccumulation(3).WithDirectory(t.TempDir()).Done()
	if err == nil || !strings.Contains(err.Error(), "use a divisor of 4") {
		t.Errorf("3 of 4 parts: %v, %v", one, err)
	}
}
