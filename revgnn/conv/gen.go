package conv

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/norm"
)

// mlpExpansion is the width of the hidden layer of GEN's MLP over its output's, as in the ogbn-proteins models.
const mlpExpansion = 2

// GENConv is the operator of the ogbn-proteins models. Build it with GEN.
type GENConv struct {
	aggregation Aggregation
	temperature float64
	exponent    float64
	layers      int // linear maps of the MLP
	bias        bool

	learnedTemperature, learnedExponent bool
	messageNorm, learnedScale           bool // learnedScale is the message norm's
}

// GEN is the generalized graph convolution of "DeeperGCN" (arXiv:2006.07739), node by node
//
//	m_uv = ReLU(x_u + e_uv) + 1e-7
//	x'_v = MLP(x_v + AGG_u m_uv),  MLP: Linear(d, 2d), LayerNorm, ReLU, Linear(2d, d)
//
// where AGG is maximum by default. e_uv is a linear map of Edges.Embedding, 0 without. Where the widths in and out
// differ, x_u and x_v each pass a linear map first.
//
// Sum and Mean use Edges.Weight: they add up w_uv·m_uv, and Mean divides by the number of edges. The other aggregations
// have no use for weights, and UsesWeights says so.
func GEN() GENConv {
	return GENConv{aggregation: Max, temperature: 1, exponent: 1, layers: 2, bias: true}
}

// WithAggregation sets how the messages of a target are combined.
func (c GENConv) WithAggregation(a Aggregation) GENConv { c.aggregation = a; return c }

// WithTemperature sets the temperature t of Softmax; it is 1 by default. Other aggregations have none.
func (c GENConv) WithTemperature(t float64) GENConv { c.temperature = t; return c }

// WithLearnedTemperature makes the temperature of Softmax a parameter that starts at the given one.
func (c GENConv) WithLearnedTemperature() GENConv { c.learnedTemperature = true; return c }

// WithExponent sets the exponent p of Power; it is 1 by default, which is Mean. Other aggregations have none.
func (c GENConv) WithExponent(p float64) GENConv { c.exponent = p; return c }

// WithLearnedExponent makes the exponent of Power a parameter that starts at the given one.
func (c GENConv) WithLearnedExponent() GENConv { c.learnedExponent = true; return c }

// WithMessageNorm adds the aggregated messages m_v in the direction they have and with the length of the node's own
// value: s·‖x_v‖₂·m_v/‖m_v‖₂ in place of m_v, where the scale s is 1 and x_v is the operator's input.
func (c GENConv) WithMessageNorm() GENConv { c.messageNorm = true; return c }

// WithLearnedMessageScale makes the scale of WithMessageNorm a parameter that starts at 1.
func (c GENConv) WithLearnedMessageScale() GENConv { c.learnedScale = true; return c }

// WithMLPLayers sets the number of linear maps of the MLP; it is 2 by default. All but the last are 2d wide and
// followed by LayerNorm and ReLU.
func (c GENConv) WithMLPLayers(n int) GENConv { c.layers = n; return c }

// WithoutBias leaves the biases out of all linear maps, as PyTorch Geometric's GENConv does by default.
func (c GENConv) WithoutBias() GENConv { c.bias = false; return c }

// String names the operator and its options.
func (c GENConv) String() string {
	parts := []string{c.aggregation.String()}
	value := map[Aggregation]string{
		Softmax: fmt.Sprintf("t=%g", c.temperature),
		Power:   fmt.Sprintf("p=%g", c.exponent),
	}[c.aggregation]
	if value != "" {
		parts = append(parts, value+learnedMark(c.learned()))
	}
	if c.messageNorm {
		parts = append(parts, "message norm"+learnedMark(c.learnedScale))
	}
	if c.layers != 2 {
		parts = append(parts, fmt.Sprintf("MLP of %d", c.layers))
	}
	if !c.bias {
		parts = append(parts, "no bias")
	}
	return "GEN(" + strings.Join(parts, ", ") + ")"
}

// learned tells whether the aggregation's number, its temperature or its exponent, is a parameter.
func (c GENConv) learned() bool { return c.learnedTemperature || c.learnedExponent }

// learnedMark marks a number in an operator's name that is a parameter.
func learnedMark(yes bool) string {
	if yes {
		return " learned"
	}
	return ""
}

// Validate refuses options out of their range, and those that have no meaning together.
func (c GENConv) Validate() error {
	if c.aggregation < Max || c.aggregation > Power {
		return fmt.Errorf("conv: unknown aggregation %d; use Max, Sum, Mean, Softmax or Power", int(c.aggregation))
	}
	standard := GEN()
	for _, number := range []struct {
		name            string
		value, standard float64
		learned         bool
		of              Aggregation
		only            string
	}{
		{"temperature", c.temperature, standard.temperature, c.learnedTemperature, Softmax, "Softmax"},
		{"exponent", c.exponent, standard.exponent, c.learnedExponent, Power, "Power"},
	} {
		switch {
		case number.learned && c.aggregation != number.of:
			return fmt.Errorf("conv: a learned %s with aggregation %s; only %s has one",
				number.name, c.aggregation, number.only)
		case !(number.value > 0) || math.IsInf(number.value, 1):
			return fmt.Errorf("conv: %s %g; use a positive, finite one", number.name, number.value)
		case number.value != number.standard && c.aggregation != number.of:
			return fmt.Errorf("conv: %s %g with aggregation %s; only %s has one",
				number.name, number.value, c.aggregation, number.only)
		}
	}
	switch {
	case c.learnedScale && !c.messageNorm:
		return errors.New("conv: a learned message scale without a message norm; add WithMessageNorm()")
	case c.layers < 1:
		return fmt.Errorf("conv: an MLP of %d layers; use at least 1", c.layers)
	}
	return nil
}

// MLPLayers is the number of linear maps of the MLP.
func (c GENConv) MLPLayers() int { return c.layers }

// MessageNorm tells whether there is a message norm, and whether its scale is learned.
func (c GENConv) MessageNorm() (present, learned bool) { return c.messageNorm, c.learnedScale }

// HasBias tells whether the linear maps have a bias.
func (c GENConv) HasBias() bool { return c.bias }

// Parameters implements Operator.
func (c GENConv) Parameters(in, out, edge int) []Parameter {
	linear := func(name string, in, out int) []Parameter {
		p := Linear(name, in, out)
		if !c.bias {
			p = p[:1]
		}
		return p
	}
	var p []Parameter
	if in != out {
		p = append(p, linear("source", in, out)...)
		p = append(p, linear("target", in, out)...)
	}
	if edge > 0 {
		p = append(p, linear("edge", edge, out)...)
	}
	if c.learned() {
		name, value := "temperature", c.temperature
		if c.aggregation == Power {
			name, value = "exponent", c.exponent
		}
		p = append(p, Parameter{Name: name, Shape: []int{1}, Start: Constant, Value: value})
	}
	if c.learnedScale {
		p = append(p, Parameter{Name: "message_scale", Shape: []int{1}, Start: Ones})
	}
	width, hidden := out, mlpExpansion*out
	for i := range c.layers - 1 {
		p = append(p, linear(mlpLinear(i), width, hidden)...)
		p = append(p, Norm(mlpNorm(i), hidden)...)
		width = hidden
	}
	return append(p, linear(mlpLinear(c.layers-1), width, out)...)
}

// Prepare implements Operator: the inverse in-degrees for Mean and Power.
func (c GENConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	if c.aggregation == Mean || c.aggregation == Power {
		return []*graph.Node{edges.inverseDegree(like)}
	}
	return nil
}

// UsesWeights implements Weighted: Sum and Mean do.
func (c GENConv) UsesWeights() bool { return c.aggregation == Sum || c.aggregation == Mean }

// Apply implements Operator.
func (c GENConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	in, out, edge := x.Shape().Dim(1), params[len(params)-1].Shape().Dim(-1), 0
	if edges.Embedding != nil {
		edge = edges.Embedding.Width()
	}
	p := byName(c.Parameters(in, out, edge), params)
	source, target := x, x
	if in != out {
		source, target = p.linear("source", x), p.linear("target", x)
	}
	var parts messageParts // with the map from the features straight to this layer's width
	if edges.Embedding != nil {
		parts.features = edges.Embedding.Features
		parts.weight, parts.bias = edges.Embedding.multiplyOut(p["edge.weight"], p["edge.bias"])
	}
	var number *graph.Node // temperature or exponent
	switch {
	case c.learnedTemperature:
		number = p["temperature"]
	case c.learnedExponent:
		number = p["exponent"]
	case c.aggregation == Softmax:
		number = graph.Scalar(x.Graph(), x.DType(), c.temperature)
	case c.aggregation == Power:
		number = graph.Scalar(x.Graph(), x.DType(), c.exponent)
	}
	aggregate := c.aggregate(source, edges, prepared, parts, number)
	if c.messageNorm {
		aggregate = graph.Mul(unit(aggregate), length(x))
		if c.learnedScale {
			aggregate = graph.Mul(aggregate, graph.ExpandLeftToRank(p["message_scale"], 2))
		}
	}
	value := graph.Add(target, aggregate)
	for i := range c.layers - 1 {
		name := mlpNorm(i)
		n := norm.Norm{Gain: p[name+".weight"], Offset: p[name+".bias"], ReLU: true}
		value = n.Of(p.linear(mlpLinear(i), value))
	}
	return p.linear(mlpLinear(c.layers-1), value)
}

// mlpLinear is the name of the MLP's linear map i.
func mlpLinear(i int) string { return fmt.Sprint("mlp.", i) }

// mlpNorm is the name of the normalization after it.
func mlpNorm(i int) string {
	if i == 0 {
		return "mlp.norm"
	}
	return fmt.Sprint("mlp.norm.", i)
}

// aggregate combines the messages of source [N, d] at each target: [N, d]. number is the temperature or the exponent.
func (c GENConv) aggregate(source *graph.Node, edges *Edges, prepared []*graph.Node, parts messageParts,
	number *graph.Node) *graph.Node {
	in := parts.list(source)
	average := func(sum *graph.Node) *graph.Node { return times(prepared[0], sum) }
	switch c.aggregation {
	case Max:
		return largestMessages(in, edges)
	case Mean:
		return average(sumOfMessages(in, edges, edges.Weight))
	case Softmax:
		return softmaxOfMessages(in, edges, number)
	case Power:
		if !c.raises() {
			return average(sumOfMessages(in, edges, nil))
		}
		return raise(average(sumOfPowers(in, edges, number)), graph.Reciprocal(number))
	}
	return sumOfMessages(in, edges, edges.Weight)
}

// Held implements Sizer, as measured on XLA's CPU compiler. Kernels want the edges in the order of their sources, if
// anything.
func (c GENConv) Held(out int, kernels bool) Held {
	once, stored := tensors{3, 8}, tensors{1, 10}
	switch {
	case c.aggregation == Softmax:
		once, stored = tensors{4, 12}, tensors{2, 13}
	case c.raises() && c.learnedExponent:
		once, stored = tensors{5, 12}, tensors{2, 12}
	case c.raises():
		once, stored = tensors{3, 11}, tensors{2, 12}
	case c.aggregation == Max:
		once, stored = tensors{3, 12}, tensors{0, 14}
	}
	order, norm, layer := 0, 2., 7.5 // what message normalization and a further layer store
	if kernels {
		order, norm, layer = 1, 3, 5
		once.edge, stored = 0, tensors{0, 10}
		if c.aggregation != Softmax && !c.raises() {
			once.node, stored.node = 10, 8
		}
	}
	if c.messageNorm {
		once.node, stored.node = once.node+2, stored.node+norm
	}
	further := float64(c.layers - 2)
	once.node, stored.node = once.node+6*further, stored.node+layer*further
	return heldOf(out, out, once, stored).withEdge(order)
}

// raises tells whether messages are raised to a power that may be another than 1.
func (c GENConv) raises() bool {
	return c.aggregation == Power && (c.exponent != 1 || c.learnedExponent)
}

// genRecord is GEN's options as JSON. Learned is the temperature's or the exponent's.
type genRecord struct {
	Name         string  `json:"name"`
	Aggregation  string  `json:"aggregation,omitempty"`
	Temperature  float64 `json:"temperature,omitempty"` // of Softmax alone
	Learned      bool    `json:"learned,omitempty"`
	NoBias       bool    `json:"no_bias,omitempty"`
	Exponent     float64 `json:"exponent,omitempty"` // of Power alone
	MessageNorm  bool    `json:"message_norm,omitempty"`
	LearnedScale bool    `json:"learned_message_scale,omitempty"`
	MLPLayers    *int    `json:"mlp_layers,omitempty"` // nil stands for 2
}

func (c GENConv) record() genRecord {
	r := genRecord{Name: "GEN", Aggregation: c.aggregation.String(), Learned: c.learned(), NoBias: !c.bias,
		MessageNorm: c.messageNorm, LearnedScale: c.learnedScale}
	switch c.aggregation {
	case Softmax:
		r.Temperature = c.temperature
	case Power:
		r.Exponent = c.exponent
	}
	if c.layers != GEN().layers {
		r.MLPLayers = &c.layers
	}
	return r
}

func (r genRecord) operator() (GENConv, error) {
	c := GEN()
	var err error
	if c.aggregation, err = aggregationOf(r.Aggregation); err != nil {
		return c, err
	}
	switch c.aggregation {
	case Softmax:
		c.temperature = r.Temperature
	case Power:
		c.exponent = r.Exponent
	}
	c.learnedExponent = r.Learned && c.aggregation == Power
	c.learnedTemperature = r.Learned && c.aggregation != Power
	c.messageNorm, c.learnedScale, c.bias = r.MessageNorm, r.LearnedScale, !r.NoBias
	if r.MLPLayers != nil {
		c.layers = *r.MLPLayers
	}
	return c, nil
}
