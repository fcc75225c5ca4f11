package conv

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// largestOfMessages is largestMessages by operations that hold a tensor per edge, of x and the other parts of the
// messages.
//
// One edge per target and channel has a gradient, the first with the largest message. So the gradient is written for
// those alone: N·d numbers in place of the E·d that the maximum of the messages would be differentiated through.
func largestOfMessages(in []*graph.Node, edges *Edges) *graph.Node {
	x := in[0]
	var bits, largestBits *graph.Node
	forward := func(in []*graph.Node) []*graph.Node {
		messages := genMessages(edges, in)
		// Messages are positive, so they are in the order of their bits. Among those NaN is the largest and comes
		// through, which XLA does not promise for a maximum of floats; and the least is that of 0.
		bits = graph.Bitcast(messages, unsigned(messages.DType()))
		largestBits = edges.largestKey(bits)
		return []*graph.Node{graph.Bitcast(largestBits, messages.DType())}
	}
	backward := func(in, out, gradients []*graph.Node) []*graph.Node {
		largest := out[0]
		edge, found := firstEqual(bits, largestBits, edges)
		// Where ReLU cut the largest message off, nothing flows back.
		cut := graph.LessOrEqual(largest, graph.Scalar(x.Graph(), x.DType(), messageEpsilon))
		// A backend may compute the messages twice. Should the two differ, NaN tells so.
		nan := graph.Infinity(x.Graph(), x.DType(), 1)
		nan = graph.BroadcastToShape(graph.Sub(nan, nan), largest.Shape())
		gradient := graph.Where(cut, graph.ZerosLike(largest), graph.Where(found, gradients[0], nan))
		result := []*graph.Node{edges.scatterToSources(gradient, edge)}
		if len(in) > 1 {
			features := graph.Gather(in[1], graph.InsertAxes(edge, -1)) // [N, d, F]
			byFeature := graph.Mul(features, graph.InsertAxes(gradient, -1))
			result = append(result,
				scatterToFeatures(gradient, edge, in[1], in[2]),
				graph.Transpose(graph.ReduceSum(byFeature, 0), 0, 1))
			if len(in) > 3 {
				result = append(result, graph.ReduceSum(gradient, 0))
			}
		}
		return result
	}
	return xla.CustomVJP(in, forward, backward)[0]
}

// largestOfSources is MaxByTarget of the values x [N, d] at the edges' sources, times the edges' weights where there
// are some. Its gradient goes straight to the sources, without a tensor per edge.
func (e *Edges) largestOfSources(x *graph.Node) *graph.Node {
	if e.fused(x) {
		return e.maxOfSources(x, e.Weight)
	}
	if e.Weight == nil {
		return e.largest(
			func(in []*graph.Node) *graph.Node { return e.GatherSource(orderedBits(in[0])) },
			func(_ []*graph.Node, gradient, edge *graph.Node) []*graph.Node {
				return []*graph.Node{e.scatterToSources(gradient, edge)}
			}, x)
	}
	return e.largest(
		func(in []*graph.Node) *graph.Node { return orderedBits(times(in[1], e.GatherSource(in[0]))) },
		func(in []*graph.Node, gradient, edge *graph.Node) []*graph.Node {
			n, d := e.NumNodes, x.Shape().Dim(1)
			chosen := chosenOf(in[0], graph.Gather(e.Source, graph.InsertAxes(edge, -1)), n)
			byWeight := graph.Scatter(graph.Reshape(edge, n*d, 1), graph.Reshape(graph.Mul(gradient, chosen), n*d),
				in[1].Shape(), false, false)
			weight := graph.Gather(in[1], graph.InsertAxes(edge, -1))
			return []*graph.Node{e.scatterToSources(graph.Mul(gradient, weight), edge), byWeight}
		}, x, e.Weight)
}

// largest is the largest of each target's values, channel by channel, and 0 for a target without edges: [N, d]. keysOf
// makes the ordered bits of the edges' values [E, d] of what they come from. Of the edges with the largest the first
// has the gradient: fromEdges adds gradients [N, d] up where the values of the chosen edges [N, d] come from.
func (e *Edges) largest(keysOf func(from []*graph.Node) *graph.Node,
	fromEdges func(from []*graph.Node, gradient, edge *graph.Node) []*graph.Node, from ...*graph.Node) *graph.Node {
	var keys, largestKeys *graph.Node
	forward := func(in []*graph.Node) []*graph.Node {
		keys = keysOf(in)
		largestKeys = e.largestKey(keys) // 0 is below the key of any number
		found := fromOrderedBits(largestKeys, in[0].DType())
		return []*graph.Node{graph.Where(graph.IsZero(largestKeys), graph.ZerosLike(found), found)}
	}
	backward := func(in, _, gradients []*graph.Node) []*graph.Node {
		edge, found := firstEqual(keys, largestKeys, e)
		gradient := graph.Where(found, gradients[0], graph.ZerosLike(gradients[0]))
		return fromEdges(in, gradient, edge)
	}
	return xla.CustomVJP(from, forward, backward)[0]
}

// largestKey is the largest of each target's keys, unsigned integers [E, d], and 0 for a target without edges: [N, d].
func (e *Edges) largestKey(keys *graph.Node) *graph.Node {
	zeros := graph.Zeros(keys.Graph(), shapes.Make(keys.DType(), e.NumNodes, keys.Shape().Dim(1)))
	return graph.ScatterMax(zeros, graph.InsertAxes(e.Target, -1), keys, true, false)
}

// orderedBits maps floats to unsigned integers > 0 in the same order; NaN, whatever its sign, is the largest.
func orderedBits(x *graph.Node) *graph.Node {
	bits := graph.Bitcast(x, unsigned(x.DType()))
	flipped := graph.BitwiseNot(bits) // the larger a negative number's bits, the smaller it is
	ordered := graph.Where(graph.LessThan(bits, signBit(bits)), graph.Add(bits, signBit(bits)), flipped)
	return graph.Where(graph.IsNaN(x), graph.BitwiseNot(graph.ZerosLike(bits)), ordered)
}

// fromOrderedBits is the inverse of orderedBits.
func fromOrderedBits(ordered *graph.Node, float dtypes.DType) *graph.Node {
	negative := graph.LessThan(ordered, signBit(ordered))
	bits := graph.Where(negative, graph.BitwiseNot(ordered), graph.Sub(ordered, signBit(ordered)))
	return graph.Bitcast(bits, float)
}

// signBit is the sign bit of a float among its bits, everywhere.
func signBit(bits *graph.Node) *graph.Node {
	return graph.FillScalar(bits.Graph(), bits.Shape(), math.Exp2(float64(8*bits.DType().Size()-1)))
}

// unsigned is the type of a float's bits.
func unsigned(float dtypes.DType) dtypes.DType {
	switch float.Size() {
	case 2:
		return dtypes.Uint16
	case 4:
		return dtypes.Uint32
	}
	return dtypes.Uint64
}

// firstEqual finds for each target and channel the first edge whose message equals the largest: int32 [N, d], and
// whether there is one.
func firstEqual(messages, largest *graph.Node, edges *Edges) (edge, found *graph.Node) {
	g := messages.Graph()
	end := graph.Scalar(g, dtypes.Int32, edges.NumEdges())
	index := graph.Iota(g, shapes.Make(dtypes.Int32, messages.Shape().Dimensions...), 0)
	index = graph.Where(graph.Equal(messages, edges.GatherTarget(largest)), index, end)
	none := graph.BroadcastToDims(end, largest.Shape().Dimensions...)
	edge = graph.ScatterMin(none, graph.InsertAxes(edges.Target, -1), index, true, false)
	return graph.MinScalar(edge, edges.NumEdges()-1), graph.LessThan(edge, end)
}

// scatterToSources adds values [N, d] to the sources of the chosen edges, channel by channel: [N, d].
func (e *Edges) scatterToSources(values, edge *graph.Node) *graph.Node {
	return scatterToRows(values, graph.Gather(e.Source, graph.InsertAxes(edge, -1)), e.NumNodes)
}

// scatterToEdges adds values [N, d] to the chosen edges, channel by channel: [E, d].
func (e *Edges) scatterToEdges(values, edge *graph.Node) *graph.Node {
	return scatterToRows(values, edge, e.NumEdges())
}

// scatterToRows adds values [N, d] to the chosen one of n rows, channel by channel: [n, d].
func scatterToRows(values, row *graph.Node, n int) *graph.Node {
	size, d := values.Shape().Size(), values.Shape().Dim(1)
	index := graph.Reshape(flatIndex(row, n), size, 1)
	flat := graph.Scatter(index, graph.Reshape(values, size), shapes.Make(values.DType(), n*d), false, false)
	return graph.Reshape(flat, n, d)
}

// scatterToFeatures adds values·weightᵀ to the features of the chosen edges: [E, F].
func scatterToFeatures(values, edge, features, weight *graph.Node) *graph.Node {
	n, d := values.Shape().Dim(0), values.Shape().Dim(1)
	f := weight.Shape().Dim(0)
	rows := graph.Mul(graph.InsertAxes(values, -1), graph.InsertAxes(graph.Transpose(weight, 0, 1), 0)) // [N, d, F]
	return graph.Scatter(graph.Reshape(edge, n*d, 1), graph.Reshape(rows, n*d, f), features.Shape(), false, false)
}
