package net

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// encode builds what the layers start from, [N, C], and what they share.
func (p *Pass) encode() (*graph.Node, sharedValues) {
	h := p.nodeInputs()
	if p.spec.options.HasEnds() {
		h = p.end(p.spec.first, FirstConvolution, h)
	} else {
		h = conv.Affine(h, p.parameter("node_encoder.weight"), p.parameter("node_encoder.bias"))
	}
	edges := p.edges(p.spec.block.convolution)
	shared := sharedValues{edges: edges, prepared: p.spec.operators.Layers.Prepare(edges, h)}
	if rate := p.spec.options.Dropout; p.Draws != nil && rate > 0 {
		// One mask for all layers, drawn outside of the loop.
		shared.kept, shared.rate = GroupsOf(p.Draws.Kept(rate, h.Shape()), p.spec.options.Groups), rate
	}
	return h, shared
}

// nodeInputs is what the first map of the nodes reads: features, labels, the encoded species, side by side.
func (p *Pass) nodeInputs() *graph.Node {
	columns := []*graph.Node{p.in.nodes}
	if p.in.labels != nil {
		columns = append(columns, p.in.labels)
	}
	if p.in.species != nil {
		columns = append(columns,
			conv.Affine(p.in.species, p.parameter("species_encoder.weight"), p.parameter("species_encoder.bias")))
	}
	nodes := columns[0]
	if len(columns) > 1 {
		nodes = graph.Concatenate(columns, -1)
	}
	if rate := p.spec.options.InputDropout; p.Draws != nil && rate > 0 {
		nodes = graph.Mul(nodes, p.Draws.Mask(rate, nodes.Shape()))
	}
	return nodes
}

// edges are the edges as a convolution reads them.
func (p *Pass) edges(c convolution) *conv.Edges {
	dtype := p.in.nodes.DType()
	edges := &conv.Edges{NumNodes: p.in.nodes.Shape().Dim(0), Source: p.in.source, Target: p.in.target,
		BySource: p.bySource, Weight: p.in.weights}
	edges.SortSources()
	p.bySource = edges.BySource
	if c.edge > 0 {
		// The encoder of the edges, applied to their features and left multiplied out.
		edges.Embedding = &conv.Embedding{Features: p.in.edges, Weight: p.parameter("edge_encoder.weight"),
			Bias: p.parameter("edge_encoder.bias")}
	}
	if p.Draws != nil {
		edges.Mask = func(rate float64, dims ...int) *graph.Node {
			return p.Draws.Mask(rate, shapes.Make(dtype, dims...))
		}
	}
	return edges
}

// end applies one of the convolutional ends, whose parameters are those of a part.
func (p *Pass) end(c convolution, of Part, x *graph.Node) *graph.Node {
	edges, params := p.edges(c), p.values(of)
	prepared := c.operator.Prepare(edges, x)
	if of == LastConvolution || p.spec.options.Backward == options.Store || !xla.HasKernels(p.graph()) {
		return c.apply(x, edges, prepared, params)
	}
	// The layers' gradient stands between the first convolution and its own: what that would hold meanwhile is computed
	// again.
	in := append([]*graph.Node{x}, params...)
	if m := edges.Embedding; m != nil {
		in = append(in, m.Weight, m.Bias)
	}
	return xla.Again(in, func(in []*graph.Node) *graph.Node {
		with := *edges
		if n := len(params) + 1; with.Embedding != nil {
			with.Embedding = &conv.Embedding{Features: with.Embedding.Features, Weight: in[n], Bias: in[n+1]}
		}
		return c.apply(in[0], &with, prepared, in[1:1+len(params)])
	})
}
