package xla

import (
	"fmt"

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
