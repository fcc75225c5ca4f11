package revgnn

import (
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
)

// WithLabelInput gives the labels of training nodes to the network, beside the nodes' features: one-hot classes, or yes/no
// tasks as 1 and 0, and zeros where no label is given (Wang et al. 2021, arXiv:2103.13355).
//
// At each training step a random half of the training nodes that have a label is given, rounded down, and the loss is
// taken on the others. Everywhere else all of them are given, so the score on training nodes tells little. Labels of
// validation and test nodes are never given.
func (b *builder[B]) WithLabelInput() *B {
	b.note("WithLabelInput")
	b.config.LabelInput = true
	return b.self
}

// WithLabelReuse computes the network this many times more, each time with its own predictions in place of the labels that
// are not given: the softmax of classes, or the sigmoid of tasks. It needs WithLabelInput. Only the last pass is
// differentiated, and nothing is kept of those before. Each has dropout masks of its own.
func (b *builder[B]) WithLabelReuse(iterations int) *B {
	b.note("WithLabelReuse")
	b.config.LabelReuse = iterations
	return b.self
}

// labelInputShapes lists the tensors of the labels that are inputs, in the order of labelInputs.
func (c Config) labelInputShapes(dtype dtypes.DType, n int) []shapes.Shape {
	var list []shapes.Shape
	switch {
	case !c.LabelInput:
		return nil
	case c.Tasks:
		list = append(list, shapes.Make(dtype, n, c.Outputs))
	default:
		list = append(list, shapes.Make(dtypes.Int32, n, 1))
	}
	if c.LabelReuse > 0 {
		list = append(list, shapes.Make(dtypes.Bool, n))
	}
	return list
}

// labelInputs makes the labels of the given nodes, −1 for a class and 0 for a task where there is none, and where they are
// reused which nodes' are to be filled in: all others but padding.
func (d *data) labelInputs(p *datasets.Part, dtype dtypes.DType, given []bool) []*tensors.Tensor {
	n := len(p.Nodes)
	var list []*tensors.Tensor
	switch c := d.config; {
	case !c.LabelInput:
		return nil
	case c.Tasks:
		values := make([]float32, n*c.Outputs)
		for i, value := range p.Tasks.Data {
			if given[i/c.Outputs] && value == value { // not NaN: labelled
				values[i] = value
			}
		}
		list = append(list, floats(values, dtype, n, c.Outputs))
	default:
		classes := make([]int32, n)
		for i, class := range p.Classes {
			if classes[i] = -1; given[i] {
				classes[i] = class
			}
		}
		list = append(list, tensors.FromFlatDataAndDimensions(classes, n, 1))
	}
	if d.config.LabelReuse > 0 {
		open := make([]bool, n)
		for i, node := range p.Nodes {
			open[i] = node >= 0 && !given[i]
		}
		list = append(list, tensors.FromFlatDataAndDimensions(open, n))
	}
	return list
}

// allGiven lists the nodes of a part whose labels an evaluation is given: all training nodes that have one.
func (d *data) allGiven(p *datasets.Part) []bool {
	if !d.config.LabelInput {
		return nil
	}
	given := make([]bool, len(p.Nodes))
	for i := range given {
		given[i] = p.TrainMask[i] && labelled(p, i)
	}
	return given
}

// labelled tells whether a node of a part has a class, or the label of some task.
func labelled(p *datasets.Part, i int) bool {
	if p.Classes != nil {
		return p.Classes[i] >= 0
	}
	for _, value := range p.Tasks.Row(i) {
		if value == value {
			return true
		}
	}
	return false
}

// halfGiven draws half of the nodes of allGiven. It depends on the seed and the step alone.
func (d *data) halfGiven(p *datasets.Part, seed uint64, step int) []bool {
	all := d.allGiven(p)
	var nodes []int
	for i, given := range all {
		if given {
			nodes = append(nodes, i)
		}
	}
	rng := rand.New(rand.NewPCG(^seed, uint64(step))) // partitions are drawn from the seed itself
	rng.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	for _, i := range nodes[len(nodes)/2:] {
		all[i] = false
	}
	return all
}

// training makes the inputs and the labels of a training step on a part. A label that is an input does not count.
func (d *data) training(p *datasets.Part, dtype dtypes.DType, seed uint64, step int) (inputs, labels []*tensors.Tensor) {
	if !d.config.LabelInput {
		return d.inputs(p, dtype), d.labels(p, dtype)
	}
	given := d.halfGiven(p, seed, step)
	return d.inputsGiven(p, dtype, given), d.labelsBut(p, dtype, given)
}

// labelColumns are the labels as the network reads them: [N, outputs], 0 where there is none.
func (c Config) labelColumns(labels *graph.Node, dtype dtypes.DType) *graph.Node {
	if c.Tasks {
		return labels
	}
	return graph.OneHot(graph.Reshape(labels, labels.Shape().Dim(0)), c.Outputs, dtype) // −1 is no column
}

// reusing is the inputs with predictions in the place of labels that are not given.
func (m *Model) reusing(store *model.Store, in inputs, d *draws) inputs {
	nowhere := func(*graph.Node) {}
	for range m.config.LabelReuse {
		guess := m.detached().pass(store, in, d, solves{forward: nowhere, backward: nowhere})
		if m.config.Tasks {
			guess = graph.Sigmoid(guess)
		} else {
			guess = graph.Softmax(guess)
		}
		open := graph.BroadcastToDims(graph.InsertAxes(in.open, -1), guess.Shape().Dimensions...)
		in.labels = graph.Where(open, graph.StopGradient(guess), in.labels)
	}
	if m.held != nil {
		in.labels = graph.ConstTensor(in.labels.Graph(), m.held)
	}
	return in
}

// holdingLabels is the network whose reused labels stay as they are at its present parameters, in the step that
// differentiate makes. The gradient takes them so.
func (m *Model) holdingLabels(w *wholeGraph) (*Model, error) {
	if m.config.LabelReuse == 0 {
		return m, nil
	}
	out, err := w.call(m.parameters(), func(in, _ []*graph.Node) []*graph.Node {
		d := &draws{seed: 1, step: graph.Const(in[0].Graph(), int64(0))}
		return []*graph.Node{m.reusing(m.parameters(), m.config.unpack(in), d).labels}
	})
	if err != nil {
		return nil, err
	}
	other := *m
	other.held = out[0]
	return &other, nil
}

// detached is the network where nothing is differentiated. Of the backward modes it has the one that keeps nothing, which
// then needs no inverse.
func (m *Model) detached() *Model {
	other := m.withoutPenalty()
	other.config.Backward = Invert
	if m.config.Family == equilibrium {
		other.config.Backward = Implicit
	}
	return other
}
