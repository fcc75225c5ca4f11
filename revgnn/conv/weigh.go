package conv

import "github.com/gomlx/gomlx/core/graph"

// Weighted is an Operator that says whether it uses Edges.Weight. A network for a graph with edge weights refuses an
// operator that does not use them or does not say.
type Weighted interface {
	UsesWeights() bool
}

// WeightLearner is a Weighted that learns something of the weights. WeightParameters lists the parameters that a layer
// of the given output has beside those of Operator.Parameters where the edges have weights. Apply receives their values
// last.
type WeightLearner interface {
	WeightParameters(out int) []Parameter
}

// Weigh multiplies each edge's values by its weight: w_uv·values_uv, [E, …] → [E, …]. Without weights it returns the
// values themselves.
func (e *Edges) Weigh(values *graph.Node) *graph.Node {
	e.perEdge("Weigh", values)
	if e.Weight == nil {
		return values
	}
	return e.weighBy(e.Weight, values)
}

// weighBy multiplies each edge's values [E, …] by weights of [E].
func (e *Edges) weighBy(weights, values *graph.Node) *graph.Node {
	product := times(weights, values)
	if r, gathered := e.readings[values]; gathered && r.weight == nil {
		e.remember(product, reading{r.x, weights})
	}
	return product
}

// times multiplies each row of x [n, …], or the one row of x [1, …], by its weight of [n]: [n, …]. It is nil without
// weights.
func times(weights, x *graph.Node) *graph.Node {
	if weights == nil {
		return nil
	}
	for range x.Rank() - 1 {
		weights = graph.InsertAxes(weights, -1)
	}
	return graph.Mul(weights, x)
}
