package revgnn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// gradientScope is where a training step keeps the memory that the stack's gradients are written to.
const gradientScope = "/gradients"

// dropout says which masks a forward pass draws: those of a seed and a step, or none.
type dropout struct {
	rate float64
	seed uint64
	step *graph.Node // int64
}

// logits builds the network: [N, outputs].
func (m *Model) logits(store *model.Store, in inputs, drop dropout) *graph.Node {
	g := in.source.Graph()
	p := func(name string) *graph.Node { return store.GetVariable(modelScope + "/" + name).NodeValue(g) }
	c := m.config

	nodes := in.nodes
	if in.species != nil {
		encoded := conv.Affine(in.species, p("species_encoder.weight"), p("species_encoder.bias"))
		nodes = graph.Concatenate([]*graph.Node{nodes, encoded}, -1)
	}
	h := conv.Affine(nodes, p("node_encoder.weight"), p("node_encoder.bias"))

	edges := &conv.Edges{NumNodes: h.Shape().Dim(0), Source: in.source, Target: in.target}
	if in.edges != nil {
		edges.Embedding = in.embedding(p("edge_encoder.weight"), p("edge_encoder.bias"))
	}
	shared := sharedValues{edges: edges, prepared: m.operator.Prepare(edges, h)}
	var last *graph.Node
	if drop.rate > 0 {
		// One mask for all layers and one for the head, drawn outside of the loop.
		masks := drop.draw(h, 2)
		shared.masks = groupsOf(masks[0], c.Groups)
		last = masks[1]
	}
	h = graph.Concatenate(m.stack(store, groupsOf(h, c.Groups), shared), -1)

	h = conv.ReLU(conv.LayerNorm(h, p("head.norm.weight"), p("head.norm.bias")))
	if last != nil {
		h = graph.Mul(h, last)
	}
	return conv.Affine(h, p("head.weight"), p("head.bias"))
}

// stack runs the state, a list of groups [N, C/G], through the layers.
func (m *Model) stack(store *model.Store, state []*graph.Node, shared sharedValues) []*graph.Node {
	g := state[0].Graph()
	values, layout := shared.pack()
	layer := m.coupling(layout)
	var buffers []xla.GradientBuffer
	for _, v := range m.vars {
		if !v.stacked {
			continue
		}
		values.Params = append(values.Params, store.GetVariable(modelScope+"/"+v.Name).NodeValue(g))
		if buffer := store.GetVariable(gradientScope + "/" + v.Name); buffer != nil && store.IsTraining(g) {
			buffers = append(buffers, xla.GradientBuffer{Initial: buffer.NodeValue(g), Store: buffer.SetNodeValue})
		}
	}
	if m.config.Backward == Store {
		return xla.Unrolled(m.config.Depth, layer.forward, state, values)
	}
	return xla.Loop(m.config.Depth, layer.layer(), state, values, buffers)
}

func (m *Model) coupling(layout sharedLayout) coupling {
	b := m.block
	b.shared = layout
	return coupling{groups: m.config.Groups, block: b}
}

// draw makes n masks like x: 0 with the rate's probability, else 1/(1 − rate). They depend on the seed and the step alone.
func (d dropout) draw(x *graph.Node, n int) []*graph.Node {
	g := x.Graph()
	// The state of the generator. The seed and the step make up its first word, the key: neighbouring values of the other
	// words draw overlapping numbers on XLA, and the pure-Go backend does not read the third.
	const golden = uint64(0x9e3779b97f4a7c15) // the golden ratio's bits, so that seeds and steps do not meet
	step := graph.Mul(graph.ConvertDType(d.step, dtypes.Uint64), graph.Const(g, golden))
	key := graph.Add(graph.Const(g, d.seed), step)
	state := graph.Concatenate([]*graph.Node{graph.Reshape(key, 1), graph.Const(g, []uint64{golden, 0})}, 0)
	masks := make([]*graph.Node, n)
	for i := range masks {
		var uniform *graph.Node
		state, uniform = graph.RandomUniform(state, shapes.Make(dtypes.Float32, x.Shape().Dimensions...))
		kept := graph.GreaterOrEqual(uniform, graph.Scalar(g, dtypes.Float32, d.rate))
		masks[i] = graph.StopGradient(graph.DivScalar(graph.ConvertDType(kept, x.DType()), 1-d.rate))
	}
	return masks
}

// groupsOf cuts x [N, C] into groups of channels [N, C/G].
func groupsOf(x *graph.Node, groups int) []*graph.Node {
	width := x.Shape().Dim(1) / groups
	list := make([]*graph.Node, groups)
	for i := range list {
		list[i] = graph.Slice(x, graph.AxisRange(), graph.AxisRange(i*width, (i+1)*width))
	}
	return list
}
