package revgnn

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// trained makes steps of a training on the whole graph, and returns the parameters after each.
func trained(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, s step, steps int) (after []map[string]array) {
	t.Helper()
	part, d := whole(t, g), ok[*data](t)(m.read(g))
	store := m.copyParameters()
	inputs := d.inputs(part, m.dtype())
	labels := append(d.labels(part, m.dtype()), s.distillation.tensors(part, m.dtype())...)
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, in []*graph.Node) *graph.Node {
		store.SetTraining(in[0].Graph(), true)
		loss := s.total(in[len(inputs):], s.network(scope, nil, in[:len(inputs)]))
		s.updates().UpdateGraph(scope, loss.Graph(), loss)
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
			t.Fatal(oneLine(err))
		}
		values := map[string]array{}
		for _, v := range m.vars {
			values[v.Name] = parameter(store, v.Name)
		}
		after = append(after, values)
	}
	return after
}

// byHand makes the same steps from gradients alone, as the documentation of the options says. rates are the steps'.
func byHand(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, s step, rates ...float64) (after []map[string]array) {
	t.Helper()
	p := newProgram(t, backend, m, g, whole(t, g), s, true)
	first, second := map[string][]float64{}, map[string][]float64{}
	for k, rate := range rates {
		gradients := p.run(t, int64(k)).gradients
		var total float64
		for _, v := range m.vars {
			for _, x := range gradients[v.Name].Values {
				total += x * x
			}
		}
		factor := 1.0
		if s.clipping > 0 {
			factor = min(1, s.clipping/(math.Sqrt(total)+1e-6))
		}
		values := map[string]array{}
		for _, v := range m.vars {
			value := p.value(v.Name)
			if k == 0 {
				first[v.Name], second[v.Name] = make([]float64, len(value.Values)), make([]float64, len(value.Values))
			}
			one, two := first[v.Name], second[v.Name]
			for i, x := range value.Values {
				slope := factor*gradients[v.Name].Values[i] + s.optimizer.weightDecay*x
				t := float64(k + 1)
				if s.optimizer.name == rmsProp {
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
	for _, s := range []step{
		{optimizer: Adam()},
		{}, // Adam
		{optimizer: Adam().WithWeightDecay(0.1)},
		{optimizer: RMSProp()},
		{optimizer: RMSProp().WithWeightDecay(0.1)},
		{optimizer: Adam(), clipping: 1e-8}, // where Adam's ε counts, which a factor would else not change
		{optimizer: Adam(), clipping: 1e8},
		{optimizer: RMSProp().WithWeightDecay(0.1), clipping: 0.01},
	} {
		t.Run(fmt.Sprintf("%s,clipping=%g", s.optimizer, s.clipping), func(t *testing.T) {
			s.model, s.learningRate = m, 0.01
			sameSteps(t, trained(t, backend, m, g, s, 3), byHand(t, backend, m, g, s, 0.01, 0.01, 0.01), 1e-9)
		})
	}
}

// TestOptimizerMemory: clipping and weight decay work on memory that is there, at any depth, and RMSprop keeps half of what
// Adam does.
func TestOptimizerMemory(t *testing.T) {
	t.Parallel()
	g := proteins(t)
	measured := func(depth int, o Optimizer) run.Memory {
		m := built(t, Reversible(conv.GCN()).WithDepth(depth).WithChannels(16).For(g))
		c, err := m.compile(g, step{model: m, learningRate: 1e-3, optimizer: o.WithWeightDecay(0.1), clipping: 1})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		memory := c.Memory()
		// Beside the moments stand the counters of steps and the learning rate.
		if extra := memory.OptimizerBytes - o.moments()*memory.ParameterBytes; extra < 0 || extra > 32 {
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

// TestOptions: a run without options has the record that it had, and one with them names each.
func TestOptions(t *testing.T) {
	p := small(t)
	p.Operator, p.Depth, p.Epochs = "GCN", 2, 4
	plain := p.complete(t).Info()
	want := map[string]string{"optimizer": "Adam", "learning rate": "0.01", "evaluation": "every 4 epochs"}
	if fmt.Sprint(plain.Options) != fmt.Sprint(want) || plain.Loss != "cross-entropy" {
		t.Errorf("options %v, loss %s", plain.Options, plain.Loss)
	}
	student := p
	student.Directory, student.Teacher, student.Patience = t.TempDir()+"/run", p.Directory, 3
	r := student.complete(t)
	info := r.Info()
	for name, value := range map[string]string{"optimizer": "RMSprop, weight decay 0.001", "gradient clipping": "to a norm of 0.5",
		"warm-up": "4 epochs", "plateau": "times 0.5 after 2 evaluations", "patience": "3 evaluations"} {
		if info.Options[name] != value {
			t.Errorf("the option %s is %q, want %q", name, info.Options[name], value)
		}
	}
	if info.Loss != "log cross-entropy" || len(info.Options["distillation"]) != len("α 0.5, temperature 0.7, teacher 0123456789abcdef") {
		t.Errorf("loss %s, distillation %q", info.Loss, info.Options["distillation"])
	}
	if memory := r.Profile(); memory.Source == "compiled" && memory.OptimizerBytes >= 2*memory.ParameterBytes {
		t.Errorf("memory %+v", memory)
	}
	student.Patience = 4
	_, err := student.train(t)
	oneOfUs(t, err, "patience 3 evaluations there, 4 evaluations now")
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
		"no optimizer":       {"", func(b *TrainBuilder) { b.WithOptimizer(Optimizer{}) }, "start it with revgnn.Adam() or revgnn.RMSProp()"},
		"decay":              {"", func(b *TrainBuilder) { b.WithOptimizer(Adam().WithWeightDecay(0)) }, "a weight decay of 0; use a positive one"},
		"endless decay":      {"", func(b *TrainBuilder) { b.WithOptimizer(Adam().WithWeightDecay(math.Inf(1))) }, "a weight decay of +Inf"},
		"decay twice":        {"", func(b *TrainBuilder) { b.WithOptimizer(Adam().WithWeightDecay(1).WithWeightDecay(1)) }, "WithWeightDecay was given twice"},
		"clipping":           {"", func(b *TrainBuilder) { b.WithGradientClipping(-1) }, "gradient clipping to a norm of -1; use a positive one"},
		"NaN clipping":       {"", func(b *TrainBuilder) { b.WithGradientClipping(math.NaN()) }, "gradient clipping to a norm of NaN"},
		"loss":               {"", func(b *TrainBuilder) { b.WithLoss("hinge") }, `a loss "hinge"; use revgnn.CrossEntropy or revgnn.LogCrossEntropy`},
		"loss of tasks":      {"proteins", func(b *TrainBuilder) { b.WithLoss(LogCrossEntropy) }, "for yes/no tasks; it is for classes alone"},
		"warm-up":            {"", func(b *TrainBuilder) { b.WithWarmUp(0) }, "a warm-up of 0 epochs in a training of 12; use 1 to 12"},
		"long warm-up":       {"", func(b *TrainBuilder) { b.WithWarmUp(13) }, "a warm-up of 13 epochs in a training of 12; use 1 to 12"},
		"plateau's factor":   {"", func(b *TrainBuilder) { b.WithPlateau(1, 3) }, "a plateau's factor of 1; use more than 0 and less than 1"},
		"plateau's patience": {"", func(b *TrainBuilder) { b.WithPlateau(0.5, 0) }, "a plateau of 0 evaluations; use at least 1"},
		"patience":           {"", func(b *TrainBuilder) { b.WithPatience(0) }, "a patience of 0 evaluations; use at least 1"},
		"unjudged plateau":   {"split", func(b *TrainBuilder) { b.WithPlateau(0.5, 1) }, "WithPlateau on the graph"},
		"unjudged patience":  {"split", func(b *TrainBuilder) { b.WithPatience(1) }, "which has no validation nodes; give it a split with some"},
		"twice":              {"", func(b *TrainBuilder) { b.WithPatience(1).WithPatience(1) }, "WithPatience was given twice; give it once"},
		"α":                  {"", distil(teacher.Directory, 0, 1), "distillation with α = 0; use more than 0 and at most 1"},
		"temperature":        {"", distil(teacher.Directory, 1, 0), "distillation at a temperature of 0; use a positive one"},
		"no teacher":         {"", distil(teacher.Directory+"/none", 1, 1), "there is no directory " + teacher.Directory + "/none"},
		"its own teacher":    {"", distil(p.Directory+"/", 1, 1), "is the run itself; give the student another directory"},
		"stopped teacher":    {"", distil(stopped, 1, 1), "the teacher in " + stopped + " is interrupted; train it to its end first"},
		"teacher of tasks":   {"proteins", distil(teacher.Directory, 1, 1), "distillation of yes/no tasks; it is for classes alone"},
		"teacher of less": {"", func(b *TrainBuilder) {
			g := *b.graph
			g.NumClasses = 3
			b.graph, b.model = &g, built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(&g))
			b.WithDistillation(teacher.Directory, 1, 1)
		}, "has 2 outputs, the network has 3; use one with the same classes"},
		"teacher of other data": {"split", distil(teacher.Directory, 1, 1), "was trained on other data (karate, fingerprint "},
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
