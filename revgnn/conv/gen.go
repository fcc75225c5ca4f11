package conv

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// messageEpsilon keeps messages positive, as in the authors' code and PyTorch Geometric.
const messageEpsilon = 1e-7

// mlpExpansion is the width of the hidden layer of GEN's MLP over its output's, as in the ogbn-proteins models.
const mlpExpansion = 2

// GENConv is the operator of the ogbn-proteins models. Build it with GEN.
type GENConv struct {
	aggregation Aggregation
	temperature float64
	learned     bool
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
	return GENConv{aggregation: Max, temperature: 1, bias: true}
}

// WithAggregation sets how the messages of a target are combined.
func (c GENConv) WithAggregation(a Aggregation) GENConv { c.aggregation = a; return c }

// WithTemperature sets the temperature t of Softmax; it is 1 by default. Other aggregations have none.
func (c GENConv) WithTemperature(t float64) GENConv { c.temperature = t; return c }

// WithLearnedTemperature makes the temperature of Softmax a parameter that starts at the given one.
func (c GENConv) WithLearnedTemperature() GENConv { c.learned = true; return c }

// WithoutBias leaves the biases out of all linear maps, as PyTorch Geometric's GENConv does by default.
func (c GENConv) WithoutBias() GENConv { c.bias = false; return c }

// String names the operator and its aggregation.
func (c GENConv) String() string {
	name := fmt.Sprintf("GEN(%s", c.aggregation)
	if c.aggregation == Softmax {
		name += fmt.Sprintf(", t=%g", c.temperature)
		if c.learned {
			name += " learned"
		}
	}
	if !c.bias {
		name += ", no bias"
	}
	return name + ")"
}

// Validate refuses options that have no meaning together.
func (c GENConv) Validate() error {
	switch {
	case c.aggregation < Max || c.aggregation > Softmax:
		return fmt.Errorf("conv: unknown aggregation %d; use Max, Sum, Mean or Softmax", int(c.aggregation))
	case c.learned && c.aggregation != Softmax:
		return fmt.Errorf("conv: a learned temperature with aggregation %s; only Softmax has one", c.aggregation)
	case !(c.temperature > 0) || math.IsInf(c.temperature, 1):
		return fmt.Errorf("conv: temperature %g; use a positive, finite one", c.temperature)
	case c.temperature != 1 && c.aggregation != Softmax:
		return fmt.Errorf("conv: temperature %g with aggregation %s; only Softmax has one", c.temperature, c.aggregation)
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
		p = append(p, Parameter{Name: "temperature", Shape: []int{1}, Start: Constant, Value: c.temperature})
	}
	hidden := mlpExpansion * out
	p = append(p, linear("mlp.0", out, hidden)...)
	p = append(p, Norm("mlp.norm", hidden)...)
	return append(p, linear("mlp.1", hidden, out)...)
}

// Prepare implements Operator: the inverse in-degrees for Mean.
func (c GENConv) Prepare(edges *Edges, like *graph.Node) []*graph.Node {
	if c.aggregation == Mean {
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
	var temperature *graph.Node
	if c.learned {
		temperature = take()
	} else if c.aggregation == Softmax {
		temperature = graph.Scalar(x.Graph(), x.DType(), c.temperature)
	}
	aggregate := c.aggregate(source, edges, prepared, edgeWeight, edgeBias, temperature)
	w, b := linear()
	hidden := affine(graph.Add(target, aggregate), w, b)
	hidden = ReLU(LayerNorm(hidden, take(), take()))
	w, b = linear()
	return affine(hidden, w, b)
}

// aggregate combines the messages of source [N, d] at each target: [N, d]. weight and bias map the edges' features to d
// channels.
func (c GENConv) aggregate(source *graph.Node, edges *Edges, prepared []*graph.Node, weight, bias, temperature *graph.Node) *graph.Node {
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
		return softmax(messages, edges, temperature)
	}
	return edges.sumByTarget(messages)
}

// HeldTensors implements Sizer, as measured on XLA's CPU compiler.
func (c GENConv) HeldTensors() (edges, nodes int) {
	switch c.aggregation {
	case Max:
		return 3, 12
	case Softmax:
		return 4, 12
	}
	return 3, 8
}
