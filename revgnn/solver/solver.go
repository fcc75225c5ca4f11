package solver

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Solver is a method with its options, which options.Solver lists with their defaults and ranges. Build it with Picard,
// Anderson or Broyden. It marshals to JSON and back, as options.Solver does.
type Solver struct{ options.Solver }

// Picard is plain iteration, z ← f(z). It converges when f is a contraction, and keeps no history.
func Picard() Solver { return Solver{options.NewSolver(options.Picard)} }

// Anderson is Anderson's mixing with a window of the last steps (Anderson 1965, Walker and Ni 2011).
func Anderson() Solver { return Solver{options.NewSolver(options.Anderson)} }

// Broyden is Broyden's first method with a limited memory (Broyden 1965), as deep equilibrium models use it (Bai et al.
// 2019).
func Broyden() Solver { return Solver{options.NewSolver(options.Broyden)} }

// WithTolerance stops at ‖f(z)−z‖ ≤ relative·‖f(z)‖; it is 1e-5 by default. For ‖f(z)‖ stands (‖z0‖ + ‖f(z0)‖)/1e6
// where that is more, so that a fixed point at zero can be reached. ‖f(z)−z‖ must also be half the first one or less,
// unless z0 is within the tolerance itself, so that a state that only grows is not taken for solved.
func (s Solver) WithTolerance(relative float64) Solver {
	s.Tolerance, s.Absolute = relative, false
	return s
}

// WithAbsoluteTolerance stops at ‖f(z)−z‖ ≤ perEntry·√n for n unknowns. The paper takes 1e-6 forward and 2e-10
// backward.
func (s Solver) WithAbsoluteTolerance(perEntry float64) Solver {
	s.Tolerance, s.Absolute = perEntry, true
	return s
}

// WithIterations sets how often f is evaluated at most; it is 100 by default.
func (s Solver) WithIterations(most int) Solver { s.Iterations = most; return s }

// WithWindow sets how many of the last steps Anderson's mixing combines, 6 by default, and how many rank-one updates
// Broyden's method keeps, 10 by default. The oldest gives way. Picard has none.
func (s Solver) WithWindow(steps int) Solver { s.Window = steps; return s }

// WithMixing sets the factor β of the residual in Anderson's step, in (0, 1]; it is 1 by default. Less than 1 damps the
// step. The other methods have none.
func (s Solver) WithMixing(beta float64) Solver { s.Mixing = beta; return s }

// WithRidge sets Anderson's regularization; it is 1e-7 by default. It is relative: each diagonal entry of the window's
// Gram matrix is multiplied by 1 + ridge, so a solve does not depend on the scale of the unknowns. The other methods
// have none.
func (s Solver) WithRidge(relative float64) Solver { s.Ridge = relative; return s }

// Option is the solver's options, as those of a network hold them.
func (s Solver) Option() options.Solver { return s.Solver }

// LeastTolerance is the least relative tolerance that a type of numbers can reach: several times the rounding of one
// evaluation, which leaves that much between z and f(z) at the fixed point itself. 0 means that the type is not
// supported.
func LeastTolerance(dtype dtypes.DType) float64 {
	switch dtype {
	case dtypes.Float32:
		return options.LeastTolerance32
	case dtypes.Float64:
		return options.LeastTolerance64
	}
	return 0
}

// Validate refuses options that are out of range or have no meaning for the method, and a relative tolerance that the
// type of the unknowns cannot reach. What an absolute tolerance can reach depends on the size of the unknowns, so only
// the status of a solve tells.
func (s Solver) Validate(dtype dtypes.DType) error {
	least := LeastTolerance(dtype)
	if least == 0 {
		return fmt.Errorf("solver: unknowns of type %s; use float32 or float64", dtype)
	}
	if err := s.Solver.Validate(least); err != nil {
		return fmt.Errorf("solver: %w", err)
	}
	return nil
}

// pairs is the number of steps whose history is kept: no more than a solve takes.
func (s Solver) pairs() int {
	if s.Method == options.Picard {
		return 0
	}
	return max(1, min(s.Window, s.Iterations-1))
}

// Bytes is the memory of what a solve keeps, given the number of unknowns and the bytes that each takes: the state, its
// image, the best state, the next one and the history. What f needs is not in it.
func (s Solver) Bytes(unknowns, size int64) int64 {
	states := int64(2) // the next and the best
	if pairs := int64(s.pairs()); pairs > 0 {
		states += 2 + 2*pairs
	}
	return states * unknowns * size
}
