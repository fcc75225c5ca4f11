package conv

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Edges are the E edges of a graph inside a computation, E ≥ 1.
//
// They are sorted by target: backends are told so, and what they do with unsorted ones is undefined.
type Edges struct {
	NumNodes       int
	Source, Target *graph.Node // int32 [E], from 0 to NumNodes−1

	// Weight holds one factor an edge, [E], of the type of the nodes' values; nil means 1. GCN reads it.
	Weight *graph.Node

	// Embedding describes the features of the edges; nil when there are none. GEN reads it.
	Embedding *Embedding

	// Mask draws a dropout mask of the given shape: 0 with the rate's probability, else 1/(1−rate). It is nil outside of
	// training. Only Prepare may call it: the mask is then the same in all layers and in the backward pass.
	Mask func(rate float64, dims ...int) *graph.Node
}

// NumEdges is the number of directed edges, padding included.
func (e *Edges) NumEdges() int { return e.Source.Shape().Dim(0) }

// Embedding is the edges' features behind a linear map: Features·Weight + Bias, [E, C].
//
// It is never computed as such. An operator maps it on, and two linear maps in a row are one of rank F:
// the small weights are multiplied first and no [E, C] tensor is held.
type Embedding struct {
	Features *graph.Node // [E, F], of the type of the nodes' values
	Weight   *graph.Node // [F, C]; nil for the identity
	Bias     *graph.Node // [C]; nil for zero
}

// Width is the number of channels C of the embedding.
func (m *Embedding) Width() int {
	if m.Weight == nil {
		return m.Features.Shape().Dim(1)
	}
	return m.Weight.Shape().Dim(1)
}

// multiplyOut joins the embedding's map with a further one of weight [C, out] and bias [out] or nil: the weight
// [F, out] and bias of the one map from the features.
func (m *Embedding) multiplyOut(weight, bias *graph.Node) (*graph.Node, *graph.Node) {
	if m.Bias != nil {
		moved := vectorTimes(m.Bias, weight)
		if bias != nil {
			moved = graph.Add(moved, bias)
		}
		bias = moved
	}
	if m.Weight != nil {
		weight = graph.Dot(m.Weight, weight).Product()
	}
	return weight, bias
}

// vectorTimes is the row vector v [C] times weight [C, out]: [out].
func vectorTimes(v, weight *graph.Node) *graph.Node {
	return graph.Reshape(graph.Dot(graph.InsertAxes(v, 0), weight).Product(), weight.Shape().Dim(1))
}

// affine is x·weight + bias, where bias may be nil.
func affine(x, weight, bias *graph.Node) *graph.Node {
	if bias == nil {
		return graph.Dot(x, weight).Product()
	}
	return Affine(x, weight, bias)
}

// gather reads a row of nodes [N, …] for each edge end: [E, …].
func gather(nodes, ends *graph.Node, sorted bool) *graph.Node {
	return graph.Gather(nodes, graph.InsertAxes(ends, -1), sorted)
}

// sumByTarget adds the rows of values [E, …] of each target: [N, …].
func (e *Edges) sumByTarget(values *graph.Node) *graph.Node {
	dims := append([]int{e.NumNodes}, values.Shape().Dimensions[1:]...)
	return graph.Scatter(graph.InsertAxes(e.Target, -1), values, shapes.Make(values.DType(), dims...), true, false)
}

// sumBySource adds the rows of values [E, …] of each source: [N, …].
func (e *Edges) sumBySource(values *graph.Node) *graph.Node {
	dims := append([]int{e.NumNodes}, values.Shape().Dimensions[1:]...)
	return graph.Scatter(graph.InsertAxes(e.Source, -1), values, shapes.Make(values.DType(), dims...), false, false)
}

// degree counts the edges of each target: [N] of the given type.
func (e *Edges) degree(like *graph.Node) *graph.Node {
	return e.sumByTarget(graph.Ones(like.Graph(), shapes.Make(like.DType(), e.NumEdges())))
}
