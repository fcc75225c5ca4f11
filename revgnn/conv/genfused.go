package conv

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Options of GEN's kernels, which say what the messages are made of besides x, and that the edges have weights.
const (
	genFeatures = 1
	genBias     = 2
	genWeight   = 4
)

// genOptions are the options of the messages of in, which are x and the other parts.
func genOptions(in []*graph.Node) (options int) {
	if len(in) > 2 {
		options |= genFeatures
	}
	if len(in) > 3 {
		options |= genBias
	}
	return options
}

// largestMessages aggregates GEN's messages by maximum: for each target v and channel the largest of
//
//	m_uv = ReLU(x_u + features_uv·weight + bias) + ε
//
// over the edges u → v, and 0 for a target without edges. in are x and the other parts of the messages.
func largestMessages(in []*graph.Node, edges *Edges) *graph.Node {
	if !edges.fused(in[0]) {
		return largestOfMessages(in, edges)
	}
	x, options := in[0], genOptions(in)
	chosen := shapes.Make(dtypes.Int32, x.Shape().Dimensions...)
	forward := func(in []*graph.Node) []*graph.Node {
		operands := append([]*graph.Node{in[0], edges.Target, edges.Source}, in[1:]...)
		return xla.Kernel("gen_max", operands, []shapes.Shape{x.Shape(), chosen}, float64(options), messageEpsilon)
	}
	backward := func(in, out, gradients []*graph.Node) []*graph.Node {
		edge, gradient := out[1], gradients[0]
		operands, results := []*graph.Node{gradient, edge, edges.Source}, []shapes.Shape{x.Shape()}
		if options&genFeatures != 0 {
			operands, results = append(operands, in[1]), append(results, in[2].Shape())
		}
		if options&genBias != 0 {
			results = append(results, in[3].Shape())
		}
		list := xla.Kernel("gen_max_back", operands, results, float64(options))
		if options&genFeatures == 0 {
			return list
		}
		none := graph.IsNegative(edge)
		toFeatures := scatterToFeatures(graph.Where(none, graph.ZerosLike(gradient), gradient),
			graph.Where(none, graph.ZerosLike(edge), edge), in[1], in[2])
		return append([]*graph.Node{list[0], toFeatures}, list[1:]...)
	}
	plain := func(in []*graph.Node) *graph.Node { return largestOfMessages(in, edges) }
	return xla.Fuse(in, forward, backward, plain)
}

// sumOfMessages adds up GEN's messages at each target, times weights of [E] or nil: [N, d]. in are x and the other
// parts of the messages.
func sumOfMessages(in []*graph.Node, edges *Edges, weight *graph.Node) *graph.Node {
	s := genSum{kernel: "gen_sum", edges: edges, parts: len(in), weighted: weight != nil,
		plain: func(messages, weight *graph.Node) *graph.Node {
			if weight != nil {
				messages = edges.weighBy(weight, messages)
			}
			return edges.SumByTarget(messages)
		}}
	return s.of(in, weight)
}

// softmaxOfMessages adds them up, weighted by the softmax of them times the temperature.
func softmaxOfMessages(in []*graph.Node, edges *Edges, temperature *graph.Node) *graph.Node {
	s := genSum{kernel: genSoftmax, edges: edges, parts: len(in), numbered: true,
		plain: func(messages, temperature *graph.Node) *graph.Node { return softmax(messages, edges, temperature) }}
	return s.of(in, temperature)
}

// sumOfPowers adds them up, each to the power of the exponent.
func sumOfPowers(in []*graph.Node, edges *Edges, exponent *graph.Node) *graph.Node {
	s := genSum{kernel: "gen_power", edges: edges, parts: len(in), numbered: true,
		plain: func(messages, exponent *graph.Node) *graph.Node {
			return edges.SumByTarget(raise(messages, exponent))
		}}
	return s.of(in, exponent)
}

// genSum is a way to add up messages, and the kernel that does it.
type genSum struct {
	kernel   string
	edges    *Edges
	parts    int  // of the messages
	weighted bool // the last input is the edges' weights
	numbered bool // it is the temperature or the exponent

	plain func(messages, last *graph.Node) *graph.Node
}

// of is the sum of messages of in, which are x and the other parts. last is nil where there is no weight or number.
func (s genSum) of(in []*graph.Node, last *graph.Node) *graph.Node {
	if last != nil {
		in = append(in, last)
	}
	if !s.edges.fused(in[0]) {
		return s.operations(in)
	}
	return xla.Fuse(in, s.forward, s.backward, s.operations)
}

// operations is the sum by operations that hold a tensor per edge.
func (s genSum) operations(in []*graph.Node) *graph.Node {
	return s.plain(genMessages(s.edges, in[:s.parts]), at(in, s.parts))
}

// operands are those of the kernels, for a walk over the edges of each target, or of each source, with the numbers of
// the program.
func (s genSum) operands(in []*graph.Node, row, column *graph.Node) (operands []*graph.Node, numbers []float64) {
	operands = append([]*graph.Node{in[0], row, column}, in[1:s.parts]...)
	options := genOptions(in[:s.parts])
	if s.weighted {
		operands, options = append(operands, in[s.parts]), options|genWeight
	}
	if s.numbered {
		operands = append(operands, graph.Reshape(in[s.parts], 1))
	}
	return operands, []float64{float64(options), messageEpsilon, powerLow, powerHigh}
}

func (s genSum) forward(in []*graph.Node) []*graph.Node {
	operands, numbers := s.operands(in, s.edges.Target, s.edges.Source)
	results := []shapes.Shape{in[0].Shape()}
	if s.kernel == genSoftmax {
		results = append(results, in[0].Shape())
	}
	return xla.Kernel(s.kernel, operands, results, numbers...)
}

// genSoftmax is the kernel whose gradient wants its result and the logarithm of the sum of the exponentials.
const genSoftmax = "gen_softmax"

func (s genSum) backward(in, out, gradients []*graph.Node) []*graph.Node {
	operands, numbers := s.operands(in, s.edges.Source, s.edges.Target)
	gradient := gradients[0]
	operands = append(append(operands, s.edges.bySource(), gradient), s.kept(out)...)
	results := []shapes.Shape{in[0].Shape()}
	if s.parts > 1 {
		results = append(results, in[2].Shape())
	}
	if s.numbered {
		results = append(results, shapes.Make(in[0].DType(), 1))
	}
	list := s.callBack(operands, results, numbers)
	all := make([]*graph.Node, len(in))
	all[0] = list[0]
	byEdges := s.byEdges(in, out, gradient)
	if s.parts > 1 {
		all[1], all[2] = byEdges[0], list[1]
	}
	if s.parts > 3 {
		all[3] = graph.ReduceSum(list[0], 0)
	}
	switch {
	case s.weighted:
		all[s.parts] = byEdges[len(byEdges)-1]
	case s.numbered:
		all[s.parts] = graph.Reshape(list[len(list)-1], in[s.parts].Shape().Dimensions...)
	}
	return all
}

// callBack calls the kernel of the gradient. That of a softmax of x alone works in the place of the logarithm, its last
// operand, which nothing reads after it.
func (s genSum) callBack(operands []*graph.Node, results []shapes.Shape, numbers []float64) []*graph.Node {
	if s.kernel != genSoftmax || s.parts > 1 {
		return xla.Kernel(s.kernel+"_back", operands, results, numbers...)
	}
	room := xla.InPlace{Operand: len(operands) - 1, Result: len(results)}
	results = append(results, operands[room.Operand].Shape())
	return xla.KernelInPlace(s.kernel+"_back", operands, results, room, numbers...)[:room.Result]
}

// kept are the results of the forward pass that the gradient wants.
func (s genSum) kept(out []*graph.Node) []*graph.Node {
	if s.kernel == genSoftmax {
		return out
	}
	return nil
}

// byEdges are the gradients of the edges' features and weights, as far as there are some. It is a call of its own,
// which a program that asks for neither does without.
func (s genSum) byEdges(in, out []*graph.Node, gradient *graph.Node) []*graph.Node {
	operands, numbers := s.operands(in, s.edges.Target, s.edges.Source)
	var results []shapes.Shape
	if s.parts > 1 {
		results = append(results, in[1].Shape())
	}
	if s.weighted {
		results = append(results, in[s.parts].Shape())
	}
	if results == nil {
		return nil
	}
	operands = append(append(operands, gradient), s.kept(out)...)
	return xla.Kernel(s.kernel+"_edges", operands, results, numbers...)
}
