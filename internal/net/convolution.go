package net

import (
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// convolution is an operator from one width to another.
type convolution struct {
	operator conv.Operator
	in, out  int
	edge     int  // width of the edges' embedding that it reads, 0 without
	weighted bool // whether the edges have weights
}

// readsEdges tells whether the operator has parameters for the edges' embedding.
func (c convolution) readsEdges() bool {
	return len(c.operator.Parameters(c.in, c.out, c.out)) > len(c.operator.Parameters(c.in, c.out, 0))
}

// parameters lists those of one application: the operator's, then those of the edges' weights.
func (c convolution) parameters() []conv.Parameter {
	list := c.operator.Parameters(c.in, c.out, c.edge)
	if learner, ok := c.operator.(conv.WeightLearner); ok && c.weighted {
		list = append(slices.Clip(list), learner.WeightParameters(c.out)...)
	}
	return list
}

// apply maps x [N, in] to [N, out], and names the operator where it fails: it may be the user's own.
func (c convolution) apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	defer func() {
		if thrown := recover(); thrown != nil {
			err, ok := thrown.(error)
			if !ok {
				err = fmt.Errorf("%v", thrown)
			}
			panic(fmt.Errorf("revgnn: the operator %s failed on %s: %w", c.operator, x.Shape(), err))
		}
	}()
	out := c.operator.Apply(x, edges, prepared, params)
	want := x.Shape().Clone()
	want.Dimensions[1] = c.out
	if out == nil || !out.Shape().Equal(want) {
		shape := "nothing"
		if out != nil {
			shape = out.Shape().String()
		}
		if c.in == c.out {
			panic(fmt.Errorf("it returned %s, and must keep the shape", shape))
		}
		panic(fmt.Errorf("it returned %s, and must return %s", shape, want))
	}
	return out
}
