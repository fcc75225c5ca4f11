package conv

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// attention is what GAT and GATv2 have in common: the options, the softmax over the edges of a target, and what becomes
// of its result. H is the number of heads and D the width of one.
//
// Added self-loops are never listed among the edges: each is a term of its node.
type attention struct {
	options
	heads                             int
	slope                             float64
	averaged, norm, residual          bool
	noSelfLoops, noBias, noTargetTerm bool
	attentionDropout, edgeDropout     float64
}

// standardAttention has the options of an operator that was given none.
var standardAttention = attention{heads: 1, slope: 0.2}

// describe is an operator's name and the options that it was given.
func (a attention) describe(name string) string {
	var given []string
	add := func(yes bool, format string, args ...any) {
		if yes {
			given = append(given, fmt.Sprintf(format, args...))
		}
	}
	add(a.heads != 1, "%d heads", a.heads)
	add(a.averaged, "averaged")
	add(a.slope != standardAttention.slope, "slope %g", a.slope)
	add(a.noSelfLoops, "no self-loops")
	add(a.noTargetTerm, "no target attention")
	add(a.norm, "norm")
	add(a.residual, "residual")
	add(a.noBias, "no bias")
	add(a.attentionDropout != 0, "attention dropout %g", a.attentionDropout)
	add(a.edgeDropout != 0, "edge dropout %g", a.edgeDropout)
	if given == nil {
		return name
	}
	return name + "(" + strings.Join(given, ", ") + ")"
}

// validate refuses options out of their range. operator is the constructor's name.
func (a attention) validate(operator string) error {
	rate := func(what string, r float64) error {
		if !(r >= 0 && r < 1) {
			return fmt.Errorf("conv: %s() with %s dropout %g; use a rate from 0 to below 1", operator, what, r)
		}
		return nil
	}
	switch {
	case a.twice != "":
		return a.once(operator)
	case a.heads < 1:
		return fmt.Errorf("conv: %s() with %d heads; use at least 1", operator, a.heads)
	case math.IsNaN(a.slope) || math.IsInf(a.slope, 0):
		return fmt.Errorf("conv: %s() with negative slope %g; use a finite one", operator, a.slope)
	}
	if err := rate("attention", a.attentionDropout); err != nil {
		return err
	}
	return rate("edge", a.edgeDropout)
}

// fits refuses a width that the heads can't share.
func (a attention) fits(operator string, out int) error {
	if err := a.validate(operator); err != nil || a.averaged || out%a.heads == 0 {
		return err
	}
	return fmt.Errorf("conv: %s() with %d heads, which do not divide %d channels; use a number that does, "+
		"or WithAveragedHeads", operator, a.heads, out)
}

// widths are D and H·D for an output of the given width.
func (a attention) widths(out int) (head, all int) {
	if a.averaged {
		return out, a.heads * out
	}
	return out / max(a.heads, 1), out
}

// after lists the parameters that the result passes: of the residual's map and the bias.
func (a attention) after(in, out int) []Parameter {
	var p []Parameter
	if a.residual {
		p = append(p, Linear("residual", in, out)[0])
	}
	if !a.noBias {
		p = append(p, Parameter{Name: "bias", Shape: []int{out}, Start: Zeros})
	}
	return p
}

// attentionValues is what all layers read of the edges. Values that the options have no use for are nil.
type attentionValues struct {
	sourceNorm, targetNorm *graph.Node // [N], factors
	closed, closedLoop     *graph.Node // [E] and [N]: −∞ for an edge that does not count, else 0
	mask, loopMask         *graph.Node // [E, H] and [N, H]: dropout of the attention
}

// prepare lists attentionValues: those of evaluation, and in training the masks too.
func (a attention) prepare(edges *Edges, like *graph.Node) []*graph.Node {
	g, dtype := like.Graph(), like.DType()
	choose := func(condition *graph.Node, yes, no float64) *graph.Node {
		return graph.Where(condition, graph.Scalar(g, dtype, yes), graph.Scalar(g, dtype, no))
	}
	draw := func(rate float64, dims ...int) *graph.Node {
		return graph.ConvertDType(edges.Mask(rate, dims...), dtype)
	}
	dropped := func(rows int) *graph.Node {
		mask := draw(a.edgeDropout, rows)
		return graph.Equal(mask, graph.ZerosLike(mask))
	}
	var list []*graph.Node
	var left *graph.Node // bool [E]: the edges that are left out
	if !a.noSelfLoops {
		left = graph.Equal(edges.Source, edges.Target)
	}
	if a.norm {
		counted := graph.Ones(g, shapes.Make(dtype, edges.NumEdges()))
		if left != nil {
			counted = choose(left, 0, 1)
		}
		in, out := edges.sumByTarget(counted), edges.sumBySource(counted)
		if left != nil { // one more, the added self-loop
			in, out = graph.OnePlus(in), graph.OnePlus(out)
		}
		list = append(list, graph.Reciprocal(graph.Sqrt(graph.MaxScalar(out, 1))), graph.Sqrt(graph.MaxScalar(in, 1)))
	}
	dropsEdges := edges.Mask != nil && a.edgeDropout > 0
	if dropsEdges {
		drop := dropped(edges.NumEdges())
		if left != nil {
			drop = graph.LogicalOr(left, drop)
		}
		left = drop
	}
	if left != nil {
		list = append(list, choose(left, math.Inf(-1), 0))
	}
	if dropsEdges && !a.noSelfLoops {
		list = append(list, choose(dropped(edges.NumNodes), math.Inf(-1), 0))
	}
	if edges.Mask != nil && a.attentionDropout > 0 {
		list = append(list, draw(a.attentionDropout, edges.NumEdges(), a.heads))
		if !a.noSelfLoops {
			list = append(list, draw(a.attentionDropout, edges.NumNodes, a.heads))
		}
	}
	return list
}

// unpack names the values that prepare listed.
func (a attention) unpack(list []*graph.Node) attentionValues {
	evaluation := 0 // so many without masks
	if a.norm {
		evaluation += 2
	}
	if !a.noSelfLoops {
		evaluation++
	}
	training := len(list) > evaluation
	take := func(present bool) *graph.Node {
		if !present {
			return nil
		}
		value := list[0]
		list = list[1:]
		return value
	}
	loops, drops, masks := !a.noSelfLoops, training && a.edgeDropout > 0, training && a.attentionDropout > 0
	// Go evaluates the calls in this order.
	return attentionValues{
		sourceNorm: take(a.norm), targetNorm: take(a.norm),
		closed: take(loops || drops), closedLoop: take(loops && drops),
		mask: take(masks), loopMask: take(loops && masks),
	}
}

// byHead cuts the channels [N, H·D] into heads [N, H, D].
func (a attention) byHead(x *graph.Node) *graph.Node {
	if width := x.Shape().Dim(1); a.heads < 1 || width%a.heads != 0 {
		panic(fmt.Errorf("conv: %d heads do not divide %d channels; Fits says so before", a.heads, width))
	}
	return graph.Reshape(x, x.Shape().Dim(0), a.heads, x.Shape().Dim(1)/a.heads)
}

// leaky is LeakyReLU. NaN stays NaN.
func (a attention) leaky(x *graph.Node) *graph.Node {
	return graph.Where(graph.IsPositive(x), x, graph.MulScalar(x, a.slope))
}

// scale multiplies the rows of x [N, H, D] by factors [N]; nil leaves them.
func scale(x, factors *graph.Node) *graph.Node {
	if factors == nil {
		return x
	}
	return graph.Mul(x, graph.InsertAxes(factors, -1, -1))
}

// attend adds up the values [N, H, D] at the sources of each target's edges, weighted by the softmax of the scores
// [E, H] and of the self-loops' scores [N, H]: [N, H, D].
func (a attention) attend(values, scores, loopScores *graph.Node, edges *Edges, p attentionValues) *graph.Node {
	g, dtype := values.Graph(), values.DType()
	lowest := graph.Infinity(g, dtype, -1)
	shut := func(scores, closed *graph.Node) *graph.Node {
		if closed == nil {
			return scores
		}
		return graph.Add(scores, graph.InsertAxes(closed, -1))
	}
	drop := func(weights, mask *graph.Node) *graph.Node {
		if mask != nil {
			weights = graph.Mul(weights, mask)
		}
		return weights
	}
	scores = shut(scores, p.closed)
	start := graph.BroadcastToDims(lowest, edges.NumNodes, a.heads)
	if !a.noSelfLoops {
		loopScores = shut(loopScores, p.closedLoop)
		start = graph.StopGradient(loopScores)
	}
	// Subtracting the largest changes nothing but the range, so no gradient flows through it.
	largest := graph.ScatterMax(start, graph.InsertAxes(edges.Target, -1), graph.StopGradient(scores), true, false)
	largest = graph.StopGradient(graph.Where(graph.Equal(largest, lowest), graph.ZerosLike(largest), largest))

	weights := graph.Exp(graph.Sub(scores, gather(largest, edges.Target, true)))
	total := edges.sumByTarget(weights)
	sum := weightedSum(values, drop(weights, p.mask), edges)
	if !a.noSelfLoops {
		weights = graph.Exp(graph.Sub(loopScores, largest))
		total = graph.Add(total, weights)
		sum = graph.Add(sum, graph.Mul(values, graph.InsertAxes(drop(weights, p.loopMask), -1)))
	}
	// The largest score weighs 1, so the total is 0 only without edges, where the sum is 0 too. Dividing the sum and not
	// the weights holds no further tensor an edge.
	none := graph.Equal(total, graph.ZerosLike(total))
	return graph.Div(sum, graph.InsertAxes(graph.Where(none, graph.OnesLike(total), total), -1))
}

// finish joins the heads of sum [N, H, D] and adds the residual and the bias: [N, out]. params are those of after.
func (a attention) finish(sum, x *graph.Node, p attentionValues, params []*graph.Node) *graph.Node {
	sum = scale(sum, p.targetNorm)
	if a.averaged {
		sum = graph.ReduceMean(sum, 1)
	} else {
		sum = graph.Reshape(sum, sum.Shape().Dim(0), -1)
	}
	if a.residual {
		sum = graph.Add(sum, graph.Dot(x, params[0]).Product())
	}
	if !a.noBias {
		sum = graph.Add(sum, graph.InsertAxes(params[len(params)-1], 0))
	}
	return sum
}

// tensors counts those that a gradient holds at once: as wide as a slice for each edge, and as all heads for each node.
type tensors struct{ edge, node int }

// held counts numbers, by the tensors that one slice of all heads needs and those that several slices need.
func (a attention) held(out int, one, several tensors) (edge, node int) {
	head, all := a.widths(out)
	if head < 1 {
		return 0, 0 // Fits refuses it
	}
	list := spans(max(a.heads, 1), head)
	held := one
	if len(list) > 1 {
		held = several
	}
	return held.edge * list[0].heads * list[0].channels, held.node * all
}

// encode is the record of an operator of the given name.
func (a attention) encode(name string) encoded {
	e := encoded{
		Name: name, AveragedHeads: a.averaged, NoSelfLoops: a.noSelfLoops, NoTargetAttention: a.noTargetTerm,
		Norm: a.norm, Residual: a.residual, NoBias: a.noBias,
	}
	if a.has("WithHeads") {
		e.Heads = &a.heads
	}
	if a.has("WithNegativeSlope") {
		e.NegativeSlope = &a.slope
	}
	if a.has("WithAttentionDropout") {
		e.AttentionDropout = &a.attentionDropout
	}
	if a.has("WithEdgeDropout") {
		e.EdgeDropout = &a.edgeDropout
	}
	return e
}

// decodeAttention is the inverse of encode.
func decodeAttention(e encoded) attention {
	a := standardAttention
	flag := func(name string, given bool, option *bool) {
		if *option = given; given {
			a.note(name)
		}
	}
	number := func(name string, given, option *float64) {
		if given != nil {
			*option = *given
			a.note(name)
		}
	}
	if e.Heads != nil {
		a.heads = *e.Heads
		a.note("WithHeads")
	}
	flag("WithAveragedHeads", e.AveragedHeads, &a.averaged)
	flag("WithoutSelfLoops", e.NoSelfLoops, &a.noSelfLoops)
	flag("WithoutTargetAttention", e.NoTargetAttention, &a.noTargetTerm)
	flag("WithNorm", e.Norm, &a.norm)
	flag("WithResidual", e.Residual, &a.residual)
	flag("WithoutBias", e.NoBias, &a.noBias)
	number("WithNegativeSlope", e.NegativeSlope, &a.slope)
	number("WithAttentionDropout", e.AttentionDropout, &a.attentionDropout)
	number("WithEdgeDropout", e.EdgeDropout, &a.edgeDropout)
	return a
}
