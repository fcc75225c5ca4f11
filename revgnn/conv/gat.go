package conv

import (
	"github.com/gomlx/gomlx/core/graph"
)

// GATConv is the graph attention of Veličković et al. Build it with GAT.
type GATConv struct {
	attention
}

// GAT is the operator of "Graph Attention Networks" (arXiv:1710.10903), head by head
//
//	h = x·W
//	s_uv = LeakyReLU(a·h_u + a'·h_v + w_uv·a''·W')
//	x'_v = Σ_u softmax_u(s_uv)·h_u + b
//
// where the sum and the softmax run over the edges u → v. Self-loops of the graph are left out and one is added at each
// node, as in PyTorch Geometric. There is one head by default; several are concatenated. Edges.Embedding is not read.
//
// w is Edges.Weight. As in PyTorch Geometric with edge_dim=1 it is an attribute of the edge that the attention sees,
// mapped by W', and not a factor of the message. An added self-loop has the mean of the weights of v's edges, 0 where v
// has none. Without weights the term and its parameters are not there.
//
// RevGAT's operator (arXiv:2106.07476) is
//
//	GAT().WithHeads(3).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3)
func GAT() GATConv { return GATConv{standardAttention} }

// WithHeads sets the number of heads. They share the output's channels, so it must divide them.
func (c GATConv) WithHeads(heads int) GATConv { c.heads = heads; return c }

// WithAveragedHeads makes the output the mean of the heads, each as wide as the output, where they are concatenated
// else.
func (c GATConv) WithAveragedHeads() GATConv { c.averaged = true; return c }

// WithNegativeSlope sets the factor of LeakyReLU for negative scores; it is 0.2 by default.
func (c GATConv) WithNegativeSlope(slope float64) GATConv { c.slope = slope; return c }

// WithoutSelfLoops adds no self-loops and leaves the graph's own. A target without edges then sums to zero.
func (c GATConv) WithoutSelfLoops() GATConv { c.noSelfLoops = true; return c }

// WithoutTargetAttention leaves a'·h_v out of the scores, as RevGAT does.
func (c GATConv) WithoutTargetAttention() GATConv { c.noTargetTerm = true; return c }

// WithNorm divides h_u, in the scores and in the sum, by the square root of u's out-degree and multiplies the sum by
// that of v's in-degree, as RevGAT does. Degrees count the added self-loop and dropped edges, and are at least 1.
func (c GATConv) WithNorm() GATConv { c.norm = true; return c }

// WithResidual adds a linear map of x_v without bias to the output.
func (c GATConv) WithResidual() GATConv { c.residual = true; return c }

// WithoutBias leaves b out.
func (c GATConv) WithoutBias() GATConv { c.noBias = true; return c }

// WithAttentionDropout sets each weight that the softmax gives, of an added self-loop too, to 0 with the rate's
// probability in training, and divides the others by 1 − rate.
func (c GATConv) WithAttentionDropout(rate float64) GATConv { c.attentionDropout = rate; return c }

// WithEdgeDropout leaves each edge, an added self-loop too, out of the softmax and the sum with the rate's probability
// in training. The softmax of those that stay adds up to 1, so nothing is divided by 1 − rate.
func (c GATConv) WithEdgeDropout(rate float64) GATConv { c.edgeDropout = rate; return c }

// String names the operator and its options.
func (c GATConv) String() string { return c.describe("GAT") }

// Validate refuses options out of their range.
func (c GATConv) Validate() error { return c.validate("GAT") }

// Fits implements Fitter: concatenated heads must divide the output's channels.
func (c GATConv) Fits(_, out int) error { return c.fits("GAT", out) }

// Parameters implements Operator. GAT does not read the edges' embedding.
func (c GATConv) Parameters(in, out, _ int) []Parameter {
	head, all := c.widths(out)
	p := Linear("linear", in, all)[:1]
	p = append(p, Parameter{Name: "source", Shape: []int{c.heads, head}, Start: Uniform, FanIn: head})
	if !c.noTargetTerm {
		p = append(p, Parameter{Name: "target", Shape: []int{c.heads, head}, Start: Uniform, FanIn: head})
	}
	return append(p, c.after(in, out)...)
}

// Prepare implements Operator: the norm's factors, which edges count, and in training the masks.
func (c GATConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node { return c.prepare(edges, like) }

// UsesWeights implements Weighted.
func (c GATConv) UsesWeights() bool { return true }

// WeightParameters implements WeightLearner: the map W' of the weight and the vector a”.
func (c GATConv) WeightParameters(out int) []Parameter {
	head, all := c.widths(out)
	return append(Linear("linear_edge", 1, all)[:1],
		Parameter{Name: "edge", Shape: []int{c.heads, head}, Start: Uniform, FanIn: head})
}

// Apply implements Operator.
func (c GATConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	p := c.unpack(prepared, edges.Weight != nil)
	out := c.outOf(params[0])
	list := c.Parameters(x.Shape().Dim(1), out, 0)
	if edges.Weight != nil {
		list = append(list, c.WeightParameters(out)...)
	}
	values := byName(list, params)
	h := c.byHead(graph.Dot(x, values["linear.weight"]).Product())
	source := scale(h, p.sourceNorm)
	score := func(h, vector *graph.Node) *graph.Node {
		return graph.ReduceSum(graph.Mul(h, graph.InsertAxes(vector, 0)), -1)
	}
	sourceTerm := score(source, values["source"])
	var edgeTerm, loopTerm *graph.Node // what the weights add to the scores; nil without
	if edges.Weight != nil {
		factor := score(c.byHead(values["linear_edge.weight"]), values["edge"]) // [1, H]
		edgeTerm, loopTerm = times(edges.Weight, factor), times(p.loopWeight, factor)
	}
	terms := scoreTerms{source: sourceTerm, edge: edgeTerm, slope: c.slope}
	if !c.noTargetTerm {
		terms.target = score(h, values["target"])
	}
	loopScores := leaky(plus(plus(sourceTerm, terms.target), loopTerm), c.slope)
	return c.finish(c.attend(source, terms, loopScores, edges, p), x, p, values)
}

// Held implements Sizer, as measured on XLA's CPU compiler.
func (c GATConv) Held(out int, kernels bool) Held {
	if kernels {
		return c.heldByKernels(out, 1, 4, 5)
	}
	return c.held(out, tensors{2.6, 3}, tensors{5, 7}, tensors{1.1, 6.5})
}

func (c GATConv) record() attentionRecord { return c.attention.record("GAT") }

func (r attentionRecord) gat() (GATConv, error) { return GATConv{r.attention()}, nil }
