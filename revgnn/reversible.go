package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Backward says how a stack's gradient gets at the layers' inputs. The network and its gradient are the same.
type Backward string

const (
	// Invert rebuilds each layer's input from its output. Memory does not grow with depth.
	Invert Backward = "invert"
	// Store keeps everything that the gradient reads, as plain automatic differentiation does. The layers are unrolled,
	// so compile time and memory grow with depth.
	Store Backward = "store"
)

// ReversibleBuilder builds a grouped reversible network. Start it with Reversible.
type ReversibleBuilder struct {
	operator conv.Operator
	config   Config
	graph    *datasets.Graph
}

// Reversible starts a grouped reversible network (paper, section 3.1) whose blocks use the operator. Without further
// options it has 7 layers of 64 channels in 2 groups and no dropout.
func Reversible(operator conv.Operator) *ReversibleBuilder {
	return &ReversibleBuilder{operator: operator, config: Config{
		Family: "reversible", Depth: 7, Channels: 64, Groups: 2, Backward: Invert,
	}}
}

// WithDepth sets the number of layers L.
func (b *ReversibleBuilder) WithDepth(layers int) *ReversibleBuilder {
	b.config.Depth = layers
	return b
}

// WithChannels sets the width C of the network, over all groups.
func (b *ReversibleBuilder) WithChannels(channels int) *ReversibleBuilder {
	b.config.Channels = channels
	return b
}

// WithGroups sets the number of groups G, at least 2. It divides the channels.
func (b *ReversibleBuilder) WithGroups(groups int) *ReversibleBuilder {
	b.config.Groups = groups
	return b
}

// WithDropout sets the rate of the dropout mask. One mask is drawn a step and shared by all layers, so that a layer
// rebuilt in the backward pass sees the same.
func (b *ReversibleBuilder) WithDropout(rate float64) *ReversibleBuilder {
	b.config.Dropout = rate
	return b
}

// WithBackward sets how the gradient is computed: Invert by default.
func (b *ReversibleBuilder) WithBackward(mode Backward) *ReversibleBuilder {
	b.config.Backward = mode
	return b
}

// WithSeed sets the seed that the parameters start from.
func (b *ReversibleBuilder) WithSeed(seed uint64) *ReversibleBuilder {
	b.config.Seed = seed
	return b
}

// WithFloat64 computes in double precision: twice the memory, for checks.
func (b *ReversibleBuilder) WithFloat64() *ReversibleBuilder {
	b.config.Float64 = true
	return b
}

// For sets the graph that gives the widths of inputs and outputs.
func (b *ReversibleBuilder) For(g *datasets.Graph) *ReversibleBuilder {
	b.graph = g
	return b
}

// Must is Done for notebook cells: on an error it prints one line and ends the program.
func (b *ReversibleBuilder) Must() *Model { return must(b.Done()) }

// Done checks the options and returns the network. No memory is taken for parameters before they are needed.
func (b *ReversibleBuilder) Done() (*Model, error) {
	c := b.config
	switch {
	case b.operator == nil:
		return nil, fmt.Errorf("revgnn: no operator; give one, as in revgnn.Reversible(conv.GEN())")
	case b.graph == nil:
		return nil, fmt.Errorf("revgnn: no graph; call For(graph) so that the widths of inputs and outputs are known")
	case c.Depth < 1:
		return nil, fmt.Errorf("revgnn: a depth of %d layers; use at least 1", c.Depth)
	case c.Channels < 1:
		return nil, fmt.Errorf("revgnn: %d channels; use at least 2", c.Channels)
	case c.Groups < 2:
		return nil, fmt.Errorf("revgnn: %d groups; a reversible layer needs at least 2", c.Groups)
	case c.Channels%c.Groups != 0:
		return nil, fmt.Errorf("revgnn: %d channels do not split into %d groups; use a multiple of %d",
			c.Channels, c.Groups, c.Groups)
	case c.Dropout < 0 || c.Dropout >= 1 || c.Dropout != c.Dropout:
		return nil, fmt.Errorf("revgnn: a dropout rate of %g; use at least 0 and less than 1", c.Dropout)
	case c.Backward != Invert && c.Backward != Store:
		return nil, fmt.Errorf("revgnn: unknown backward mode %q; use revgnn.Invert or revgnn.Store", c.Backward)
	}
	return newModel(b.operator, c, b.graph)
}
