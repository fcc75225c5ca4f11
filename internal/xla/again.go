package xla

import "github.com/gomlx/gomlx/core/graph"

// Again computes f(in), and computes it anew where it is differentiated, so that nothing of it is held until then. What
// is computed again waits for the gradient by the inputs but the first, which are copied for it and so had better be
// small.
func Again(in []*graph.Node, f func(in []*graph.Node) *graph.Node) *graph.Node {
	return CustomVJP(in,
		func(in []*graph.Node) []*graph.Node { return []*graph.Node{f(in)} },
		func(in, _, gradients []*graph.Node) []*graph.Node {
			at := identities(in)
			for i := range at[1:] {
				at[1+i] = graph.SchedulingBarrier(at[1+i], gradients[0])
			}
			return graph.Gradient(graph.ReduceAllSum(graph.Mul(f(at), graph.StopGradient(gradients[0]))), at...)
		})[0]
}
