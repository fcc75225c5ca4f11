package revgnn

import "github.com/kilolayer/kilolayer/revgnn/options"

// Backward says how a network's gradient gets at what the layers computed. The network is the same in each mode, and so
// is the gradient of all but Phantom.
type Backward = options.Backward

// The backward modes.
const (
	// Invert rebuilds the input of each layer from its output. Memory does not grow with depth. Reversible layers alone
	// have an inverse.
	Invert = options.Invert
	// Recompute keeps the input of each layer, [N, C], and evaluates the layer again. For an equilibrium network it
	// differentiates plain iteration, with as many turns as the solver may take.
	Recompute = options.Recompute
	// Store keeps everything that the gradient reads, as plain automatic differentiation does. The layers are written
	// out one by one, so compile time and memory grow with depth. For an equilibrium network it does so with the turns
	// of plain iteration.
	Store = options.Store
	// Implicit solves a linear system at an equilibrium network's solution. Nothing of the search is kept.
	Implicit = options.Implicit
	// Phantom differentiates a few evaluations at an equilibrium network's solution as they stand. It is not the whole
	// gradient.
	Phantom = options.Phantom
)
