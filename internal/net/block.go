package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/norm"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// block is F of the paper: LayerNorm → ReLU → shared dropout → graph convolution, from width channels to width.
// It has no residual: the coupling is the residual.
type block struct {
	convolution convolution // from the channels of one group to as many
	shared      sharedLayout
}

// with is the block for values that lie as the layout says.
func (b block) with(layout sharedLayout) block {
	b.shared = layout
	return b
}

// parameters lists one block's parameters: the norm's, then the operator's.
func (b block) parameters() []conv.Parameter {
	return append(conv.Norm("norm", b.convolution.in), b.convolution.parameters()...)
}

// firstParameters lists those of an own first layer: a residual network's is a bare convolution.
func (b block) firstParameters(family options.Family) []conv.Parameter {
	if family == options.Residual {
		return b.convolution.parameters()
	}
	return b.parameters()
}

// apply evaluates F of group i.
func (b block) apply(i int, x *graph.Node, params []*graph.Node, v xla.Values) *graph.Node {
	// What is made of the tied values alone, such as the edges' embedding, would else be made early and kept for all
	// groups.
	v.Tied = after(v.Tied, x)
	s := b.shared.unpack(v)
	return b.operate(s.normalized(i, x, params[0], params[1]), s, params[2:])
}

// operate applies the operator alone.
func (b block) operate(h *graph.Node, s sharedValues, params []*graph.Node) *graph.Node {
	return b.convolution.apply(h, s.edges, s.prepared, params)
}

// sharedValues is what all layers read: the edges, what the operator prepared of them, and one dropout mask per group.
type sharedValues struct {
	edges    *conv.Edges
	prepared []*graph.Node
	kept     []*graph.Node // bool [N, C/G] per group: what dropout keeps; nil without dropout
	rate     float64       // of dropout
}

// normalized is LayerNorm → ReLU → dropout of group i.
func (s sharedValues) normalized(i int, x, gain, offset *graph.Node) *graph.Node {
	n := norm.Norm{Gain: gain, Offset: offset, ReLU: true}
	if s.kept != nil {
		n.Kept, n.Rate = s.kept[i], s.rate
	}
	return n.Of(x)
}

// sharedLayout says how sharedValues lie in the flat lists that a loop carries.
type sharedLayout struct {
	nodes                         int
	bySource, weight              bool
	embedding, projection, offset bool
	prepared, masks               int
	rate                          float64
}

// pack lists the values for a loop, and their layout. The embedding's linear map is learned, so it is a tied value.
func (s sharedValues) pack() (xla.Values, sharedLayout) {
	e := s.edges
	layout := sharedLayout{nodes: e.NumNodes, prepared: len(s.prepared), masks: len(s.kept), rate: s.rate}
	v := xla.Values{Shared: []*graph.Node{e.Source, e.Target}}
	add := func(list *[]*graph.Node, node *graph.Node) bool {
		if node != nil {
			*list = append(*list, node)
		}
		return node != nil
	}
	layout.bySource, layout.weight = add(&v.Shared, e.BySource), add(&v.Shared, e.Weight)
	if m := e.Embedding; m != nil {
		layout.embedding = add(&v.Shared, m.Features)
		layout.projection = add(&v.Tied, m.Weight)
		layout.offset = add(&v.Tied, m.Bias)
	}
	v.Shared = append(append(v.Shared, s.prepared...), s.kept...)
	return v, layout
}

// unpack is the inverse of pack.
func (l sharedLayout) unpack(v xla.Values) sharedValues {
	take := func(list *[]*graph.Node, present bool) *graph.Node {
		if !present {
			return nil
		}
		node := (*list)[0]
		*list = (*list)[1:]
		return node
	}
	edges := &conv.Edges{NumNodes: l.nodes, Source: take(&v.Shared, true), Target: take(&v.Shared, true),
		BySource: take(&v.Shared, l.bySource), Weight: take(&v.Shared, l.weight)}
	if l.embedding {
		edges.Embedding = &conv.Embedding{Features: take(&v.Shared, true), Weight: take(&v.Tied, l.projection),
			Bias: take(&v.Tied, l.offset)}
	}
	s := sharedValues{edges: edges, prepared: v.Shared[:l.prepared], rate: l.rate}
	if l.masks > 0 {
		s.kept = v.Shared[l.prepared:]
	}
	return s
}

// after returns the nodes as they are, but not computed with before others are known.
func after(nodes []*graph.Node, before ...*graph.Node) []*graph.Node {
	later := make([]*graph.Node, len(nodes))
	for i, node := range nodes {
		later[i] = graph.SchedulingBarrier(node, before...)
	}
	return later
}
