package options

import (
	"fmt"
	"strings"
)

// Method is a way to solve for a fixed point. The page of package solver has the formulas.
type Method string

const (
	// Picard is plain iteration, z ← f(z).
	Picard Method = "picard"
	// Anderson is Anderson's mixing with a window of the last steps (Anderson 1965, Walker and Ni 2011).
	Anderson Method = "anderson"
	// Broyden is Broyden's first method with a limited memory (Broyden 1965; Bai et al. 2019).
	Broyden Method = "broyden"
)

// The least relative tolerances that a solve can reach in float32 and in float64: several times the rounding of one
// evaluation, which leaves that much between z and f(z) at the fixed point itself.
const (
	LeastTolerance32 = 1e-6
	LeastTolerance64 = 1e-14
)

// Solver is a method with its options. Larger windows than the defaults gained no evaluations on slow graph networks,
// and cost time and memory.
type Solver struct {
	// Method is the way to solve.
	Method Method `json:"method" oneof:"picard,anderson,broyden"`
	// Tolerance is where a solve stops: at ‖f(z)−z‖ ≤ tolerance·‖f(z)‖, or, where Absolute is set, at
	// ‖f(z)−z‖ ≤ tolerance·√n for n unknowns.
	Tolerance float64 `json:"tolerance" range:"(0,inf)" default:"1e-5"`
	Absolute  bool    `json:"absolute"`
	// Iterations is how often f is evaluated at most.
	Iterations int `json:"iterations" range:"[1,inf)" default:"100"`
	// Window is how many of the last steps Anderson's mixing combines, and how many rank-one updates Broyden's method
	// keeps.
	Window int `json:"window,omitzero" range:"[1,inf)" default:"anderson=6 broyden=10" for:"anderson broyden"`
	// Mixing is the factor β of the residual in Anderson's step. Less than 1 damps the step.
	Mixing float64 `json:"mixing,omitzero" range:"(0,1]" default:"anderson=1" for:"anderson"`
	// Ridge is Anderson's regularization: each diagonal entry of the window's Gram matrix is multiplied by 1 + ridge.
	Ridge float64 `json:"ridge,omitzero" range:"[0,1)" default:"anderson=1e-7" for:"anderson"`
}

// NewSolver is a method with its defaults.
func NewSolver(method Method) Solver {
	s := Solver{Method: method}
	setDefaults(&s)
	return s
}

func (s *Solver) kind() string { return string(s.Method) }

// Validate names the first option that is out of range or has no meaning for the method, or a relative tolerance below
// what the type of the unknowns can reach. What an absolute tolerance can reach depends on the size of the unknowns, so
// only the status of a solve tells.
func (s Solver) Validate(least float64) error {
	if err := validate(&s); err != nil {
		return fmt.Errorf("the solver %s: %w", s, err)
	}
	if !s.Absolute && s.Tolerance < least {
		return fmt.Errorf("the solver %s: a relative tolerance of %g is below what its numbers can reach; use %g or "+
			"more, "+
			"or float64", s, s.Tolerance, least)
	}
	return nil
}

// String names the method and its options, as in "anderson(window 6, relative 1e-05, at most 100)". Of mixing and ridge
// it names what is not the default.
func (s Solver) String() string {
	var words []string
	switch s.Method {
	case Anderson:
		words = append(words, fmt.Sprintf("window %d", s.Window))
	case Broyden:
		words = append(words, fmt.Sprintf("memory %d", s.Window))
	}
	defaults := NewSolver(s.Method)
	if s.Mixing != defaults.Mixing {
		words = append(words, fmt.Sprintf("mixing %g", s.Mixing))
	}
	if s.Ridge != defaults.Ridge {
		words = append(words, fmt.Sprintf("ridge %g", s.Ridge))
	}
	measure := "relative"
	if s.Absolute {
		measure = "absolute"
	}
	words = append(words, fmt.Sprintf("%s %g", measure, s.Tolerance), fmt.Sprintf("at most %d", s.Iterations))
	return fmt.Sprintf("%s(%s)", s.Method, strings.Join(words, ", "))
}
