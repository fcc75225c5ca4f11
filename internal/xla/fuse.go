package xla

import (
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

// Fuse computes forward(in), of which the first output is the result, and differentiates it by backward, both of them
// kernels. A gradient of the gradient is that of plain, which computes the same of operations that have one.
func Fuse(in []*graph.Node, forward Forward, backward Backward,
	plain func(in []*graph.Node) *graph.Node) *graph.Node {
	n := len(in)
	return CustomVJP(in, forward, func(in, out, gradients []*graph.Node) []*graph.Node {
		var with []int // the inputs that have a gradient
		list := CustomVJP(slices.Concat(in, out, gradients[:1]),
			func(list []*graph.Node) []*graph.Node {
				var found []*graph.Node
				for i, gradient := range backward(list[:n], list[n:n+len(out)], list[n+len(out):]) {
					if gradient != nil {
						with, found = append(with, i), append(found, gradient)
					}
				}
				return found
			},
			func(list, _, seconds []*graph.Node) []*graph.Node {
				// What one input is computed of is no concern of another's gradient.
				leaves := make([]*graph.Node, len(list))
				for i, node := range list {
					leaves[i] = graph.Identity(graph.StopGradient(node))
				}
				var by []*graph.Node
				for _, i := range with {
					by = append(by, leaves[i])
				}
				last := len(list) - 1
				result := graph.Mul(plain(leaves[:n]), leaves[last])
				var terms []*graph.Node
				for i, first := range graph.Gradient(graph.ReduceAllSum(result), by...) {
					terms = append(terms, graph.ReduceAllSum(graph.Mul(first, seconds[i])))
				}
				all := make([]*graph.Node, len(list))
				for i, gradient := range graph.Gradient(Sum(terms), append(by, leaves[last])...) {
					if i < len(with) {
						all[with[i]] = gradient
					} else {
						all[last] = gradient
					}
				}
				return all
			})
		all := make([]*graph.Node, n)
		for i, input := range with {
			all[input] = list[i]
		}
		return all
	})[0]
}
