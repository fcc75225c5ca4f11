package solver_test

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// cosine is a function of the graph: f(z) = cos(a·z).
func cosine(z *graph.Node, in []*graph.Node) *graph.Node { return graph.Cos(graph.Mul(in[0], z)) }

func ExampleSolver_Solve() {
	for _, s := range []solver.Solver{solver.Picard(), solver.Anderson(), solver.Broyden()} {
		out, err := graph.CallOnceN(gobackend.GetBackend(), func(a *graph.Node) []*graph.Node {
			r := s.WithTolerance(1e-10).Solve(cosine, graph.ZerosLike(a), []*graph.Node{a})
			return []*graph.Node{r.Z, r.Status, r.Evaluations}
		}, 1.0)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s: %.6f, %s after %d evaluations\n", s.Method, out[0].Value(),
			solver.Status(out[1].Value().(int32)), out[2].Value())
	}
	// Output:
	// picard: 0.739085, converged after 60 evaluations
	// anderson: 0.739085, converged after 9 evaluations
	// broyden: 0.739085, converged after 7 evaluations
}

func ExampleFixedPoint() {
	// dz*/da of z* = cos(a·z*) is −z·sin(z)/(1 + sin(z)) at a = 1.
	out, err := graph.CallOnce(gobackend.GetBackend(), func(a *graph.Node) *graph.Node {
		s := solver.Broyden().WithTolerance(1e-10)
		r := solver.FixedPoint(cosine, graph.ZerosLike(a), []*graph.Node{a}, s, solver.Implicit(s))
		return graph.Gradient(r.Z, a)[0]
	}, 1.0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.6f\n", out.Value())
	// Output: -0.297474
}

func ExampleSolver_Validate() {
	fmt.Println(solver.Anderson().WithWindow(10).WithTolerance(1e-6).Validate(dtypes.Float32))
	fmt.Println(solver.Picard().WithTolerance(0.1).WithIterations(9).WithWindow(10).Validate(dtypes.Float32))
	// Output:
	// <nil>
	// solver: the solver picard(relative 0.1, at most 9): the option "window" has no meaning for "picard"; leave it out
}

func ExampleAnderson() {
	fmt.Println(solver.Anderson())
	fmt.Println(solver.Anderson().WithWindow(3).WithMixing(0.5).WithTolerance(1e-6).WithIterations(40))
	// Output:
	// anderson(window 6, relative 1e-05, at most 100)
	// anderson(window 3, mixing 0.5, relative 1e-06, at most 40)
}

func ExampleBroyden() {
	s := solver.Broyden().WithWindow(20)
	fmt.Println(s)
	fmt.Println(s.Bytes(1000, 4), "bytes for 1000 unknowns in float32")
	// Output:
	// broyden(memory 20, relative 1e-05, at most 100)
	// 176000 bytes for 1000 unknowns in float32
}

func ExamplePicard() {
	s := solver.Picard().WithAbsoluteTolerance(1e-6)
	fmt.Println(s)
	fmt.Println(s.Bytes(1000, 4), "bytes for 1000 unknowns in float32")
	// Output:
	// picard(absolute 1e-06, at most 100)
	// 8000 bytes for 1000 unknowns in float32
}

// slope prints dz*/da of z* = cos(a·z*) at a = 1, which is −0.297474, by a gradient's method.
func slope(gradient solver.Gradient) {
	out, err := graph.CallOnce(gobackend.GetBackend(), func(a *graph.Node) *graph.Node {
		r := solver.FixedPoint(cosine, graph.ZerosLike(a), []*graph.Node{a},
			solver.Anderson().WithTolerance(1e-10).WithIterations(20), gradient)
		return graph.Gradient(r.Z, a)[0]
	}, 1.0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %.6f\n", gradient, out.Value())
}

func ExampleImplicit() {
	slope(solver.Implicit(solver.Picard().WithTolerance(1e-10).WithIterations(60)))
	// Output: implicit(picard(relative 1e-10, at most 60)): -0.297474
}

func ExamplePhantom() {
	// A few damped steps are near the whole gradient.
	slope(solver.Phantom(1, 1))
	slope(solver.Phantom(5, 0.5))
	// Output:
	// phantom(1 steps, damping 1): -0.497857
	// phantom(5 steps, damping 0.5): -0.297440
}

func ExampleUnrolled() {
	slope(solver.Unrolled(10))
	slope(solver.Unrolled(20))
	// Output:
	// unrolled(10 steps): -0.406881
	// unrolled(20 steps): -0.301756
}

func ExampleJacobianPenalty() {
	// f(z) = a·z/2 has the Jacobian a/2 in each of the three unknowns, whatever the probe of ±1.
	out, err := graph.CallOnce(gobackend.GetBackend(), func(a, z, probe *graph.Node) *graph.Node {
		half := func(z *graph.Node, in []*graph.Node) *graph.Node { return graph.MulScalar(graph.Mul(in[0], z), 0.5) }
		return solver.JacobianPenalty(half, z, []*graph.Node{a}, probe)
	}, 3.0, []float64{1, 2, 3}, []float64{1, -1, 1})
	fmt.Println(out.Value(), err)
	// Output: 2.25 <nil>
}

func ExampleLeastTolerance() {
	for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
		fmt.Println(dtype, solver.LeastTolerance(dtype))
	}
	// Output:
	// Float32 1e-06
	// Float64 1e-14
}
