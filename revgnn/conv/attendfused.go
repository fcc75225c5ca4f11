package conv

import (
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Options of the kernel "attention": what it is given besides the values and the edges.
const (
	sourceTerms = 1 << iota
	targetTerms
	edgeTerms
	closedEdges
	edgeMask
	loopScore
	loopMask
)

// attendFused is attend by a kernel, which computes the scores and the weights of edges where it uses them. Scores of
// self-loops are nil for none.
func (a attention) attendFused(values *graph.Node, terms scoreTerms, loopScores *graph.Node, edges *Edges,
	p attentionValues) *graph.Node {
	in, options := []*graph.Node{values}, 0
	for i, operand := range []*graph.Node{
		terms.source, terms.target, terms.edge, p.closed, p.mask, loopScores, p.loopMask} {
		if operand != nil {
			in, options = append(in, operand), options|1<<i
		}
	}
	// split names the operands again.
	split := func(in []*graph.Node) (terms scoreTerms, loopScores *graph.Node, p attentionValues) {
		terms = scoreTerms{slope: a.slope}
		next := 1
		for i, operand := range []**graph.Node{
			&terms.source, &terms.target, &terms.edge, &p.closed, &p.mask, &loopScores, &p.loopMask} {
			if options&(1<<i) != 0 {
				*operand = in[next]
				next++
			}
		}
		return terms, loopScores, p
	}
	numbers := []float64{float64(options), terms.slope}
	dtype, nodes, heads := values.DType(), edges.NumNodes, values.Shape().Dim(1)
	kept := shapes.Make(dtype, nodes, 2, heads)
	perNode, perEdge := shapes.Make(dtype, nodes, heads), shapes.Make(dtype, edges.NumEdges(), heads)
	forward := func(in []*graph.Node) []*graph.Node {
		operands := append([]*graph.Node{in[0], edges.Target, edges.Source}, in[1:]...)
		return xla.Kernel("attention", operands, []shapes.Shape{values.Shape(), kept}, numbers...)
	}
	backward := func(in, out, gradients []*graph.Node) []*graph.Node {
		operands := append([]*graph.Node{in[0], edges.Source, edges.Target}, in[1:]...)
		operands = append(operands, edges.bySource(), out[0], out[1], gradients[0])
		results := []shapes.Shape{values.Shape()}
		for _, result := range []struct {
			of   int
			like shapes.Shape
		}{{sourceTerms, perNode}, {targetTerms | edgeTerms, perEdge}, {loopScore, perNode}} {
			if options&result.of != 0 {
				results = append(results, result.like)
			}
		}
		results = append(results, shapes.Make(dtype, nodes, 4, heads)) // where the kernel works
		list := xla.Kernel("attention_back", operands, results, numbers...)
		take := func() *graph.Node {
			list = list[1:]
			return list[0]
		}
		all := []*graph.Node{list[0]}
		if options&sourceTerms != 0 {
			all = append(all, take())
		}
		if options&(targetTerms|edgeTerms) != 0 {
			ofEdges := take()
			if options&targetTerms != 0 {
				all = append(all, edges.sumOfEdges(ofEdges, false))
			}
			if options&edgeTerms != 0 {
				all = append(all, ofEdges)
			}
		}
		for _, constant := range []int{closedEdges, edgeMask} {
			if options&constant != 0 {
				all = append(all, nil)
			}
		}
		if options&loopScore != 0 {
			all = append(all, take())
		}
		if options&loopMask != 0 {
			all = append(all, nil)
		}
		return all
	}
	plain := func(in []*graph.Node) *graph.Node {
		parts, loopScores, p := split(in)
		parts.slope = terms.slope
		return a.attendByEdges(in[0], parts.scores(edges), loopScores, edges, p)
	}
	return fuse(in, forward, backward, plain)
}

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
	return fuse(in, forward, backward, func(in []*graph.Node) *graph.Node { return c.scoresInSlices(in, edges) })
}

// fuse computes forward(in), of which the first output is the result, and differentiates it by backward, both of them
// kernels. A gradient of the gradient is that of plain, which computes the same of operations that have one.
func fuse(in []*graph.Node, forward xla.Forward, backward xla.Backward,
	plain func(in []*graph.Node) *graph.Node) *graph.Node {
	n := len(in)
	return xla.CustomVJP(in, forward, func(in, out, gradients []*graph.Node) []*graph.Node {
		var with []int // the inputs that have a gradient
		list := xla.CustomVJP(slices.Concat(in, out, gradients[:1]),
			func(list []*graph.Node) []*graph.Node {
				var found []*graph.Node
				for i, gradient := range backward(list[:n], list[n:n+len(out)], list[n+len(out):]) {
					if gradient != nil {
						with, found = append(with, i), append(found, gradient)
					}
				}
				return found
			},
			func(list, _, seconds []*graph.Node) []*graph.Node {
				// What one input is computed of is no concern of another's gradient.
				leaves := make([]*graph.Node, len(list))
				for i, node := range list {
					leaves[i] = graph.Identity(graph.StopGradient(node))
				}
				var by []*graph.Node
				for _, i := range with {
					by = append(by, leaves[i])
				}
				last := len(list) - 1
				result := graph.Mul(plain(leaves[:n]), leaves[last])
				var sum *graph.Node
				for i, first := range graph.Gradient(graph.ReduceAllSum(result), by...) {
					sum = plus(graph.ReduceAllSum(graph.Mul(first, seconds[i])), sum)
				}
				all := make([]*graph.Node, len(list))
				for i, gradient := range graph.Gradient(sum, append(by, leaves[last])...) {
					if i < len(with) {
						all[with[i]] = gradient
					} else {
						all[last] = gradient
					}
				}
				return all
			})
		all := make([]*graph.Node, n)
		for i, input := range with {
			all[input] = list[i]
		}
		return all
	})[0]
}
