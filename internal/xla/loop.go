package xla

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Values is what a layer reads besides its state.
type Values struct {
	Params []*graph.Node // the layer's own: one row of each stacked parameter
	Tied   []*graph.Node // the same in all layers, with a gradient summed over them
	Shared []*graph.Node // the same in all layers, without gradient
}

// Layer is one step of a Loop: a map of the state and the rule that runs it backwards.
type Layer struct {
	Forward func(state []*graph.Node, v Values) []*graph.Node

	// Backward rebuilds the state before the layer from the state after it, and differentiates the layer there.
	Backward func(state, gradient []*graph.Node, v Values) Before
}

// Before is what a layer's Backward returns: everything as it stands before the layer.
type Before struct {
	State, Gradient []*graph.Node // the layer's input and the loss's gradient there
	Params, Tied    []*graph.Node // the gradients of the layer's parameters and of the tied values
}

// GradientBuffer is memory that a Loop writes the gradient of one stacked parameter into.
type GradientBuffer struct {
	Initial *graph.Node       // of the parameter's shape; its content is not read
	Store   func(*graph.Node) // called with the written gradient
}

// Loop runs state through depth layers. The parameters in v are stacked: [depth, …] each.
//
// On a backend with loops it is one While forward and one backward, so neither the compiled program nor its temporary
// memory grows with depth. Elsewhere the layers are unrolled with the same gradient rule.
//
// buffers, when not nil, holds for each stacked parameter the memory its gradient is written to; without it the loop
// starts from zeros. Unrolled layers only call Store.
//
// The layer's functions draw nothing random, read no variables and hold no Loop: what they need is in v. Like all that
// builds graphs, Loop panics with an error when its arguments do not fit; Try catches it.
func Loop(depth int, layer Layer, state []*graph.Node, v Values, buffers []GradientBuffer) []*graph.Node {
	return runLayers(depth, rule{forward: layer.Forward, backward: func(_, y, dy []*graph.Node, v Values) Before {
		return layer.Backward(y, dy, v)
	}}, state, v, buffers)
}

// Recomputed is Loop for a layer that cannot be inverted: each layer's input is kept, [depth, …] for each tensor of the
// state, and the layer is evaluated again and differentiated there. Nothing else grows with depth.
func Recomputed(depth int, forward func(state []*graph.Node, v Values) []*graph.Node, state []*graph.Node, v Values,
	buffers []GradientBuffer) []*graph.Node {
	return runLayers(depth, rule{keep: true, forward: forward, backward: func(x, _, dy []*graph.Node, v Values) Before {
		_, before := Differentiate(forward, x, func([]*graph.Node) []*graph.Node { return dy }, v)
		return before
	}}, state, v, buffers)
}

// Differentiate evaluates a layer at a state, and returns the output and the vector-Jacobian product with what gradient
// returns, given the output: the loss's gradient there.
func Differentiate(forward func(state []*graph.Node, v Values) []*graph.Node, state []*graph.Node,
	gradient func(output []*graph.Node) []*graph.Node, v Values) (output []*graph.Node, before Before) {
	// Identity, so that the paths that end in these very nodes are differentiated.
	at := lists{identities(state), identities(v.Params), identities(v.Tied)}
	output = forward(at[0], Values{at[1], at[2], v.Shared})
	by := gradient(output)
	sameShapes("Forward", "states", output, by)
	terms := make([]*graph.Node, len(output))
	for i, y := range output {
		terms[i] = graph.ReduceAllSum(graph.Mul(y, graph.StopGradient(by[i])))
	}
	parts := at.split(graph.Gradient(Sum(terms), at.flatten()...))
	return output, Before{State: at[0], Gradient: parts[0], Params: parts[1], Tied: parts[2]}
}

// rule is how a layer runs forward and backward: from its input x, its output y and the gradient there. x is nil
// unless inputs are kept, and y is nil when they are.
type rule struct {
	keep     bool
	forward  func(x []*graph.Node, v Values) []*graph.Node
	backward func(x, y, dy []*graph.Node, v Values) Before
}

func runLayers(depth int, r rule, state []*graph.Node, v Values, buffers []GradientBuffer) []*graph.Node {
	checkLoop(depth, state, v, buffers)
	// The gradient is built later: what the caller does to its slices meanwhile must not reach it.
	v = Values{slices.Clone(v.Params), slices.Clone(v.Tied), slices.Clone(v.Shared)}
	buffers = slices.Clone(buffers)
	g := state[0].Graph()
	if !HasLoops(g) {
		return unrolled(depth, r, state, v, buffers)
	}
	var kept []*graph.Node
	if r.keep {
		for _, x := range state {
			kept = append(kept, emptyStack(g, depth, x.Shape()))
		}
	}
	first := graph.Const(g, int32(0))
	outputs := while(depth, lists{{first}, state, kept, v.Params, v.Tied, v.Shared}, func(in lists) lists {
		i := in[0][0]
		next := r.forward(in[1], Values{rows(in[3], i), in[4], in[5]})
		sameShapes("Forward", "states", next, in[1])
		kept := in[2]
		if r.keep {
			kept = setRows(kept, i, in[1])
		}
		return lists{{graph.AddScalar(i, 1)}, next, kept, in[3], in[4], in[5]}
	})
	final, kept := outputs[1], outputs[2]
	loop := final[0].Inputs()[0]
	setGradient(loop, func(_ *graph.Node, gradients []*graph.Node, _ shapes.Shape) []*graph.Node {
		before := loopGradient(depth, r, final, kept, gradients[1:1+len(final)], v, buffers)
		// In the order of the loop's state; counters, kept inputs and shared values have no gradient.
		withoutGradient := make([]*graph.Node, len(kept))
		all := make([]*graph.Node, len(loop.Inputs()))
		copy(all[1:], lists{before.Gradient, withoutGradient, before.Params, before.Tied}.flatten())
		return all
	})
	return slices.Clone(final)
}

// loopGradient walks down the layers. Without kept inputs the state is rebuilt, and nothing but the last one was kept.
func loopGradient(depth int, r rule, final, kept, gradient []*graph.Node, v Values, buffers []GradientBuffer) Before {
	sums := zerosLike(v.Params)
	for i, buffer := range buffers {
		sums[i] = buffer.Initial
	}
	if r.keep {
		final = nil
	}
	last := graph.Const(gradient[0].Graph(), int32(depth-1))
	initial := lists{{last}, final, gradient, sums, zerosLike(v.Tied), v.Params, v.Tied, v.Shared, kept}
	outputs := while(depth, initial, func(in lists) lists {
		i := in[0][0]
		row := rows(in[5], i)
		before := r.backward(rows(in[8], i), in[1], in[2], Values{row, in[6], in[7]})
		before.check(in[2], row, in[6])
		if r.keep {
			before.State = nil
		}
		tied := make([]*graph.Node, len(in[4]))
		for k, sum := range in[4] {
			tied[k] = graph.Add(sum, before.Tied[k])
		}
		return lists{{graph.SubScalar(i, 1)}, before.State, before.Gradient, setRows(in[3], i, before.Params), tied,
			in[5], in[6], in[7], in[8]}
	})
	for i, buffer := range buffers {
		buffer.Store(outputs[3][i])
	}
	return Before{State: outputs[1], Gradient: outputs[2], Params: outputs[3], Tied: outputs[4]}
}

// unrolled is runLayers for a backend without loops: each layer is a node with the same gradient rule.
func unrolled(depth int, r rule, state []*graph.Node, v Values, buffers []GradientBuffer) []*graph.Node {
	return eachLayer(depth, state, v, buffers, func(state []*graph.Node, v Values) []*graph.Node {
		shape := lists{state, v.Params, v.Tied, v.Shared}
		return CustomVJP(shape.flatten(),
			func(in []*graph.Node) []*graph.Node {
				parts := shape.split(in)
				next := r.forward(parts[0], Values{parts[1], parts[2], parts[3]})
				sameShapes("Forward", "states", next, parts[0])
				return next
			},
			func(in, out, gradients []*graph.Node) []*graph.Node {
				parts := shape.split(in)
				x, y := []*graph.Node(nil), out
				if r.keep {
					x, y = parts[0], nil
				}
				before := r.backward(x, y, gradients, Values{parts[1], parts[2], parts[3]})
				before.check(parts[0], parts[1], parts[2])
				withoutGradient := make([]*graph.Node, len(parts[3]))
				return lists{before.Gradient, before.Params, before.Tied, withoutGradient}.flatten()
			})
	})
}

// Unrolled writes the layers of a Loop out one after the other, each differentiated as it stands. The compiled program
// and its memory grow with depth.
func Unrolled(depth int, forward func(state []*graph.Node, v Values) []*graph.Node, state []*graph.Node,
	v Values) []*graph.Node {
	checkLoop(depth, state, v, nil)
	return eachLayer(depth, state, v, nil, forward)
}

// eachLayer calls layer with one row after the other of the stacked parameters.
func eachLayer(depth int, state []*graph.Node, v Values, buffers []GradientBuffer,
	layer func(state []*graph.Node, v Values) []*graph.Node) []*graph.Node {
	stacks := make([][]*graph.Node, len(v.Params))
	for k, p := range v.Params {
		var store func(*graph.Node)
		if buffers != nil {
			store = buffers[k].Store
		}
		stacks[k] = unstack(p, store)
	}
	for l := range depth {
		row := v
		row.Params = make([]*graph.Node, len(stacks))
		for k := range stacks {
			row.Params[k] = stacks[k][l]
		}
		state = layer(state, row)
	}
	return state
}

func checkLoop(depth int, state []*graph.Node, v Values, buffers []GradientBuffer) {
	if depth < 1 {
		panic(fmt.Errorf("xla: a loop over %d layers; use at least 1", depth))
	}
	if len(state) == 0 {
		panic(fmt.Errorf("xla: a loop without a state; give at least one tensor"))
	}
	for _, p := range v.Params {
		if p.Rank() == 0 || p.Shape().Dim(0) != depth {
			panic(fmt.Errorf("xla: a stacked parameter of shape %s in a loop over %d layers; its first axis must be %d",
				p.Shape(), depth, depth))
		}
	}
	if buffers == nil {
		return
	}
	initial := make([]*graph.Node, len(buffers))
	for i, buffer := range buffers {
		initial[i] = buffer.Initial
	}
	sameShapes("a loop's caller", "gradient buffers", initial, v.Params)
}

// check compares what a layer's Backward returned with what it was given.
func (b Before) check(state, params, tied []*graph.Node) {
	sameShapes("Backward", "states", b.State, state)
	sameShapes("Backward", "gradients of states", b.Gradient, state)
	sameShapes("Backward", "gradients of stacked parameters", b.Params, params)
	sameShapes("Backward", "gradients of tied values", b.Tied, tied)
}

func identities(nodes []*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(nodes))
	for i, node := range nodes {
		out[i] = graph.Identity(node)
	}
	return out
}

// Sum adds up nodes of one shape, of which there is at least one.
func Sum(nodes []*graph.Node) *graph.Node {
	total := nodes[0]
	for _, node := range nodes[1:] {
		total = graph.Add(total, node)
	}
	return total
}

func zerosLike(nodes []*graph.Node) []*graph.Node {
	zeros := make([]*graph.Node, len(nodes))
	for i, node := range nodes {
		zeros[i] = graph.ZerosLike(node)
	}
	return zeros
}
