package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// GroupsOf cuts x [N, C] into groups of channels [N, C/G]. Channels are the last axis; there may be any before it.
func GroupsOf(x *graph.Node, groups int) []*graph.Node {
	if groups == 1 {
		return []*graph.Node{x}
	}
	// With a gradient of its own, since that of a slice has none in GoMLX: a Jacobian penalty is differentiated twice.
	return xla.CustomVJP([]*graph.Node{x},
		func(in []*graph.Node) []*graph.Node {
			width := x.Shape().Dim(-1) / groups
			list := make([]*graph.Node, groups)
			for i := range list {
				list[i] = graph.Slice(in[0], graph.AxisRange().Spacer(), graph.AxisRange(i*width, (i+1)*width))
			}
			return list
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Concatenate(gradients, -1)}
		})
}

// start is Y₀ of a state in groups.
func start(x []*graph.Node) *graph.Node {
	if len(x) == 1 {
		return x[0]
	}
	return xla.Sum(x[1:])
}

// split cuts each [G, …] parameter into its groups: one list per group.
func split(params []*graph.Node, groups int) [][]*graph.Node {
	byGroup := make([][]*graph.Node, groups)
	for _, p := range params {
		dims := p.Shape().Dimensions[1:]
		for i := range groups {
			byGroup[i] = append(byGroup[i], graph.Reshape(graph.SliceAxis(p, 0, graph.AxisElem(i)), dims...))
		}
	}
	return byGroup
}

// join stacks the groups' lists into one list of [G, …].
func join(byGroup [][]*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(byGroup[0]))
	for k := range out {
		parts := make([]*graph.Node, len(byGroup))
		for i := range byGroup {
			parts[i] = graph.InsertAxes(byGroup[i][k], 0)
		}
		out[k] = graph.Concatenate(parts, 0)
	}
	return out
}
