package conv

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Options of GEN's kernels, which say what the messages are made of besides x.
const (
	withFeatures = 1
	withBias     = 2
)

// kernelOptions are the options of the messages of x and the other parts.
func kernelOptions(in []*graph.Node) (options int) {
	if len(in) > 2 {
		options |= withFeatures
	}
	if len(in) > 3 {
		options |= withBias
	}
	return options
}

// largestMessages aggregates GEN's messages by maximum: for each target v and channel the largest of
//
//	m_uv = ReLU(x_u + features_uv·weight + bias) + ε
//
// over the edges u → v, and 0 for a target without edges.
func largestMessages(x *graph.Node, edges *Edges, parts messageParts) *graph.Node {
	in := parts.list(x)
	if edges.fused(x) {
		return largestFused(in, edges)
	}
	return largestOfMessages(in, edges)
}

// largestFused is largestMessages by a kernel.
func largestFused(in []*graph.Node, edges *Edges) *graph.Node {
	x, options := in[0], kernelOptions(in)
	chosen := shapes.Make(dtypes.Int32, x.Shape().Dimensions...)
	forward := func(in []*graph.Node) []*graph.Node {
		operands := append([]*graph.Node{in[0], edges.Target, edges.Source}, in[1:]...)
		return xla.Kernel("gen_max", operands, []shapes.Shape{x.Shape(), chosen}, float64(options), messageEpsilon)
	}
	backward := func(in, out, gradients []*graph.Node) []*graph.Node {
		edge, gradient := out[1], gradients[0]
		operands, results := []*graph.Node{gradient, edge, edges.Source}, []shapes.Shape{x.Shape()}
		if options&withFeatures != 0 {
			operands, results = append(operands, in[1]), append(results, in[2].Shape())
		}
		if options&withBias != 0 {
			results = append(results, in[3].Shape())
		}
		list := xla.Kernel("gen_max_back", operands, results, float64(options))
		if options&withFeatures == 0 {
			return list
		}
		none := graph.IsNegative(edge)
		toFeatures := scatterToFeatures(graph.Where(none, graph.ZerosLike(gradient), gradient),
			graph.Where(none, graph.ZerosLike(edge), edge), in[1], in[2])
		return append([]*graph.Node{list[0], toFeatures}, list[1:]...)
	}
	plain := func(in []*graph.Node) *graph.Node { return largestOfMessages(in, edges) }
	return fuse(in, forward, backward, plain)
}
