package norm

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Norm is a layer normalization over the last axis, and what follows it.
type Norm struct {
	Gain, Offset *graph.Node // [C]
	ReLU         bool        // max(·, 0) of the result, with gradient 0 at 0
	Kept         *graph.Node // bool, of the shape of the result: what dropout keeps; nil without dropout
	Rate         float64     // of dropout: what is kept is divided by 1 − rate
}

// epsilon is added to the variance.
const epsilon = 1e-5

// Options of the kernels "norm" and "norm_back".
const (
	withReLU = 1
	withKept = 2
)

// mostParts is how many parts the kernels take: with the other operands no more than they can be given.
const mostParts = 12

// Of normalizes x [..., C], which may be given in parts of equally many channels, as the groups of a state are: the
// statistics are those over the channels of all parts, and the result has them side by side. NaN stays NaN.
func (n Norm) Of(parts ...*graph.Node) *graph.Node {
	x := parts[0]
	if x.Rank() != 2 || len(parts) > mostParts || !xla.HasKernelsFor(x) {
		return n.plain(parts)
	}
	in := append(slices.Clone(parts), n.Gain, n.Offset)
	numbers := []float64{0, epsilon, 1}
	if n.ReLU {
		numbers[0] += withReLU
	}
	if n.Kept != nil {
		numbers[0] += withKept
		numbers[2] = 1 / (1 - n.Rate)
	}
	operands := func(in []*graph.Node, others ...*graph.Node) []*graph.Node {
		list := slices.Clone(in)
		if n.Kept != nil {
			list = append(list, n.Kept)
		}
		return append(list, others...)
	}
	result := x.Shape().Clone()
	result.Dimensions[1] *= len(parts)
	return xla.Fuse(in,
		func(in []*graph.Node) []*graph.Node {
			return xla.Kernel("norm", operands(in), []shapes.Shape{result}, numbers...)
		},
		func(in, _, gradients []*graph.Node) []*graph.Node {
			of := make([]shapes.Shape, len(in))
			for i, node := range in {
				of[i] = node.Shape()
			}
			return xla.Kernel("norm_back", operands(in, gradients[0]), of, numbers...)
		},
		func(in []*graph.Node) *graph.Node {
			same, x := n, len(in)-2
			same.Gain, same.Offset = in[x], in[x+1]
			return same.plain(in[:x])
		})
}

// plain is Of by operations of XLA or Go.
func (n Norm) plain(parts []*graph.Node) *graph.Node {
	x := parts[0]
	if len(parts) > 1 {
		x = graph.Concatenate(parts, -1)
	}
	centred := graph.Sub(x, graph.ReduceAndKeep(x, graph.ReduceMean, -1))
	variance := graph.ReduceAndKeep(graph.Square(centred), graph.ReduceMean, -1)
	// Sqrt and Div, since Rsqrt has no gradient in GoMLX.
	unit := graph.Div(centred, graph.Sqrt(graph.AddScalar(variance, epsilon)))
	y := graph.Add(graph.Mul(unit, graph.ExpandLeftToRank(n.Gain, x.Rank())),
		graph.ExpandLeftToRank(n.Offset, x.Rank()))
	if n.ReLU {
		y = ReLU(y)
	}
	return Dropped(y, n.Kept, n.Rate)
}

// ReLU is max(x, 0), with gradient 0 at 0. NaN stays NaN.
func ReLU(x *graph.Node) *graph.Node {
	zeros := graph.ZerosLike(x)
	return graph.Where(graph.LessOrEqual(x, zeros), zeros, x)
}

// Dropped is x times a dropout mask, of which kept holds what is not 0; x itself where kept is nil.
func Dropped(x, kept *graph.Node, rate float64) *graph.Node {
	if kept == nil {
		return x
	}
	return graph.Mul(x, Mask(kept, rate, x.DType()))
}

// Mask is what dropout multiplies by: 1/(1 − rate) for what is kept, else 0.
func Mask(kept *graph.Node, rate float64, dtype dtypes.DType) *graph.Node {
	return graph.StopGradient(graph.DivScalar(graph.ConvertDType(kept, dtype), 1-rate))
}
