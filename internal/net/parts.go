package net

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Parts lists the parts of the network in the order that values pass through them, each with its widths and parameters.
func (s *Spec) Parts() []run.Part {
	var parts []run.Part
	for _, kind := range []run.PartKind{run.SpeciesEncoder, run.NodeEncoder, run.FirstConvolution, run.EdgeEncoder,
		run.FirstLayer, run.Layers, run.Block, run.Head, run.LastConvolution} {
		part := s.shape(kind)
		has := false
		for _, v := range s.variables {
			if s.kind(v) == kind {
				part.Parameters += v.Size()
				has = true
			}
		}
		if has {
			parts = append(parts, part)
		}
	}
	return slices.Clip(parts)
}

// kind is the part of the network that a parameter belongs to.
func (s *Spec) kind(v Variable) run.PartKind {
	head := run.Head
	if s.options.HasEnds() {
		head = run.LastConvolution
	}
	switch v.Part {
	case FirstConvolution:
		return run.FirstConvolution
	case FirstLayer:
		return run.FirstLayer
	case Stack:
		return run.Layers
	case Tied:
		if s.options.Family == options.Equilibrium {
			return run.Block
		}
		return run.Layers
	case LastConvolution:
		return head
	}
	for prefix, kind := range map[string]run.PartKind{"species_encoder.": run.SpeciesEncoder,
		"node_encoder.": run.NodeEncoder,
		"edge_encoder.": run.EdgeEncoder} {
		if strings.HasPrefix(v.Name, prefix) {
			return kind
		}
	}
	return head
}

// shape is a part without its parameters.
func (s *Spec) shape(kind run.PartKind) run.Part {
	o, w := s.options, s.widths
	p := run.Part{Kind: kind, In: o.Channels, Out: o.Channels}
	switch kind {
	case run.SpeciesEncoder:
		p.In, p.Out = w.Species, w.Species
	case run.NodeEncoder, run.FirstConvolution:
		p.In = w.Inputs(o.LabelInput)
	case run.EdgeEncoder:
		p.In = w.EdgeFeatures
	case run.FirstLayer:
		p.Layers = 1
	case run.Layers:
		p.Layers = o.Layers()
		if o.OwnFirstLayer {
			p.Layers--
		}
	case run.Head, run.LastConvolution:
		p.Out = w.Outputs
	}
	return p
}
