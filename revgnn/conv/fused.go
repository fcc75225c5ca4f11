package conv

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// fused tells whether the kernels of internal/kernel compute on values of x's type. Where they do not, XLA's or Go's
// own operations do, which hold a tensor per edge.
func (e *Edges) fused(x *graph.Node) bool {
	return xla.HasKernelsFor(x) && e.readable()
}

// readable tells whether there are kernels that can read the edges. They take indices of int32 alone.
func (e *Edges) readable() bool {
	for _, index := range []*graph.Node{e.Source, e.Target, e.BySource} {
		if index != nil && index.DType() != dtypes.Int32 {
			return false
		}
	}
	return xla.HasKernels(e.Source.Graph()) && e.NumEdges() <= math.MaxInt32
}

// SortSources makes BySource where there are kernels that walk along it. Do so once, outside of a loop over layers.
func (e *Edges) SortSources() {
	if e.BySource == nil && e.readable() {
		e.BySource = e.bySource()
	}
}

// bySource is BySource, made here and now where it is not there.
func (e *Edges) bySource() *graph.Node {
	if e.BySource != nil {
		return e.BySource
	}
	return xla.Kernel("order", []*graph.Node{e.Source}, []shapes.Shape{shapes.Make(dtypes.Int32, e.NumEdges())},
		float64(e.NumNodes))[0]
}

// like is the shape of x with another number of rows.
func like(x *graph.Node, rows int) shapes.Shape {
	return shapes.Make(x.DType(), append([]int{rows}, x.Shape().Dimensions[1:]...)...)
}

// Options of the kernels "sum" and "max", which say what operands there are.
const (
	ordered  = 1 // of the edges, where they are not in the order of the rows
	weighted = 2
	itself   = 4 // an edge reads the row of its own place
)

// kernelSum adds up rows of x for each of the rows that the edges lead to, times weights of [E], [E, H] or nil. An edge
// reads the row of x that column says, or the one at its own place for nil. order is nil where edges are sorted by row.
func kernelSum(x, row, column, order, weight *graph.Node, rows int) *graph.Node {
	in, options := []*graph.Node{x, row}, 0
	for _, operand := range []struct {
		node        *graph.Node
		with, under int
	}{{column, 0, itself}, {order, ordered, 0}, {weight, weighted, 0}} {
		if operand.node == nil {
			options |= operand.under
			continue
		}
		options |= operand.with
		in = append(in, operand.node)
	}
	return xla.Kernel("sum", in, []shapes.Shape{like(x, rows)}, float64(options))[0]
}

// walk is a way over the edges, target by target, or for backwards source by source: the rows that they lead to, the
// ends that they are read at, and their order, which is nil where they lie in it.
func (e *Edges) walk(backwards bool) (row, column, order *graph.Node) {
	if backwards {
		return e.Source, e.Target, e.bySource()
	}
	return e.Target, e.Source, nil
}

// sumOfSources adds up the rows of x at the sources of each target's edges, times the edges' weights of [E], of [E, H]
// for x of [N, H, …], or nil: Σ_u w_uv·x_u, of the shape of x.
func (e *Edges) sumOfSources(x, weight *graph.Node) *graph.Node { return e.sumOfEnds(x, weight, false) }

// sumOfEnds is sumOfSources, or for backwards the sum of the rows at the targets of each source's edges. Each is the
// gradient of the other.
func (e *Edges) sumOfEnds(x, weight *graph.Node, backwards bool) *graph.Node {
	in := []*graph.Node{x}
	if weight != nil {
		in = append(in, weight)
	}
	forward := func(in []*graph.Node) []*graph.Node {
		row, column, order := e.walk(backwards)
		return []*graph.Node{kernelSum(in[0], row, column, order, at(in, 1), e.NumNodes)}
	}
	backward := func(in, _, gradients []*graph.Node) []*graph.Node {
		out := []*graph.Node{e.sumOfEnds(gradients[0], at(in, 1), !backwards)}
		if len(in) > 1 {
			targets, sources := gradients[0], in[0]
			if backwards {
				targets, sources = sources, targets
			}
			out = append(out, e.dotOfEnds(targets, sources, in[1].Shape()))
		}
		return out
	}
	return xla.CustomVJP(in, forward, backward)[0]
}

// dotOfEnds is the product of the rows at the two ends of each edge, Σ_c targets_vc·sources_uc, of the shape [E], or
// [E, H] for rows of [H, …].
func (e *Edges) dotOfEnds(targets, sources *graph.Node, of shapes.Shape) *graph.Node {
	return xla.CustomVJP([]*graph.Node{targets, sources},
		func(in []*graph.Node) []*graph.Node {
			return xla.Kernel("dot", []*graph.Node{in[0], e.Target, in[1], e.Source}, []shapes.Shape{of})
		},
		func(in, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{e.sumOfEnds(in[1], gradients[0], false), e.sumOfEnds(in[0], gradients[0], true)}
		})[0]
}

// gatherEnds reads the rows of x at the targets or the sources of the edges: [N, …] → [E, …].
func (e *Edges) gatherEnds(x *graph.Node, sources bool) *graph.Node {
	index := e.Target
	if sources {
		index = e.Source
	}
	return xla.CustomVJP([]*graph.Node{x},
		func(in []*graph.Node) []*graph.Node {
			return xla.Kernel("gather", []*graph.Node{in[0], index}, []shapes.Shape{like(in[0], e.NumEdges())})
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{e.sumOfEdges(gradients[0], sources)}
		})[0]
}

// sumOfEdges adds up the values of each target's or each source's edges: [E, …] → [N, …].
func (e *Edges) sumOfEdges(values *graph.Node, sources bool) *graph.Node {
	return xla.CustomVJP([]*graph.Node{values},
		func(in []*graph.Node) []*graph.Node {
			row, _, order := e.walk(sources)
			return []*graph.Node{kernelSum(in[0], row, nil, order, nil, e.NumNodes)}
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{e.gatherEnds(gradients[0], sources)}
		})[0]
}

// kernelMax is the largest of the rows of x that each target's edges read, and the first edge that has it, −1 without
// edges: the value is empty there. An edge reads the row of x at its source, or at its own place. weight is [E] or nil.
func (e *Edges) kernelMax(x, weight *graph.Node, atSource bool, empty float64) (largest, edge *graph.Node) {
	in, options := []*graph.Node{x, e.Target}, itself
	if atSource {
		in, options = append(in, e.Source), 0
	}
	if weight != nil {
		in, options = append(in, weight), options|weighted
	}
	of := like(x, e.NumNodes)
	chosen := shapes.Make(dtypes.Int32, of.Dimensions...)
	out := xla.Kernel("max", in, []shapes.Shape{of, chosen}, float64(options), empty)
	return out[0], out[1]
}

// scatterChosen adds the values [N, …] to the rows that the chosen edges read, channel by channel: to rows of shape of.
// An edge reads the row at its source, or at its own place.
func (e *Edges) scatterChosen(values, edge *graph.Node, atSource bool, of shapes.Shape) *graph.Node {
	return xla.CustomVJP([]*graph.Node{values},
		func(in []*graph.Node) []*graph.Node {
			in = []*graph.Node{in[0], edge}
			if atSource {
				in = append(in, e.Source)
			}
			return xla.Kernel("scatter", in, []shapes.Shape{of}, float64(e.NumEdges()))
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{e.ofChosen(gradients[0], edge, atSource)}
		})[0]
}

// ofChosen reads the numbers of x that the chosen edges read, channel by channel, and 0 where none is chosen: of the
// shape of edge.
func (e *Edges) ofChosen(x, edge *graph.Node, atSource bool) *graph.Node {
	none := graph.IsNegative(edge)
	row := graph.Where(none, graph.ZerosLike(edge), edge)
	if atSource {
		row = graph.Gather(e.Source, graph.InsertAxes(row, -1))
	}
	n := edge.Shape().Dim(0)
	flat := graph.Reshape(x, x.Shape().Dim(0), -1)
	numbers := graph.Reshape(chosenOf(flat, graph.Reshape(row, n, -1), x.Shape().Dim(0)), edge.Shape().Dimensions...)
	return graph.Where(none, graph.ZerosLike(numbers), numbers)
}

// maxOfEdges is MaxByTarget of values of the edges.
func (e *Edges) maxOfEdges(values *graph.Node) *graph.Node { return e.maxOf(values, nil, false) }

// maxOfSources is MaxByTarget of the rows of x [N, …] at the edges' sources, times weights of [E] or nil.
func (e *Edges) maxOfSources(x, weight *graph.Node) *graph.Node { return e.maxOf(x, weight, true) }

// maxOf is the largest of the rows of x that each target's edges read, at their sources or at their own places, times
// weights of [E] or nil, and 0 without edges.
func (e *Edges) maxOf(x, weight *graph.Node, atSource bool) *graph.Node {
	in := []*graph.Node{x}
	if weight != nil {
		in = append(in, weight)
	}
	var edge *graph.Node
	forward := func(in []*graph.Node) []*graph.Node {
		var largest *graph.Node
		largest, edge = e.kernelMax(in[0], at(in, 1), atSource, 0)
		return []*graph.Node{largest}
	}
	backward := func(in, _, gradients []*graph.Node) []*graph.Node {
		gradient := gradients[0]
		if len(in) == 1 {
			return []*graph.Node{e.scatterChosen(gradient, edge, atSource, in[0].Shape())}
		}
		none := graph.IsNegative(edge)
		row := graph.Where(none, graph.ZerosLike(edge), edge)
		weights := graph.Gather(in[1], graph.InsertAxes(row, -1))
		byWeight := graph.Mul(gradient, e.ofChosen(in[0], edge, atSource))
		size := gradient.Shape().Size()
		return []*graph.Node{
			e.scatterChosen(graph.Mul(gradient, weights), edge, atSource, in[0].Shape()),
			graph.Scatter(graph.Reshape(row, size, 1), graph.Reshape(byWeight, size), in[1].Shape(), false, false),
		}
	}
	return xla.CustomVJP(in, forward, backward)[0]
}

// largestOfEdges is the largest of each target's scores [E, …], −∞ without edges, without a gradient.
func (e *Edges) largestOfEdges(scores *graph.Node) *graph.Node {
	largest, _ := e.kernelMax(graph.StopGradient(scores), nil, false, math.Inf(-1))
	return graph.StopGradient(largest)
}
