package net

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// OutputSizes builds the root mean square of each layer's output, those of convolutional ends included: float64
// [depth]. An equilibrium network has no layers and no such sizes.
func (p *Pass) OutputSizes() *graph.Node {
	p = p.reusing()
	h, shared := p.encode()
	kept := p.lastKept(h)
	values, layout := shared.pack()
	state := GroupsOf(h, p.spec.options.Groups)
	var list []*graph.Node
	add := func(state []*graph.Node) { list = append(list, graph.Reshape(rootMeanSquare(state), 1)) }
	if p.spec.options.HasEnds() {
		add(state)
	}
	if p.spec.bareFirst() {
		state = p.applyFirst(state, values, layout)
		add(state)
	}
	for _, s := range p.segments(values, layout) {
		var sizes []*graph.Node
		state, sizes = xla.Scan(s.Depth, func(x []*graph.Node, v xla.Values) (next, given []*graph.Node) {
			y := s.Layer.Forward(x, v)
			return y, []*graph.Node{rootMeanSquare(y)}
		}, []shapes.Shape{shapes.Make(dtypes.Float64)}, state, s.Values)
		list = append(list, sizes...)
	}
	if p.spec.options.HasEnds() {
		add([]*graph.Node{p.head(p.headNorm(state, kept))})
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
	return graph.Sqrt(graph.DivScalar(xla.Sum(squares), float64(count)))
}

func sumOfSquares(x *graph.Node) *graph.Node {
	return graph.ReduceAllSum(graph.Square(graph.ConvertDType(x, dtypes.Float64)))
}
