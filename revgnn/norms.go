package revgnn

import (
	"math"
	"slices"
	"strconv"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// normsScope is where a training step leaves the sums of squares of the layers' gradients: for each parameter one number
// a layer.
const normsScope = "/norms"

// normVariables makes the variables for them.
func (m *Model) normVariables(store *model.Store) {
	scope := store.Scope(normsScope).WithInitializer(initializer.Zero)
	for _, v := range m.vars {
		if v.part != ends {
			scope.VariableWithShape(v.Name, shapes.Make(dtypes.Float64, v.layers())).SetTrainable(false)
		}
	}
}

// layers is how many layers a parameter of the layers has rows for.
func (v variable) layers() int {
	if v.part == stack {
		return v.Shape[0]
	}
	return 1
}

// keepingNorm is the value of a parameter of the layers. In a training step whose store has a variable for it, the sums
// of squares of its gradient are left there.
func keepingNorm(store *model.Store, v variable, value *graph.Node) *graph.Node {
	kept := store.GetVariable(normsScope + "/" + v.Name)
	if kept == nil || !store.IsTraining(value.Graph()) {
		return value
	}
	kept.NodeValue(value.Graph()) // a step updates its inputs in place, and so every changed variable must be one
	return graph.IdentityWithCustomGradient(value, func(_, gradient *graph.Node) *graph.Node {
		rows := graph.Reshape(gradient, v.layers(), -1)
		// A product needs no memory; a reduction would hold the squares of all layers at once.
		squares := graph.Einsum("lk,lk->l", rows, rows)
		kept.SetNodeValue(graph.ConvertDType(squares, dtypes.Float64))
		return gradient
	})
}

// keptNorms reads what the last step left: the l2 norm of each layer's gradient, that of an own first layer before the
// others and that of a last convolution after them, and one number for all layers that share their parameters.
func (m *Model) keptNorms(store *model.Store) ([]float64, error) {
	var own, others, last []float64
	for _, v := range m.vars {
		if v.part == ends {
			continue
		}
		value, err := store.GetVariable(normsScope + "/" + v.Name).Value()
		if err != nil {
			return nil, oneLine(err)
		}
		squares, err := tensors.CopyFlatData[float64](value)
		if err != nil {
			return nil, oneLine(err)
		}
		list := &others
		switch v.part {
		case first, firstConv: // no network has both
			list = &own
		case lastConv:
			list = &last
		}
		if *list == nil {
			*list = make([]float64, len(squares))
		}
		for i, square := range squares {
			(*list)[i] += square
		}
	}
	norms := slices.Concat(own, others, last)
	for i, square := range norms {
		norms[i] = math.Sqrt(square)
	}
	return norms, nil
}

// brief keeps four significant digits, which is what a figure shows.
func brief(list []float64) []float64 {
	for i, v := range list {
		if rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64); err == nil {
			list[i] = rounded
		}
	}
	return list
}

// activations measures the outputs of the layers in a training step's forward pass. It is a program of its own, one loop
// that keeps a number a layer: the step's program does not know of it.
type activations struct {
	backend compute.Backend
	step    step
	store   *model.Store
	exec    *model.Exec // nil until the first call
}

// of is the root mean square of each layer's output, as the next step on the batch will have it. The first call compiles.
func (a *activations) of(batch train.Batch) (list []float64, err error) {
	if a.exec == nil {
		a.exec, err = model.NewExec(a.backend, a.store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
			d := &draws{seed: a.step.seed, step: optimizer.GetGlobalStepVar(a.store).NodeValue(in[0].Graph())}
			return a.step.model.outputSizes(a.store, a.step.model.config.unpack(in), d)
		})
		if err != nil {
			return nil, err
		}
	}
	var in []any
	for _, t := range batch.Inputs {
		in = append(in, t)
	}
	out, err := a.exec.Exec(in...)
	if err != nil {
		return nil, err
	}
	return numbers(out[0]), nil
}

func (a *activations) close() {
	if a.exec != nil {
		a.exec.Finalize()
	}
}

// outputSizes builds the root mean square of each layer's output: float64 [depth].
func (m *Model) outputSizes(store *model.Store, in inputs, d *draws) *graph.Node {
	in = m.reusing(store, in, d)
	h, shared := m.encode(store, in, d)
	last := m.lastMask(h, d)
	values, layout := shared.pack()
	state := groupsOf(h, m.config.Groups)
	var list []*graph.Node
	add := func(state []*graph.Node) { list = append(list, graph.Reshape(rootMeanSquare(state), 1)) }
	if m.config.hasEnds() {
		add(state)
	}
	if m.bareFirst() {
		state = m.applyFirst(store, state, values, layout)
		add(state)
	}
	for _, s := range m.segments(store, values, layout) {
		var sizes []*graph.Node
		state, sizes = xla.Scan(s.depth, func(x []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			y := s.layer.forward(x, v)
			return y, []*graph.Node{rootMeanSquare(y)}
		}, []shapes.Shape{shapes.Make(dtypes.Float64)}, state, s.values)
		list = append(list, sizes...)
	}
	if m.config.hasEnds() {
		h = m.headNorm(store, state)
		if last != nil {
			h = graph.Mul(h, last)
		}
		add([]*graph.Node{m.head(store, h, in, d)})
	}
	return graph.Concatenate(list, 0)
}

// rootMeanSquare is that of a state but its last row: a part's last node is padding, and all padding edges end there.
func rootMeanSquare(state []*graph.Node) *graph.Node {
	var squares []*graph.Node
	count := 0
	for _, x := range state {
		rows := x.Shape().Dim(0) - 1
		count += rows * x.Shape().Dim(1)
		squares = append(squares, sumOfSquares(graph.Slice(x, graph.AxisRange(0, rows))))
	}
	return graph.Sqrt(graph.DivScalar(sum(squares), float64(count)))
}
