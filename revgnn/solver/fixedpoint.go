package solver

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Gradient is how a fixed point is differentiated. Build it with Implicit, Phantom or Unrolled.
type Gradient struct {
	kind     gradientKind
	backward Solver
	report   func(Result)
	steps    int
	damping  float64
}

type gradientKind int

const (
	implicit gradientKind = iota + 1
	phantom
	unrolled
)

// Implicit is the gradient of the implicit function theorem. Given the loss's gradient g at z*, the backward solver
// finds
//
//	u = (∂f/∂z)ᵀ·u + g  at z*
//
// and (∂f/∂in)ᵀ·u is the gradient, by one vector-Jacobian product. No iterate but z* is kept (Bai et al. 2019).
// The gradient is as good as both solves: see WithReport.
func Implicit(backward Solver) Gradient { return Gradient{kind: implicit, backward: backward} }

// WithReport calls report with the backward solve's result, whose Z is u, when the gradient is built. Each
// differentiation of the fixed point builds one.
func (g Gradient) WithReport(report func(backward Result)) Gradient { g.report = report; return g }

// Phantom differentiates the given number of damped steps from z*, z ← (1−damping)·z + damping·f(z), which are written
// out (Geng et al. 2021, arXiv:2111.05177). It is cheap and inexact: it leaves out (∂f/∂z)ᵀ's powers from steps on.
func Phantom(steps int, damping float64) Gradient {
	return Gradient{kind: phantom, steps: steps, damping: damping}
}

// Unrolled differentiates the given number of plain steps from z0, which are written out. It is there for comparison,
// since its memory and compile time grow with the steps. Where f is a contraction it tends to the implicit gradient.
func Unrolled(steps int) Gradient { return Gradient{kind: unrolled, steps: steps, damping: 1} }

// Validate refuses options that have no meaning.
func (g Gradient) Validate() error {
	switch {
	case g.kind == 0:
		return fmt.Errorf("solver: no gradient is chosen; use Implicit, Phantom or Unrolled")
	case g.kind == implicit:
		return nil // the backward solver is checked against the type of the unknowns
	case g.report != nil:
		return fmt.Errorf("solver: %s has no backward solve to report; only Implicit has one", g)
	case g.steps < 1:
		return fmt.Errorf("solver: a gradient through %d steps; use at least 1", g.steps)
	case !(g.damping > 0 && g.damping <= 1):
		return fmt.Errorf("solver: damping %g; use one above 0 and up to 1", g.damping)
	}
	return nil
}

// String names the gradient and its options.
func (g Gradient) String() string {
	switch g.kind {
	case implicit:
		return fmt.Sprintf("implicit(%s)", g.backward)
	case phantom:
		return fmt.Sprintf("phantom(%d steps, damping %g)", g.steps, g.damping)
	case unrolled:
		return fmt.Sprintf("unrolled(%d steps)", g.steps)
	}
	return "none"
}

// FixedPoint solves z = f(z, in) from z0. Its result's Z is differentiable in the float tensors of in, and, with
// Unrolled, in z0. Z's value is that of the solve whatever the gradient.
func FixedPoint(f Function, z0 *graph.Node, in []*graph.Node, forward Solver, gradient Gradient) Result {
	if err := gradient.Validate(); err != nil {
		panic(err)
	}
	if gradient.kind == implicit {
		if err := gradient.backward.Validate(z0.DType()); err != nil {
			panic(fmt.Errorf("%w (the backward solver)", err))
		}
		return implicitFixedPoint(f, z0, in, forward, gradient)
	}
	result := forward.Solve(f, z0, in)
	z := z0
	if gradient.kind == phantom {
		z = result.Z
	}
	for range gradient.steps {
		image := f(z, in)
		if gradient.damping != 1 {
			image = graph.Add(graph.MulScalar(z, 1-gradient.damping), graph.MulScalar(image, gradient.damping))
		}
		z = image
	}
	result.Z = xla.WithGradientOf(result.Z, z)
	return result
}

// implicitFixedPoint is FixedPoint with the implicit gradient.
func implicitFixedPoint(f Function, z0 *graph.Node, in []*graph.Node, forward Solver,
	gradient Gradient) (result Result) {
	z := xla.CustomVJP(in,
		func(in []*graph.Node) []*graph.Node {
			result = forward.Solve(f, z0, in)
			return []*graph.Node{result.Z}
		},
		func(in, out, gradients []*graph.Node) []*graph.Node {
			return implicitGradient(f, out[0], in, gradients[0], gradient)
		})
	result.Z = z[0]
	return result
}

// implicitGradient solves for u, and returns the gradients of in, nil for those that are not floats.
func implicitGradient(f Function, z *graph.Node, in []*graph.Node, cotangent *graph.Node,
	gradient Gradient) []*graph.Node {
	// Identity, so that the paths that end in these very nodes are differentiated.
	at := graph.Identity(z)
	var differentiable []*graph.Node
	values := make([]*graph.Node, len(in))
	for i, node := range in {
		values[i] = node
		if node.DType().IsFloat() {
			values[i] = graph.Identity(node)
			differentiable = append(differentiable, values[i])
		}
	}
	image := f(at, values)
	// f is evaluated and linearized once, here; the loop repeats the linear part only.
	u := graph.StopGradient(cotangent)
	transposed := xla.Between(u, pullBack(image, u, at)[0])
	backward := gradient.backward.Solve(
		func(u *graph.Node, in []*graph.Node) *graph.Node {
			return graph.Add(transposed.Apply(u, in[1:]), in[0])
		},
		cotangent, append([]*graph.Node{cotangent}, transposed.Reads...))
	if gradient.report != nil {
		gradient.report(backward)
	}
	all := make([]*graph.Node, len(in))
	if len(differentiable) == 0 {
		return all
	}
	gradients := pullBack(image, backward.Z, differentiable...)
	for i, node := range in {
		if node.DType().IsFloat() {
			all[i], gradients = gradients[0], gradients[1:]
		}
	}
	return all
}

// pullBack is the vector-Jacobian product of cotangent and image by each of the nodes.
func pullBack(image, cotangent *graph.Node, nodes ...*graph.Node) []*graph.Node {
	return graph.Gradient(graph.ReduceAllSum(graph.Mul(image, graph.StopGradient(cotangent))), nodes...)
}

// JacobianPenalty estimates ‖∂f/∂z‖²/n at z, the mean square of the Jacobian's singular values for n unknowns, by
// Hutchinson's method (Bai, Koltun and Kolter 2021, arXiv:2106.14342):
//
//	‖(∂f/∂z)ᵀ·probe‖²/n
//
// It has that mean over probes whose entries are independent with mean 0 and variance 1. It is differentiable in the
// float tensors of in, by differentiating f twice; z and the probe, of z's shape, are without gradient.
func JacobianPenalty(f Function, z *graph.Node, in []*graph.Node, probe *graph.Node) *graph.Node {
	if !probe.Shape().Equal(z.Shape()) {
		panic(fmt.Errorf("solver: a probe of shape %s for unknowns of shape %s; they must be the same",
			probe.Shape(), z.Shape()))
	}
	at := graph.Identity(graph.StopGradient(z))
	product := pullBack(f(at, in), probe, at)[0]
	return graph.DivScalar(graph.ReduceAllSum(graph.Square(product)), float64(z.Shape().Size()))
}
