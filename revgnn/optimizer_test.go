package revgnn

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// trained makes steps of a training on the whole graph, and returns the parameters after each.
func trained(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, s step,
	steps int) (after []map[string]array) {
	t.Helper()
	part, d := whole(t, g), ok[*net.Data](t)(m.spec.Read(g))
	store := copied(t, m)
	inputs := d.Inputs(part)
	labels := append(d.Labels(part), s.distillation.tensors(part, m.spec.DType())...)
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, in []*graph.Node) *graph.Node {
		store.SetTraining(in[0].Graph(), true)
		loss := s.total(in[len(inputs):], s.network(scope, nil, in[:len(inputs)]))
		s.updates.UpdateGraph(scope, loss.Graph(), loss)
		return loss
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	var in []any
	for _, tensor := range append(inputs, labels...) {
		in = append(in, tensor)
	}
	for range steps {
		if _, err := exec.Exec(in...); err != nil {
			t.Fatal(fault.OneLine(err))
		}
		values := map[string]array{}
		for _, v := range m.spec.Variables() {
			values[v.Name] = parameter(store, v.Name)
		}
		after = append(after, values)
	}
	return after
}

// byHand makes the same steps from gradients alone, as the documentation of the options says. rates are the steps'.
func byHand(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, s step,
	rates ...float64) (after []map[string]array) {
	t.Helper()
	p := newProgram(t, backend, m, g, whole(t, g), s, true)
	first, second := map[string][]float64{}, map[string][]float64{}
	for k, rate := range rates {
		gradients := p.run(t, int64(k)).gradients
		var total float64
		for _, v := range m.spec.Variables() {
			for _, x := range gradients[v.Name].Values {
				total += x * x
			}
		}
		factor := 1.0
		if s.options.GradientClipping > 0 {
			factor = min(1, s.options.GradientClipping/(math.Sqrt(total)+1e-6))
		}
		values := map[string]array{}
		for _, v := range m.spec.Variables() {
			value := p.value(v.Name)
			if k == 0 {
				first[v.Name], second[v.Name] = make([]float64, len(value.Values)), make([]float64, len(value.Values))
			}
			one, two := first[v.Name], second[v.Name]
			for i, x := range value.Values {
				slope := factor*gradients[v.Name].Values[i] + s.options.WeightDecay*x
				t := float64(k + 1)
				if s.options.Optimizer.Name == options.RMSProp {
					two[i] = 0.99*two[i] + 0.01*slope*slope
					value.Values[i] = x - rate*slope/(math.Sqrt(two[i]/(1-math.Pow(0.99, t)))+1e-8)
					continue
				}
				one[i] = 0.9*one[i] + 0.1*slope
				two[i] = 0.999*two[i] + 0.001*slope*slope
				value.Values[i] = x - rate*one[i]/(1-math.Pow(0.9, t))/(math.Sqrt(two[i]/(1-math.Pow(0.999, t)))+1e-8)
			}
			p.set(t, v.Name, value)
			values[v.Name] = value
		}
		after = append(after, values)
	}
	return after
}

func sameSteps(t *testing.T, got, want []map[string]array, bound float64) {
	t.Helper()
	for k := range want {
		for name, value := range want[k] {
			near(t, fmt.Sprintf("%s after step %d", name, k+1), got[k][name], value, bound)
		}
	}
}

// TestOptimizers holds three steps against the formulas of the documentation.
func TestOptimizers(t *testing.T) {
	backend := started(t, xla.Go)
	g := classes(t)
	m := network(t, g, conv.GCN(), 2, 2)
	for _, c := range []struct {
		optimizer Optimizer
		clipping  float64
	}{
		{Adam(), 0},
		{Adam().WithWeightDecay(0.1), 0},
		{RMSProp(), 0},
		{RMSProp().WithWeightDecay(0.1), 0},
		{Adam(), 1e-8}, // where Adam's ε counts, which a factor would else not change
		{Adam(), 1e8},
		{RMSProp().WithWeightDecay(0.1), 0.01},
	} {
		t.Run(fmt.Sprintf("%s,clipping=%g", c.optimizer, c.clipping), func(t *testing.T) {
			s := stepOf(t, m, func(o *options.Training) {
				o.Optimizer, o.WeightDecay, o.GradientClipping, o.LearningRate = c.optimizer.named,
					c.optimizer.weightDecay, c.clipping, 0.01
			})
			sameSteps(t, trained(t, backend, m, g, s, 3), byHand(t, backend, m, g, s, 0.01, 0.01, 0.01), 1e-9)
		})
	}
}

// TestOptimizerMemory: clipping and weight decay work on memory that is there, at any depth, and RMSprop keeps half of
// what Adam does.
func TestOptimizerMemory(t *testing.T) {
	t.Parallel()
	g := proteins(t)
	measured := func(depth int, o Optimizer) run.Memory {
		m := built(t, Reversible(conv.GCN()).WithDepth(depth).WithChannels(16).For(g))
		with := options.NewTraining()
		with.Optimizer, with.WeightDecay, with.GradientClipping = o.Option(), 0.1, 1
		c, err := m.compile(t.Context(), g, with)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		memory := c.Memory()
		// Beside the moments stand the counters of steps and the learning rate.
		if extra := memory.OptimizerBytes - moments(o.Option())*memory.ParameterBytes; extra < 0 || extra > 32 {
			t.Errorf("%s keeps %d bytes for %d bytes of parameters", o, memory.OptimizerBytes, memory.ParameterBytes)
		}
		return memory
	}
	few := measured(8, Adam()).Activations
	for _, o := range []Optimizer{Adam(), RMSProp()} {
		// The same within 1%; a copy of one parameter of all layers would be 20 kB more.
		many := measured(80, o).Activations
		t.Logf("%s: activations take %d bytes at 8 layers of Adam and %d at 80", o, few, many)
		if d := many - few; 100*d > few {
			t.Errorf("%s: activations take %d bytes at 8 layers of Adam and %d at 80", o, few, many)
		}
	}
}

// TestOptions: the record of a run holds its options, and the run goes on with the same ones alone.
func TestOptions(t *testing.T) {
	p := small(t)
	p.Operator, p.Depth, p.Epochs = "GCN", 2, 4
	plain := p.complete(t).Info()
	want := options.NewTraining()
	want.Epochs, want.LearningRate, want.EvaluateEvery = 4, 0.01, 4
	want.Devices = 1 // the record says how many there were
	if d := options.Differences(&plain.Training, &want); len(d) > 0 || plain.Loss != "cross-entropy" ||
		plain.Metric != "accuracy" {
		t.Errorf("options differ in %v, loss %s, metric %s", d, plain.Loss, plain.Metric)
	}
	student := p
	student.Directory, student.Teacher, student.Patience = t.TempDir()+"/run", p.Directory, 3
	r := student.complete(t)
	info := r.Info()
	want.Optimizer, want.WeightDecay, want.GradientClipping = RMSProp().Option(), 0.001, 0.5
	want.Loss, want.WarmUp, want.PlateauFactor, want.PlateauPatience, want.Patience = LogCrossEntropy().Option(), 4,
		0.5, 2, 3
	want.Teacher, want.Alpha, want.Temperature = p.Directory, 0.5, 0.7
	if d := options.Differences(&info.Training, &want); len(d) > 0 {
		t.Errorf("options differ in %v", d)
	}
	if info.Loss != "log cross-entropy" || len(info.Teacher) != len("0123456789abcdef") {
		t.Errorf("loss %s, teacher %q", info.Loss, info.Teacher)
	}
	if memory := r.Profile(); memory.Source == "compiled" && memory.OptimizerBytes >= 2*memory.ParameterBytes {
		t.Errorf("memory %+v", memory)
	}
	student.Patience = 4
	_, err := student.train(t)
	oneOfUs(t, err, "patience 3 there, 4 now")
	refusesOptions(t, p)
}

// refusesOptions gives options that have no meaning, and teachers that can't be: teacher is a finished run.
func refusesOptions(t *testing.T, teacher plan) {
	stopped := t.TempDir() + "/run"
	if err := ok[*run.Run](t)(run.Create(stopped, run.Info{}, run.Memory{})).Close(); err != nil {
		t.Fatal(err)
	}
	p := small(t)
	p.Operator, p.Depth = "GCN", 2
	distil := func(directory string, alpha, temperature float64) func(*TrainBuilder) {
		return func(b *TrainBuilder) { b.WithDistillation(directory, alpha, temperature) }
	}
	for name, c := range map[string]struct {
		graph  string
		change func(*TrainBuilder)
		want   string
	}{
		"no optimizer": {"", func(b *TrainBuilder) { b.WithOptimizer(Optimizer{}) },
			`"optimizer" takes one of "adam", "rmsprop"`},
		"decay": {"", func(b *TrainBuilder) { b.WithOptimizer(Adam().WithWeightDecay(-1)) },
			`"weight decay" takes a finite number of at least 0, not -1`},
		"endless " +
			"decay": {"", func(b *TrainBuilder) { b.WithOptimizer(Adam().WithWeightDecay(math.Inf(1))) }, `"weight decay" takes a finite number of at least 0, not +Inf`},
		"clipping": {"", func(b *TrainBuilder) { b.WithGradientClipping(-1) },
			`"gradient clipping" takes a finite number of at least 0, not -1`},
		"NaN clipping": {"", func(b *TrainBuilder) { b.WithGradientClipping(math.NaN()) },
			`"gradient clipping" takes a finite number of at least 0, not NaN`},
		"loss": {"", func(b *TrainBuilder) { b.WithLoss(Loss{named: options.Named{Name: "hinge"}}) },
			`"loss" takes one of "cross-entropy", "log cross-entropy"`},
		"loss of tasks": {"proteins", func(b *TrainBuilder) { b.WithLoss(LogCrossEntropy()) },
			"for yes/no tasks; it is for classes alone"},
		"warm-up": {"", func(b *TrainBuilder) { b.WithWarmUp(-1) },
			`"warm-up" takes a whole number of at least 0, not -1`},
		"long warm-up": {"", func(b *TrainBuilder) { b.WithWarmUp(13) },
			"a warm-up of 13 epochs in a training of 12; use at most 12"},
		"plateau's factor": {"", func(b *TrainBuilder) { b.WithPlateau(1, 3) },
			`"plateau factor" takes a number of at least 0 and less than 1, not 1`},
		"plateau's patience": {"", func(b *TrainBuilder) { b.WithPlateau(0.5, 0) },
			`one of "plateau factor" and "plateau patience" alone; give both`},
		"patience": {"", func(b *TrainBuilder) { b.WithPatience(-1) },
			`"patience" takes a whole number of at least 0, not -1`},
		"unjudged plateau": {"split", func(b *TrainBuilder) { b.WithPlateau(0.5, 1) },
			"a plateau on the graph"},
		"unjudged patience": {"split", func(b *TrainBuilder) { b.WithPatience(1) },
			"which has no validation nodes; give it a split with some"},
		"a plateau beside a schedule": {"", func(b *TrainBuilder) { b.WithPlateau(0.5, 1).WithCosine(0) },
			"leave one out"},
		"frozen": {"", func(b *TrainBuilder) { b.WithFrozen("heat") },
			`frozen parameters "heat"; the network has none of that name`},
		"all frozen": {"", func(b *TrainBuilder) { b.WithFrozen("node_encoder", "stack", "head") },
			"all parameters are frozen"},
		"parts that do not divide": {"", func(b *TrainBuilder) { b.WithParts(3).WithAccumulation(2) },
			"use a divisor of 3"},
		"α":           {"", distil(teacher.Directory, 0, 1), `without "alpha", its share of the loss`},
		"temperature": {"", distil(teacher.Directory, 1, 0), `without "temperature"`},
		"no teacher": {"", distil(teacher.Directory+"/none", 1, 1), "there is no directory " +
			teacher.Directory + "/none"},
		"its own teacher": {"", distil(p.Directory+"/", 1, 1),
			"is the run itself; give the student another directory"},
		"stopped teacher": {"", distil(stopped, 1, 1), "the teacher in " + stopped +
			" is interrupted; train it to its end first"},
		"teacher of tasks": {"proteins", distil(teacher.Directory, 1, 1),
			"distillation of yes/no tasks; it is for classes alone"},
		"teacher of less": {"", func(b *TrainBuilder) {
			if err := b.make(); err != nil {
				t.Fatal(err)
			}
			g := *b.graph
			g.NumClasses = 3
			b.graph, b.model = &g, built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(&g))
			b.WithDistillation(teacher.Directory, 1, 1)
		}, "has 2 outputs, the network has 3; use one with the same classes"},
		"teacher of other data": {"split", distil(teacher.Directory, 1, 1),
			"was trained on other data (karate, fingerprint "},
	} {
		t.Run(name, func(t *testing.T) {
			p := p
			p.Graph = c.graph
			b, err := p.builder()
			if err != nil {
				t.Fatal(err)
			}
			c.change(b)
			_, err = b.Done()
			oneOfUs(t, err, c.want)
			if run.Exists(p.Directory) {
				t.Error("a run was made")
			}
		})
	}
}
