package revgnn

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// revGAT is the operator of the paper's RevGAT.
func revGAT(heads int) conv.GATConv {
	return conv.GAT().WithHeads(heads).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3)
}

// everything is a network of two ends that read the edges' features, which the layers between do not, with every option of
// the inputs.
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
		{"two layers", Residual(conv.GCN()).WithConvolutionalEnds(revGAT(2), revGAT(1)).WithDepth(2).WithChannels(4).WithDropout(0.2).
			For(checkGraph(t)), checkGraph(t)},
		{"equilibrium", Equilibrium(conv.GCN()).WithChannels(4).WithLabelInput().WithLabelReuse(1).WithInputDropout(0.2).
			For(checkGraph(t)), checkGraph(t)},
	} {
		if c.name == "two layers" && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries it: attention compiles slowly
		}
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.builder)
			check := ok[GradientCheck](t)(CheckGradients(m, c.graph))
			if !check.Passed() || len(check.Rows) != len(m.vars) {
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
	m := built(t, Residual(conv.GCN()).WithConvolutionalEnds(conv.GCN(), conv.GCN().WithoutSelfLoops()).WithDepth(2).WithChannels(5).
		WithFloat64().For(g))
	perturb(t, m, 0.3)
	got := evaluation(t, started(t, xla.Go), m, g, whole(t, g)).run(t, 0)
	p := evaluation(t, started(t, xla.Go), m, g, whole(t, g))
	exec := ok[*model.Exec](t)(model.NewExec(started(t, xla.Go), p.store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
		x := in[2]
		value := func(name string) *graph.Node {
			return p.store.GetVariable(modelScope + "/" + name).NodeValue(x.Graph())
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
	near(t, "the tensor of logits", got.logits, golden.FromTensor(exec.MustCall(p.inputs[0], p.inputs[1], p.inputs[2])[0]), 1e-12)
	_, err := CheckInverse(built(t, Reversible(conv.GCN()).WithConvolutionalEnds(conv.GCN(), conv.GCN()).WithDepth(2).For(g)), g)
	oneOfUs(t, err, "leaves no layer to invert", "at least 3 layers")
}

func TestEndsInverse(t *testing.T) {
	t.Parallel()
	g := proteins(t)
	check := ok[InverseCheck](t)(CheckInverse(built(t, everything(g).WithFloat64()), g))
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
		{"panics", brokenOperators["panics"], conv.GCN(), []string{"the operator panics failed on (Float32)[3, 3]: line one line two"}},
		{"mismatched", conv.GCN(), brokenOperators["wide"],
			[]string{"the operator wide failed on (Float32)[3, 8]: it returned (Float32)[3, 16], and must return (Float32)[3, 2]"}},
		{"nothing", conv.GCN(), brokenOperators["nothing"], []string{"it returned nothing, and must return (Float32)[3, 2]"}},
		{"dice", dice{}, conv.GCN(), []string{"the operator neighbours draws random numbers in Apply"}},
		{"heads", conv.GCN(), conv.GAT().WithHeads(3), []string{"3 heads", "2 channels", "WithAveragedHeads"}},
		{"an operator's option twice", conv.GAT().WithHeads(2).WithHeads(2), conv.GCN(), []string{"WithHeads", "give it once"}},
		{"no first", nil, conv.GCN(), []string{"WithConvolutionalEnds without an operator", "WithConvolutionalEnds(conv.GCN(), conv.GCN())"}},
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
	c := ok[Config](t)(configFrom(ok[map[string]any](t)(m.Config().asMap())))
	o := operatorSet{layers: m.operator, first: ok[conv.Operator](t)(conv.Decode(c.First)), last: ok[conv.Operator](t)(conv.Decode(c.Last))}
	again := ok[*Model](t)(assemble(o, c, m.size))
	if !reflect.DeepEqual(again.Config(), m.Config()) || again.String() != m.String() || !reflect.DeepEqual(again.vars, m.vars) {
		t.Errorf("read back as\n%+v, built as\n%+v", again.Config(), m.Config())
	}
	if !strings.HasSuffix(m.String(), "first GEN(sum, MLP of 1) and last GEN(sum, MLP of 1), "+fmt.Sprint(m.Parameters())+" parameters") {
		t.Errorf("it is called %q", m)
	}
	for _, option := range []string{"label_input", "label_reuse", "input_dropout", "first", "last"} {
		if plain := ok[map[string]any](t)(built(t, Reversible(conv.GCN()).For(g)).Config().asMap()); plain[option] != nil {
			t.Errorf("a network without %s has it in its record", option)
		}
	}
}

// Fingerprints are kept in runs, so that of a network must stay what it is: these were taken before the options of inputs
// and ends were added.
func TestFingerprint(t *testing.T) {
	for name, c := range map[string]struct {
		builder anyBuilder
		want    string
	}{
		"reversible":  {Reversible(conv.GEN()).For(proteins(t)), "8b6a715962ad2bd3"},
		"residual":    {Residual(conv.GAT().WithHeads(2)).WithTiedWeights().WithDropout(0.1).For(classes(t)), "12987aff16823635"},
		"equilibrium": {Equilibrium(conv.SAGE()).For(classes(t)), "f11788a29f6b8c1b"},
	} {
		if got := ok[string](t)(built(t, c.builder).Config().fingerprint()); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestLoadEnds loads a model of whose operators only the user knows one.
func TestLoadEnds(t *testing.T) {
	t.Parallel()
	g := checkGraph(t)
	directory := t.TempDir() + "/run"
	m := built(t, Residual(conv.GCN()).WithConvolutionalEnds(brokenOperators["own"], conv.SAGE()).WithDepth(2).WithChannels(3).For(g))
	ok[*run.Run](t)(Train(m, g).WithEpochs(1).WithDirectory(directory).Done())
	_, err := Load(directory)
	oneOfUs(t, err, directory, `"own"`, "revgnn.LoadWith")
	got := ok[*Model](t)(LoadWith(directory, nil, brokenOperators["own"], nil))
	for _, v := range m.vars {
		near(t, v.Name, parameter(got.parameters(), v.Name), parameter(m.parameters(), v.Name), 0)
	}
	_, err = LoadWith(directory, nil, conv.GCN(), nil)
	oneOfUs(t, err, "the first layer of the model in "+directory+" was not built with GCN", `"own"`)
	_, err = LoadWith(directory, nil, conv.GCN())
	oneOfUs(t, err, "1 operators of convolutional ends", "the first and the last")
}
