package xla

import (
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Scan runs state through depth layers as Loop does, and stacks what each layer gives out besides: [depth, …] for each
// tensor of given. It has no gradient. The parameters in v are stacked: [depth, …] each.
func Scan(depth int, layer func(state []*graph.Node, v Values) (next, given []*graph.Node), given []shapes.Shape,
	state []*graph.Node, v Values) (final, stacked []*graph.Node) {
	checkLoop(depth, state, v, nil)
	g := state[0].Graph()
	var stacks []*graph.Node
	for _, shape := range given {
		stacks = append(stacks, emptyStack(g, depth, shape))
	}
	if !HasLoops(g) {
		rows := make([][]*graph.Node, len(given))
		state = eachLayer(depth, state, v, nil, func(state []*graph.Node, v Values) []*graph.Node {
			next, out := layer(state, v)
			for i, node := range out {
				rows[i] = append(rows[i], graph.InsertAxes(node, 0))
			}
			return next
		})
		for i := range stacks {
			stacks[i] = graph.Concatenate(rows[i], 0)
		}
		return state, stacks
	}
	first := graph.Const(g, int32(0))
	out := while(depth, lists{{first}, state, stacks, v.Params, v.Tied, v.Shared}, func(in lists) lists {
		i := in[0][0]
		next, out := layer(in[1], Values{rows(in[3], i), in[4], in[5]})
		sameShapes("a layer", "states", next, in[1])
		return lists{{graph.AddScalar(i, 1)}, next, setRows(in[2], i, out), in[3], in[4], in[5]}
	})
	return slices.Clone(out[1]), slices.Clone(out[2])
}
