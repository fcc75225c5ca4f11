package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// builder holds what the builders of all families share. B is the family's own builder, which every option returns.
type builder[B any] struct {
	self     *B
	operator conv.Operator
	first    conv.Operator // of convolutional ends
	last     conv.Operator
	config   Config
	graph    *datasets.Graph
	options
}

// options are those that a builder was given.
type options struct {
	given map[string]bool
	twice string // the first option that was given twice
}

// note remembers that an option was given.
func (o *options) note(option string) {
	if o.given == nil {
		o.given = map[string]bool{}
	}
	if o.given[option] && o.twice == "" {
		o.twice = option
	}
	o.given[option] = true
}

// once refuses an option that was given twice.
func (o *options) once() error {
	if o.twice != "" {
		return fmt.Errorf("revgnn: %s was given twice; give it once", o.twice)
	}
	return nil
}

// WithChannels sets the width C of the network, over all groups.
func (b *builder[B]) WithChannels(channels int) *B {
	b.note("WithChannels")
	b.config.Channels = channels
	return b.self
}

// WithDropout sets the rate of the dropout mask. One mask is drawn a step and shared by all layers, so that a layer
// evaluated again sees the same.
func (b *builder[B]) WithDropout(rate float64) *B {
	b.note("WithDropout")
	b.config.Dropout = rate
	return b.self
}

// WithSeed sets the seed that the parameters start from.
func (b *builder[B]) WithSeed(seed uint64) *B {
	b.note("WithSeed")
	b.config.Seed = seed
	return b.self
}

// WithFloat64 computes in double precision: twice the memory, for checks.
func (b *builder[B]) WithFloat64() *B {
	b.note("WithFloat64")
	b.config.Float64 = true
	return b.self
}

// For sets the graph that gives the widths of inputs and outputs.
func (b *builder[B]) For(g *datasets.Graph) *B {
	b.note("For")
	b.graph = g
	return b.self
}

// Must is Done for notebook cells: on an error it prints one line and ends the program.
func (b *builder[B]) Must() *Model { return must(b.Done()) }

// Done checks the options and returns the network. No memory is taken for parameters before they are needed.
func (b *builder[B]) Done() (*Model, error) {
	switch {
	case b.operator == nil:
		return nil, fmt.Errorf("revgnn: no operator; give one, as in revgnn.Reversible(conv.GEN())")
	case b.graph == nil:
		return nil, fmt.Errorf("revgnn: no graph; call For(graph) so that the widths of inputs and outputs are known")
	case b.given["WithConvolutionalEnds"] && (b.first == nil || b.last == nil):
		return nil, fmt.Errorf("revgnn: WithConvolutionalEnds without an operator; give two, as in WithConvolutionalEnds(conv.GCN(), conv.GCN())")
	}
	if err := b.once(); err != nil {
		return nil, err
	}
	o := operatorSet{layers: b.operator, first: b.first, last: b.last}
	var c Config
	err := try(func() (err error) {
		c, err = b.config.naming(o)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := c.validate(); err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return newModel(o, c, b.graph)
}

// stackBuilder adds what the families of L layers share.
type stackBuilder[B any] struct{ builder[B] }

// WithDepth sets the number of layers L.
func (b *stackBuilder[B]) WithDepth(layers int) *B {
	b.note("WithDepth")
	b.config.Depth = layers
	return b.self
}

// WithBackward sets how the gradient is computed.
func (b *stackBuilder[B]) WithBackward(mode Backward) *B {
	b.note("WithBackward")
	b.config.Backward = mode
	return b.self
}

// WithTiedWeights makes all layers share one set of parameters (paper, section 3.2). It is held once, whatever the depth,
// and its gradient is the sum over the layers.
func (b *stackBuilder[B]) WithTiedWeights() *B {
	b.note("WithTiedWeights")
	b.config.Tied = true
	return b.self
}

// WithOwnFirstLayer gives the first layer of a weight-tied network parameters of its own, as the paper's networks of that
// kind have by their counts. The other L − 1 layers are tied.
func (b *stackBuilder[B]) WithOwnFirstLayer() *B {
	b.note("WithOwnFirstLayer")
	b.config.OwnFirstLayer = true
	return b.self
}
