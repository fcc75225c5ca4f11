package conv

import "github.com/gomlx/gomlx/core/graph"

// GatherSource reads the row of each edge's source: x_u for u → v, [N, …] → [E, …].
func (e *Edges) GatherSource(x *graph.Node) *graph.Node {
	e.perNode("GatherSource", x)
	return graph.Gather(x, graph.InsertAxes(e.Source, -1), false)
}

// GatherTarget reads the row of each edge's target: x_v for u → v, [N, …] → [E, …].
func (e *Edges) GatherTarget(x *graph.Node) *graph.Node {
	e.perNode("GatherTarget", x)
	return graph.Gather(x, graph.InsertAxes(e.Target, -1), true)
}
