package net

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// RoundTrip builds the layers of a reversible network forward and back again, and gives the error of each layer's
// rebuilt input relative to the true one, in the l2 norm: float64 [layers]. It keeps all of these inputs.
func (p *Pass) RoundTrip() *graph.Node {
	p = p.reusing()
	h, shared := p.encode()
	return RoundTrip(p.segments(shared.pack()), GroupsOf(h, p.spec.options.Groups))
}

// RoundTrip runs a state through layers and back, and returns the relative error of each layer's input: float64
// [layers].
func RoundTrip(segments []Segment, state []*graph.Node) *graph.Node {
	groups := len(state)
	shape := make([]shapes.Shape, groups)
	for i, x := range state {
		shape[i] = x.Shape()
	}
	inputs := make([][]*graph.Node, len(segments))
	for i, s := range segments {
		state, inputs[i] = xla.Scan(s.Depth, func(x []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			return s.Layer.Forward(x, v), x
		}, shape, state, s.Values)
	}
	var list []*graph.Node
	for i := len(segments) - 1; i >= 0; i-- {
		s := segments[i]
		v := s.Values
		v.Params = nil
		for _, p := range append(append([]*graph.Node(nil), s.Values.Params...), inputs[i]...) {
			v.Params = append(v.Params, graph.Reverse(p, 0))
		}
		own := len(s.Values.Params)
		var of []*graph.Node
		state, of = xla.Scan(s.Depth, func(y []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			truth := v.Params[own:]
			v.Params = v.Params[:own]
			x := s.Layer.Inverse(y, v)
			var off, size []*graph.Node
			for i := range x {
				off = append(off, sumOfSquares(graph.Sub(x[i], truth[i])))
				size = append(size, sumOfSquares(truth[i]))
			}
			return x, []*graph.Node{graph.Sqrt(graph.Div(xla.Sum(off), xla.Sum(size)))}
		}, []shapes.Shape{shapes.Make(dtypes.Float64)}, state, v)
		list = append([]*graph.Node{graph.Reverse(of[0], 0)}, list...)
	}
	return graph.Concatenate(list, 0)
}
