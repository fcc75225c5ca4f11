package conv

import (
	"fmt"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// SAGEConv is the operator of GraphSAGE. Build it with SAGE.
type SAGEConv struct {
	options
	aggregation Aggregation
	root        bool
	normalized  bool
}

// SAGE is the operator of "Inductive Representation Learning on Large Graphs" (arXiv:1706.02216), node by node
//
//	x'_v = AGG_u x_u · W + b + x_v · R
//
// where AGG is the mean by default, and 0 for a node without incoming edges. Edges.Weight and Edges.Embedding are not
// read.
func SAGE() SAGEConv { return SAGEConv{aggregation: Mean, root: true} }

// WithAggregation sets how the neighbours of a node are combined: Mean or Max.
func (c SAGEConv) WithAggregation(a Aggregation) SAGEConv {
	c.note("WithAggregation")
	c.aggregation = a
	return c
}

// WithoutRoot leaves out the node's own term x_v·R.
func (c SAGEConv) WithoutRoot() SAGEConv {
	c.note("WithoutRoot")
	c.root = false
	return c
}

// WithNormalization divides each node's result by its length: x'_v/‖x'_v‖₂.
func (c SAGEConv) WithNormalization() SAGEConv {
	c.note("WithNormalization")
	c.normalized = true
	return c
}

// String names the operator and its options.
func (c SAGEConv) String() string {
	parts := []string{c.aggregation.String()}
	if !c.root {
		parts = append(parts, "no root")
	}
	if c.normalized {
		parts = append(parts, "normalized")
	}
	return "SAGE(" + strings.Join(parts, ", ") + ")"
}

// Validate refuses an option that was given twice and other aggregations.
func (c SAGEConv) Validate() error {
	if err := c.once("SAGE"); err != nil {
		return err
	}
	if c.aggregation != Mean && c.aggregation != Max {
		return fmt.Errorf("conv: SAGE has no aggregation %s; use Mean or Max", c.aggregation)
	}
	return nil
}

// Parameters implements Operator. SAGE does not read the edges' embedding.
func (c SAGEConv) Parameters(in, out, _ int) []Parameter {
	p := Linear("aggregate", in, out)
	if c.root {
		p = append(p, Linear("root", in, out)[0])
	}
	return p
}

// Prepare implements Operator: the inverse in-degrees for Mean.
func (c SAGEConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	if c.aggregation == Mean {
		return []*graph.Node{inverseDegree(edges, like)}
	}
	return nil
}

// Apply implements Operator.
func (c SAGEConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	var aggregate *graph.Node
	if c.aggregation == Max {
		aggregate = largestValues(x, edges)
	} else {
		aggregate = mean(gather(x, edges.Source, false), edges, prepared[0])
	}
	out := Affine(aggregate, params[0], params[1])
	if c.root {
		out = graph.Add(out, graph.Dot(x, params[2]).Product())
	}
	if c.normalized {
		out = unit(out)
	}
	return out
}

// Held implements Sizer, as measured on XLA's CPU compiler.
func (c SAGEConv) Held(out int) (edge, node int) {
	if c.aggregation == Max {
		return 2 * out, 6 * out
	}
	return out, 3 * out
}
