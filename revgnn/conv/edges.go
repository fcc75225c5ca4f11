package conv

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Edges are the E edges of a graph inside a computation, E ≥ 1.
//
// They are sorted by target: backends are told so, and what they do with unsorted ones is undefined.
type Edges struct {
	NumNodes       int
	Source, Target *graph.Node // int32 [E], from 0 to NumNodes−1

	// BySource holds the edges in the order of their sources, int32 [E]. SortSources makes it; nil is right too, but
	// where a loop's body needs it, it is made in each turn.
	BySource *graph.Node

	// Weight holds the weight of each edge, [E], of the type of the nodes' values; nil means 1. The operators that are
	// Weighted say whether they use it, and their own pages how.
	Weight *graph.Node

	// Embedding describes the features of the edges; nil when there are none. GEN reads it.
	Embedding *Embedding

	// Mask draws a dropout mask of the given shape: 0 with the rate's probability, else 1/(1−rate). It is nil outside
	// of training. Only Prepare may call it: the mask is then the same in all layers and in the backward pass.
	Mask func(rate float64, dims ...int) *graph.Node

	readings map[*graph.Node]reading // of values that were gathered
}

// reading is what the values of edges are made of: the rows of x at their sources, times weights of [E] or nil.
type reading struct{ x, weight *graph.Node }

// remember keeps what values are made of, so that a sum of them can do without the values.
func (e *Edges) remember(values *graph.Node, r reading) *graph.Node {
	if e.readings == nil {
		e.readings = map[*graph.Node]reading{}
	}
	e.readings[values] = r
	return values
}

// NumEdges is the number of directed edges, padding included.
func (e *Edges) NumEdges() int { return e.Source.Shape().Dim(0) }

// perNode refuses values that have no row for each node.
func (e *Edges) perNode(name string, x *graph.Node) { oneRow(name, x, e.NumNodes, "node") }

// perEdge refuses values that have no row for each edge.
func (e *Edges) perEdge(name string, values *graph.Node) { oneRow(name, values, e.NumEdges(), "edge") }

func oneRow(name string, x *graph.Node, rows int, each string) {
	if x.Rank() == 0 || x.Shape().Dim(0) != rows {
		panic(fmt.Errorf("conv: %s of values of shape %v; give one row per %s, [%d, …]",
			name, x.Shape().Dimensions, each, rows))
	}
}

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
