package revgnn

import (
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// EquilibriumBuilder builds an equilibrium network. Start it with Equilibrium. Methods that return *Self
// return the builder itself.
type EquilibriumBuilder struct {
	builder[EquilibriumBuilder]
}

// Equilibrium starts an equilibrium network (paper, section 3.3): in place of layers it has one block F and computes
// the state that the block leaves as it is,
//
//	Z* = F(Z*, X),  F(Z, X) = LayerNorm(ReLU(conv₂(dropout(ReLU(LayerNorm(Z' + X)))) + Z')),  Z' = conv₁(Z)
//
// where X is the encoded input, normalized, the search starts at zero, and all evaluations share one dropout mask. The
// unknowns of the whole graph are one vector. The gain of F's last normalization starts at 0.1, which makes F contract.
//
// Without further options it has 64 channels, one group and no dropout, and the gradient is implicit. Both solves use
// Anderson's mixing with at most 100 evaluations, to a relative residual of 1e-6 forward and 1e-5 backward.
func Equilibrium(operator conv.Operator) *EquilibriumBuilder {
	b := &EquilibriumBuilder{}
	b.start(b, options.Equilibrium, operator)
	return b
}

// WithGroups splits the channels of the block into groups that are evaluated one after the other, as those of a
// reversible layer without its residual. It is 1 by default.
func (b *EquilibriumBuilder) WithGroups(groups int) *EquilibriumBuilder {
	b.options.Groups = groups
	return b
}

// WithSolver sets how the equilibrium is sought.
func (b *EquilibriumBuilder) WithSolver(s solver.Solver) *EquilibriumBuilder {
	b.options.Solver = &s.Solver
	return b
}

// WithBackwardSolver sets how the implicit gradient's linear system is solved.
func (b *EquilibriumBuilder) WithBackwardSolver(s solver.Solver) *EquilibriumBuilder {
	b.options.BackwardSolver = &s.Solver
	return b
}

// WithBackward sets how the gradient is computed: Implicit, Phantom, Recompute or Store. The last two differentiate
// plain iteration, for comparison: that is the gradient only where plain iteration converges.
func (b *EquilibriumBuilder) WithBackward(mode Backward) *EquilibriumBuilder {
	b.options.Backward = mode
	return b
}

// WithPhantomSteps sets how many evaluations Phantom differentiates; 5 by default.
func (b *EquilibriumBuilder) WithPhantomSteps(steps int) *EquilibriumBuilder {
	b.options.PhantomSteps = steps
	return b
}

// WithJacobianPenalty adds weight·‖∂F/∂Z‖²/(N·C) at the equilibrium to the training loss, in Frobenius' norm and
// estimated with one random vector per step (Bai et al. 2021, arXiv:2106.14342). It keeps F easy to solve.
func (b *EquilibriumBuilder) WithJacobianPenalty(weight float64) *EquilibriumBuilder {
	b.options.JacobianPenalty = weight
	return b
}
