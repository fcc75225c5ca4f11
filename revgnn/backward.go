package revgnn

// Backward says how a network's gradient gets at what the layers computed. The network is the same, and the gradient of
// all but Phantom.
type Backward string

const (
	// Invert rebuilds each layer's input from its output. Memory does not grow with depth. Reversible layers alone have it.
	Invert Backward = "invert"
	// Recompute keeps each layer's input, [N, C], and evaluates the layer again. For an equilibrium network it
	// differentiates plain iteration, as many turns as the solver's cap.
	Recompute Backward = "recompute"
	// Store keeps everything that the gradient reads, as plain automatic differentiation does. The layers are unrolled,
	// so compile time and memory grow with depth.
	// For an equilibrium network it does so with the turns of plain iteration.
	Store Backward = "store"
	// Implicit solves a linear system at an equilibrium network's solution. Nothing of the search is kept.
	Implicit Backward = "implicit"
	// Phantom differentiates a few evaluations at an equilibrium network's solution as they stand. It is not the whole
	// gradient.
	Phantom Backward = "phantom"
)
