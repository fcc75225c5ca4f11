package revgnn

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// revGAT is the operator of the paper's RevGAT.
func revGAT(heads int) conv.GATConv {
	return conv.GAT().WithHeads(heads).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().
		WithEdgeDropout(0.3)
}

// everything is a network of two ends that read the edges' features, which the layers between do not, with every option
// of the inputs.
func everything(g *datasets.Graph) *ReversibleBuilder {
	gen := conv.GEN().WithAggregation(conv.Sum).WithMLPLayers(1)
	return Reversible(conv.GCN()).WithConvolutionalEnds(gen, gen).WithDepth(3).WithChannels(4).WithDropout(0.2).
		WithLabelInput().WithLabelReuse(1).WithInputDropout(0.2).For(g)
}

// TestEndsGradients: each backward mode has the gradient that finite differences have.
func TestEndsGradients(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		builder anyBuilder
		graph   *datasets.Graph
	}{
		{"everything", everything(proteins(t)), proteins(t)},
		{"two layers", Residual(conv.GCN()).WithConvolutionalEnds(revGAT(2),
			revGAT(1)).WithDepth(2).WithChannels(4).WithDropout(0.2).
			For(checkGraph(t)), checkGraph(t)},
		{"equilibrium", Equilibrium(conv.GCN()).WithChannels(4).WithLabelInput().WithLabelReuse(1).
			WithInputDropout(0.2).
			For(checkGraph(t)), checkGraph(t)},
	} {
		if c.name == "two layers" && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries it: attention compiles slowly
		}
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.builder)
			check := ok[GradientCheck](t)(CheckGradients(m, c.graph).Done())
			if !check.Passed() || len(check.Rows) != len(m.spec.Variables()) {
				t.Errorf("passed: %v\n%s", check.Passed(), check.Table())
			}
			for _, r := range check.Rows {
				if r.Norm == 0 {
					t.Errorf("the gradient by %s is zero", r.Parameter)
				}
			}
		})
	}
}

// TestTwoLayers holds a network of two convolutions alone against the operator applied by hand.
func TestTwoLayers(t *testing.T) {
	g := classes(t)
	m := built(t, Residual(conv.GCN()).WithConvolutionalEnds(conv.GCN(),
		conv.GCN().WithoutSelfLoops()).WithDepth(2).WithChannels(5).
		WithFloat64().For(g))
	perturb(t, m, 0.3)
	got := evaluation(t, started(t, xla.Go), m, g, whole(t, g)).run(t, 0)
	p := evaluation(t, started(t, xla.Go), m, g, whole(t, g))
	exec := ok[*model.Exec](t)(model.NewExec(started(t, xla.Go), p.store, func(_ *model.Scope,
		in []*graph.Node) *graph.Node {
		x := in[2]
		value := func(name string) *graph.Node {
			return p.store.GetVariable(net.ParameterScope + "/" + name).NodeValue(x.Graph())
		}
		edges := &conv.Edges{NumNodes: x.Shape().Dim(0), Source: in[0], Target: in[1]}
		layer := func(op conv.Operator, x *graph.Node, of string) *graph.Node {
			return op.Apply(x, edges, op.Prepare(edges, x), []*graph.Node{value(of + ".weight"), value(of + ".bias")})
		}
		h := layer(conv.GCN(), x, "first_conv.linear")
		h = conv.ReLU(conv.LayerNorm(h, value("head.norm.weight"), value("head.norm.bias")))
		h = layer(conv.GCN().WithoutSelfLoops(), h, "last_conv.linear")
		return graph.Add(h, graph.InsertAxes(value("bias_last"), 0))
	}))
	defer exec.Finalize()
	near(t, "the tensor of logits", got.logits, golden.FromTensor(exec.MustCall(p.inputs[0], p.inputs[1],
		p.inputs[2])[0]), 1e-12)
	_, err := CheckInverse(built(t, Reversible(conv.GCN()).WithConvolutionalEnds(conv.GCN(),
		conv.GCN()).WithDepth(2).For(g)), g).Done()
	oneOfUs(t, err, "leaves no layer to invert", "at least 3 layers")
}

func TestEndsInverse(t *testing.T) {
	t.Parallel()
	g := proteins(t)
	check := ok[InverseCheck](t)(CheckInverse(built(t, everything(g).WithFloat64()), g).Done())
	if !check.Passed() || len(check.Errors) != 1 {
		t.Errorf("%s with errors %v", check, check.Errors)
	}
}

// dice is an operator with random numbers of its own.
type dice struct{ neighbours }

func (d dice) Apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	return brokenOperators["dice"].Apply(graph.Dot(x, params[0]).Product(), edges, prepared, params)
}

// TestBrokenEnds: what an end can't do is told when the network is built, with the widths that it has there.
func TestBrokenEnds(t *testing.T) {
	g := checkGraph(t) // 3 features, 2 classes
	for _, c := range []struct {
		name        string
		first, last conv.Operator
		want        []string
	}{
		{"panics", brokenOperators["panics"], conv.GCN(),
			[]string{"the operator panics failed on (Float32)[3, 3]: line one line two"}},
		{"mismatched", conv.GCN(), brokenOperators["wide"],
			[]string{"the operator wide failed on (Float32)[3, 8]: it returned (Float32)[3, 16], and must return " +
				"(Float32)[3, 2]"}},
		{"nothing", conv.GCN(), brokenOperators["nothing"],
			[]string{"it returned nothing, and must return (Float32)[3, 2]"}},
		{"dice", dice{}, conv.GCN(), []string{"the operator neighbours draws random numbers in Apply"}},
		{"heads", conv.GCN(), conv.GAT().WithHeads(3), []string{"3 heads", "2 channels", "WithAveragedHeads"}},
		{"no first", nil, conv.GCN(), []string{"WithConvolutionalEnds without an operator",
			"WithConvolutionalEnds(conv.GCN(), conv.GCN())"}},
		{"no last", conv.GCN(), nil, []string{"WithConvolutionalEnds without an operator"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Residual(conv.GCN()).WithConvolutionalEnds(c.first, c.last).WithChannels(8).For(g).Done()
			oneOfUs(t, err, c.want...)
		})
	}
}

// TestInputRecord: what a run's record says of a network is the network.
func TestInputRecord(t *testing.T) {
	g := proteins(t)
	m := built(t, everything(g))
	text, err := json.Marshal(m.Info().Model)
	if err != nil {
		t.Fatal(err)
	}
	var r run.Model
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if r.Parameters() != m.Parameters() {
		t.Errorf("the parts have %d parameters, the network %d", r.Parameters(), m.Parameters())
	}
	again := ok[*Model](t)(assemble(r.Options, r.Widths, m.size, m.Schema()))
	had, has := m.Options(), again.Options()
	if len(options.Differences(&had, &has)) > 0 || again.String() != m.String() ||
		!reflect.DeepEqual(again.spec.Variables(), m.spec.Variables()) || again.spec.Widths() != m.spec.Widths() {
		t.Errorf("read back as\n%+v, built as\n%+v", again.Options(), m.Options())
	}
	if !strings.HasSuffix(m.String(), "first GEN(sum, MLP of 1) and last GEN(sum, MLP of 1), "+
		""+fmt.Sprint(m.Parameters())+" parameters") {
		t.Errorf("it is called %q", m)
	}
	for _, option := range []string{"label input", "label reuse", "input dropout", "first operator", "last operator"} {
		text, err := json.Marshal(built(t, Reversible(conv.GCN()).For(g)).Info().Model)
		if err != nil || strings.Contains(string(text), strconv.Quote(option)) {
			t.Errorf("a network without %s has it in its record", option)
		}
	}
}

// TestFingerprint: the same network has the same fingerprint, and one of another option, operator or graph another.
func TestFingerprint(t *testing.T) {
	of := func(b anyBuilder) string { return built(t, b).Info().Model.Fingerprint() }
	want := of(Reversible(conv.GEN()).For(proteins(t)))
	if got := of(Reversible(conv.GEN()).For(proteins(t))); got != want || want == "" {
		t.Errorf("built twice: %q, and %q", got, want)
	}
	seen := map[string]string{want: "the first"}
	for name, b := range map[string]anyBuilder{
		"another seed":            Reversible(conv.GEN()).WithSeed(1<<64 - 1).For(proteins(t)),
		"the seed before":         Reversible(conv.GEN()).WithSeed(1<<64 - 2).For(proteins(t)),
		"an option of operators":  Reversible(conv.GEN().WithMLPLayers(1)).For(proteins(t)),
		"another graph":           Reversible(conv.GEN()).For(classes(t)),
		"another backward solver": Equilibrium(conv.GEN()).WithBackwardSolver(solver.Picard()).For(proteins(t)),
		"the default solver":      Equilibrium(conv.GEN()).For(proteins(t)),
	} {
		got := of(b)
		if other, ok := seen[got]; ok {
			t.Errorf("%s has the fingerprint of %s", name, other)
		}
		seen[got] = name
	}
}

// TestLoadEnds loads a model of whose operators only the user knows one.
func TestLoadEnds(t *testing.T) {
	t.Parallel()
	g := checkGraph(t)
	directory := t.TempDir() + "/run"
	m := built(t, Residual(conv.GCN()).WithConvolutionalEnds(brokenOperators["own"],
		conv.SAGE()).WithDepth(2).WithChannels(3).For(g))
	ok[*run.Run](t)(Train(m, g).WithEpochs(1).WithDirectory(directory).Done())
	_, err := Load(directory)
	oneOfUs(t, err, directory, `"own"`, "conv.Register")
	got := ok[*Model](t)(load(directory, net.Operators{First: brokenOperators["own"]}, readLast))
	for _, v := range m.spec.Variables() {
		near(t, v.Name, parameter(got.values(), v.Name), parameter(m.values(), v.Name), 0)
	}
}
