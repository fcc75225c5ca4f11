package revgnn

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// devicesApart is how far a training on several devices may be from one on one device in float64: gradients are added
// up in another order.
const devicesApart = 1e-10

// sameTraining fails unless two trainings end with the same parameters and have the same history, rounding aside.
func sameTraining(t *testing.T, got, want *Model, gotRun, wantRun *run.Run) {
	t.Helper()
	for _, v := range want.spec.Variables() {
		a, b := parameter(got.values(), v.Name), parameter(want.values(), v.Name)
		for i := range b.Values {
			if d := math.Abs(a.Values[i] - b.Values[i]); !(d <= devicesApart) {
				t.Fatalf("%s is off by %g at %d", v.Name, d, i)
			}
		}
	}
	near := func(what string, step int, a, b *float64) {
		if (a == nil) != (b == nil) || a != nil && !(math.Abs(*a-*b) <= devicesApart) {
			t.Errorf("%s at step %d: %v, want %v", what, step, a, b)
		}
	}
	history := gotRun.History()
	if len(history) != len(wantRun.History()) {
		t.Fatalf("%d records, want %d", len(history), len(wantRun.History()))
	}
	for i, r := range wantRun.History() {
		near("loss", r.Step, history[i].Loss, r.Loss)
		near("training score", r.Step, history[i].Train, r.Train)
		near("learning rate", r.Step, history[i].LearningRate, r.LearningRate)
		if (r.Norms == nil) != (history[i].Norms == nil) {
			t.Errorf("norms at step %d: %v, want %v", r.Step, history[i].Norms, r.Norms)
		} else if r.Norms != nil {
			for layer := range r.Norms.Gradient { // of four digits
				if got, want := history[i].Norms.Gradient[layer], r.Norms.Gradient[layer]; math.Abs(got/want-1) > 1e-3 {
					t.Errorf("gradient of layer %d at step %d: %g, want %g", layer, r.Step, got, want)
				}
			}
		}
		if (r.Forward == nil) != (history[i].Forward == nil) {
			t.Errorf("a solve at step %d: %v, want %v", r.Step, history[i].Forward, r.Forward)
		}
	}
}

// TestDevices holds trainings on two devices against one that averages the gradients of the same parts.
func TestDevices(t *testing.T) {
	tasks := ok[*datasets.Graph](t)(datasets.ProteinsLike(60, 400, 1).WithTasks(5).Done())
	classes := ok[*datasets.Graph](t)(datasets.Karate().Done())
	network := func(g *datasets.Graph, seed uint64) *ReversibleBuilder {
		return Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithDropout(0.2).WithSeed(seed).WithFloat64().For(g)
	}
	teacher := func(t *testing.T) string {
		directory := t.TempDir() + "/teacher"
		ok[*run.Run](t)(Train(built(t, network(classes, 2)), classes).WithEpochs(1).WithDirectory(directory).Done())
		return directory
	}
	for i, c := range []struct {
		name   string
		parts  int // of a step
		g      *datasets.Graph
		m      interface{ Done() (*Model, error) }
		change func(t *testing.T, b *TrainBuilder)
	}{
		{"reversible, two parts on each", 4, tasks, Reversible(conv.GEN()).WithDepth(2).WithChannels(8).
			WithDropout(0.2).WithFloat64().For(tasks), nil},
		{"equilibrium", 2, tasks, Equilibrium(conv.GCN()).WithChannels(8).WithFloat64().For(tasks), nil},
		{"labels", 2, tasks, Reversible(conv.GCN()).WithDepth(4).WithChannels(8).WithLabelInput().WithLabelReuse(1).
			WithConvolutionalEnds(conv.GCN(), conv.SAGE()).WithFloat64().For(tasks), nil},
		{"a teacher", 2, classes, network(classes, 1), func(t *testing.T, b *TrainBuilder) {
			b.WithDistillation(teacher(t), 0.95, 1)
		}},
		{"a teacher, frozen parameters, RMSprop, labels, two parts on each", 4, classes,
			network(classes, 1).WithLabelInput().WithLabelReuse(1), func(t *testing.T, b *TrainBuilder) {
				b.WithDistillation(teacher(t), 0.5, 0.7).WithFrozen("node_encoder", "head.bias").
					WithOptimizer(RMSProp().WithWeightDecay(1e-3))
			}},
		{"frozen parameters", 2, tasks, network(tasks, 1), func(_ *testing.T, b *TrainBuilder) {
			b.WithFrozen("stack")
		}},
		{"RMSprop", 4, tasks, network(tasks, 1), func(_ *testing.T, b *TrainBuilder) {
			b.WithOptimizer(RMSProp())
		}},
		{"labels, two parts on each", 4, tasks, network(tasks, 1).WithLabelInput().WithLabelReuse(1), nil},
	} {
		if i%4 != 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			train := func(devices int) (*Model, *run.Run) {
				m := built(t, c.m)
				b := Train(m, c.g).WithParts(4).WithAccumulation(c.parts).WithDevices(devices).
					WithEpochs(2).WithEvaluationEvery(2).WithGradientClipping(0.5).WithWarmUp(1).WithCosine(0.1).
					WithNormsEvery(1).WithLearningRate(1e-2)
				if c.change != nil {
					c.change(t, b)
				}
				return m, ok[*run.Run](t)(b.Done())
			}
			one, oneRun := train(1)
			two, twoRun := train(2)
			sameTraining(t, two, one, twoRun, oneRun)
			// The memory on each device is that on one.
			if got, most := twoRun.Profile().Total(), oneRun.Profile().Total(); got > most*101/100 {
				t.Errorf("a step takes %d bytes on each device, and %d on one", got, most)
			}
		})
	}
}

// TestDevicesGoOn stops a training on two devices and goes on with it on one. Without WithAccumulation a step takes one
// part on each of those that the run began with.
func TestDevicesGoOn(t *testing.T) {
	g := ok[*datasets.Graph](t)(datasets.ProteinsLike(60, 400, 1).WithTasks(5).Done())
	directory := t.TempDir() + "/run"
	network := Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithFloat64().For(g)
	builder := func(m *Model) *TrainBuilder {
		return Train(m, g).WithParts(4).WithEpochs(2).WithEvaluationEvery(2).WithWarmUp(2).WithLearningRate(1e-2)
	}
	whole := built(t, network)
	wholeRun := ok[*run.Run](t)(builder(whole).WithDevices(2).Done())

	ctx, stop := context.WithCancel(t.Context())
	stopped := builder(built(t, network)).WithDevices(2).WithDirectory(directory).WithContext(ctx).
		WithCallback(func(r run.Record) error {
			if r.Step == 2 {
				stop()
			}
			return nil
		})
	if _, err := stopped.Done(); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, want an interruption", err)
	}
	_, err := builder(built(t, network)).WithDevices(4).WithDirectory(directory).Done()
	oneOfUs(t, err, "has steps of 2 of its parts, which 4 devices can't share evenly; use a number of devices that "+
		"divides 2")
	m := built(t, network)
	r := ok[*run.Run](t)(builder(m).WithDirectory(directory).Done())
	if o := r.Info().Training; o.Devices != 2 || o.Accumulate != 2 {
		t.Errorf("the record tells of %d devices and %d parts of a step, want 2 and 2", o.Devices, o.Accumulate)
	}
	if got, want := r.Info().LaterDevices, []run.DevicesFrom{{Step: 3, Devices: 1}}; !slices.Equal(got, want) {
		t.Errorf("the record tells of %v later, want %v", got, want)
	}
	sameTraining(t, m, whole, r, wholeRun)
}

// TestEvaluateOnDevices computes three parts on two devices, one of which has nothing left in the second turn. What
// they hold of the parameters goes with the evaluation: another number of devices is possible after it.
func TestEvaluateOnDevices(t *testing.T) {
	g := ok[*datasets.Graph](t)(datasets.ProteinsLike(60, 400, 1).WithTasks(5).Done())
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(g))
	evaluate := func(devices int) *Evaluation {
		return ok[*Evaluation](t)(Evaluate(m, g).WithViews(2).WithParts(3).WithDevices(devices).Done())
	}
	one := evaluate(1)
	for _, devices := range []int{2, 3} {
		if got := evaluate(devices); !slices.Equal(got.Logits.Data, one.Logits.Data) {
			t.Errorf("the logits of %d devices are not those of one", devices)
		}
	}
	_, err := Evaluate(m, g).WithParts(2).WithDevices(3).Done()
	oneOfUs(t, err, "2 parts on 3 devices; use at least 3 parts, or fewer devices")
}

func TestDevicesRefused(t *testing.T) {
	backend, err := xla.Default()
	if err != nil {
		t.Fatal(err)
	}
	there := backend.NumDevices()
	p := small(t)
	m, g, err := p.model()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		b    *TrainBuilder
		want string
	}{
		{"more than there are", Train(m, g).WithParts(4 * there).WithDevices(2 * there), "use 1 to "},
		{"less than none", Train(m, g).WithDevices(-2), `"devices" takes a whole number of at least -1, not -2`},
		{"fewer parts", Train(m, g).WithDevices(2), "1 parts on 2 devices; use at least 2 parts"},
		{"parts that can't be shared", Train(m, g).WithParts(3).WithDevices(2), "use a multiple of 2 parts"},
		{"all of them", Train(m, g).WithDevices(AllDevices).WithParts(there + 1), "each of which takes one part"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if there == 1 {
				t.Skip("one device alone")
			}
			directory := t.TempDir() + "/run"
			_, err := c.b.WithDirectory(directory).Done()
			oneOfUs(t, err, c.want)
			if run.Exists(directory) {
				t.Error("it left a run")
			}
		})
	}
}
