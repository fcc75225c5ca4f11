package xla

import (
	"fmt"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Iterate replaces state by body(state) as long as more(state), a boolean scalar, is true, and most times at most.
//
// On a backend with loops it is one While: neither the compiled program nor its temporary memory depends on most.
// Elsewhere body is written out most times, and turns after the last one change nothing.
//
// body and more are functions of state alone: what they read is in it. They draw nothing random, read no variables and
// hold no loop. There is no gradient through Iterate; CustomVJP gives it one.
func Iterate(most int, state []*graph.Node, more func(state []*graph.Node) *graph.Node,
	body func(state []*graph.Node) []*graph.Node) []*graph.Node {
	switch {
	case most < 1:
		panic(fmt.Errorf("xla: an iteration of at most %d turns; use at least 1", most))
	case len(state) == 0:
		panic(fmt.Errorf("xla: an iteration without a state; give at least one tensor"))
	}
	turn := func(state []*graph.Node) []*graph.Node {
		next := body(state)
		sameShapes("an iteration's body", "states", next, state)
		return next
	}
	if HasLoops(state[0].Graph()) {
		return whileMore(most, lists{state},
			func(in lists) *graph.Node { return more(in[0]) },
			func(in lists) lists { return lists{turn(in[0])} })[0]
	}
	for range most {
		on, next := more(state), turn(state)
		kept := make([]*graph.Node, len(state))
		for i := range state {
			kept[i] = next[i]
			if next[i] != state[i] {
				kept[i] = graph.Where(on, next[i], state[i])
			}
		}
		state = kept
	}
	return state
}

// SetRow returns stacked [n, …] with value […] as its row i. In a loop's state the row is written in place.
func SetRow(stacked, i, value *graph.Node) *graph.Node {
	if HasLoops(stacked.Graph()) {
		return setRows([]*graph.Node{stacked}, i, []*graph.Node{value})[0]
	}
	index := graph.Iota(i.Graph(), shapes.Make(i.DType(), stacked.Shape().Dim(0)), 0)
	row := graph.BroadcastToDims(graph.InsertAxes(value, 0), stacked.Shape().Dimensions...)
	return graph.Where(graph.Equal(index, i), row, stacked)
}

// whileMore runs body depth times, or until more, when not nil, is false. Everything the functions read is loop state: a
// captured value is not always accepted.
func whileMore(depth int, initial lists, more func(lists) *graph.Node, body func(lists) lists) lists {
	flat := initial.flatten()
	g := flat[0].Graph()
	parameters := func(g *graph.Graph) []*graph.Node {
		in := make([]*graph.Node, len(flat))
		for i, node := range flat {
			in[i] = graph.Parameter(g, fmt.Sprintf("s%d", i), node.Shape())
		}
		return in
	}
	// The turns are counted on their own, so a counter in the state may run either way.
	turns := graph.Const(g, int32(0))
	flat = append(flat, turns)
	cond := closure(g, func(g *graph.Graph) []*graph.Node {
		in := parameters(g)
		n := len(in) - 1
		on := graph.LessThan(in[n], graph.Const(g, int32(depth)))
		if more != nil {
			on = graph.LogicalAnd(on, more(initial.split(in[:n])))
		}
		return []*graph.Node{on}
	})
	step := closure(g, func(g *graph.Graph) []*graph.Node {
		in := parameters(g)
		n := len(in) - 1
		return append(body(initial.split(in[:n])).flatten(), graph.AddScalar(in[n], 1))
	})
	return initial.split(graph.While(cond, step, flat...)[:len(flat)-1])
}
