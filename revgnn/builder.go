package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// builder holds what the builders of all families share. Self is the family's own builder, which every option returns.
// Of an option that is given twice, the last value counts.
type builder[Self any] struct {
	self      *Self
	options   options.Network
	operators net.Operators
	ends      bool // convolutional ends were asked for
	graph     *datasets.Graph
}

// start begins the builder of a family, self, with the family's defaults.
func (b *builder[Self]) start(self *Self, family options.Family, operator conv.Operator) {
	b.self, b.options, b.operators.Layers = self, options.NewNetwork(family), operator
}

// WithChannels sets the width C of the network, over all groups.
func (b *builder[Self]) WithChannels(channels int) *Self {
	b.options.Channels = channels
	return b.self
}

// WithDropout sets the rate of the dropout mask. One mask is drawn per step and shared by all layers, so that a layer
// evaluated again sees the same.
func (b *builder[Self]) WithDropout(rate float64) *Self {
	b.options.Dropout = rate
	return b.self
}

// WithInputDropout sets the rate at which single numbers of the nodes' inputs are set to 0 in training: features,
// labels that are inputs, and the encoded species. The others are divided by 1 − rate. One mask is drawn per step, and
// one for each iteration of label reuse.
func (b *builder[Self]) WithInputDropout(rate float64) *Self {
	b.options.InputDropout = rate
	return b.self
}

// WithLabelInput gives the labels of training nodes to the network, beside the nodes' features: one-hot classes, or
// yes/no tasks as 1 and 0, and zeros where no label is given (Wang et al. 2021, arXiv:2103.13355).
//
// At each training step a random half of the training nodes that have a label is given, rounded down, and the loss is
// taken on the others. Everywhere else all of them are given, so the score on training nodes tells little. Labels of
// validation and test nodes are never given.
func (b *builder[Self]) WithLabelInput() *Self {
	b.options.LabelInput = true
	return b.self
}

// WithLabelReuse computes the network this many times more, each time with its own predictions in place of the labels
// that are not given: the softmax of classes, or the sigmoid of tasks. It needs WithLabelInput. Only the last pass is
// differentiated, and nothing is kept of those before. Each has dropout masks of its own.
func (b *builder[Self]) WithLabelReuse(iterations int) *Self {
	b.options.LabelReuse = iterations
	return b.self
}

// WithSeed sets the seed that the parameters start from.
func (b *builder[Self]) WithSeed(seed uint64) *Self {
	b.options.Seed = seed
	return b.self
}

// WithFloat64 computes in double precision: twice the memory, for checks.
func (b *builder[Self]) WithFloat64() *Self {
	b.options.Float64 = true
	return b.self
}

// For sets the graph that gives the widths of inputs and outputs.
func (b *builder[Self]) For(g *datasets.Graph) *Self {
	b.graph = g
	return b.self
}

// Must is Done for cells: an error ends the program with one line.
func (b *builder[Self]) Must() *Model { return cell.Must(b.Done()) }

// Done checks the options and returns the network. No memory is taken for parameters before they are needed.
func (b *builder[Self]) Done() (*Model, error) {
	switch {
	case b.operators.Layers == nil:
		return nil, fmt.Errorf("revgnn: no operator; give one, as in revgnn.Reversible(conv.GEN())")
	case b.graph == nil:
		return nil, fmt.Errorf("revgnn: no graph; call For(graph) so that the widths of inputs and outputs are known")
	case b.ends && (b.operators.First == nil || b.operators.Last == nil):
		return nil, fmt.Errorf("revgnn: WithConvolutionalEnds without an operator; give two, " +
			"as in WithConvolutionalEnds(conv.GCN(), conv.GCN())")
	}
	return build(b.options, b.operators, b.graph)
}

// stackBuilder adds what the families of L layers share.
type stackBuilder[Self any] struct{ builder[Self] }

// WithDepth sets the number of layers L.
func (b *stackBuilder[Self]) WithDepth(layers int) *Self {
	b.options.Depth = layers
	return b.self
}

// WithBackward sets how the gradient is computed.
func (b *stackBuilder[Self]) WithBackward(mode Backward) *Self {
	b.options.Backward = mode
	return b.self
}

// WithTiedWeights makes all layers share one set of parameters (paper, section 3.2). It is held once, whatever the
// depth, and its gradient is the sum over the layers.
func (b *stackBuilder[Self]) WithTiedWeights() *Self {
	b.options.Tied = true
	return b.self
}

// WithOwnFirstLayer gives the first layer of a weight-tied network parameters of its own, as the paper's networks of
// that kind have by their counts. The other L − 1 layers are tied.
func (b *stackBuilder[Self]) WithOwnFirstLayer() *Self {
	b.options.OwnFirstLayer = true
	return b.self
}

// WithConvolutionalEnds makes the first and the last of the layers plain convolutions, as RevGAT has them: the first
// from the nodes' inputs to the channels, in place of the linear encoder,
//
//	X = first(inputs),  logits = last(dropout(ReLU(LayerNorm(Y)))) + b
//
// and the last from the channels to the outputs, in place of the linear head. WithDepth counts them: L − 2 layers are
// between, and none with a depth of 2.
func (b *stackBuilder[Self]) WithConvolutionalEnds(first, last conv.Operator) *Self {
	b.ends, b.operators.First, b.operators.Last = true, first, last
	return b.self
}
