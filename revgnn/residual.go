package revgnn

import (
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// ResidualBuilder builds a plain residual network. Start it with Residual. Methods that return *Self
// return the builder itself.
type ResidualBuilder struct {
	stackBuilder[ResidualBuilder]
}

// Residual starts a plain residual network, the ResGNN of the paper: layers Y = F(X) + X over all channels with
// F = LayerNorm → ReLU → shared dropout → graph convolution. Without further options it has 7 layers of 64 channels, no
// dropout, and the gradient is computed with Recompute. Its layers cannot be inverted.
//
// With WithOwnFirstLayer the first layer is the bare convolution that DeeperGCN starts with.
func Residual(operator conv.Operator) *ResidualBuilder {
	b := &ResidualBuilder{}
	b.start(b, options.Residual, operator)
	return b
}
