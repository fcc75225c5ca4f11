package revgnn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// inverseBounds is how far a rebuilt input may be off. In float32 the networks of the paper stay below 1e-4 at 1001 layers
// (PyTorch Geometric's reversible blocks: 4e-6 at 256); an operator with randomness of its own is off by about 1.
var inverseBounds = map[dtypes.DType]float64{dtypes.Float32: 1e-3, dtypes.Float64: 1e-9}

// InverseCheck is how well the inputs of the layers are rebuilt from the output of the last layer alone.
type InverseCheck = run.Inverse

// CheckInverse runs the layers of a reversible network forward on the whole graph and back again with a dropout mask, and
// compares each layer's rebuilt input with the true one. It keeps all of these: [N, C] a layer.
func CheckInverse(m *Model, g *datasets.Graph) (InverseCheck, error) {
	if m.config.Family != reversible {
		return InverseCheck{}, fmt.Errorf("revgnn: %s networks have no inverse to check; use a reversible one", m.config.Family)
	}
	if m.config.layers() == 0 {
		return InverseCheck{}, fmt.Errorf("revgnn: a depth of 2 with convolutional ends leaves no layer to invert; use at least 3 layers")
	}
	defer waiting.While("checking the inverse")()
	c := InverseCheck{Network: m.String(), Bound: inverseBounds[m.dtype()]}
	var err error
	if c.Errors, err = m.inverseErrors(g); err != nil {
		return InverseCheck{}, err
	}
	if c.Exact = c.Errors; m.config.Float64 {
		return c, nil
	}
	wide, err := m.inFloat64()
	if err != nil {
		return InverseCheck{}, err
	}
	defer wide.store.Finalize()
	c.Exact, err = wide.inverseErrors(g)
	return c, err
}

// MustCheckInverse is CheckInverse for notebook cells: on an error it prints one line and ends the program.
func MustCheckInverse(m *Model, g *datasets.Graph) InverseCheck { return must(CheckInverse(m, g)) }

// inFloat64 is the same network with the same parameters in double precision.
func (m *Model) inFloat64() (*Model, error) {
	wide := *m
	wide.config.Float64 = true
	wide.store = model.NewStore()
	scope := wide.store.Scope(modelScope)
	for v := range m.parameters().IterVariables() {
		if m.config.Float64 {
			value, err := v.MustValue().LocalClone()
			if err != nil {
				return nil, oneLine(err)
			}
			scope.VariableWithValue(v.Name(), value)
			continue
		}
		values, err := tensors.CopyFlatData[float32](v.MustValue())
		if err != nil {
			return nil, oneLine(err)
		}
		scope.VariableWithValue(v.Name(), floats(values, dtypes.Float64, v.Shape().Dimensions...))
	}
	return &wide, nil
}

// inverseErrors measures the error of each layer's rebuilt input.
func (m *Model) inverseErrors(g *datasets.Graph) (list []float64, err error) {
	w, err := m.onWhole(g)
	if err != nil {
		return nil, err
	}
	defer w.close()
	store := m.parameters()
	out, err := w.call(store, func(in, _ []*graph.Node) []*graph.Node {
		d := &draws{seed: 1, step: graph.Const(in[0].Graph(), int64(0))}
		h, shared := m.encode(store, m.reusing(store, m.config.unpack(in), d), d)
		values, layout := shared.pack()
		return []*graph.Node{roundTrip(m.segments(store, values, layout), groupsOf(h, m.config.Groups))}
	})
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float64](out[0])
}

// roundTrip runs a state through layers and back, and returns the relative error of each layer's input: float64 [depth].
func roundTrip(segments []segment, state []*graph.Node) *graph.Node {
	groups := len(state)
	shape := make([]shapes.Shape, groups)
	for i, x := range state {
		shape[i] = x.Shape()
	}
	inputs := make([][]*graph.Node, len(segments))
	for i, s := range segments {
		state, inputs[i] = xla.Scan(s.depth, func(x []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			return s.layer.forward(x, v), x
		}, shape, state, s.values)
	}
	var list []*graph.Node
	for i := len(segments) - 1; i >= 0; i-- {
		s := segments[i]
		v := s.values
		v.Params = nil
		for _, p := range append(append([]*graph.Node(nil), s.values.Params...), inputs[i]...) {
			v.Params = append(v.Params, graph.Reverse(p, 0))
		}
		own := len(s.values.Params)
		var of []*graph.Node
		state, of = xla.Scan(s.depth, func(y []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			truth := v.Params[own:]
			v.Params = v.Params[:own]
			x := s.layer.inverse(y, v)
			var off, size []*graph.Node
			for i := range x {
				off = append(off, sumOfSquares(graph.Sub(x[i], truth[i])))
				size = append(size, sumOfSquares(truth[i]))
			}
			return x, []*graph.Node{graph.Sqrt(graph.Div(sum(off), sum(size)))}
		}, []shapes.Shape{shapes.Make(dtypes.Float64)}, state, v)
		list = append([]*graph.Node{graph.Reverse(of[0], 0)}, list...)
	}
	return graph.Concatenate(list, 0)
}

func sumOfSquares(x *graph.Node) *graph.Node {
	return graph.ReduceAllSum(graph.Square(graph.ConvertDType(x, dtypes.Float64)))
}

func verdict(passed bool) string {
	if passed {
		return "pass"
	}
	return "fail"
}
