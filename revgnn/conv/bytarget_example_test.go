package conv_test

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleEdges_SumByTarget() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.SumByTarget(edges.GatherSource(x)) })
	// Output: [500 0 40]
}

func ExampleEdges_MeanByTarget() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.MeanByTarget(edges.GatherSource(x)) })
	// Output: [500 0 20]
}

func ExampleEdges_MaxByTarget() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.MaxByTarget(edges.GatherSource(x)) })
	// Output: [500 0 30]
}

func ExampleEdges_SoftmaxByTarget() {
	// Equal scores share the weight of 1 among the edges of their target.
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node {
		return edges.SoftmaxByTarget(edges.GatherSource(graph.ZerosLike(x)))
	})
	// Output: [1 0.5 0.5]
}

func ExampleEdges_Degree() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.Degree(x) })
	// Output: [1 0 2]
}
