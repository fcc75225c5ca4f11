package solver

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/compute/dtypes"
)

// Method is a way to solve for a fixed point.
type Method string

// The methods. The package's page has their formulas.
const (
	MethodPicard   Method = "picard"
	MethodAnderson Method = "anderson"
	MethodBroyden  Method = "broyden"
)

// Solver is a method with its options. Build it with Picard, Anderson or Broyden; it marshals to JSON and back.
type Solver struct {
	Method     Method  `json:"method"`
	Tolerance  float64 `json:"tolerance"`        // see WithTolerance
	Absolute   bool    `json:"absolute"`         // see WithAbsoluteTolerance
	Iterations int     `json:"iterations"`       // evaluations of the function at most
	Window     int     `json:"window,omitempty"` // pairs of steps that Anderson and Broyden look back on
	Mixing     float64 `json:"mixing,omitempty"` // see WithMixing
	Ridge      float64 `json:"ridge,omitempty"`  // see WithRidge

	given string // the options given so far, each behind a comma
	fault string // the first option that can't be
}

// The defaults. Larger windows gained no evaluations on slow graph networks, and cost time and memory.
const (
	defaultTolerance  = 1e-5
	defaultIterations = 100
	defaultWindow     = 6  // Anderson's
	defaultMemory     = 10 // Broyden's
	defaultRidge      = 1e-7
)

// Picard is plain iteration, z ← f(z). It converges when f is a contraction, and keeps no history.
func Picard() Solver {
	return Solver{Method: MethodPicard, Tolerance: defaultTolerance, Iterations: defaultIterations}
}

// Anderson is Anderson's mixing with a window of the last steps (Anderson 1965, Walker and Ni 2011).
func Anderson() Solver {
	return Solver{Method: MethodAnderson, Tolerance: defaultTolerance, Iterations: defaultIterations,
		Window: defaultWindow, Mixing: 1, Ridge: defaultRidge}
}

// Broyden is Broyden's first method with a limited memory (Broyden 1965), as deep equilibrium models use it (Bai et al. 2019).
func Broyden() Solver {
	return Solver{Method: MethodBroyden, Tolerance: defaultTolerance, Iterations: defaultIterations, Window: defaultMemory}
}

// WithTolerance stops at ‖f(z)−z‖ ≤ relative·‖f(z)‖; it is 1e-5 by default. For ‖f(z)‖ stands (‖z0‖ + ‖f(z0)‖)/1e6 where
// that is more, so that a fixed point at zero can be reached. ‖f(z)−z‖ must also be half the first one or less, unless z0
// is within the tolerance itself, so that a state that only grows is not taken for solved.
func (s Solver) WithTolerance(relative float64) Solver {
	s = s.give("tolerance", "absolute tolerance")
	s.Tolerance, s.Absolute = relative, false
	return s
}

// WithAbsoluteTolerance stops at ‖f(z)−z‖ ≤ perEntry·√n for n unknowns. The paper takes 1e-6 forward and 2e-10 backward.
func (s Solver) WithAbsoluteTolerance(perEntry float64) Solver {
	s = s.give("absolute tolerance", "tolerance")
	s.Tolerance, s.Absolute = perEntry, true
	return s
}

// WithIterations sets how often f is evaluated at most; it is 100 by default.
func (s Solver) WithIterations(most int) Solver {
	s = s.give("iterations", "")
	s.Iterations = most
	return s
}

// WithWindow sets how many of the last steps Anderson's mixing combines; it is 6 by default.
func (s Solver) WithWindow(steps int) Solver {
	s = s.give("window", "").only("window", MethodAnderson)
	s.Window = steps
	return s
}

// WithMixing sets the factor β of the residual in Anderson's step, in (0, 1]; it is 1 by default. Less damps the step.
func (s Solver) WithMixing(beta float64) Solver {
	s = s.give("mixing", "").only("mixing", MethodAnderson)
	s.Mixing = beta
	return s
}

// WithRidge sets Anderson's regularization; it is 1e-7 by default. It is relative: each diagonal entry of the window's Gram
// matrix is multiplied by 1 + ridge, so a solve does not depend on the scale of the unknowns.
func (s Solver) WithRidge(relative float64) Solver {
	s = s.give("ridge", "").only("ridge", MethodAnderson)
	s.Ridge = relative
	return s
}

// WithMemory sets how many rank-one updates Broyden's method keeps; it is 10 by default. The oldest gives way.
func (s Solver) WithMemory(updates int) Solver {
	s = s.give("memory", "").only("memory", MethodBroyden)
	s.Window = updates
	return s
}

// give notes an option, and that it is given twice or with one that it excludes.
func (s Solver) give(option, excludes string) Solver {
	has := func(name string) bool { return name != "" && strings.Contains(s.given+",", ","+name+",") }
	switch {
	case s.fault != "":
	case has(option):
		s.fault = fmt.Sprintf("the option %s is given twice; give it once", option)
	case has(excludes):
		s.fault = fmt.Sprintf("both %s and %s are given; give one", excludes, option)
	}
	s.given += "," + option
	return s
}

// only notes that an option is another method's.
func (s Solver) only(option string, method Method) Solver {
	if s.fault == "" && s.Method != method {
		s.fault = fmt.Sprintf("%s has no %s; only %s has one", s.Method, option, method)
	}
	return s
}

// LeastTolerance is the least relative tolerance that a type of numbers can reach: several times the rounding of one
// evaluation, which leaves that much between z and f(z) at the fixed point itself. 0 means that the type is not supported.
func LeastTolerance(dtype dtypes.DType) float64 {
	switch dtype {
	case dtypes.Float32:
		return 1e-6
	case dtypes.Float64:
		return 1e-14
	}
	return 0
}

// Validate refuses options that have no meaning, and a relative tolerance that the type of the unknowns can't reach. What
// an absolute tolerance can reach depends on the size of the unknowns, so only the status of a solve tells.
func (s Solver) Validate(dtype dtypes.DType) error {
	least := LeastTolerance(dtype)
	positive := func(x float64) bool { return x > 0 && !math.IsInf(x, 1) }
	switch {
	case s.fault != "":
		return fmt.Errorf("solver: %s", s.fault)
	case s.Method != MethodPicard && s.Method != MethodAnderson && s.Method != MethodBroyden:
		return fmt.Errorf("solver: unknown method %q; use Picard, Anderson or Broyden", s.Method)
	case least == 0:
		return fmt.Errorf("solver: unknowns of type %s; use float32 or float64", dtype)
	case !positive(s.Tolerance):
		return fmt.Errorf("solver: tolerance %g; use a positive, finite one", s.Tolerance)
	case !s.Absolute && s.Tolerance < least:
		return fmt.Errorf("solver: relative tolerance %g is below what %s can reach; use %g or more, or float64",
			s.Tolerance, strings.ToLower(dtype.String()), least)
	case s.Iterations < 1:
		return fmt.Errorf("solver: at most %d iterations; use at least 1", s.Iterations)
	case s.Method == MethodPicard:
		return nil
	case s.Window < 1:
		return fmt.Errorf("solver: %s with a %s of %d; use at least 1", s.Method, s.windowName(), s.Window)
	case s.Method == MethodBroyden:
		return nil
	case !(s.Mixing > 0 && s.Mixing <= 1):
		return fmt.Errorf("solver: mixing %g; use one above 0 and up to 1", s.Mixing)
	case !(s.Ridge >= 0 && s.Ridge < 1):
		return fmt.Errorf("solver: ridge %g; use one from 0 up to, not including, 1", s.Ridge)
	}
	return nil
}

func (s Solver) windowName() string {
	if s.Method == MethodBroyden {
		return "memory"
	}
	return "window"
}

// String names the method and its options, as in "anderson(window 6, relative 1e-05, at most 100)".
func (s Solver) String() string {
	var options []string
	if s.Method != MethodPicard {
		options = append(options, fmt.Sprintf("%s %d", s.windowName(), s.Window))
	}
	if s.Method == MethodAnderson && s.Mixing != 1 {
		options = append(options, fmt.Sprintf("mixing %g", s.Mixing))
	}
	if s.Method == MethodAnderson && s.Ridge != defaultRidge {
		options = append(options, fmt.Sprintf("ridge %g", s.Ridge))
	}
	measure := "relative"
	if s.Absolute {
		measure = "absolute"
	}
	options = append(options, fmt.Sprintf("%s %g", measure, s.Tolerance), fmt.Sprintf("at most %d", s.Iterations))
	return fmt.Sprintf("%s(%s)", s.Method, strings.Join(options, ", "))
}

// pairs is the number of steps whose history is kept: no more than a solve takes.
func (s Solver) pairs() int {
	if s.Method == MethodPicard {
		return 0
	}
	return max(1, min(s.Window, s.Iterations-1))
}

// Bytes is the memory of what a solve keeps, for so many unknowns of so many bytes each: the state, its image, the best
// state, the next one and the history. What f needs is not in it.
func (s Solver) Bytes(unknowns, size int64) int64 {
	states := int64(2) // the next and the best
	if pairs := int64(s.pairs()); pairs > 0 {
		states += 2 + 2*pairs
	}
	return states * unknowns * size
}
