package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// whileMore runs body depth times, or until more, when not nil, is false. Everything the functions read is loop
// state: a captured value is not always accepted.
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

// while runs body depth times. Everything the body reads is loop state: a captured value is not always accepted.
func while(depth int, initial lists, body func(lists) lists) lists {
	return whileMore(depth, initial, nil, body)
}

// lists groups the state of a While by meaning.
type lists [][]*graph.Node

func (l lists) flatten() (flat []*graph.Node) {
	for _, list := range l {
		flat = append(flat, list...)
	}
	return flat
}

// split cuts flat into lists of l's lengths.
func (l lists) split(flat []*graph.Node) lists {
	parts := make(lists, len(l))
	for i, list := range l {
		parts[i], flat = flat[:len(list):len(list)], flat[len(list):]
	}
	return parts
}

type inClosure struct{}

// closure builds a function of a While with caches of its own.
func closure(g *graph.Graph, build func(*graph.Graph) []*graph.Node) *graph.Function {
	if g.State(inClosure{}) != nil {
		panic(fmt.Errorf("xla: a loop inside a layer of another loop is not possible on XLA; write the inner one out"))
	}
	g.AttachState(inClosure{}, true)
	defer g.AttachState(inClosure{}, nil)
	defer freshCaches(g)()
	return graph.NewClosure(g, build)
}
