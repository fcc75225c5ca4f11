package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// array is a tensor outside of a graph.
type array = golden.Array[float64]

// tolerance is how far results may differ in the relative l2 norm.
type tolerance struct {
	inverse  map[int]float64 // of the input rebuilt through that many layers
	gradient float64         // of one gradient computed in two ways
}

// In float32, PyTorch Geometric's reversible blocks of 40 channels rebuild their input to 2.6e-7 at 8 layers, 1.2e-6 at 64
// and 4.0e-6 at 256, which goes on to 1.3e-5 at 1001. The bounds are four times that, at 1001 layers eight times: the fewer
// channels are normalized together, the more a rounding weighs. Its gradients differ by 3e-7 at 8 layers; 1e-4 leaves room for
// a value that crosses a kink of ReLU or maximum and so switches a path.
var tolerances = map[dtypes.DType]tolerance{
	dtypes.Float32: {inverse: map[int]float64{1: 1e-6, 8: 1e-6, 64: 5e-6, 1001: 1e-4}, gradient: 1e-4},
	dtypes.Float64: {inverse: map[int]float64{1: 1e-9, 8: 1e-9, 64: 1e-9, 1001: 1e-9}, gradient: 1e-9},
}

// started returns a backend: xla.Default or xla.Go.
func started(t *testing.T, start func() (compute.Backend, error)) compute.Backend {
	t.Helper()
	backend, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// proteins is a small graph with edge features, species and tasks of which some labels are missing.
func proteins(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done())
}

// classes is a small graph with node features, edge features and classes.
func classes(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.Random(40, 200, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithClasses(4).Done())
}

// done ends a test that can't build its graph.
func done(t *testing.T) func(*datasets.Graph, error) *datasets.Graph {
	return func(g *datasets.Graph, err error) *datasets.Graph {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

// built ends a test whose model can't be built.
func built(t *testing.T, b interface{ Done() (*Model, error) }) *Model {
	t.Helper()
	m, err := b.Done()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// whole is the graph as one part.
func whole(t *testing.T, g *datasets.Graph) *datasets.Part {
	t.Helper()
	partition, err := g.Partition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return partition.Part(0)
}

// perturb moves all parameters away from where they start, as training does: normal noise of a standard deviation.
func perturb(t *testing.T, m *Model, deviation float64) {
	t.Helper()
	for _, v := range m.vars {
		rng := rand.New(rand.NewPCG(1, uint64(len(v.Name))))
		value := parameter(m.parameters(), v.Name)
		for i := range value.Values {
			value.Values[i] += deviation * rng.NormFloat64()
		}
		setParameter(t, m.parameters(), m.dtype(), v.Name, value)
	}
}

func parameter(store *model.Store, name string) array {
	return golden.FromTensor(store.GetVariable(modelScope + "/" + name).MustValue())
}

func setParameter(t *testing.T, store *model.Store, dtype dtypes.DType, name string, value array) {
	t.Helper()
	if err := store.GetVariable(modelScope + "/" + name).SetValue(golden.ToTensor(value, dtype)); err != nil {
		t.Fatal(err)
	}
}

// difference is |got − want| / |want| in the l2 norm, |got| where want is zero, and NaN where shapes differ.
func difference(got, want array) float64 {
	if !slices.Equal(got.Shape, want.Shape) {
		return math.NaN()
	}
	var apart, size float64
	for i, w := range want.Values {
		apart += (got.Values[i] - w) * (got.Values[i] - w)
		size += w * w
	}
	if size == 0 {
		return math.Sqrt(apart)
	}
	return math.Sqrt(apart / size)
}

// near fails when two tensors differ by more than the bound in the relative l2 norm, or by NaN.
func near(t *testing.T, what string, got, want array, bound float64) {
	t.Helper()
	if d := difference(got, want); !(d <= bound) {
		t.Errorf("%s of shape %v differs from the expected one of shape %v by %g in the relative l2 norm, want at most %g",
			what, got.Shape, want.Shape, d, bound)
	}
}

// scalar is a number as an array.
func scalar(value float64) array { return array{Values: []float64{value}} }

// program is a training step without its optimizer, or an evaluation: the graph a user gets, with its gradients read out.
type program struct {
	model  *Model
	store  *model.Store // a copy of the model's parameters
	exec   *model.Exec
	inputs []*tensors.Tensor
	floats []int // places of the inputs with a gradient
	names  []string
}

// result is what a program computes. Gradients go by the parameter's name or by "input 2" and so on.
type result struct {
	loss      float64
	logits    array
	gradients map[string]array
}

// trainingStep builds the step of a seed on a part.
func trainingStep(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part, seed uint64) *program {
	t.Helper()
	return newProgram(t, backend, m, g, part, step{model: m, seed: seed}, true)
}

// evaluation builds the network without dropout.
func evaluation(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part) *program {
	t.Helper()
	return newProgram(t, backend, m, g, part, step{model: m}, false)
}

func newProgram(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part, s step,
	training bool) *program {
	t.Helper()
	d, err := m.read(g)
	if err != nil {
		t.Fatal(err)
	}
	if m.config.EdgeSums {
		features := d.graph.NodeFeatures
		part.NodeFeatures = part.Gather(features)
	}
	inputs, labels := d.inputs(part, m.dtype()), d.labels(part, m.dtype())
	if training {
		inputs, labels = d.training(part, m.dtype(), s.seed, 0)
	}
	p := &program{model: m, store: m.copyParameters(), inputs: inputs}
	labelled := len(p.inputs)
	for _, v := range m.vars {
		p.names = append(p.names, v.Name)
	}
	for i, in := range p.inputs {
		// A loop carries the edges' features as data, without a gradient.
		if in.DType().IsFloat() && !(m.config.EdgeFeatures > 0 && i == labelled-1) {
			p.floats = append(p.floats, i)
			p.names = append(p.names, fmt.Sprint("input ", i))
		}
	}
	p.inputs = append(append(p.inputs, labels...), s.distillation.tensors(part, m.dtype())...)
	p.exec, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		p.store.SetTraining(g, training)
		logits := s.network(scope, nil, in[:labelled])
		loss := s.loss(in[labelled:], logits)
		out := []*graph.Node{loss, logits[0]}
		if !training {
			return out
		}
		var wanted []*graph.Node
		for _, v := range m.vars {
			wanted = append(wanted, p.store.GetVariable(modelScope+"/"+v.Name).NodeValue(g))
		}
		for _, i := range p.floats {
			wanted = append(wanted, in[i])
		}
		return append(out, graph.Gradient(loss, wanted...)...)
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.exec.Finalize)
	return p
}

// run computes optimizer step number k, counted from 0.
func (p *program) run(t *testing.T, k int64) result {
	t.Helper()
	setStep(t, p.store, k)
	in := make([]any, len(p.inputs))
	for i, tensor := range p.inputs {
		in[i] = tensor
	}
	out, err := p.exec.Exec(in...)
	if err != nil {
		t.Fatalf("%v", oneLine(err))
	}
	r := result{loss: golden.FromTensor(out[0]).Values[0], logits: golden.FromTensor(out[1]), gradients: map[string]array{}}
	for i, gradient := range out[2:] {
		r.gradients[p.names[i]] = golden.FromTensor(gradient)
	}
	return r
}

// setStep says how many steps were done.
func setStep(t *testing.T, store *model.Store, k int64) {
	t.Helper()
	if err := optimizer.GetGlobalStepVar(store).SetValue(tensors.FromScalar(k)); err != nil {
		t.Fatal(err)
	}
}

// value is a parameter's or an input's.
func (p *program) value(name string) array {
	for _, i := range p.floats {
		if name == fmt.Sprint("input ", i) {
			return golden.FromTensor(p.inputs[i])
		}
	}
	return parameter(p.store, name)
}

// set changes a parameter or an input of the program alone.
func (p *program) set(t *testing.T, name string, value array) {
	t.Helper()
	for _, i := range p.floats {
		if name == fmt.Sprint("input ", i) {
			p.inputs[i] = golden.ToTensor(value, p.model.dtype())
			return
		}
	}
	setParameter(t, p.store, p.model.dtype(), name, value)
}

// same compares all that two programs computed.
func same(t *testing.T, got, want result, bound float64) {
	t.Helper()
	near(t, "the loss", scalar(got.loss), scalar(want.loss), bound)
	near(t, "the tensor of logits", got.logits, want.logits, bound)
	if len(got.gradients) != len(want.gradients) {
		t.Errorf("%d gradients, want %d", len(got.gradients), len(want.gradients))
	}
	for name, gradient := range want.gradients {
		near(t, "the gradient of "+name, got.gradients[name], gradient, bound)
	}
}

// operators are those of the networks under test, each with the number of groups it is tried with. Some have dropout of
// their own.
var operators = []struct {
	operator conv.Operator
	groups   int
}{
	{conv.GEN(), 2},
	{conv.GEN().WithAggregation(conv.Sum), 3},
	{conv.GEN().WithAggregation(conv.Mean).WithMLPLayers(1), 4},
	{conv.GEN().WithAggregation(conv.Softmax).WithMLPLayers(3), 3},
	{conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.7).WithLearnedTemperature(), 2},
	{conv.GEN().WithAggregation(conv.Power).WithExponent(1.5).WithLearnedExponent(), 2},
	{conv.GEN().WithAggregation(conv.Mean).WithMessageNorm().WithLearnedMessageScale(), 3},
	{conv.GCN(), 4},
	{conv.SAGE().WithNormalization(), 2},
	{conv.SAGE().WithAggregation(conv.Max), 3},
	{conv.GAT().WithHeads(2).WithAttentionDropout(0.2).WithEdgeDropout(0.3), 3},
	{conv.GAT().WithHeads(3).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3), 2},
	{conv.GATv2().WithHeads(2).WithAveragedHeads().WithAttentionDropout(0.2).WithEdgeDropout(0.3), 2},
	{conv.GIN().WithLearnedEpsilon(), 4},
	{neighbours{}, 3},
}

// neighbours is an operator of a user's own, that of package conv's example: W times the sum of the neighbours.
type neighbours struct{}

func (neighbours) String() string { return "neighbours" }

func (neighbours) Parameters(in, out, _ int) []conv.Parameter {
	return conv.Linear("linear", in, out)[:1]
}

func (neighbours) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (neighbours) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	messages := graph.Gather(x, graph.InsertAxes(edges.Source, -1))
	return graph.Scatter(graph.InsertAxes(edges.Target, -1), messages, x.Shape(), true, false)
}

var bothBackends = []struct {
	name  string
	start func() (compute.Backend, error)
}{{"xla", xla.Default}, {"go", xla.Go}}
