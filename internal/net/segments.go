package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Segment is a run of layers of one kind.
type Segment struct {
	Depth  int
	Layer  Coupling
	Values xla.Values // what the layers read: the parameters of each of them, and what all of them share
	// Buffers are the memory for the gradients of the layers' own parameters; nil where a gradient takes its own.
	Buffers []xla.GradientBuffer
}

// Apply runs a state, a list of groups [N, C/G], through the layers. The mode says how the gradient is computed.
func (s Segment) Apply(mode options.Backward, state []*graph.Node) []*graph.Node {
	switch mode {
	case options.Store:
		return xla.Unrolled(s.Depth, s.Layer.Forward, state, s.Values)
	case options.Recompute:
		return xla.Recomputed(s.Depth, s.Layer.Forward, state, s.Values, s.Buffers)
	default:
		return xla.Loop(s.Depth, s.Layer.layer(), state, s.Values, s.Buffers)
	}
}

// stack runs the state, a list of groups [N, C/G], through all layers.
func (p *Pass) stack(state []*graph.Node, shared sharedValues) []*graph.Node {
	values, layout := shared.pack()
	if p.spec.bareFirst() {
		state = p.applyFirst(state, values, layout)
	}
	for _, s := range p.segments(values, layout) {
		state = s.Apply(p.spec.options.Backward, state)
	}
	return state
}

// bareFirst tells whether the first layer is a convolution alone, outside of the segments.
func (s *Spec) bareFirst() bool {
	return s.options.OwnFirstLayer && s.options.Family == options.Residual
}

// applyFirst runs the state through a bare first layer.
func (p *Pass) applyFirst(state []*graph.Node, values xla.Values, layout sharedLayout) []*graph.Node {
	params := split(p.values(FirstLayer), 1)[0]
	return []*graph.Node{p.spec.block.operate(state[0], layout.unpack(values), params)}
}

// segments lists the runs of layers, given what all of them read: one, or two where the first layer is one of its own.
func (p *Pass) segments(v xla.Values, layout sharedLayout) []Segment {
	o, b := p.spec.options, p.spec.block.with(layout)
	if o.Layers() == 0 {
		return nil
	}
	own := Segment{Depth: o.Layers(), Layer: Coupling{Groups: o.Groups, F: b.apply, Parameters: b.parameters()},
		Values: v}
	if !o.Tied {
		own.Values.Params, own.Buffers = p.values(Stack), p.buffers()
		return []Segment{own}
	}
	all := own
	all.Layer.Tied = true
	all.Values.Tied = append(p.values(Tied), v.Tied...)
	if !o.OwnFirstLayer {
		return []Segment{all}
	}
	all.Depth--
	if o.Family == options.Residual {
		return []Segment{all}
	}
	own.Depth = 1
	for _, value := range p.values(FirstLayer) {
		own.Values.Params = append(own.Values.Params, graph.InsertAxes(value, 0)) // a stack of one layer
	}
	return []Segment{own, all}
}

// buffers lists the memory for the gradients of the stacked parameters, where the store of a training step has some.
func (p *Pass) buffers() []xla.GradientBuffer {
	var list []xla.GradientBuffer
	for _, v := range p.spec.variables {
		buffer := p.store.GetVariable(GradientScope + "/" + v.Name)
		if v.Part == Stack && buffer != nil && p.store.IsTraining(p.graph()) {
			list = append(list, xla.GradientBuffer{Initial: buffer.NodeValue(p.graph()), Store: buffer.SetNodeValue})
		}
	}
	return list
}
