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

	// (Σ m^p / in-degree)^(1/p), p the exponent. m and the mean are clamped to [1e-4, 100], as in PyTorch Geometric, so
	// a target without edges gets 1e-4^(1/p). With a fixed p = 1 it is Mean.
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

// aggregationOf finds the aggregation of a name.
func aggregationOf(name string) (Aggregation, error) {
	for a := Max; a <= Power; a++ {
		if a.String() == name {
			return a, nil
		}
	}
	return 0, fmt.Errorf("conv: unknown aggregation %q in an operator's record", name)
}

// softmax adds up the messages of each target, weighted by the softmax of t·m. temperature is a scalar or one value per
// channel. Dividing the sum and not the weights holds no further tensor per edge than SoftmaxByTarget's own.
func softmax(messages *graph.Node, edges *Edges, temperature *graph.Node) *graph.Node {
	scaled := graph.Mul(messages, graph.ExpandLeftToRank(temperature, messages.Rank()))
	weights, total := edges.exponentials(scaled, edges.largestScore(scaled, edges.lowest(scaled)))
	return graph.Div(edges.SumByTarget(graph.Mul(weights, messages)), orOne(total))
}

// Bounds of Power, those of PyTorch Geometric; the authors' code has 1e-7 and 10.
const powerLow, powerHigh = 1e-4, 100

// raise is x to the power of the exponent, a scalar or one value per channel, with x clamped to the bounds of Power.
func raise(x, exponent *graph.Node) *graph.Node {
	return graph.Exp(graph.Mul(graph.Log(clamp(x, powerLow, powerHigh)), graph.ExpandLeftToRank(exponent, x.Rank())))
}

// clamp keeps x within its bounds, with gradient 0 outside of them. NaN stays NaN.
func clamp(x *graph.Node, low, high float64) *graph.Node {
	bound := func(b float64) *graph.Node { return graph.FillScalar(x.Graph(), x.Shape(), b) }
	x = graph.Where(graph.LessThan(x, bound(low)), bound(low), x)
	return graph.Where(graph.GreaterThan(x, bound(high)), bound(high), x)
}
