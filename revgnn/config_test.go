package revgnn

import (
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// The counts of the paper's models on ogbn-proteins, which has 8 edge features, 8 species and 112 tasks, beside what
// the paper says. RevGNN-Deep and RevGNN-Wide were derived from the authors' code exactly.
func TestParameterCounts(t *testing.T) {
	g := done(t)(datasets.ProteinsLike(40, 200, 1).Done())
	stack := func(b anyBuilder, depth, channels, groups int) anyBuilder {
		c := b.settings()
		c.Depth, c.Channels, c.Groups = depth, channels, groups
		return b
	}
	res := func(channels int) anyBuilder { return stack(Residual(conv.GEN()).For(g), 112, channels, 1) }
	rev := func(depth, channels, groups int) anyBuilder {
		return stack(Reversible(conv.GEN()).For(g), depth, channels, groups)
	}
	tiedRev := func(channels int) anyBuilder {
		return stack(Reversible(conv.GEN()).WithTiedWeights().WithOwnFirstLayer().For(g), 112, channels, 2)
	}
	// As wide as the published sets: only the widths count.
	like := func(features, classes int) *datasets.Graph {
		return done(t)(datasets.Random(50, 100, 1).WithNodeFeatures(features).WithClasses(classes).Done())
	}
	arxiv, products := like(128, 40), like(100, 47)
	gen := conv.GEN().WithMLPLayers(1)
	onArxiv := func(operator conv.Operator, channels int) anyBuilder {
		return stack(Reversible(operator).For(arxiv), 28, channels, 2)
	}
	plain := func(operator conv.Operator) anyBuilder { return stack(Residual(operator).For(arxiv), 28, 128, 1) }
	gat := func(channels int) anyBuilder {
		b := Reversible(revGAT(3)).WithConvolutionalEnds(revGAT(3), revGAT(1)).WithLabelInput().WithLabelReuse(1).
			WithInputDropout(0.25).WithDropout(0.75).For(arxiv)
		return stack(b, 5, channels, 2)
	}
	for _, c := range []struct {
		name      string
		builder   anyBuilder
		count     int64
		published string // in units of its suffix, to so many digits
		cut       bool   // the digits that are left out were cut off, not rounded
	}{
		{"RevGNN-Deep", rev(1001, 80, 2), 20_031_384, "20031384", false},
		{"RevGNN-Wide", rev(448, 224, 2), 68_471_608, "68471608", false},
		{"1001 x 80 in 2 groups", rev(1001, 80, 2), 20_031_384, "20.0 M", false},
		{"1001 x 80 in 4 groups", rev(1001, 80, 4), 13_624_984, "13.6 M", false},
		{"1001 x 80 in 8 groups", rev(1001, 80, 8), 10_421_784, "10.4 M", false},
		{"1001 x 80 in 16 groups", rev(1001, 80, 16), 8_820_184, "8.8 M", false},
		{"ResGNN-64", res(64), 2_374_584, "2.37 M", false},
		{"ResGNN-224", res(224), 28_380_984, "28.4 M", false},
		{"RevGNN-64", rev(112, 64, 2), 1_457_080, "1.46 M", false},
		{"RevGNN-80", rev(112, 80, 2), 2_251_384, "2.25 M", false},
		{"RevGNN-224", rev(112, 224, 2), 17_141_560, "17.1 M", false},
		{"WT-ResGNN-64", stack(Residual(conv.GEN()).WithTiedWeights().WithOwnFirstLayer().For(g), 112, 64, 1), 51_256,
			"51.2 k", true},
		{"WT-RevGNN-64", tiedRev(64), 35_000, "35.0 k", false},
		{"WT-RevGNN-80", tiedRev(80), 51_384, "51.4 k", false},
		{"WT-RevGNN-224", tiedRev(224), 337_080, "337 k", false},
		{"DEQ-GNN-64", Equilibrium(conv.GEN()).For(g), 51_256, "51.3 k", false},
		{"DEQ-GNN-224", Equilibrium(conv.GEN()).WithChannels(224).For(g), 537_336, "537 k", false},
		// On ogbn-arxiv, which has 128 features and 40 classes. RevGAT was derived from the authors' code exactly.
		{"RevGCN-128", onArxiv(conv.GCN(), 128), 262_056, "262 k", false},
		{"RevGCN-180", onArxiv(conv.GCN(), 180), 499_540, "500 k", false},
		{"ResGCN-128", plain(conv.GCN()), 491_432, "491 k", false},
		{"RevSAGE-128", onArxiv(conv.SAGE(), 128), 491_432, "491 k", false},
		{"ResSAGE-128", plain(conv.SAGE()), 950_184, "950 k", false},
		{"RevGEN-128", onArxiv(gen, 128), 262_056, "262 k", false},
		{"ResGEN-128", plain(gen), 491_432, "491 k", false},
		{"RevGAT-768", gat(768), 2_098_256, "2098256", false},
		{"RevGAT-1068", gat(1068), 3_879_056, "3879056", false},
		// On ogbn-products, which has 100 features and 47 classes; the count is of PyTorch Geometric's example.
		{"RevSAGE-160", stack(Reversible(conv.SAGE()).For(products), 112, 160, 2), 2_945_007, "2945007", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.builder)
			if m.Parameters() != c.count {
				t.Errorf("%d parameters, want %d", m.Parameters(), c.count)
			}
			if got := digits(c.count, c.published, c.cut); got != c.published {
				t.Errorf("%d parameters are %s, published are %s", c.count, got, c.published)
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
			if m.parameters.store != nil {
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
	for _, v := range m.spec.Variables() {
		value := parameter(m.values(), v.Name)
		count += int64(len(value.Values))
		near(t, v.Name+" of the same seed", parameter(again.values(), v.Name), value, 0)
		if v.Start != conv.Uniform {
			continue
		}
		if d := difference(parameter(other.values(), v.Name), value); !(d > 0.1) {
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
		return exact(t, Reversible(conv.GEN().WithAggregation(conv.Sum)).WithDepth(depth).WithChannels(16).
			WithDropout(0.1), g)
	}
	shallow, deep := at(3), at(40)
	if d := math.Abs(float64(deep.Activations - shallow.Activations)); !(d <= 0.01*float64(shallow.Activations)) ||
		shallow.Activations == 0 {
		t.Errorf("activations take %d bytes at 3 layers and %d at 40", shallow.Activations, deep.Activations)
	}
	each := float64(deep.Total()-shallow.Total()) / float64(deep.Parameters-shallow.Parameters)
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
	measured, err := m.Profile(g).Done()
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
			t.Errorf("%d layers, %s: estimated %d bytes, measured %d", m.Options().Depth, part.name, part.got,
				part.want)
		}
	}
	t.Logf("%d layers, activations: estimated %d bytes, measured %d", m.Options().Depth, estimate.Activations,
		measured.Activations)
	return measured
}

func TestBadOptions(t *testing.T) {
	g := classes(t)
	reversible := func() *ReversibleBuilder { return Reversible(conv.GEN()).For(g) }
	residual := func() *ResidualBuilder { return Residual(conv.GEN()).For(g) }
	equilibrium := func() *EquilibriumBuilder { return Equilibrium(conv.GEN()).For(g) }
	bare := *g
	bare.NodeFeatures, bare.EdgeFeatures = datasets.Matrix{}, datasets.Matrix{}
	unlabelled := *g
	unlabelled.Classes, unlabelled.NumClasses = nil, 0
	for _, c := range []struct {
		name    string
		builder anyBuilder
		want    []string // the value, the limit, what to do
	}{
		{"channels that do not split", reversible().WithChannels(80).WithGroups(3), []string{"80 channels",
			"3 groups", "use a multiple of 3 channels"}},
		{"fewer channels than groups", reversible().WithChannels(1), []string{"1 channels", "2 groups",
			"use a multiple of 2"}},
		{"no channels", reversible().WithChannels(0), []string{`"channels" takes a whole number of at least 1, not 0`}},
		{"negative channels", reversible().WithChannels(-4),
			[]string{`"channels" takes a whole number of at least 1, not -4`}},
		{"depth 0", reversible().WithDepth(0), []string{`"depth" takes a whole number of at least 1, not 0`}},
		{"negative depth", reversible().WithDepth(-3), []string{`"depth" takes a whole number of at least 1, not -3`}},
		{"1 group", reversible().WithGroups(1), []string{"1 groups", "at least 2"}},
		{"0 groups", reversible().WithGroups(0), []string{`"groups" takes a whole number of at least 1, not 0`}},
		{"dropout 1", reversible().WithDropout(1),
			[]string{`"dropout" takes a number of at least 0 and less than 1, not 1`}},
		{"negative dropout", reversible().WithDropout(-0.1),
			[]string{`"dropout" takes a number of at least 0 and less than 1, not -0.1`}},
		{"dropout NaN", reversible().WithDropout(math.NaN()),
			[]string{`"dropout" takes a number of at least 0 and less than 1, not NaN`}},
		{"no operator", Reversible(nil).For(g), []string{"no operator", "revgnn.Reversible(conv.GEN())"}},
		{"an operator with bad options", Reversible(conv.GEN().WithLearnedTemperature()).For(g),
			[]string{"learned temperature", "max", "only Softmax"}},
		{"no graph", Reversible(conv.GEN()), []string{"no graph", "call For(graph)"}},
		{"a graph without features", Reversible(conv.GEN()).For(&bare), []string{`"random"`,
			"neither node nor edge features", "give it node features"}},
		{"a graph without labels", Reversible(conv.GEN()).For(&unlabelled), []string{`"random"`, "no labels",
			"give it classes, tasks or values"}},
		{"unknown backward", reversible().WithBackward("undo"),
			[]string{`one of "invert", "recompute", "store", "implicit", "phantom", not "undo"`}},
		{"no backward", residual().WithBackward(""), []string{`"backward" takes one of "invert", "recompute"`,
			`not ""`}},
		{"no inverse", residual().WithBackward(Invert), []string{"no inverse", "revgnn.Recompute",
			"revgnn.Reversible"}},
		{"an equilibrium has no inverse", equilibrium().WithBackward(Invert), []string{`"invert"`, "revgnn.Implicit"}},
		{"a stack has no equilibrium", reversible().WithBackward(Implicit), []string{`"implicit"`, "revgnn.Invert"}},
		{"depth 0, residual", residual().WithDepth(0), []string{`"depth" takes a whole number of at least 1, not 0`}},
		{"no channels, equilibrium", equilibrium().WithChannels(0),
			[]string{`"channels" takes a whole number of at least 1, not 0`}},
		{"0 groups, equilibrium", equilibrium().WithGroups(0),
			[]string{`"groups" takes a whole number of at least 1, not 0`}},
		{"groups of an equilibrium", equilibrium().WithGroups(3), []string{"64 channels", "3 groups", "multiple of 3"}},
		{"own first layer, not tied", residual().WithOwnFirstLayer(),
			[]string{"an own first layer without tied weights"}},
		{"own first layer, not tied, reversible", reversible().WithOwnFirstLayer(),
			[]string{"an own first layer without tied weights"}},
		{"nothing tied", reversible().WithTiedWeights().WithOwnFirstLayer().WithDepth(1), []string{"depth of 1",
			"at least 2 layers"}},
		{"heads", Residual(conv.GAT().WithHeads(3)).For(g), []string{"3 heads", "64 channels", "WithAveragedHeads"}},
		{"heads of a group", Reversible(conv.GATv2().WithHeads(12)).WithChannels(12).For(g), []string{"12 heads",
			"6 channels"}},
		{"heads of an equilibrium", Equilibrium(conv.GAT().WithHeads(5)).For(g), []string{"5 heads", "64 channels"}},
		{"a tolerance out of reach", equilibrium().WithSolver(solver.Anderson().WithTolerance(1e-9)),
			[]string{"1e-09", "use 1e-06 or more, or float64"}},
		{"a backward tolerance out of reach", equilibrium().WithBackwardSolver(solver.Broyden().WithTolerance(1e-7)),
			[]string{"1e-07", "use 1e-06 or more"}},
		{"out of reach of float64", equilibrium().WithFloat64().WithSolver(solver.Picard().WithTolerance(1e-17)),
			[]string{"1e-17", "use 1e-14 or more"}},
		{"a solver's option", equilibrium().WithSolver(solver.Picard().WithWindow(3)),
			[]string{`"window" has no meaning for "picard"`, "leave it out"}},
		{"no solver", equilibrium().WithSolver(solver.Solver{}),
			[]string{`"method" takes one of "picard", "anderson", "broyden", not ""`}},
		{"phantom steps", equilibrium().WithBackward(Phantom).WithPhantomSteps(-1),
			[]string{`"phantom steps" takes a whole number of at least 0, not -1`}},
		{"steps without phantom", equilibrium().WithPhantomSteps(3), []string{"3 phantom steps", `"implicit"`,
			"revgnn.Phantom"}},
		{"a negative penalty", equilibrium().WithJacobianPenalty(-1),
			[]string{`"jacobian penalty" takes a finite number of at least 0, not -1`}},
		{"a penalty of NaN", equilibrium().WithJacobianPenalty(math.NaN()),
			[]string{`"jacobian penalty" takes a finite number of at least 0, not NaN`}},
		{"an endless penalty", equilibrium().WithJacobianPenalty(math.Inf(1)),
			[]string{`"jacobian penalty" takes a finite number of at least 0, not +Inf`}},
		{"input dropout 1", reversible().WithInputDropout(1),
			[]string{`"input dropout" takes a number of at least 0 and less than 1, not 1`}},
		{"input dropout NaN", equilibrium().WithInputDropout(math.NaN()),
			[]string{`"input dropout" takes a number of at least 0 and less than 1, not NaN`}},
		{"negative label reuse", reversible().WithLabelInput().WithLabelReuse(-1),
			[]string{`"label reuse" takes a whole number of at least 0, not -1`}},
		{"label reuse without labels", equilibrium().WithLabelReuse(2),
			[]string{"a label reuse of 2 without label input", "WithLabelInput"}},
		{"ends at depth 1", reversible().WithConvolutionalEnds(conv.GCN(), conv.GCN()).WithDepth(1),
			[]string{"1 layers", "two of them", "use at least 2"}},
		{"ends and an own first layer", residual().WithConvolutionalEnds(conv.GCN(),
			conv.GCN()).WithTiedWeights().WithOwnFirstLayer(),
			[]string{"an own first layer together with convolutional ends", "leave one out"}},
		{"ends and nothing tied", residual().WithConvolutionalEnds(conv.GCN(),
			conv.GCN()).WithTiedWeights().WithDepth(2),
			[]string{"depth of 2", "at least 3 layers"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := c.builder.Done()
			if err == nil {
				t.Fatalf("built %v", m)
			}
			text := err.Error()
			if !regexp.MustCompile(`^(revgnn|conv|solver): `).MatchString(text) || strings.Contains(text, "\n") {
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

// TestLastValueCounts gives each option of each family twice: what was given first leaves no trace.
func TestLastValueCounts(t *testing.T) {
	g, other := classes(t), proteins(t)
	started := map[string]func() any{
		"residual":    func() any { return Residual(conv.GEN()) },
		"reversible":  func() any { return Reversible(conv.GEN()) },
		"equilibrium": func() any { return Equilibrium(conv.GEN()) },
	}
	// What an option is given first and then, by the type of its argument.
	arguments := map[reflect.Type][2]any{}
	for _, v := range [][2]any{{8, 12}, {0.5, 0.25}, {uint64(1), uint64(2)}, {Recompute, Store}, {g, other},
		{solver.Picard(), solver.Anderson().WithIterations(9)}} {
		arguments[reflect.TypeOf(v[0])] = v
	}
	arguments[reflect.TypeFor[conv.Operator]()] = [2]any{conv.SAGE(), conv.GCN()}
	for name, start := range started {
		builder := reflect.TypeOf(start())
		count := 0
		for i := range builder.NumMethod() {
			option := builder.Method(i)
			if option.Type.NumOut() != 1 || option.Type.Out(0) != builder {
				continue
			}
			count++
			t.Run(name+","+option.Name, func(t *testing.T) {
				give := func(b any, value int) {
					var in []reflect.Value
					for i := 1; i < option.Type.NumIn(); i++ {
						in = append(in, reflect.ValueOf(arguments[option.Type.In(i)][value]))
					}
					reflect.ValueOf(b).MethodByName(option.Name).Call(in)
				}
				once, twice, untouched := start(), start(), start()
				give(once, 1)
				give(twice, 0)
				give(twice, 1)
				got, want, before := twice.(anyBuilder).state(), once.(anyBuilder).state(),
					untouched.(anyBuilder).state()
				if !reflect.DeepEqual(got, want) {
					t.Errorf("given twice it is\n%+v, given once\n%+v", got, want)
				}
				if reflect.DeepEqual(want, before) && option.Type.NumIn() > 1 {
					t.Error("it changes nothing")
				}
			})
		}
		if count < 6 {
			t.Errorf("%s has %d options", name, count)
		}
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
		{"node features", datasets.Random(20, 50, 1).WithNodeFeatures(7).WithEdgeFeatures(3).WithClasses(4),
			"7 node features, the model was built for 6"},
		{"edge features", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(2).WithClasses(4),
			"2 edge features, the model was built for 3"},
		{"classes", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithClasses(5),
			"5 outputs, the model was built for 4"},
		{"tasks", datasets.Random(20, 50, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithTasks(4),
			"yes/no tasks, the model was built for classes"},
		{"no node features", datasets.Random(20, 50, 1).WithEdgeFeatures(6).WithClasses(4),
			"no node features, the model was built for one with"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := done(t)(c.graph.Done())
			m := m
			if c.name == "no node features" { // sums of edge features would have the width of the node features
				m = built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(classes(t)))
			}
			if _, err := Evaluate(m, g).Done(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
