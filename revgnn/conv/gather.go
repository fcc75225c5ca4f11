package conv

import "github.com/gomlx/gomlx/core/graph"

// GatherSource reads the row of each edge's source: x_u for u → v, [N, …] → [E, …].
//
// On a CPU a SumByTarget or a MaxByTarget of the result, or of what Weigh makes of it, holds no tensor per edge.
func (e *Edges) GatherSource(x *graph.Node) *graph.Node {
	e.perNode("GatherSource", x)
	if e.fused(x) {
		return e.remember(e.gatherEnds(x, true), reading{x: x})
	}
	return graph.Gather(x, graph.InsertAxes(e.Source, -1), false)
}

// GatherTarget reads the row of each edge's target: x_v for u → v, [N, …] → [E, …].
func (e *Edges) GatherTarget(x *graph.Node) *graph.Node {
	e.perNode("GatherTarget", x)
	if e.fused(x) {
		return e.gatherEnds(x, false)
	}
	return graph.Gather(x, graph.InsertAxes(e.Target, -1), true)
}
