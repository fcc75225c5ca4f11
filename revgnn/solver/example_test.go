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
		fmt.Printf("%s: %.6f, %s after %d evaluations\n", s.Method, out[0].Value(), solver.Status(out[1].Value().(int32)), out[2].Value())
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
	fmt.Println(solver.Anderson().WithWindow(10).WithTolerance(1e-9))
	fmt.Println(solver.Anderson().WithTolerance(1e-9).Validate(dtypes.Float32))
	fmt.Println(solver.Picard().WithWindow(10).Validate(dtypes.Float32))
	// Output:
	// anderson(window 10, relative 1e-09, at most 100)
	// solver: relative tolerance 1e-09 is below what float32 can reach; use 1e-06 or more, or float64
	// solver: picard has no window; only anderson has one
}
