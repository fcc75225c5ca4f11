package xla

import (
	"fmt"
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Forward computes outputs from inputs.
type Forward func(inputs []*graph.Node) (outputs []*graph.Node)

// Backward returns the gradients of the inputs, given the gradients of the outputs.
// A nil entry is an input without gradient, as every input of integers is. The gradient of an output that nothing
// depends on is zeros.
type Backward func(inputs, outputs, outputGradients []*graph.Node) (inputGradients []*graph.Node)

// CustomVJP computes forward(inputs) and differentiates it with backward.
//
// What forward builds is not differentiated, so it may use operations without a gradient.
func CustomVJP(inputs []*graph.Node, forward Forward, backward Backward) []*graph.Node {
	// The gradient is built later: what the caller does to its slices meanwhile must not reach it.
	inputs = slices.Clone(inputs)
	outputs := slices.Clone(forward(inputs))
	operands := slices.Clone(inputs)
	for _, output := range outputs {
		operands = append(operands, graph.StopGradient(output))
	}
	// The barrier is the identity; it ties the outputs to all of the inputs in one node that a gradient can be set on.
	results := graph.OptimizationBarriers(operands...)
	barrier := results[0]
	if len(operands) > 1 {
		barrier = results[0].Inputs()[0]
	}
	n := len(inputs)
	setGradient(barrier, func(_ *graph.Node, gradients []*graph.Node, _ shapes.Shape) []*graph.Node {
		inputGradients := backward(inputs, outputs, gradients[n:])
		if len(inputGradients) != n {
			panic(fmt.Errorf("xla: a custom gradient returned %d gradients for %d inputs", len(inputGradients), n))
		}
		all := make([]*graph.Node, len(operands))
		copy(all, inputGradients)
		return all
	})
	return results[n:]
}

// WithGradientOf is value, differentiated as path, of the same shape.
func WithGradientOf(value, path *graph.Node) *graph.Node {
	return CustomVJP([]*graph.Node{path},
		func([]*graph.Node) []*graph.Node { return []*graph.Node{value} },
		func(_, _, gradients []*graph.Node) []*graph.Node { return gradients })[0]
}

// Unstack cuts a tensor [n, …] along its first axis into n tensors […].
//
// Its gradient stacks the gradients of the parts once; the library's own would add n padded tensors.
func Unstack(x *graph.Node) []*graph.Node { return unstack(x, nil) }

// unstack is Unstack that hands out the gradient as well.
func unstack(x *graph.Node, store func(gradient *graph.Node)) []*graph.Node {
	if x.Rank() == 0 {
		panic(fmt.Errorf("xla: a scalar has no axis to be cut along"))
	}
	n := x.Shape().Dim(0)
	dims := x.Shape().Dimensions[1:]
	return CustomVJP([]*graph.Node{x},
		func(in []*graph.Node) []*graph.Node {
			parts := make([]*graph.Node, n)
			for i := range parts {
				parts[i] = graph.Reshape(graph.SliceAxis(in[0], 0, graph.AxisElem(i)), dims...)
			}
			return parts
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			rows := make([]*graph.Node, n)
			for i, gradient := range gradients {
				rows[i] = graph.InsertAxes(gradient, 0)
			}
			stacked := graph.Concatenate(rows, 0)
			if store != nil {
				store(stacked)
			}
			return []*graph.Node{stacked}
		})
}
