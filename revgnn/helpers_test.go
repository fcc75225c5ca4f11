package revgnn

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// array is a tensor outside of a graph.
type array = golden.Array[float64]

// What the tests of networks share.
var (
	started    = nettest.Started
	proteins   = nettest.Proteins
	classes    = nettest.Classes
	corners    = nettest.Corners
	normalRows = nettest.NormalRows
	done       = nettest.Done
	whole      = nettest.Whole
	difference = nettest.Difference
	near       = nettest.Near
	operators  = nettest.Operators
	digits     = nettest.Digits
)

// neighbours is an operator of a user's own.
type neighbours = nettest.Neighbours

// tolerance is how far results may differ in the relative l2 norm.
type tolerance struct {
	inverse  map[int]float64 // of the input rebuilt through that many layers
	gradient float64         // of one gradient computed in two ways
}

// In float32, PyTorch Geometric's reversible blocks of 40 channels rebuild their input to 2.6e-7 at 8 layers, 1.2e-6 at
// 64 and 4.0e-6 at 256, which goes on to 1.3e-5 at 1001. The bounds are four times that, at 1001 layers eight times:
// the fewer channels are normalized together, the more a rounding weighs. Its gradients differ by 3e-7 at 8 layers;
// 1e-4 leaves room for a value that crosses a kink of ReLU or maximum and so switches a path.
var tolerances = map[dtypes.DType]tolerance{
	dtypes.Float32: {inverse: map[int]float64{1: 1e-6, 8: 1e-6, 64: 5e-6, 1001: 1e-4}, gradient: 1e-4},
	dtypes.Float64: {inverse: map[int]float64{1: 1e-9, 8: 1e-9, 64: 1e-9, 1001: 1e-9}, gradient: 1e-9},
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

// copied are the model's parameters and the step counter, in a store of their own.
func copied(t *testing.T, m *Model) *model.Store {
	t.Helper()
	store, err := m.copyValues()
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// perturb moves all parameters away from where they start, as training does: normal noise of a standard deviation.
func perturb(t *testing.T, m *Model, deviation float64) {
	t.Helper()
	for _, v := range m.spec.Variables() {
		rng := rand.New(rand.NewPCG(1, uint64(len(v.Name))))
		value := parameter(m.values(), v.Name)
		for i := range value.Values {
			value.Values[i] += deviation * rng.NormFloat64()
		}
		setParameter(t, m.values(), m.spec.DType(), v.Name, value)
	}
}

func parameter(store *model.Store, name string) array {
	return golden.FromTensor(store.GetVariable(net.ParameterScope + "/" + name).MustValue())
}

func setParameter(t *testing.T, store *model.Store, dtype dtypes.DType, name string, value array) {
	t.Helper()
	if err := store.GetVariable(net.ParameterScope + "/" + name).SetValue(golden.ToTensor(value, dtype)); err != nil {
		t.Fatal(err)
	}
}

// scalar is a number as an array.
func scalar(value float64) array { return array{Values: []float64{value}} }

// program is a training step without its optimizer, or an evaluation: the graph a user gets, with its gradients read
// out.
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
func trainingStep(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part,
	seed uint64) *program {
	t.Helper()
	return newProgram(t, backend, m, g, part, stepOf(t, m, func(o *options.Training) { o.Seed = seed }), true)
}

// evaluation builds the network without dropout.
func evaluation(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part) *program {
	t.Helper()
	return newProgram(t, backend, m, g, part, stepOf(t, m, nil), false)
}

// stepOf is a step of a model's training with changed options; none are changed by nil.
func stepOf(t *testing.T, m *Model, change func(*options.Training)) step {
	t.Helper()
	o := options.NewTraining()
	if change != nil {
		change(&o)
	}
	s, err := newStep(m.spec, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newProgram(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph, part *datasets.Part, s step,
	training bool) *program {
	t.Helper()
	d, err := m.read(g)
	if err != nil {
		t.Fatal(err)
	}
	if m.spec.Widths().EdgeSums {
		features := d.Graph.NodeFeatures
		part.NodeFeatures = part.Gather(features)
	}
	inputs, labels := d.Inputs(part), d.Labels(part)
	if training {
		inputs, labels = d.Training(part, s.options.Seed, 0)
	}
	p := &program{model: m, store: copied(t, m), inputs: inputs}
	labelled := len(p.inputs)
	for _, v := range m.spec.Variables() {
		p.names = append(p.names, v.Name)
	}
	// A loop carries the edges' features and weights, the last of the inputs, as data without a gradient.
	withGradient := labelled
	for _, ofEdges := range []bool{m.spec.Widths().EdgeFeatures > 0, m.spec.Widths().Weighted} {
		if ofEdges {
			withGradient--
		}
	}
	for i, in := range p.inputs {
		if in.DType().IsFloat() && i < withGradient {
			p.floats = append(p.floats, i)
			p.names = append(p.names, fmt.Sprint("input ", i))
		}
	}
	p.inputs = append(append(p.inputs, labels...), s.distillation.tensors(part, m.spec.DType())...)
	p.exec, err = model.NewExec(backend, p.store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		p.store.SetTraining(g, training)
		var logits []*graph.Node
		if training {
			logits = s.network(scope, nil, in[:labelled])
		} else {
			logits = rowsOf(m.spec, p.store, in[:labelled], (*net.Pass).Logits)
		}
		loss := s.loss(in[labelled:], logits)
		out := []*graph.Node{loss, logits[0]}
		if !training {
			return out
		}
		var wanted []*graph.Node
		for _, v := range m.spec.Variables() {
			wanted = append(wanted, p.store.GetVariable(net.ParameterScope+"/"+v.Name).NodeValue(g))
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
		t.Fatalf("%v", fault.OneLine(err))
	}
	r := result{loss: golden.FromTensor(out[0]).Values[0], logits: golden.FromTensor(out[1]),
		gradients: map[string]array{}}
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
			p.inputs[i] = golden.ToTensor(value, p.model.spec.DType())
			return
		}
	}
	setParameter(t, p.store, p.model.spec.DType(), name, value)
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
