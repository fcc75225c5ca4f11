package revgnn

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// outputBias is the parameter that is added to what a last convolution gives, by its name in RevGAT's code.
const outputBias = "bias_last"

// WithConvolutionalEnds makes the first and the last of the layers plain convolutions, as RevGAT has them: the first from
// the nodes' inputs to the channels, in place of the linear encoder,
//
//	X = first(inputs),  logits = last(dropout(ReLU(LayerNorm(Y)))) + b
//
// and the last from the channels to the outputs, in place of the linear head. WithDepth counts them: L − 2 layers are
// between, and none with a depth of 2.
func (b *stackBuilder[B]) WithConvolutionalEnds(first, last conv.Operator) *B {
	b.note("WithConvolutionalEnds")
	b.first, b.last = first, last
	return b.self
}

// hasEnds tells whether the first and the last layer are convolutions from and to other widths.
func (c Config) hasEnds() bool { return len(c.First) > 0 }

// layers is how many layers are between the encoder and the head, of whatever form.
func (c Config) layers() int {
	if c.hasEnds() {
		return c.Depth - 2
	}
	return c.Depth
}

// validateEnds is what validate asks of depths, for a network with convolutional ends.
func (c Config) validateEnds() error {
	switch {
	case c.Depth < 2:
		return fmt.Errorf("a depth of %d layers with WithConvolutionalEnds, which are two of them; use at least 2", c.Depth)
	case c.OwnFirstLayer:
		return fmt.Errorf("WithOwnFirstLayer together with WithConvolutionalEnds, whose first layer has parameters of its own already; leave one out")
	case c.Tied && c.Depth < 3:
		return fmt.Errorf("WithTiedWeights at a depth of %d with WithConvolutionalEnds leaves no tied layer; use at least 3 layers", c.Depth)
	}
	return nil
}

// operatorSet is the operators of a network: of the layers, and of convolutional ends, nil without.
type operatorSet struct{ layers, first, last conv.Operator }

func (o operatorSet) list() []conv.Operator {
	if o.first == nil {
		return []conv.Operator{o.layers}
	}
	return []conv.Operator{o.layers, o.first, o.last}
}

// naming is the config with the operators written down.
func (c Config) naming(o operatorSet) (_ Config, err error) {
	if c.Operator, err = conv.Encode(o.layers); err != nil || o.first == nil {
		return c, err
	}
	if c.First, err = conv.Encode(o.first); err != nil {
		return c, err
	}
	c.Last, err = conv.Encode(o.last)
	return c, err
}

// convolutions lists an application of each operator with its widths, in the order of operatorSet.list.
func (c Config) convolutions(o operatorSet) []convolution {
	width := c.Channels / c.Groups
	list := []convolution{{operator: o.layers, in: width, out: width}}
	if o.first != nil {
		list = append(list, convolution{operator: o.first, in: c.inputWidth(), out: c.Channels},
			convolution{operator: o.last, in: c.Channels, out: c.Outputs})
	}
	return list
}

// convolution is an operator from one width to another.
type convolution struct {
	operator conv.Operator
	in, out  int
	edge     int // width of the edges' embedding that it reads, 0 without
}

// readsEdges tells whether the operator has parameters for the edges' embedding.
func (c convolution) readsEdges() bool {
	return len(c.operator.Parameters(c.in, c.out, c.out)) > len(c.operator.Parameters(c.in, c.out, 0))
}

func (c convolution) parameters() []conv.Parameter { return c.operator.Parameters(c.in, c.out, c.edge) }

// apply maps x [N, in] to [N, out], and names the operator where it fails: it may be the user's own.
func (c convolution) apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	defer func() {
		if thrown := recover(); thrown != nil {
			err, ok := thrown.(error)
			if !ok {
				err = fmt.Errorf("%v", thrown)
			}
			panic(fmt.Errorf("revgnn: the operator %s failed on %s: %w", c.operator, x.Shape(), err))
		}
	}()
	out := c.operator.Apply(x, edges, prepared, params)
	want := x.Shape().Clone()
	want.Dimensions[1] = c.out
	if out == nil || !out.Shape().Equal(want) {
		shape := "nothing"
		if out != nil {
			shape = out.Shape().String()
		}
		if c.in == c.out {
			panic(fmt.Errorf("it returned %s, and must keep the shape", shape))
		}
		panic(fmt.Errorf("it returned %s, and must return %s", shape, want))
	}
	return out
}

// end applies one of the convolutional ends, whose parameters are those of a part.
func (m *Model) end(store *model.Store, c convolution, of part, x *graph.Node, in inputs, d *draws) *graph.Node {
	edges := m.edges(store, in, d, c)
	return c.apply(x, edges, c.operator.Prepare(edges, x), m.values(store, x.Graph(), of))
}
