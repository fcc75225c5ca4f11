package revgnn

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// gradientScope is where a training step keeps the memory that the stack's gradients are written to.
const gradientScope = "/gradients"

// output is what of a network is computed, a row a node: (*Model).logits or (*Model).embedding.
type output func(m *Model, store *model.Store, in inputs, d *draws, to solves) *graph.Node

// logits builds the network: [N, outputs]. The draws are nil outside of training.
func (m *Model) logits(store *model.Store, in inputs, d *draws, to solves) *graph.Node {
	return m.pass(store, m.reusing(store, in, d), d, to)
}

// embedding builds the network up to what its head maps to logits: [N, C].
func (m *Model) embedding(store *model.Store, in inputs, d *draws, to solves) *graph.Node {
	return m.state(store, m.reusing(store, in, d), d, to)
}

// pass builds the network for inputs of which all labels are filled in.
func (m *Model) pass(store *model.Store, in inputs, d *draws, to solves) *graph.Node {
	return m.head(store, m.state(store, in, d, to), in, d)
}

// state builds what the head reads: the layers' output, normalized, [N, C].
func (m *Model) state(store *model.Store, in inputs, d *draws, to solves) *graph.Node {
	h, shared := m.encode(store, in, d)
	last := m.lastMask(h, d)
	if m.config.Family == equilibrium {
		h = conv.ReLU(m.equilibrium(store, h, shared, d, to))
	} else {
		h = m.headNorm(store, m.stack(store, groupsOf(h, m.config.Groups), shared))
	}
	if last != nil {
		h = graph.Mul(h, last)
	}
	return h
}

// lastMask draws the dropout mask before the head, nil without.
func (m *Model) lastMask(h *graph.Node, d *draws) *graph.Node {
	if d == nil || m.config.Dropout == 0 {
		return nil
	}
	return d.mask(m.config.Dropout, h.Shape())
}

// headNorm is the normalization and ReLU of the layers' output, a list of groups.
func (m *Model) headNorm(store *model.Store, state []*graph.Node) *graph.Node {
	p := func(name string) *graph.Node {
		return store.GetVariable(modelScope + "/" + name).NodeValue(state[0].Graph())
	}
	h := graph.Concatenate(state, -1)
	return conv.ReLU(conv.LayerNorm(h, p("head.norm.weight"), p("head.norm.bias")))
}

// head maps the state to logits, [N, outputs].
func (m *Model) head(store *model.Store, h *graph.Node, in inputs, d *draws) *graph.Node {
	p := func(name string) *graph.Node { return store.GetVariable(modelScope + "/" + name).NodeValue(h.Graph()) }
	if m.config.hasEnds() {
		return graph.Add(m.end(store, m.last, lastConv, h, in, d), graph.InsertAxes(p(outputBias), 0))
	}
	return conv.Affine(h, p("head.weight"), p("head.bias"))
}

// evaluation builds a part of the network, without dropout. That of an equilibrium network gives the outcome of its solve
// as well.
func (m *Model) evaluation(store *model.Store, in []*graph.Node, of output) []*graph.Node {
	var outcome []*graph.Node
	to := solves{forward: func(o *graph.Node) { outcome = []*graph.Node{o} }}
	rows := of(m, store, m.config.unpack(in), nil, to)
	return append([]*graph.Node{rows}, outcome...)
}

// encode builds what the layers start from, [N, C], and what they share.
func (m *Model) encode(store *model.Store, in inputs, d *draws) (*graph.Node, sharedValues) {
	p := func(name string) *graph.Node {
		return store.GetVariable(modelScope + "/" + name).NodeValue(in.source.Graph())
	}
	h := m.nodeInputs(store, in, d)
	if m.config.hasEnds() {
		h = m.end(store, m.first, firstConv, h, in, d)
	} else {
		h = conv.Affine(h, p("node_encoder.weight"), p("node_encoder.bias"))
	}
	edges := m.edges(store, in, d, m.block.convolution())
	shared := sharedValues{edges: edges, prepared: m.operator.Prepare(edges, h)}
	if d != nil && m.config.Dropout > 0 {
		// One mask for all layers, drawn outside of the loop.
		shared.masks = groupsOf(d.mask(m.config.Dropout, h.Shape()), m.config.Groups)
	}
	return h, shared
}

// edges are the edges as a convolution reads them.
func (m *Model) edges(store *model.Store, in inputs, d *draws, c convolution) *conv.Edges {
	p := func(name string) *graph.Node {
		return store.GetVariable(modelScope + "/" + name).NodeValue(in.source.Graph())
	}
	dtype := in.nodes.DType()
	edges := &conv.Edges{NumNodes: in.nodes.Shape().Dim(0), Source: in.source, Target: in.target}
	if c.edge > 0 {
		edges.Embedding = in.embedding(p("edge_encoder.weight"), p("edge_encoder.bias"))
	}
	if d != nil {
		edges.Mask = func(rate float64, dims ...int) *graph.Node { return d.mask(rate, shapes.Make(dtype, dims...)) }
	}
	return edges
}

// stack runs the state, a list of groups [N, C/G], through the layers.
func (m *Model) stack(store *model.Store, state []*graph.Node, shared sharedValues) []*graph.Node {
	values, layout := shared.pack()
	if m.bareFirst() {
		state = m.applyFirst(store, state, values, layout)
	}
	for _, s := range m.segments(store, values, layout) {
		switch m.config.Backward {
		case Store:
			state = xla.Unrolled(s.depth, s.layer.forward, state, s.values)
		case Recompute:
			state = xla.Recomputed(s.depth, s.layer.forward, state, s.values, s.buffers)
		default:
			state = xla.Loop(s.depth, s.layer.layer(), state, s.values, s.buffers)
		}
	}
	return state
}

// bareFirst tells whether the first layer is a convolution alone, outside of the segments.
func (m *Model) bareFirst() bool { return m.config.OwnFirstLayer && m.config.Family == residual }

// applyFirst runs the state through a bare first layer.
func (m *Model) applyFirst(store *model.Store, state []*graph.Node, values xla.Values, layout sharedLayout) []*graph.Node {
	params := coupling{groups: 1}.split(m.values(store, state[0].Graph(), first))[0]
	return []*graph.Node{m.block.with(layout).operate(state[0], layout.unpack(values), params)}
}

// segment is a run of layers of one kind.
type segment struct {
	depth   int
	layer   coupling
	values  xla.Values
	buffers []xla.GradientBuffer
}

// segments lists the runs of layers, given what all of them read: one, or two where the first layer is one of its own.
func (m *Model) segments(store *model.Store, v xla.Values, layout sharedLayout) []segment {
	if m.config.layers() == 0 {
		return nil
	}
	g := v.Shared[0].Graph()
	own := segment{depth: m.config.layers(), layer: coupling{groups: m.config.Groups, block: m.block.with(layout)}, values: v}
	if !m.config.Tied {
		own.values.Params, own.buffers = m.values(store, g, stack), m.buffers(store, g)
		return []segment{own}
	}
	all := own
	all.layer.tied = true
	all.values.Tied = append(m.values(store, g, tied), v.Tied...)
	if !m.config.OwnFirstLayer {
		return []segment{all}
	}
	all.depth--
	if m.config.Family == residual {
		return []segment{all}
	}
	own.depth = 1
	for _, p := range m.values(store, g, first) {
		own.values.Params = append(own.values.Params, graph.InsertAxes(p, 0)) // a stack of one layer
	}
	return []segment{own, all}
}

// values lists the values of the parameters of one part.
func (m *Model) values(store *model.Store, g *graph.Graph, of part) []*graph.Node {
	var list []*graph.Node
	for _, v := range m.vars {
		if v.part == of {
			list = append(list, keepingNorm(store, v, store.GetVariable(modelScope+"/"+v.Name).NodeValue(g)))
		}
	}
	return list
}

// buffers lists the memory for the gradients of the stacked parameters, when a training step has some.
func (m *Model) buffers(store *model.Store, g *graph.Graph) []xla.GradientBuffer {
	var list []xla.GradientBuffer
	for _, v := range m.vars {
		buffer := store.GetVariable(gradientScope + "/" + v.Name)
		if v.part == stack && buffer != nil && store.IsTraining(g) {
			list = append(list, xla.GradientBuffer{Initial: buffer.NodeValue(g), Store: buffer.SetNodeValue})
		}
	}
	return list
}

// groupsOf cuts x [N, C] into groups of channels [N, C/G].
func groupsOf(x *graph.Node, groups int) []*graph.Node {
	if groups == 1 {
		return []*graph.Node{x}
	}
	// With a gradient of its own, since that of a slice has none in GoMLX: a Jacobian penalty is differentiated twice.
	return xla.CustomVJP([]*graph.Node{x},
		func(in []*graph.Node) []*graph.Node {
			width := x.Shape().Dim(1) / groups
			list := make([]*graph.Node, groups)
			for i := range list {
				list[i] = graph.Slice(in[0], graph.AxisRange(), graph.AxisRange(i*width, (i+1)*width))
			}
			return list
		},
		func(_, _, gradients []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.Concatenate(gradients, -1)}
		})
}
