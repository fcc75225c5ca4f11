package revgnn

import (
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// ReversibleBuilder builds a grouped reversible network. Start it with Reversible. Methods that return
// *Self return the builder itself.
type ReversibleBuilder struct {
	stackBuilder[ReversibleBuilder]
}

// Reversible starts a grouped reversible network (paper, section 3.1) whose blocks use the operator. Without further
// options it has 7 layers of 64 channels in 2 groups, no dropout, and the gradient is computed with Invert.
func Reversible(operator conv.Operator) *ReversibleBuilder {
	b := &ReversibleBuilder{}
	b.start(b, options.Reversible, operator)
	return b
}

// WithGroups sets the number of groups G, at least 2. It divides the channels.
func (b *ReversibleBuilder) WithGroups(groups int) *ReversibleBuilder {
	b.options.Groups = groups
	return b
}
