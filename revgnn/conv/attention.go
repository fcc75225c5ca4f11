package conv

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// attention is what GAT and GATv2 have in common: the options, the softmax over the edges of a target, and what becomes
// of its result. H is the number of heads and D the width of one.
//
// Added self-loops are never listed among the edges: each is a term of its node.
type attention struct {
	heads                             int
	slope                             float64
	averaged, norm, residual          bool
	noSelfLoops, noBias, noTargetTerm bool
	attentionDropout, edgeDropout     float64
}

// standardAttention has the options of an operator that was given none.
var standardAttention = attention{heads: 1, slope: 0.2}

// TargetAttention tells whether the scores depend on the target.
func (a attention) TargetAttention() bool { return !a.noTargetTerm }

// Norm tells whether the values are scaled by the roots of the degrees, as WithNorm says.
func (a attention) Norm() bool { return a.norm }

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

// outOf is the width of the output, given a weight [in, H·D].
func (a attention) outOf(weight *graph.Node) int {
	all := weight.Shape().Dim(-1)
	if a.averaged {
		return all / max(a.heads, 1)
	}
	return all
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
	loopWeight             *graph.Node // [N], of the added self-loops
	mask, loopMask         *graph.Node // [E, H] and [N, H]: dropout of the attention
}

// fields lists the values that the options have a use for, in training or in evaluation, for edges with or without
// weights.
func (v *attentionValues) fields(a attention, training, weighted bool) xla.Fields {
	loops, drops, masks := !a.noSelfLoops, training && a.edgeDropout > 0, training && a.attentionDropout > 0
	var list xla.Fields
	for _, field := range []struct {
		of   **graph.Node
		used bool
	}{
		{&v.sourceNorm, a.norm}, {&v.targetNorm, a.norm},
		{&v.closed, loops || drops}, {&v.closedLoop, loops && drops}, {&v.loopWeight, loops && weighted},
		{&v.mask, masks}, {&v.loopMask, loops && masks},
	} {
		if field.used {
			list = append(list, field.of)
		}
	}
	return list
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
	var v attentionValues
	var left *graph.Node // bool [E]: the edges that are left out
	if !a.noSelfLoops {
		left = graph.Equal(edges.Source, edges.Target)
	}
	if a.norm {
		counted := graph.Ones(g, shapes.Make(dtype, edges.NumEdges()))
		if left != nil {
			counted = choose(left, 0, 1)
		}
		in, out := edges.SumByTarget(counted), edges.sumBySource(counted)
		if left != nil { // one more, the added self-loop
			in, out = graph.OnePlus(in), graph.OnePlus(out)
		}
		v.sourceNorm = graph.Reciprocal(graph.Sqrt(graph.MaxScalar(out, 1)))
		v.targetNorm = graph.Sqrt(graph.MaxScalar(in, 1))
	}
	if left != nil && edges.Weight != nil {
		v.loopWeight = edges.meanWeight(choose(left, 0, 1))
	}
	training := edges.Mask != nil
	dropsEdges := training && a.edgeDropout > 0
	if dropsEdges {
		drop := dropped(edges.NumEdges())
		if left != nil {
			drop = graph.LogicalOr(left, drop)
		}
		left = drop
	}
	if left != nil {
		v.closed = choose(left, math.Inf(-1), 0)
	}
	if dropsEdges && !a.noSelfLoops {
		v.closedLoop = choose(dropped(edges.NumNodes), math.Inf(-1), 0)
	}
	if training && a.attentionDropout > 0 {
		v.mask = draw(a.attentionDropout, edges.NumEdges(), a.heads)
		if !a.noSelfLoops {
			v.loopMask = draw(a.attentionDropout, edges.NumNodes, a.heads)
		}
	}
	return v.fields(a, training, edges.Weight != nil).List()
}

// meanWeight is the mean of the weights of each target's edges that count, and 0 where there are none: [N]. counts is 1
// for an edge that counts, else 0: [E].
func (e *Edges) meanWeight(counts *graph.Node) *graph.Node {
	return graph.Div(e.SumByTarget(graph.Mul(e.Weight, counts)), graph.MaxScalar(e.SumByTarget(counts), 1))
}

// unpack names the values that prepare listed. There are more of them in training.
func (a attention) unpack(list []*graph.Node, weighted bool) attentionValues {
	var v attentionValues
	fields := v.fields(a, false, weighted)
	if len(list) != len(fields) {
		fields = v.fields(a, true, weighted)
	}
	fields.Fill(list)
	return v
}

// byHead cuts the channels [N, H·D] into heads [N, H, D].
func (a attention) byHead(x *graph.Node) *graph.Node {
	if width := x.Shape().Dim(1); a.heads < 1 || width%a.heads != 0 {
		panic(fmt.Errorf("conv: %d heads do not divide %d channels; Fits says so before", a.heads, width))
	}
	return graph.Reshape(x, x.Shape().Dim(0), a.heads, x.Shape().Dim(1)/a.heads)
}

// leaky is LeakyReLU with a slope below 0. NaN stays NaN.
func leaky(x *graph.Node, slope float64) *graph.Node {
	return graph.Where(graph.IsPositive(x), x, graph.MulScalar(x, slope))
}

// scoreTerms is what the scores of the edges are made of, LeakyReLU(source_u + target_v + edge_uv) for u → v. A term of
// nil adds nothing; at least one is there.
type scoreTerms struct {
	source, target *graph.Node // [N, H]
	edge           *graph.Node // [E, H]
	slope          float64     // of LeakyReLU below 0; 1 leaves the sum as it is
}

// scores is the score of each edge: [E, H].
func (s scoreTerms) scores(edges *Edges) *graph.Node {
	switch {
	case s.source == nil && s.target == nil && s.slope == 1:
		return s.edge
	case s.target == nil && s.edge == nil: // an edge's score is its source's
		return edges.GatherSource(leaky(s.source, s.slope))
	}
	sum := s.edge
	if s.target != nil {
		sum = plus(edges.GatherTarget(s.target), sum)
	}
	if s.source != nil {
		sum = plus(edges.GatherSource(s.source), sum)
	}
	return leaky(sum, s.slope)
}

// scale multiplies the rows of x [N, H, D] by factors [N]; nil leaves them.
func scale(x, factors *graph.Node) *graph.Node {
	if factors == nil {
		return x
	}
	return graph.Mul(x, graph.InsertAxes(factors, -1, -1))
}

// attend adds up the values [N, H, D] at the sources of each target's edges, weighted by the softmax of the edges'
// scores and of the self-loops' scores [N, H]: [N, H, D].
func (a attention) attend(values *graph.Node, terms scoreTerms, loopScores *graph.Node, edges *Edges,
	p attentionValues) *graph.Node {
	if a.noSelfLoops {
		loopScores = nil
	} else {
		loopScores = shut(loopScores, p.closedLoop)
	}
	if edges.fused(values) {
		return a.attendFused(values, terms, loopScores, edges, p)
	}
	return a.attendByEdges(values, terms.scores(edges), loopScores, edges, p)
}

// plus is x + term; a term of nil adds nothing.
func plus(x, term *graph.Node) *graph.Node {
	if term == nil {
		return x
	}
	return graph.Add(x, term)
}

// shut adds −∞ to the scores [n, H] of what does not count; closed is [n], or nil where all counts.
func shut(scores, closed *graph.Node) *graph.Node {
	if closed == nil {
		return scores
	}
	return graph.Add(scores, graph.InsertAxes(closed, -1))
}

// attendByEdges is attend of scores [E, H], by operations that hold a tensor per edge. Scores of self-loops are nil for
// none.
func (a attention) attendByEdges(values, scores, loopScores *graph.Node, edges *Edges, p attentionValues) *graph.Node {
	drop := func(weights, mask *graph.Node) *graph.Node {
		if mask != nil {
			weights = graph.Mul(weights, mask)
		}
		return weights
	}
	scores = shut(scores, p.closed)
	start := edges.lowest(scores)
	if loopScores != nil {
		start = graph.StopGradient(loopScores)
	}
	largest := orZero(edges.largestScore(scores, start))
	weights, total := edges.exponentials(scores, largest)
	sum := weightedSum(values, drop(weights, p.mask), edges)
	if loopScores != nil {
		weights = graph.Exp(graph.Sub(loopScores, largest))
		total = graph.Add(total, weights)
		sum = graph.Add(sum, graph.Mul(values, graph.InsertAxes(drop(weights, p.loopMask), -1)))
	}
	// Dividing the sum and not the weights holds no further tensor per edge.
	return graph.Div(sum, graph.InsertAxes(orOne(total), -1))
}

// finish joins the heads of sum [N, H, D] and adds the residual and the bias: [N, out].
func (a attention) finish(sum, x *graph.Node, p attentionValues, params parameters) *graph.Node {
	sum = scale(sum, p.targetNorm)
	if a.averaged {
		sum = graph.ReduceMean(sum, 1)
	} else {
		sum = graph.Reshape(sum, sum.Shape().Dim(0), -1)
	}
	if a.residual {
		sum = graph.Add(sum, graph.Dot(x, params["residual.weight"]).Product())
	}
	if !a.noBias {
		sum = graph.Add(sum, graph.InsertAxes(params["bias"], 0))
	}
	return sum
}

// held counts numbers, by the tensors that one slice of all heads needs and those that several slices need. They are as
// wide as a slice per edge, and as wide as all heads per node.
func (a attention) held(out int, one, several, stored tensors) Held {
	head, all := a.widths(out)
	if head < 1 {
		return Held{} // Fits refuses it
	}
	list := spans(max(a.heads, 1), head)
	once := one
	if len(list) > 1 {
		once = several
	}
	return heldOf(list[0].heads*list[0].channels, all, once, stored)
}

// heldByKernels is held where kernels attend. They read which edges count and the order of their sources, and hold so
// many numbers per edge and head, the masks of dropout beside.
func (a attention) heldByKernels(out, perHead int, once, stored float64) Held {
	if a.attentionDropout > 0 {
		perHead++
	}
	_, all := a.widths(out)
	return heldOf(out, all, tensors{0, once}, tensors{0, stored}).withEdge(2 + perHead*a.heads)
}

// attentionRecord is the options of GAT and GATv2 as JSON. A pointer is nil for the default.
type attentionRecord struct {
	Name              string   `json:"name"`
	NoBias            bool     `json:"no_bias,omitempty"`
	NoSelfLoops       bool     `json:"no_self_loops,omitempty"`
	Heads             *int     `json:"heads,omitempty"`
	AveragedHeads     bool     `json:"averaged_heads,omitempty"`
	NegativeSlope     *float64 `json:"negative_slope,omitempty"`
	NoTargetAttention bool     `json:"no_target_attention,omitempty"`
	Norm              bool     `json:"norm,omitempty"`
	Residual          bool     `json:"residual,omitempty"`
	AttentionDropout  *float64 `json:"attention_dropout,omitempty"`
	EdgeDropout       *float64 `json:"edge_dropout,omitempty"`
}

// record is the options of the operator of the given name.
func (a attention) record(name string) attentionRecord {
	return attentionRecord{
		Name: name, AveragedHeads: a.averaged, NoSelfLoops: a.noSelfLoops, NoTargetAttention: a.noTargetTerm,
		Norm: a.norm, Residual: a.residual, NoBias: a.noBias,
		Heads:            unlessDefault(a.heads, standardAttention.heads),
		NegativeSlope:    unlessDefault(a.slope, standardAttention.slope),
		AttentionDropout: unlessDefault(a.attentionDropout, standardAttention.attentionDropout),
		EdgeDropout:      unlessDefault(a.edgeDropout, standardAttention.edgeDropout),
	}
}

// attention is the options in a record.
func (r attentionRecord) attention() attention {
	return attention{
		averaged: r.AveragedHeads, noSelfLoops: r.NoSelfLoops, noTargetTerm: r.NoTargetAttention,
		norm: r.Norm, residual: r.Residual, noBias: r.NoBias,
		heads:            orDefault(r.Heads, standardAttention.heads),
		slope:            orDefault(r.NegativeSlope, standardAttention.slope),
		attentionDropout: orDefault(r.AttentionDropout, standardAttention.attentionDropout),
		edgeDropout:      orDefault(r.EdgeDropout, standardAttention.edgeDropout),
	}
}

func unlessDefault[T comparable](value, standard T) *T {
	if value == standard {
		return nil
	}
	return &value
}

func orDefault[T any](value *T, standard T) T {
	if value == nil {
		return standard
	}
	return *value
}

// attendFused is attend by a kernel, which computes the scores and the weights of edges where it uses them. Scores of
// self-loops are nil for none.
func (a attention) attendFused(values *graph.Node, terms scoreTerms, loopScores *graph.Node, edges *Edges,
	p attentionValues) *graph.Node {
	given := scored{terms, loopScores, p}
	in, options := []*graph.Node{values}, 0
	for i, field := range given.fields() {
		if *field != nil {
			in, options = append(in, *field), options|1<<i
		}
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
		take := func(of int) (gradient *graph.Node) {
			if options&of != 0 {
				gradient, list = list[0], list[1:]
			}
			return gradient
		}
		all := []*graph.Node{list[0]}
		list = list[1:]
		var g scored // masks and closed edges have no gradient
		g.terms.source, g.terms.edge, g.loopScores = take(sourceTerms), take(targetTerms|edgeTerms), take(loopScore)
		if options&targetTerms != 0 {
			g.terms.target = edges.sumOfEdges(g.terms.edge, false)
		}
		for i, field := range g.fields() {
			if options&(1<<i) != 0 {
				all = append(all, *field)
			}
		}
		return all
	}
	plain := func(in []*graph.Node) *graph.Node {
		values, rest := in[0], in[1:]
		s := scored{terms: scoreTerms{slope: terms.slope}}
		for i, field := range s.fields() {
			if options&(1<<i) != 0 {
				*field, rest = rest[0], rest[1:]
			}
		}
		return a.attendByEdges(values, s.terms.scores(edges), s.loopScores, edges, s.p)
	}
	return xla.Fuse(in, forward, backward, plain)
}

// scored is what scores and weights are computed of.
type scored struct {
	terms      scoreTerms
	loopScores *graph.Node
	p          attentionValues
}

// fields lists what the kernel "attention" may be given besides the values and the edges, in the order of its options.
func (s *scored) fields() xla.Fields {
	return xla.Fields{&s.terms.source, &s.terms.target, &s.terms.edge, &s.p.closed, &s.p.mask, &s.loopScores,
		&s.p.loopMask}
}

// Options of the kernel "attention" for the fields that have a gradient.
const (
	sourceTerms = 1 << 0
	targetTerms = 1 << 1
	edgeTerms   = 1 << 2
	loopScore   = 1 << 5
)
