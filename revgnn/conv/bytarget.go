package conv

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// SumByTarget adds up the values of each target's edges, Σ_u values_uv: [E, …] → [N, …]. It is 0 for a target without
// edges, and NaN where one of the values is NaN.
func (e *Edges) SumByTarget(values *graph.Node) *graph.Node {
	e.perEdge("SumByTarget", values)
	if r, gathered := e.readings[values]; gathered {
		return e.sumOfSources(r.x, r.weight)
	}
	if e.fused(values) {
		return e.sumOfEdges(values, false)
	}
	return e.scatter(e.Target, values, true)
}

// sumBySource adds up the values of each source's edges: [E, …] → [N, …].
func (e *Edges) sumBySource(values *graph.Node) *graph.Node {
	if e.fused(values) {
		return e.sumOfEdges(values, true)
	}
	return e.scatter(e.Source, values, false)
}

// scatter adds up the values of the edges that end at a node, with their ends at the given nodes.
func (e *Edges) scatter(ends, values *graph.Node, sorted bool) *graph.Node {
	dims := append([]int{e.NumNodes}, values.Shape().Dimensions[1:]...)
	return graph.Scatter(graph.InsertAxes(ends, -1), values, shapes.Make(values.DType(), dims...), sorted, false)
}

// Degree counts the edges of each target, its in-degree: [N], of the type of like.
func (e *Edges) Degree(like *graph.Node) *graph.Node {
	return e.SumByTarget(graph.Ones(like.Graph(), shapes.Make(like.DType(), e.NumEdges())))
}

// inverseDegree is 1 / in-degree, and 0 for a target without edges: [N].
func (e *Edges) inverseDegree(like *graph.Node) *graph.Node {
	degree := e.Degree(like)
	return graph.Where(graph.IsPositive(degree), graph.Reciprocal(graph.MaxScalar(degree, 1)), graph.ZerosLike(degree))
}

// MeanByTarget is the mean of the values of each target's edges, Σ_u values_uv / in-degree: [E, …] → [N, …]. It is 0
// for a target without edges, and NaN where one of the values is NaN.
//
// It counts the edges anew each time. An operator of many layers counts once: it returns the reciprocal of Degree from
// Prepare, and multiplies SumByTarget by it.
func (e *Edges) MeanByTarget(values *graph.Node) *graph.Node {
	e.perEdge("MeanByTarget", values)
	return e.mean(values, e.inverseDegree(values))
}

// mean is MeanByTarget, given inverseDegree.
func (e *Edges) mean(values, inverseDegree *graph.Node) *graph.Node {
	for range values.Rank() - 1 {
		inverseDegree = graph.InsertAxes(inverseDegree, -1)
	}
	return graph.Mul(e.SumByTarget(values), inverseDegree)
}

// MaxByTarget is the largest of the values of each target's edges, entry by entry: max_u values_uv, [E, …] → [N, …]. It
// is 0 for a target without edges. NaN counts as the largest, so it is NaN where one of the values is NaN. Among equal
// values the first edge's has the gradient. Values are floats.
func (e *Edges) MaxByTarget(values *graph.Node) *graph.Node {
	e.perEdge("MaxByTarget", values)
	if r, gathered := e.readings[values]; gathered {
		return e.maxOfSources(r.x, r.weight)
	}
	if e.fused(values) {
		return e.maxOfEdges(values)
	}
	rows := graph.Reshape(values, e.NumEdges(), -1)
	largest := e.largest(
		func(in []*graph.Node) *graph.Node { return orderedBits(in[0]) },
		func(_ []*graph.Node, gradient, edge *graph.Node) []*graph.Node {
			return []*graph.Node{e.scatterToEdges(gradient, edge)}
		}, rows)
	return graph.Reshape(largest, append([]int{e.NumNodes}, values.Shape().Dimensions[1:]...)...)
}

// SoftmaxByTarget turns scores into weights that add up to 1 over the edges of each target, entry by entry:
//
//	weight_uv = exp(score_uv) / Σ_w exp(score_wv)
//
// [E, …] → [E, …]. A score of −∞ weighs 0, also where all scores of a target are −∞. Where one of a target's scores is
// NaN or +∞, all of its weights are NaN. Scores of any finite size are safe.
//
// The weighted sum of values is SumByTarget of the product.
func (e *Edges) SoftmaxByTarget(scores *graph.Node) *graph.Node {
	e.perEdge("SoftmaxByTarget", scores)
	weights, total := e.exponentials(scores, orZero(e.largestScore(scores, e.lowest(scores))))
	return graph.Div(weights, e.GatherTarget(orOne(total)))
}

// exponentials is what a softmax divides: the exponentials of the scores [E, …] less those of their target's largest
// [N, …], and their sum for each target [N, …].
func (e *Edges) exponentials(scores, largest *graph.Node) (weights, total *graph.Node) {
	weights = graph.Exp(graph.Sub(scores, e.GatherTarget(largest)))
	return weights, e.SumByTarget(weights)
}

// largestScore is the largest of each target's scores [E, …] and of start [N, …]. Subtracting it changes nothing but
// the range of a softmax, so no gradient flows through it.
func (e *Edges) largestScore(scores, start *graph.Node) *graph.Node {
	if e.fused(scores) {
		return graph.Max(graph.StopGradient(start), e.largestOfEdges(scores))
	}
	return graph.StopGradient(
		graph.ScatterMax(start, graph.InsertAxes(e.Target, -1), graph.StopGradient(scores), true, false))
}

// lowest is −∞ for each target, where a search for the largest of the scores [E, …] starts: [N, …].
func (e *Edges) lowest(scores *graph.Node) *graph.Node {
	dims := append([]int{e.NumNodes}, scores.Shape().Dimensions[1:]...)
	return graph.BroadcastToDims(graph.Infinity(scores.Graph(), scores.DType(), -1), dims...)
}

// orZero puts 0 in the place of −∞, the largest score where there is none.
func orZero(largest *graph.Node) *graph.Node {
	none := graph.Equal(largest, graph.Infinity(largest.Graph(), largest.DType(), -1))
	return graph.StopGradient(graph.Where(none, graph.ZerosLike(largest), largest))
}

// orOne puts 1 in the place of a softmax's total of 0, which it is only without edges: the largest score weighs 1.
func orOne(total *graph.Node) *graph.Node {
	none := graph.Equal(total, graph.ZerosLike(total))
	return graph.Where(none, graph.OnesLike(total), total)
}
