package conv

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// messageEpsilon keeps messages positive, as in the authors' code and PyTorch Geometric.
const messageEpsilon = 1e-7

// mlpExpansion is the width of the hidden layer of GEN's MLP over its output's, as in the ogbn-proteins models.
const mlpExpansion = 2

// GENConv is the operator of the ogbn-proteins models. Build it with GEN.
type GENConv struct {
	options
	aggregation Aggregation
	temperature float64
	exponent    float64
	learned     bool // the temperature or the exponent
	messageNorm bool
	learnedNorm bool // the message norm's scale
	layers      int  // linear maps of the MLP
	bias        bool
}

// GEN is the generalized graph convolution of "DeeperGCN" (arXiv:2006.07739), node by node
//
//	m_uv = ReLU(x_u + e_uv) + 1e-7
//	x'_v = MLP(x_v + AGG_u m_uv),  MLP: Linear(d, 2d), LayerNorm, ReLU, Linear(2d, d)
//
// where AGG is maximum by default. e_uv is a linear map of Edges.Embedding, 0 without. Where the widths in and out
// differ, x_u and x_v each pass a linear map first. Edges.Weight is not read.
func GEN() GENConv {
	return GENConv{aggregation: Max, temperature: 1, exponent: 1, layers: 2, bias: true}
}

// WithAggregation sets how the messages of a target are combined.
func (c GENConv) WithAggregation(a Aggregation) GENConv {
	c.note("WithAggregation")
	c.aggregation = a
	return c
}

// WithTemperature sets the temperature t of Softmax; it is 1 by default. Other aggregations have none.
func (c GENConv) WithTemperature(t float64) GENConv {
	c.note("WithTemperature")
	c.temperature = t
	return c
}

// WithLearnedTemperature makes the temperature of Softmax a parameter that starts at the given one.
func (c GENConv) WithLearnedTemperature() GENConv {
	c.note("WithLearnedTemperature")
	c.learned = true
	return c
}

// WithExponent sets the exponent p of Power; it is 1 by default, which is Mean. Other aggregations have none.
func (c GENConv) WithExponent(p float64) GENConv {
	c.note("WithExponent")
	c.exponent = p
	return c
}

// WithLearnedExponent makes the exponent of Power a parameter that starts at the given one.
func (c GENConv) WithLearnedExponent() GENConv {
	c.note("WithLearnedExponent")
	c.learned = true
	return c
}

// WithMessageNorm adds the aggregated messages m_v in the direction they have and with the length of the node's own
// value: s·‖x_v‖₂·m_v/‖m_v‖₂ in place of m_v, where the scale s is 1 and x_v is the operator's input.
func (c GENConv) WithMessageNorm() GENConv {
	c.note("WithMessageNorm")
	c.messageNorm = true
	return c
}

// WithLearnedMessageScale makes the scale of WithMessageNorm a parameter that starts at 1.
func (c GENConv) WithLearnedMessageScale() GENConv {
	c.note("WithLearnedMessageScale")
	c.learnedNorm = true
	return c
}

// WithMLPLayers sets the number of linear maps of the MLP; it is 2 by default. All but the last are 2d wide and followed
// by LayerNorm and ReLU.
func (c GENConv) WithMLPLayers(n int) GENConv {
	c.note("WithMLPLayers")
	c.layers = n
	return c
}

// WithoutBias leaves the biases out of all linear maps, as PyTorch Geometric's GENConv does by default.
func (c GENConv) WithoutBias() GENConv {
	c.note("WithoutBias")
	c.bias = false
	return c
}

// String names the operator and its options.
func (c GENConv) String() string {
	parts := []string{c.aggregation.String()}
	value := map[Aggregation]string{
		Softmax: fmt.Sprintf("t=%g", c.temperature),
		Power:   fmt.Sprintf("p=%g", c.exponent),
	}[c.aggregation]
	if value != "" {
		parts = append(parts, value+learned(c.learned))
	}
	if c.messageNorm {
		parts = append(parts, "message norm"+learned(c.learnedNorm))
	}
	if c.layers != 2 {
		parts = append(parts, fmt.Sprintf("MLP of %d", c.layers))
	}
	if !c.bias {
		parts = append(parts, "no bias")
	}
	return "GEN(" + strings.Join(parts, ", ") + ")"
}

// learned marks a number in an operator's name that is a parameter.
func learned(yes bool) string {
	if yes {
		return " learned"
	}
	return ""
}

// Validate refuses options that were given twice or have no meaning together.
func (c GENConv) Validate() error {
	if err := c.once("GEN"); err != nil {
		return err
	}
	if c.aggregation < Max || c.aggregation > Power {
		return fmt.Errorf("conv: unknown aggregation %d; use Max, Sum, Mean, Softmax or Power", int(c.aggregation))
	}
	for _, number := range []struct {
		name, set, learn string
		value            float64
		of               Aggregation
		only             string
	}{
		{"temperature", "WithTemperature", "WithLearnedTemperature", c.temperature, Softmax, "Softmax"},
		{"exponent", "WithExponent", "WithLearnedExponent", c.exponent, Power, "Power"},
	} {
		switch {
		case c.has(number.learn) && c.aggregation != number.of:
			return fmt.Errorf("conv: a learned %s with aggregation %s; only %s has one",
				number.name, c.aggregation, number.only)
		case !(number.value > 0) || math.IsInf(number.value, 1):
			return fmt.Errorf("conv: %s %g; use a positive, finite one", number.name, number.value)
		case c.has(number.set) && c.aggregation != number.of:
			return fmt.Errorf("conv: %s %g with aggregation %s; only %s has one",
				number.name, number.value, c.aggregation, number.only)
		}
	}
	switch {
	case c.learnedNorm && !c.messageNorm:
		return errors.New("conv: a learned message scale without a message norm; add WithMessageNorm()")
	case c.layers < 1:
		return fmt.Errorf("conv: an MLP of %d layers; use at least 1", c.layers)
	}
	return nil
}

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
	if c.learned {
		name, value := "temperature", c.temperature
		if c.aggregation == Power {
			name, value = "exponent", c.exponent
		}
		p = append(p, Parameter{Name: name, Shape: []int{1}, Start: Constant, Value: value})
	}
	if c.learnedNorm {
		p = append(p, Parameter{Name: "message_scale", Shape: []int{1}, Start: Ones})
	}
	width, hidden := out, mlpExpansion*out
	for i := range c.layers - 1 {
		p = append(p, linear(fmt.Sprint("mlp.", i), width, hidden)...)
		norm := "mlp.norm"
		if i > 0 {
			norm += fmt.Sprint(".", i)
		}
		p = append(p, Norm(norm, hidden)...)
		width = hidden
	}
	return append(p, linear(fmt.Sprint("mlp.", c.layers-1), width, out)...)
}

// Prepare implements Operator: the inverse in-degrees for Mean and Power.
func (c GENConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	if c.aggregation == Mean || c.aggregation == Power {
		return []*graph.Node{inverseDegree(edges, like)}
	}
	return nil
}

// Apply implements Operator.
func (c GENConv) Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node {
	take := func() *graph.Node {
		p := params[0]
		params = params[1:]
		return p
	}
	linear := func() (weight, bias *graph.Node) {
		weight = take()
		if c.bias {
			bias = take()
		}
		return weight, bias
	}
	in, out := x.Shape().Dim(1), params[len(params)-1].Shape().Dim(-1)
	source, target := x, x
	if in != out {
		w, b := linear()
		source = affine(x, w, b)
		w, b = linear()
		target = affine(x, w, b)
	}
	var edgeWeight, edgeBias *graph.Node // from the features straight to this layer's width
	if edges.Embedding != nil {
		edgeWeight, edgeBias = edges.Embedding.multiplyOut(linear())
	}
	var number *graph.Node // temperature or exponent
	switch {
	case c.learned:
		number = take()
	case c.aggregation == Softmax:
		number = graph.Scalar(x.Graph(), x.DType(), c.temperature)
	case c.aggregation == Power:
		number = graph.Scalar(x.Graph(), x.DType(), c.exponent)
	}
	aggregate := c.aggregate(source, edges, prepared, edgeWeight, edgeBias, number)
	if c.messageNorm {
		aggregate = graph.Mul(unit(aggregate), length(x))
		if c.learnedNorm {
			aggregate = graph.Mul(aggregate, graph.ExpandLeftToRank(take(), 2))
		}
	}
	value := graph.Add(target, aggregate)
	for range c.layers - 1 {
		w, b := linear()
		value = affine(value, w, b)
		value = ReLU(LayerNorm(value, take(), take()))
	}
	w, b := linear()
	return affine(value, w, b)
}

// aggregate combines the messages of source [N, d] at each target: [N, d]. weight and bias map the edges' features to d
// channels; number is the temperature or the exponent.
func (c GENConv) aggregate(source *graph.Node, edges *Edges, prepared []*graph.Node, weight, bias, number *graph.Node) *graph.Node {
	if c.aggregation == Max {
		return largestMessages(source, edges, weight, bias)
	}
	messages := gather(source, edges.Source, false)
	if edges.Embedding != nil {
		messages = graph.Add(messages, affine(edges.Embedding.Features, weight, bias))
	}
	messages = graph.AddScalar(ReLU(messages), messageEpsilon)
	switch c.aggregation {
	case Mean:
		return mean(messages, edges, prepared[0])
	case Softmax:
		return softmax(messages, edges, number)
	case Power:
		if c.exponent == 1 && !c.learned {
			return mean(messages, edges, prepared[0])
		}
		return power(messages, edges, prepared[0], number)
	}
	return edges.sumByTarget(messages)
}

// Held implements Sizer, as measured on XLA's CPU compiler.
func (c GENConv) Held(out int) (edge, node int) {
	edges, nodes := 3, 8 // tensors of the output's width
	switch {
	case c.aggregation == Power && c.learned:
		edges, nodes = 5, 12
	case c.aggregation == Power && c.exponent != 1:
		edges, nodes = 3, 11
	case c.aggregation == Softmax:
		edges, nodes = 4, 12
	case c.aggregation == Max:
		nodes = 12
	}
	if c.messageNorm {
		nodes += 2
	}
	return edges * out, (nodes + 6*(c.layers-2)) * out
}
