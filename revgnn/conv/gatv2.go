package conv

import (
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// GATv2Conv is the graph attention of Brody et al. Build it with GATv2.
type GATv2Conv struct {
	attention
}

// GATv2 is the operator of "How Attentive are Graph Attention Networks?" (arXiv:2105.14491), head by head
//
//	l = x·W_l + b_l,  r = x·W_r + b_r
//	s_uv = a·LeakyReLU(l_u + r_v + w_uv·W_e)
//	x'_v = Σ_u softmax_u(s_uv)·l_u + b
//
// where the sum and the softmax run over the edges u → v. Self-loops of the graph are left out and one is added at each
// node, as in PyTorch Geometric. There is one head by default; several are concatenated. Edges.Embedding is not read.
//
// w is Edges.Weight, an attribute of the edge that the attention sees, as in PyTorch Geometric with edge_dim=1. An
// added self-loop has the mean of the weights of v's edges, 0 where v has none. Without weights the term and W_e are
// not there.
func GATv2() GATv2Conv { return GATv2Conv{standardAttention} }

// WithHeads sets the number of heads. They share the output's channels, so it must divide them.
func (c GATv2Conv) WithHeads(heads int) GATv2Conv { c.heads = heads; return c }

// WithAveragedHeads makes the output the mean of the heads, each as wide as the output, where they are concatenated
// else.
func (c GATv2Conv) WithAveragedHeads() GATv2Conv { c.averaged = true; return c }

// WithNegativeSlope sets the factor of LeakyReLU for negative values; it is 0.2 by default.
func (c GATv2Conv) WithNegativeSlope(slope float64) GATv2Conv { c.slope = slope; return c }

// WithoutSelfLoops adds no self-loops and leaves the graph's own. A target without edges then sums to zero.
func (c GATv2Conv) WithoutSelfLoops() GATv2Conv { c.noSelfLoops = true; return c }

// WithNorm divides l_u, in the scores and in the sum, by the square root of u's out-degree and multiplies the sum by
// that of v's in-degree, as GAT's. Degrees count the added self-loop and dropped edges, and are at least 1.
func (c GATv2Conv) WithNorm() GATv2Conv { c.norm = true; return c }

// WithResidual adds a linear map of x_v without bias to the output.
func (c GATv2Conv) WithResidual() GATv2Conv { c.residual = true; return c }

// WithoutBias leaves b, b_l and b_r out.
func (c GATv2Conv) WithoutBias() GATv2Conv { c.noBias = true; return c }

// WithAttentionDropout sets each weight that the softmax gives, of an added self-loop too, to 0 with the rate's
// probability in training, and divides the others by 1 − rate.
func (c GATv2Conv) WithAttentionDropout(rate float64) GATv2Conv { c.attentionDropout = rate; return c }

// WithEdgeDropout leaves each edge, an added self-loop too, out of the softmax and the sum with the rate's probability
// in training. The softmax of those that stay adds up to 1, so nothing is divided by 1 − rate.
func (c GATv2Conv) WithEdgeDropout(rate float64) GATv2Conv { c.edgeDropout = rate; return c }

// String names the operator and its options.
func (c GATv2Conv) String() string { return c.describe("GATv2") }

// Validate refuses options out of their range.
func (c GATv2Conv) Validate() error { return c.validate("GATv2") }

// Fits implements Fitter: concatenated heads must divide the output's channels.
func (c GATv2Conv) Fits(_, out int) error { return c.fits("GATv2", out) }

// Parameters implements Operator. GATv2 does not read the edges' embedding.
func (c GATv2Conv) Parameters(in, out, _ int) []Parameter {
	head, all := c.widths(out)
	var p []Parameter
	for _, name := range []string{"source", "target"} {
		linear := Linear(name, in, all)
		if c.noBias {
			linear = linear[:1]
		} else {
			linear[1].Start = Zeros // as in PyTorch Geometric
		}
		p = append(p, linear...)
	}
	p = append(p, Parameter{Name: "attention", Shape: []int{c.heads, head}, Start: Uniform, FanIn: head})
	return append(p, c.after(in, out)...)
}

// Prepare implements Operator: the norm's factors, which edges count, and in training the masks.
func (c GATv2Conv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	return c.prepare(edges, like)
}

// UsesWeights implements Weighted.
func (c GATv2Conv) UsesWeights() bool { return true }

// WeightParameters implements WeightLearner: the map W_e of the weight.
func (c GATv2Conv) WeightParameters(out int) []Parameter {
	_, all := c.widths(out)
	return Linear("edge", 1, all)[:1]
}

// Apply implements Operator.
func (c GATv2Conv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	p := c.unpack(prepared, edges.Weight != nil)
	out := c.outOf(params[0])
	list := c.Parameters(x.Shape().Dim(1), out, 0)
	if edges.Weight != nil {
		list = append(list, c.WeightParameters(out)...)
	}
	values := byName(list, params)
	source, target := scale(c.byHead(values.linear("source", x)), p.sourceNorm), c.byHead(values.linear("target", x))
	vector := graph.InsertAxes(values["attention"], 0)
	var ofWeight *graph.Node // W_e, [1, H, D]
	if edges.Weight != nil {
		ofWeight = c.byHead(values["edge.weight"])
	}
	scores := c.scores(source, target, vector, ofWeight, edges)
	loopScores := c.score(plus(graph.Add(source, target), times(p.loopWeight, ofWeight)), vector)
	return c.finish(c.attend(source, scoreTerms{edge: scores, slope: 1}, loopScores, edges, p), x, p, values)
}

// score is aᵀ·LeakyReLU(sum) for each head: [n, H] from sums [n, H, D] and the vector a [1, H, D].
func (c GATv2Conv) score(sum, vector *graph.Node) *graph.Node {
	return graph.ReduceSum(graph.Mul(leaky(sum, c.slope), vector), -1)
}

// scores is the score of each edge, of its ends and of its weight: [E, H]. ofWeight is nil without weights.
func (c GATv2Conv) scores(source, target, vector, ofWeight *graph.Node, edges *Edges) *graph.Node {
	in := []*graph.Node{source, target, vector}
	if ofWeight != nil {
		in = append(in, ofWeight, edges.Weight)
	}
	if edges.fused(source) {
		return c.scoresFused(in, edges)
	}
	return c.scoresInSlices(in, edges)
}

// scoresInSlices is scores of source, target and vector, and of ofWeight and the weights where there are some.
func (c GATv2Conv) scoresInSlices(in []*graph.Node, edges *Edges) *graph.Node {
	if len(in) > 3 { // each head has a column of the weights
		heads := in[3].Shape().Dim(1)
		weights := graph.BroadcastToDims(graph.InsertAxes(in[4], -1), edges.NumEdges(), heads)
		in = append(slices.Clip(in[:4]), weights)
	}
	return inSlices(in, func(in []*graph.Node) *graph.Node {
		sum := graph.Add(edges.GatherSource(in[0]), edges.GatherTarget(in[1]))
		if len(in) > 3 {
			sum = graph.Add(sum, graph.Mul(graph.InsertAxes(in[4], -1), in[3]))
		}
		return c.score(sum, in[2])
	})
}

// Held implements Sizer, as measured on XLA's CPU compiler.
func (c GATv2Conv) Held(out int, kernels bool) Held {
	if kernels {
		return c.heldByKernels(out, 2, 7, 8.5)
	}
	return c.held(out, tensors{6, 5}, tensors{7, 10}, tensors{3, 10.8})
}

func (c GATv2Conv) record() attentionRecord { return c.attention.record("GATv2") }

func (r attentionRecord) gatv2() (GATv2Conv, error) { return GATv2Conv{r.attention()}, nil }

// scoresFused is GATv2's scores by a kernel.
func (c GATv2Conv) scoresFused(in []*graph.Node, edges *Edges) *graph.Node {
	source := in[0]
	dtype, heads, share := source.DType(), source.Shape().Dim(1), source.Shape().Dim(2)
	options := 0
	if len(in) > 3 {
		options = 1
	}
	scores := shapes.Make(dtype, edges.NumEdges(), heads)
	vector := shapes.Make(dtype, heads, share)
	// operands lists them for a walk over the edges of each target, or of each source.
	operands := func(in []*graph.Node, sources bool) []*graph.Node {
		list := []*graph.Node{in[1], edges.Target, edges.Source, in[0]}
		if sources {
			list = []*graph.Node{in[0], edges.Source, edges.Target, in[1]}
		}
		list = append(list, graph.Reshape(in[2], heads, share))
		if options != 0 {
			list = append(list, in[4], graph.Reshape(in[3], heads, share))
		}
		return list
	}
	forward := func(in []*graph.Node) []*graph.Node {
		return xla.Kernel("gatv2", operands(in, false), []shapes.Shape{scores}, float64(options), c.slope)
	}
	backward := func(in, _, gradients []*graph.Node) []*graph.Node {
		shape := source.Shape()
		ofSource := xla.Kernel("gatv2_back", append(operands(in, true), gradients[0], edges.bySource()),
			[]shapes.Shape{shape}, float64(options|2), c.slope)[0]
		results := []shapes.Shape{shape, vector}
		if options != 0 {
			results = append(results, shapes.Make(dtype, edges.NumEdges()), vector)
		}
		list := xla.Kernel("gatv2_back", append(operands(in, false), gradients[0]), results, float64(options), c.slope)
		all := []*graph.Node{ofSource, list[0], graph.InsertAxes(list[1], 0)}
		if options != 0 {
			all = append(all, graph.InsertAxes(list[3], 0), list[2])
		}
		return all
	}
	return xla.Fuse(in, forward, backward, func(in []*graph.Node) *graph.Node { return c.scoresInSlices(in, edges) })
}
