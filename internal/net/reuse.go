package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// reusing is the pass with predictions in the place of labels that are not given.
func (p *Pass) reusing() *Pass {
	filled := *p
	for range p.spec.options.LabelReuse {
		guess := filled.detached().once()
		if p.spec.widths.Labels == options.TaskLabels {
			guess = graph.Sigmoid(guess)
		} else {
			guess = graph.Softmax(guess)
		}
		open := graph.BroadcastToDims(graph.InsertAxes(p.in.open, -1), guess.Shape().Dimensions...)
		filled.in.labels = graph.Where(open, graph.StopGradient(guess), filled.in.labels)
	}
	if p.HeldLabels != nil {
		filled.in.labels = graph.ConstTensor(p.graph(), p.HeldLabels)
	}
	return &filled
}

// detached is the pass where nothing is differentiated. Of the backward modes it has the one that keeps nothing, which
// then needs no inverse.
func (p *Pass) detached() *Pass {
	other := *p
	other.Solves = Solves{}
	other.spec = p.spec.With(func(o *options.Network) {
		o.JacobianPenalty, o.Backward = 0, options.Invert
		if o.Family == options.Equilibrium {
			o.Backward = options.Implicit
		}
	})
	return &other
}
