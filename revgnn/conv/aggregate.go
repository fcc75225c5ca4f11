package conv

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Aggregation combines the messages that reach one target, channel by channel.
type Aggregation int

const (
	Max     Aggregation = iota // the largest; among equal ones the first edge's
	Sum                        // Σ m
	Mean                       // Σ m / in-degree
	Softmax                    // Σ softmax(t·m)·m, t the temperature

	// (Σ m^p / in-degree)^(1/p), p the exponent. m and the mean are clamped to [1e-4, 100], as in PyTorch Geometric, so a
	// target without edges gets 1e-4^(1/p). With a fixed p = 1 it is Mean.
	Power
)

func (a Aggregation) String() string {
	switch a {
	case Max:
		return "max"
	case Sum:
		return "sum"
	case Mean:
		return "mean"
	case Softmax:
		return "softmax"
	case Power:
		return "power"
	}
	return fmt.Sprintf("Aggregation(%d)", int(a))
}

// mean divides the sum by the in-degree; a target without edges gets zero.
func mean(messages *graph.Node, edges *Edges, inverseDegree *graph.Node) *graph.Node {
	return graph.Mul(edges.sumByTarget(messages), graph.InsertAxes(inverseDegree, -1))
}

// inverseDegree is 1 / in-degree, and 0 for a target without edges: [N].
func inverseDegree(edges *Edges, like *graph.Node) *graph.Node {
	degree := edges.degree(like)
	return graph.Where(graph.IsPositive(degree), graph.Reciprocal(graph.MaxScalar(degree, 1)), graph.ZerosLike(degree))
}

// softmax weights the messages of each target by the softmax of t·m. temperature is a scalar or one value a channel.
func softmax(messages *graph.Node, edges *Edges, temperature *graph.Node) *graph.Node {
	scaled := graph.Mul(messages, graph.ExpandLeftToRank(temperature, messages.Rank()))
	// Subtracting the largest changes nothing but the range, so no gradient flows through it.
	lowest := graph.BroadcastToDims(graph.Infinity(scaled.Graph(), scaled.DType(), -1), edges.NumNodes, scaled.Shape().Dim(1))
	largest := graph.StopGradient(
		graph.ScatterMax(lowest, graph.InsertAxes(edges.Target, -1), graph.StopGradient(scaled), true, false))
	weights := graph.Exp(graph.Sub(scaled, gather(largest, edges.Target, true)))
	total := edges.sumByTarget(weights)
	weighted := edges.sumByTarget(graph.Mul(weights, messages))
	// The largest message weighs 1, so the total is 0 only without edges, where weighted is 0 too.
	none := graph.Equal(total, graph.ZerosLike(total))
	return graph.Div(weighted, graph.Where(none, graph.OnesLike(total), total))
}

// power is the power mean of positive messages. exponent is a scalar or one value a channel. Its bounds are those of PyTorch
// Geometric; the authors' code has 1e-7 and 10.
func power(messages *graph.Node, edges *Edges, inverseDegree, exponent *graph.Node) *graph.Node {
	const low, high = 1e-4, 100
	raise := func(x, exponent *graph.Node) *graph.Node {
		return graph.Exp(graph.Mul(graph.Log(clamp(x, low, high)), graph.ExpandLeftToRank(exponent, x.Rank())))
	}
	return raise(mean(raise(messages, exponent), edges, inverseDegree), graph.Reciprocal(exponent))
}

// clamp keeps x within its bounds, with gradient 0 outside of them. NaN stays NaN.
func clamp(x *graph.Node, low, high float64) *graph.Node {
	bound := func(b float64) *graph.Node { return graph.FillScalar(x.Graph(), x.Shape(), b) }
	x = graph.Where(graph.LessThan(x, bound(low)), bound(low), x)
	return graph.Where(graph.GreaterThan(x, bound(high)), bound(high), x)
}
