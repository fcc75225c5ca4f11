package conv

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/norm"
)

// Affine computes x·weight + bias.
func Affine(x, weight, bias *graph.Node) *graph.Node {
	return graph.Add(graph.Dot(x, weight).Product(), graph.ExpandLeftToRank(bias, x.Rank()))
}

// affine is x·weight + bias, where bias may be nil.
func affine(x, weight, bias *graph.Node) *graph.Node {
	if bias == nil {
		return graph.Dot(x, weight).Product()
	}
	return Affine(x, weight, bias)
}

// LayerNorm normalizes the last axis: gain·(x − mean)/√(variance + ε) + offset with ε = 1e-5 as in PyTorch.
func LayerNorm(x, gain, offset *graph.Node) *graph.Node {
	return norm.Norm{Gain: gain, Offset: offset}.Of(x)
}

// ReLU is max(x, 0), with gradient 0 at 0. NaN stays NaN.
func ReLU(x *graph.Node) *graph.Node { return norm.ReLU(x) }

// unit divides each row by its length ‖x‖₂, or by 1e-12 where that is larger, as PyTorch's normalize.
func unit(x *graph.Node) *graph.Node {
	const epsilon = 1e-12
	length := length(x)
	least := graph.FillScalar(x.Graph(), length.Shape(), epsilon)
	return graph.Div(x, graph.Where(graph.LessThan(length, least), least, length))
}

// length is ‖x‖₂ of each row, with gradient 0 at 0: [N, 1].
func length(x *graph.Node) *graph.Node {
	square := graph.ReduceAndKeep(graph.Square(x), graph.ReduceSum, -1)
	none := graph.IsZero(square)
	root := graph.Sqrt(graph.Where(none, graph.OnesLike(square), square)) // Sqrt has no gradient at 0
	return graph.Where(none, graph.ZerosLike(square), root)
}
