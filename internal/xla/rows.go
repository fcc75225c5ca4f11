package xla

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// SetRow returns stacked [n, …] with value […] as its row i. In a loop's state the row is written in place.
func SetRow(stacked, i, value *graph.Node) *graph.Node {
	if HasLoops(stacked.Graph()) {
		return setRows([]*graph.Node{stacked}, i, []*graph.Node{value})[0]
	}
	index := graph.Iota(i.Graph(), shapes.Make(i.DType(), stacked.Shape().Dim(0)), 0)
	row := graph.BroadcastToDims(graph.InsertAxes(value, 0), stacked.Shape().Dimensions...)
	return graph.Where(graph.Equal(index, i), row, stacked)
}

// rows reads layer i of each stacked tensor.
func rows(stacked []*graph.Node, i *graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(stacked))
	for k, s := range stacked {
		dims := s.Shape().Clone().Dimensions
		dims[0] = 1
		out[k] = graph.Reshape(graph.DynamicSlice(s, start(s, i), dims), dims[1:]...)
	}
	return out
}

// setRows writes layer i of each stacked tensor.
func setRows(stacked []*graph.Node, i *graph.Node, values []*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(stacked))
	for k, s := range stacked {
		out[k] = graph.DynamicUpdateSlice(s, graph.InsertAxes(values[k], 0), start(s, i))
	}
	return out
}

func start(s, i *graph.Node) []*graph.Node {
	at := make([]*graph.Node, s.Rank())
	at[0] = i
	for k := 1; k < len(at); k++ {
		at[k] = graph.ScalarZero(i.Graph(), dtypes.Int32)
	}
	return at
}

// emptyStack is room for a tensor of each layer: zeros [depth, …].
func emptyStack(g *graph.Graph, depth int, shape shapes.Shape) *graph.Node {
	return graph.Zeros(g, shapes.Make(shape.DType, append([]int{depth}, shape.Dimensions...)...))
}
