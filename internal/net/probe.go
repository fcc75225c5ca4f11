package net

import (
	"errors"
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// probe tries the operator once on a tiny graph.
func (c convolution) probe() error {
	if f, ok := c.operator.(conv.Fitter); ok {
		if err := f.Fits(c.in, c.out); err != nil {
			return err
		}
	}
	const nodes, edges = 3, 4
	err := Try(func(g *graph.Graph) func() {
		float := func(name string, dims ...int) *graph.Node {
			return graph.Parameter(g, name, shapes.Make(dtypes.Float32, dims...))
		}
		x := float("x", nodes, c.in)
		e := &conv.Edges{NumNodes: nodes, Source: graph.Parameter(g, "source", shapes.Make(dtypes.Int32, edges)),
			Target: graph.Parameter(g, "target", shapes.Make(dtypes.Int32, edges)),
			Mask: func(_ float64, dims ...int) *graph.Node {
				return float(fmt.Sprint("mask", len(g.Nodes())), dims...)
			}}
		if c.weighted {
			e.Weight = float("weights", edges)
		}
		if c.edge > 0 {
			e.Embedding = &conv.Embedding{Features: float("features", edges, c.edge)}
		}
		var params []*graph.Node
		for _, p := range c.parameters() {
			params = append(params, float("parameter "+p.Name, p.Shape...))
		}
		prepared := c.operator.Prepare(e, x)
		return func() { c.apply(x, e, prepared, params) }
	})
	switch {
	case errors.Is(err, ErrRandom):
		return fmt.Errorf("the operator %s draws random numbers in Apply, which the backward pass would draw anew; "+
			"draw them in Prepare with edges.Mask", c.operator)
	case errors.Is(err, ErrStatistics):
		return fmt.Errorf("the operator %s takes batch statistics in Apply, which the backward pass would take twice; "+
			"use conv.LayerNorm", c.operator)
	}
	return err
}
