package conv

import (
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// GCNConv is the graph convolution of Kipf and Welling. Build it with GCN.
type GCNConv struct {
	selfLoops bool
}

// GCN is the graph convolution of "Semi-Supervised Classification with Graph Convolutional Networks" (arXiv:1609.02907)
//
//	x'_v = Σ_u w_uv/√(d_u·d_v) · x_u·W + b,  d_v = Σ_u w_uv
//
// where the sums run over the edges u → v and over a self-loop of weight 1 at each node that has none of its own.
// w is Edges.Weight, 1 without, as in PyTorch Geometric's gcn_norm; a negative degree gives NaN. Edges.Embedding is not
// read.
func GCN() GCNConv { return GCNConv{selfLoops: true} }

// WithoutSelfLoops leaves the self-loops out.
func (c GCNConv) WithoutSelfLoops() GCNConv { c.selfLoops = false; return c }

// String names the operator.
func (c GCNConv) String() string {
	if !c.selfLoops {
		return "GCN(no self-loops)"
	}
	return "GCN"
}

// Parameters implements Operator. GCN does not read the edges' embedding.
func (c GCNConv) Parameters(in, out, _ int) []Parameter {
	p := Linear("linear", in, out)
	p[1].Start = Zeros // as in PyTorch Geometric
	return p
}

// Prepare implements Operator: the factor of each edge [E] and of each self-loop [N].
func (c GCNConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	weight := edges.Weight
	if weight == nil {
		weight = graph.Ones(like.Graph(), shapes.Make(like.DType(), edges.NumEdges()))
	}
	degree := edges.SumByTarget(weight)
	var added *graph.Node // 1 for a node without a self-loop of its own
	if c.selfLoops {
		own := graph.ConvertDType(graph.Equal(edges.Source, edges.Target), like.DType())
		added = graph.ConvertDType(graph.LogicalNot(graph.IsPositive(edges.SumByTarget(own))), like.DType())
		degree = graph.Add(degree, added)
	}
	zeros, ones := graph.ZerosLike(degree), graph.OnesLike(degree)
	none := graph.Equal(degree, zeros)
	root := graph.Where(none, zeros, graph.Div(ones, graph.Sqrt(graph.Where(none, ones, degree)))) // 1/√d, 0 for d = 0
	factors := graph.Mul(weight, graph.Mul(edges.GatherSource(root), edges.GatherTarget(root)))
	if !c.selfLoops {
		return []*graph.Node{factors}
	}
	return []*graph.Node{factors, graph.Mul(added, graph.Square(root))}
}

// UsesWeights implements Weighted.
func (c GCNConv) UsesWeights() bool { return true }

// Apply implements Operator.
func (c GCNConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	sum := edges.SumByTarget(edges.weighBy(prepared[0], edges.GatherSource(x)))
	if c.selfLoops {
		sum = graph.Add(sum, graph.Mul(x, graph.InsertAxes(prepared[1], -1)))
	}
	return graph.Add(sum, graph.InsertAxes(params[1], 0))
}

// Held implements Sizer, as measured on XLA's CPU compiler. Kernels want the edges in the order of their sources.
func (c GCNConv) Held(out int, kernels bool) Held {
	if kernels {
		return heldOf(out, out, tensors{0, 3}, tensors{0, 2.25}).withEdge(2) // the order and the factors
	}
	return heldOf(out, out, tensors{1, 2}, tensors{0, 3.3})
}

// gcnRecord is GCN's options as JSON.
type gcnRecord struct {
	Name        string `json:"name"`
	NoSelfLoops bool   `json:"no_self_loops,omitempty"`
}

func (c GCNConv) record() gcnRecord { return gcnRecord{Name: "GCN", NoSelfLoops: !c.selfLoops} }

func (r gcnRecord) operator() (GCNConv, error) { return GCNConv{selfLoops: !r.NoSelfLoops}, nil }
