package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Pass builds a network once inside a computation. Start it with NewPass, set its fields, and call one of its methods
// that build: Logits, Embedding, LabelInputs, OutputSizes or RoundTrip.
type Pass struct {
	// Draws makes the dropout masks of a training step. It is nil outside of training.
	Draws *Draws
	// Solves is told how the solves of an equilibrium network end.
	Solves Solves
	// HeldLabels stand in for the labels that LabelInputs gives, [N, outputs], where a check needs them constant. nil
	// lets the network compute them.
	HeldLabels *tensors.Tensor

	spec  *Spec
	store *model.Store
	in    inputs

	bySource *graph.Node // conv.Edges.BySource, made once for all convolutions
}

// inputs are a part's tensors inside a computation.
type inputs struct {
	source, target *graph.Node // int32 [E]
	nodes          *graph.Node // [N, F]
	labels         *graph.Node // [N, outputs]; nil when they are no inputs
	open           *graph.Node // bool [N]: nodes whose labels are filled in; nil without label reuse
	species        *graph.Node // [N, S] one-hot; nil without
	edges          *graph.Node // [E, D]; nil when the operator does not read them
	weights        *graph.Node // [E]; nil where each edge weighs 1
}

// NewPass starts a pass of a network with the parameters of a store, on the tensors that Data.Inputs lists.
func NewPass(s *Spec, store *model.Store, in []*graph.Node) *Pass {
	i := inputs{source: in[0], target: in[1], nodes: in[2]}
	in = in[3:]
	if s.options.LabelInput {
		i.labels, in = s.labelColumns(in[0], i.nodes), in[1:]
	}
	if s.options.LabelReuse > 0 {
		i.open, in = in[0], in[1:]
	}
	if s.widths.Species > 0 {
		i.species, in = in[0], in[1:]
	}
	if s.widths.EdgeFeatures > 0 {
		i.edges, in = in[0], in[1:]
	}
	if s.widths.Weighted {
		i.weights = in[0]
	}
	return &Pass{spec: s, store: store, in: i}
}

// labelColumns are the labels as the network reads them: [N, outputs] of the type of like, 0 where there is none.
func (s *Spec) labelColumns(labels, like *graph.Node) *graph.Node {
	if s.widths.Labels == options.TaskLabels {
		return labels
	}
	// −1 is no column.
	return graph.OneHot(graph.Reshape(labels, labels.Shape().Dim(0)), s.widths.Outputs, like.DType())
}

// graph is the computation that the pass is built in.
func (p *Pass) graph() *graph.Graph { return p.in.source.Graph() }

// parameter is the value of a parameter that belongs to the encoders or the head.
func (p *Pass) parameter(name string) *graph.Node {
	return Parameter(p.store, name).NodeValue(p.graph())
}

// values lists the values of the parameters of one part.
func (p *Pass) values(of Part) []*graph.Node {
	var list []*graph.Node
	for _, v := range p.spec.variables {
		if v.Part == of {
			list = append(list, keepingNorm(p.store, v, p.parameter(v.Name)))
		}
	}
	return list
}
