package main

// greeting is the first line of a process: it is ready for its first step.
type greeting struct {
	Parameters int64  `json:"parameters"` // of the network; 0 where there is none
	Versions   string `json:"versions"`   // of the libraries
}

// answer is what a process says of a step that it took, a line of JSON each.
type answer struct {
	Seconds float64 `json:"seconds"`
	Loss    float64 `json:"loss"`

	// Held is the memory of the step, in bytes: the activations of a compiled one, or the most that torch's allocator
	// held in the first one over what it held before.
	Held int64 `json:"held"`
	// Resident is the most that was resident in the process since it was ready, over what was then, in bytes.
	Resident int64 `json:"resident"`

	// The evaluations of an equilibrium's two solves, and whether both reached their tolerance.
	Forward   int  `json:"forward"`
	Backward  int  `json:"backward"`
	Converged bool `json:"converged"`
}
