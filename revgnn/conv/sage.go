package conv

import (
	"fmt"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// SAGEConv is the operator of GraphSAGE. Build it with SAGE.
type SAGEConv struct {
	aggregation Aggregation
	root        bool
	normalized  bool
}

// SAGE is the operator of "Inductive Representation Learning on Large Graphs" (arXiv:1706.02216), node by node
//
//	x'_v = AGG_u (w_uv·x_u) · W + b + x_v · R
//
// where AGG is the mean by default, and 0 for a node without incoming edges. w is Edges.Weight, 1 without. The mean
// divides by the number of edges and not by the sum of their weights, as PyTorch Geometric's GraphConv does.
// Edges.Embedding is not read.
func SAGE() SAGEConv { return SAGEConv{aggregation: Mean, root: true} }

// WithAggregation sets how the neighbours of a node are combined: Mean or Max.
func (c SAGEConv) WithAggregation(a Aggregation) SAGEConv { c.aggregation = a; return c }

// WithoutRoot leaves out the node's own term x_v·R.
func (c SAGEConv) WithoutRoot() SAGEConv { c.root = false; return c }

// WithNormalization divides each node's result by its length: x'_v/‖x'_v‖₂.
func (c SAGEConv) WithNormalization() SAGEConv { c.normalized = true; return c }

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

// Validate refuses other aggregations.
func (c SAGEConv) Validate() error {
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
		return []*graph.Node{edges.inverseDegree(like)}
	}
	return nil
}

// UsesWeights implements Weighted.
func (c SAGEConv) UsesWeights() bool { return true }

// Apply implements Operator.
func (c SAGEConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	var aggregate *graph.Node
	if c.aggregation == Max {
		aggregate = edges.largestOfSources(x)
	} else {
		aggregate = edges.mean(edges.Weigh(edges.GatherSource(x)), prepared[0])
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
func (c SAGEConv) Held(out int, kernels bool) Held {
	switch {
	case c.aggregation == Max && kernels:
		return heldOf(out, out, tensors{0, 4}, tensors{0, 4.5})
	case c.aggregation == Max:
		return heldOf(out, out, tensors{2, 6}, tensors{0, 7.5})
	case kernels:
		return heldOf(out, out, tensors{0, 4}, tensors{0, 3.5}).withEdge(1) // the edges in the order of their sources
	}
	return heldOf(out, out, tensors{1, 3}, tensors{0, 4.7})
}

// sageRecord is SAGE's options as JSON.
type sageRecord struct {
	Name        string `json:"name"`
	Aggregation string `json:"aggregation,omitempty"`
	NoRoot      bool   `json:"no_root,omitempty"`
	Normalized  bool   `json:"normalized,omitempty"`
}

func (c SAGEConv) record() sageRecord {
	return sageRecord{Name: "SAGE", Aggregation: c.aggregation.String(), NoRoot: !c.root, Normalized: c.normalized}
}

func (r sageRecord) operator() (SAGEConv, error) {
	aggregation, err := aggregationOf(r.Aggregation)
	return SAGEConv{aggregation: aggregation, root: !r.NoRoot, normalized: r.Normalized}, err
}
