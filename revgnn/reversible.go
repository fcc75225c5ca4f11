package revgnn

import "github.com/kilolayer/kilolayer/revgnn/conv"

// ReversibleBuilder builds a grouped reversible network. Start it with Reversible.
type ReversibleBuilder struct {
	stackBuilder[ReversibleBuilder]
}

// Reversible starts a grouped reversible network (paper, section 3.1) whose blocks use the operator. Without further
// options it has 7 layers of 64 channels in 2 groups, no dropout, and the gradient is computed with Invert.
func Reversible(operator conv.Operator) *ReversibleBuilder {
	b := &ReversibleBuilder{}
	b.self, b.operator = b, operator
	b.config = Config{Family: reversible, Depth: 7, Channels: 64, Groups: 2, Backward: Invert}
	return b
}

// WithGroups sets the number of groups G, at least 2. It divides the channels.
func (b *ReversibleBuilder) WithGroups(groups int) *ReversibleBuilder {
	b.note("WithGroups")
	b.config.Groups = groups
	return b
}
