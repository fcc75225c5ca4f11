package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// once builds the network for inputs of which all labels are filled in: [N, outputs].
func (p *Pass) once() *graph.Node { return p.head(p.state()) }

// state builds what the head reads: the layers' output, normalized, [N, C].
func (p *Pass) state() *graph.Node {
	h, shared := p.encode()
	last := p.lastMask(h)
	if p.spec.options.Family == options.Equilibrium {
		h = conv.ReLU(p.equilibrium(h, shared))
	} else {
		h = p.headNorm(p.stack(GroupsOf(h, p.spec.options.Groups), shared))
	}
	return masked(h, last)
}

// lastMask draws the dropout mask before the head, nil without.
func (p *Pass) lastMask(h *graph.Node) *graph.Node {
	if p.Draws == nil || p.spec.options.Dropout == 0 {
		return nil
	}
	return p.Draws.Mask(p.spec.options.Dropout, h.Shape())
}

// masked is h times a mask; h where there is none.
func masked(h, mask *graph.Node) *graph.Node {
	if mask == nil {
		return h
	}
	return graph.Mul(h, mask)
}

// headNorm is the normalization and ReLU of the layers' output, a list of groups.
func (p *Pass) headNorm(state []*graph.Node) *graph.Node {
	h := graph.Concatenate(state, -1)
	return conv.ReLU(conv.LayerNorm(h, p.parameter("head.norm.weight"), p.parameter("head.norm.bias")))
}

// head maps the state to logits, [N, outputs].
func (p *Pass) head(h *graph.Node) *graph.Node {
	if p.spec.options.HasEnds() {
		return graph.Add(p.end(p.spec.last, LastConvolution, h), graph.InsertAxes(p.parameter(outputBias), 0))
	}
	return conv.Affine(h, p.parameter("head.weight"), p.parameter("head.bias"))
}
