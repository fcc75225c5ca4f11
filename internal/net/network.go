package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/norm"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// once builds the network for inputs of which all labels are filled in: [N, outputs].
func (p *Pass) once() *graph.Node { return p.head(p.state()) }

// state builds what the head reads: the layers' output, normalized, [N, C].
func (p *Pass) state() *graph.Node {
	h, shared := p.encode()
	kept := p.lastKept(h)
	if p.spec.options.Family == options.Equilibrium {
		return norm.Dropped(conv.ReLU(p.equilibrium(h, shared)), kept, p.spec.options.Dropout)
	}
	return p.headNorm(p.stack(GroupsOf(h, p.spec.options.Groups), shared), kept)
}

// lastKept draws what the dropout before the head keeps, nil without.
func (p *Pass) lastKept(h *graph.Node) *graph.Node {
	if p.Draws == nil || p.spec.options.Dropout == 0 {
		return nil
	}
	return p.Draws.Kept(p.spec.options.Dropout, h.Shape())
}

// headNorm is the normalization, the ReLU and the dropout of the layers' output, a list of groups.
func (p *Pass) headNorm(state []*graph.Node, kept *graph.Node) *graph.Node {
	n := norm.Norm{Gain: p.parameter("head.norm.weight"), Offset: p.parameter("head.norm.bias"), ReLU: true,
		Kept: kept, Rate: p.spec.options.Dropout}
	return n.Of(state...)
}

// head maps the state to logits, [N, outputs].
func (p *Pass) head(h *graph.Node) *graph.Node {
	if p.spec.options.HasEnds() {
		return graph.Add(p.end(p.spec.last, LastConvolution, h), graph.InsertAxes(p.parameter(outputBias), 0))
	}
	return conv.Affine(h, p.parameter("head.weight"), p.parameter("head.bias"))
}
