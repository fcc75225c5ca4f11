package viz

import (
	"encoding/json"
	"io"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// recorded is a run made up for a test.
type recorded struct {
	label   string
	info    run.Info
	history []run.Record
}

func (r recorded) Label() string         { return r.label }
func (r recorded) Info() run.Info        { return r.info }
func (r recorded) History() []run.Record { return r.history }

// madeUp is a run whose loss falls with noise and whose accuracy rises, evaluated every tenth step.
func madeUp(label string, steps int, seed uint64) recorded {
	rng := rand.New(rand.NewPCG(seed, 1))
	network := madeNetwork(options.Reversible, 1001, 2).on(label, 34, 2)
	r := recorded{label: label, info: run.Info{
		Model:    network.Model,
		Data:     run.Data{Name: label, Nodes: 34, Edges: 156},
		Training: trainedFor(steps), Metric: "accuracy", Loss: options.CrossEntropy, Device: "CPU (XLA)",
	}}
	rate := 1e-3
	for step := 1; step <= steps; step++ {
		at := float64(step) / float64(steps)
		loss := (0.25 + 1.1*math.Exp(-5*at)) * math.Exp(0.15*rng.NormFloat64())
		r.history = append(r.history, run.Record{Kind: run.Step, Step: step, Epoch: step,
			Elapsed: time.Duration(step) * 100 * time.Millisecond,
			Loss:    &loss, LearningRate: &rate, LiveBytes: 412e6})
		if step%10 == 0 {
			train, valid := 1-0.7*math.Exp(-5*at)+0.01*rng.NormFloat64(),
				0.93-0.6*math.Exp(-4*at)-0.05*at*at+0.015*rng.NormFloat64()
			test := valid - 0.03 + 0.01*rng.NormFloat64()
			r.history = append(r.history, run.Record{Kind: run.Evaluation, Step: step, Epoch: step,
				Elapsed: time.Duration(step) * 100 * time.Millisecond, Train: &train, Valid: &valid, Test: &test})
		}
	}
	return r
}

// trainedFor are the options of a training of one part in so many steps.
func trainedFor(steps int) options.Training {
	t := options.NewTraining()
	t.Epochs = steps
	return t
}

// reversible is a made-up profile of the size that a reversible GEN of 80 channels has.
func reversible(depth int) run.Memory {
	parameters := int64(20000 * depth)
	return run.Memory{Family: "reversible", Depth: depth, Channels: 80, Groups: 2, Parameters: parameters,
		Activations: 36_800_000 + int64(depth), ParameterBytes: 4 * parameters, GradientBytes: 4 * parameters,
		OptimizerBytes: 8 * parameters,
		DataBytes:      3_100_000, Source: "compiled", Device: "CPU (XLA)", DeviceBytes: 16e9}
}

// equilibrium is a made-up profile of a network with a solver and no depth.
func equilibrium() run.Memory {
	m := reversible(1)
	m.Family, m.Depth, m.Groups, m.SolverBytes = "equilibrium", 0, 1, 21_300_000
	return m
}

func profiles(depths ...int) (list []run.Profiled) {
	for _, d := range depths {
		list = append(list, reversible(d))
	}
	return list
}

// residuals are networks whose activations grow with depth.
func residuals(depths ...int) (list []run.Profiled) {
	for _, d := range depths {
		m := reversible(d)
		m.Family, m.Backward, m.Activations = "residual", "recompute", 36_800_000+424_320*int64(d)
		list = append(list, m)
	}
	return list
}

// widths are networks of one depth.
func widths(channels ...int) (list []run.Profiled) {
	for _, c := range channels {
		m := reversible(112)
		m.Channels, m.Activations = c, 500_000*int64(c)
		list = append(list, m)
	}
	return list
}

// page records what is sent to a front end.
type fakeFront struct {
	inNotebook bool
	outputs    []string
	updates    []string
	ids        map[string]bool
	syncs      int
	printed    strings.Builder
}

func (f *fakeFront) notebook() bool  { return f.inNotebook }
func (f *fakeFront) html(s string)   { f.outputs = append(f.outputs, s) }
func (f *fakeFront) sync()           { f.syncs++ }
func (f *fakeFront) text() io.Writer { return &f.printed }
func (f *fakeFront) update(id, s string) {
	if f.ids == nil {
		f.ids = map[string]bool{}
	}
	f.ids[id] = true
	f.updates = append(f.updates, s)
}

// gallery is every figure by name, as the browser checks draw them.
func gallery() map[string]*Figure {
	limited := profiles(7, 28, 112, 1001)
	for i := range limited {
		m := limited[i].(run.Memory)
		m.DeviceBytes = 400e6
		m.Source = "estimated"
		limited[i] = m
	}
	stored := reversible(112)
	stored.Label, stored.Activations = "stored, 112 layers", 410e6
	diverging := madeUp("diverging", 300, 7)
	for i := range diverging.history {
		if l := diverging.history[i].Loss; l != nil {
			*l *= math.Pow(1.03, float64(i))
			if i > 280 {
				*l = math.NaN()
			}
		}
	}
	figures := map[string]*Figure{
		"curves":         Curves(madeUp("karate", 2000, 1)),
		"curves-three":   Curves(madeUp("depth 7", 500, 1), madeUp("depth 112", 700, 2), madeUp("depth 1001", 600, 3)),
		"curves-diverge": Curves(diverging),
		"curves-short":   Curves(madeUp("karate", 12, 4)),
		"memory":         Memory(profiles(7, 28, 112, 1001)...),
		"memory-limit":   Memory(limited...),
		"memory-bars":    Memory(reversible(112), stored),
		"memory-one":     Memory(reversible(1001)),
		"memory-solver":  Memory(reversible(112), equilibrium()),
		"memory-kinds":   Memory(append(residuals(7, 28, 112, 448), profiles(7, 28, 112, 448)...)...),
		"memory-wide":    Memory(widths(64, 80, 224)...),
		"empty":          Curves(recorded{label: "empty"}),
		"seeds":          Seeds(append(seeds("7 layers", 7, 600, 5), seeds("112 layers", 112, 500, 3)...)...),
		"memory-time":    MemoryOverTime(remembered("karate", 2000, 1)),
		"memory-times":   MemoryOverTime(remembered("invert", 2000, 1), remembered("store", 1500, 9)),
		"reconstruction": Reconstruction(inverse(1001, 1e-3)),
		"rebuilt-two":    Reconstruction(inverse(112, 1e-3), inverse(448, 5e-6)),
		"residuals":      Residuals(solved(300, 50)),
		"seeds-ten":      Seeds(tenSettings()...),
		"compare":        Compare(ablation(9, 4)...),
		"compare-one":    Compare(ablation(9, 4)...).WithCosts(Activations),
		"ranking":        Ranking(ablation(7, 4)...),
		"ranking-long":   Ranking(longNames()...),

		"gradients":        Gradients(normed("proteins", 1001, 60, 0.2)),
		"gradients-vanish": Gradients(normed("vanishing", 112, 8, 9)),
		"gradients-tied":   Gradients(tiedNorms()),
		"gradients-broken": Gradients(brokenNorms()),
	}
	maps.Copy(figures, predicted())
	for name, f := range networks() {
		// Each takes its time, so those that show nothing of their own are left out.
		if !slices.Contains([]string{"model-small", "model-groups", "model-reversible-2", "model-residual"}, name) {
			figures[name] = f
		}
	}
	maps.Copy(figures, graphs())
	return figures
}

// legendOf lists the names in a figure's legend.
func legendOf(t *testing.T, f *Figure) (names []string) {
	t.Helper()
	option, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Legend struct {
			Data []struct{ Name string }
		}
	}
	if err := json.Unmarshal(option, &o); err != nil {
		t.Fatal(err)
	}
	for _, entry := range o.Legend.Data {
		names = append(names, entry.Name)
	}
	return names
}
