package revgnn

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// The counts of the paper's models on ogbn-proteins: 8 edge features, 8 species, 112 tasks. The first two were derived
// from the authors' code exactly; the others are given to so many digits.
func TestParameterCounts(t *testing.T) {
	g := done(t)(datasets.ProteinsLike(40, 200, 1).Done())
	for _, c := range []struct {
		name                    string
		depth, channels, groups int
		count                   float64
		digit                   float64 // the value of the last digit given
	}{
		{"RevGNN-Deep", 1001, 80, 2, 20_031_384, 1},
		{"RevGNN-Wide", 448, 224, 2, 68_471_608, 1},
		{"1001 x 80 in 4 groups", 1001, 80, 4, 13.6e6, 0.1e6},
		{"1001 x 80 in 8 groups", 1001, 80, 8, 10.4e6, 0.1e6},
		{"1001 x 80 in 16 groups", 1001, 80, 16, 8.8e6, 0.1e6},
		{"RevGNN-64", 112, 64, 2, 1.46e6, 0.01e6},
		{"RevGNN-80", 112, 80, 2, 2.25e6, 0.01e6},
		{"RevGNN-224", 112, 224, 2, 17.1e6, 0.1e6},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := built(t, Reversible(conv.GEN()).WithDepth(c.depth).WithChannels(c.channels).WithGroups(c.groups).For(g))
			if got := math.Round(float64(m.Parameters())/c.digit) * c.digit; math.Abs(got-c.count) > c.digit/2 {
				t.Errorf("%d parameters, want %.0f to a digit of %g", m.Parameters(), c.count, c.digit)
			}
			var sum int64
			for _, row := range m.Table().Rows {
				n, err := strconv.ParseInt(row[2], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				sum += n
			}
			if sum != m.Parameters() {
				t.Errorf("the rows of the table add up to %d, Parameters is %d", sum, m.Parameters())
			}
			m.Estimate()
			if m.store != nil {
				t.Error("memory was taken for the parameters")
			}
		})
	}
}

// A network holds as many numbers as it says, and starts at the same ones from the same seed.
func TestInitialParameters(t *testing.T) {
	g := proteins(t)
	build := func(seed uint64) *Model {
		return built(t, Reversible(conv.GEN()).WithDepth(3).WithChannels(12).WithSeed(seed).For(g))
	}
	m, again, other := build(1), build(1), build(2)
	var count int64
	for _, v := range m.vars {
		value := parameter(m.parameters(), v.Name)
		count += int64(len(value.Values))
		near(t, v.Name+" of the same seed", parameter(again.parameters(), v.Name), value, 0)
		if v.Start != conv.Uniform {
			continue
		}
		if d := difference(parameter(other.parameters(), v.Name), value); !(d > 0.1) {
			t.Errorf("%s differs by %g between two seeds", v.Name, d)
		}
		bound := 1 / math.Sqrt(float64(v.FanIn)) // of one layer, not of the stack
		for _, entry := range value.Values {
			if !(math.Abs(entry) <= bound) {
				t.Fatalf("%s starts with %g, want at most %g", v.Name, entry, bound)
			}
		}
	}
	if count != m.Parameters() {
		t.Errorf("%d numbers, Parameters is %d", count, m.Parameters())
	}
}

// What a further layer needs is its parameters, their gradients and Adam's two moments.
func TestMemory(t *testing.T) {
	const most = 18 // bytes a parameter, from the paper's figures: 13 to 18
	started(t, xla.Default)
	g := proteins(t)
	at := func(depth int) run.Memory {
		return exact(t, Reversible(conv.GEN().WithAggregation(conv.Sum)).WithDepth(depth).WithChannels(16).WithDropout(0.1), g)
	}
	total := func(p run.Memory) int64 {
		return p.Activations + p.ParameterBytes + p.GradientBytes + p.OptimizerBytes + p.DataBytes
	}
	shallow, deep := at(3), at(40)
	if d := math.Abs(float64(deep.Activations - shallow.Activations)); !(d <= 0.01*float64(shallow.Activations)) || shallow.Activations == 0 {
		t.Errorf("activations take %d bytes at 3 layers and %d at 40", shallow.Activations, deep.Activations)
	}
	each := float64(total(deep)-total(shallow)) / float64(deep.Parameters-shallow.Parameters)
	t.Logf("%.3f bytes for each parameter of a further layer", each)
	if !(each <= most) || each < 4 {
		t.Errorf("%.2f bytes for each parameter of a further layer, want at most %d", each, most)
	}
}

func TestEstimate(t *testing.T) {
	started(t, xla.Default)
	for _, c := range []struct {
		name  string
		model *ReversibleBuilder
	}{
		{"float64", Reversible(conv.GCN()).WithDepth(2).WithChannels(6).WithGroups(3).WithFloat64()},
		{"store", Reversible(conv.GCN()).WithDepth(1).WithChannels(6).WithBackward(Store)},
	} {
		t.Run(c.name, func(t *testing.T) { exact(t, c.model, classes(t)) })
	}
}

// exact measures a model's step. The parts of its estimate that are said to be exact must be what is measured.
func exact(t *testing.T, b *ReversibleBuilder, g *datasets.Graph) run.Memory {
	t.Helper()
	m := built(t, b.For(g))
	estimate := m.Estimate()
	measured, err := m.Profile(g)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []struct {
		name      string
		got, want int64
		scalars   int64 // bytes of counters and rates, which the estimate leaves out
	}{
		{"parameters", estimate.ParameterBytes, measured.ParameterBytes, 0},
		{"gradients", estimate.GradientBytes, measured.GradientBytes, 0},
		{"optimizer", estimate.OptimizerBytes, measured.OptimizerBytes, 64},
		{"data", estimate.DataBytes, measured.DataBytes, 0},
	} {
		if d := part.want - part.got; d < 0 || d > part.scalars {
			t.Errorf("%d layers, %s: estimated %d bytes, measured %d", m.config.Depth, part.name, part.got, part.want)
		}
	}
	t.Logf("%d layers, activations: estimated %d bytes, measured %d", m.config.Depth, estimate.Activations, measured.Activations)
	return measured
}

func TestBadOptions(t *testing.T) {
	g := classes(t)
	reversible := func() *ReversibleBuilder { return Reversible(conv.GEN()).For(g) }
	bare := *g
	bare.NodeFeatures, bare.EdgeFeatures = datasets.Matrix{}, datasets.Matrix{}
	unlabelled := *g
	unlabelled.Classes, unlabelled.NumClasses = nil, 0
	for _, c := range []struct {
		name    string
		builder *ReversibleBuilder
		want    []string // the value, the limit, what to do
	}{
		{"channels that do not split", reversible().WithChannels(80).WithGroups(3), []string{"80 channels", "3 groups", "use a multiple of 3"}},
		{"fewer channels than groups", reversible().WithChannels(1), []string{"1 channels", "2 groups", "use a multiple of 2"}},
		{"no channels", reversible().WithChannels(0), []string{"0 channels", "use at least 2"}},
		{"negative channels", reversible().WithChannels(-4), []string{"-4 channels", "use at least 2"}},
		{"depth 0", reversible().WithDepth(0), []string{"0 layers", "use at least 1"}},
		{"negative depth", reversible().WithDepth(-3), []string{"-3 layers", "use at least 1"}},
		{"1 group", reversible().WithGroups(1), []string{"1 groups", "at least 2"}},
		{"0 groups", reversible().WithGroups(0), []string{"0 groups", "at least 2"}},
		{"dropout 1", reversible().WithDropout(1), []string{"rate of 1", "at least 0 and less than 1"}},
		{"negative dropout", reversible().WithDropout(-0.1), []string{"rate of -0.1", "at least 0 and less than 1"}},
		{"dropout NaN", reversible().WithDropout(math.NaN()), []string{"rate of NaN", "at least 0 and less than 1"}},
		{"no operator", Reversible(nil).For(g), []string{"no operator", "revgnn.Reversible(conv.GEN())"}},
		{"an operator with bad options", Reversible(conv.GEN().WithLearnedTemperature()).For(g), []string{"learned temperature", "max", "only Softmax"}},
		{"no graph", Reversible(conv.GEN()), []string{"no graph", "call For(graph)"}},
		{"a graph without features", Reversible(conv.GEN()).For(&bare), []string{`"random"`, "neither node nor edge features", "give it node features"}},
		{"a graph without labels", Reversible(conv.GEN()).For(&unlabelled), []string{`"random"`, "no labels", "give it classes or tasks"}},
		{"unknown backward", reversible().WithBackward("undo"), []string{`"undo"`, "revgnn.Invert, revgnn.Recompute or revgnn.Store"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := c.builder.Done()
			if err == nil {
				t.Fatalf("built %v", m)
			}
			text := err.Error()
			if !strings.HasPrefix(text, "revgnn: ") || strings.Contains(text, "\n") {
				t.Errorf("not one line of this package: %q", text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not say %q", text, want)
				}
			}
		})
	}
}

// A model reads graphs of the widths it was built for, and says which one differs.
func TestOtherGraph(t *testing.T) {
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(8).For(classes(t)))
	for _, c := range []struct {
		name  string
		graph *datasets.RandomGraph
		want  string
	}{
		{"node features", datasets.Random(20, 50, 1).WithNodeFeatures(7).WithEdgeFeatures(3).WithClasses(4), "7 node features, the model was built for 6"},
		{"edge features", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(2).WithClasses(4), "2 edge features, the model was built for 3"},
		{"classes", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithClasses(5), "5 outputs, the model was built for 4"},
		{"tasks", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithTasks(4), "yes/no tasks, the model was built for classes"},
		{"no node features", datasets.Random(20, 50, 1).WithEdgeFeatures(6).WithClasses(4), "no node features, the model was built for one with"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := done(t)(c.graph.Done())
			m := m
			if c.name == "no node features" { // sums of edge features would have the width of the node features
				m = built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(classes(t)))
			}
			if _, err := m.Predict(g); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
