package solver

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/internal/xla"
	"gonum.org/v1/gonum/mat"
)

// TestLinearEquilibrium holds the implicit gradient of z = A·z + B·x against the closed form: with G the loss's
// gradient at z* and U = (I−A)⁻ᵀ·G, the gradients are U·z*ᵀ for A, U·xᵀ for B and Bᵀ·U for x.
func TestLinearEquilibrium(t *testing.T) {
	const n, k, c = 10, 6, 3
	a, b, x, g := symmetric(11, spread(n, -0.8, 0.9)), random(12, 1, n, k), random(13, 1, k, c), random(14, 1, n, c)
	f := func(z *graph.Node, in []*graph.Node) *graph.Node {
		return graph.Add(graph.Dot(in[0], z).Product(), graph.Dot(in[1], in[2]).Product())
	}
	var left, right, z, u, ga, gb, gx mat.Dense
	left.Sub(identity(n), a)
	right.Mul(matrixOf(t, b), matrixOf(t, x))
	if err := z.Solve(&left, &right); err != nil {
		t.Fatal(err)
	}
	if err := u.Solve(left.T(), matrixOf(t, g)); err != nil {
		t.Fatal(err)
	}
	ga.Mul(&u, z.T())
	gb.Mul(&u, matrixOf(t, x).T())
	gx.Mul(matrixOf(t, b).T(), &u)
	for _, k := range []struct {
		backend string
		s       Solver
	}{{"xla", Broyden()}, {"xla", Anderson()}, {"go", Anderson()}} {
		t.Run(k.backend+"/"+string(k.s.Method), func(t *testing.T) {
			s := k.s.WithTolerance(1e-11)
			var backward Result
			out := call(t, onBackend(t, backends[k.backend]), func(in []*graph.Node) []*graph.Node {
				r := FixedPoint(f, graph.ZerosLike(in[3]), in[:3], s,
					Implicit(s).WithReport(func(r Result) { backward = r }))
				gradients := graph.Gradient(graph.ReduceAllSum(graph.Mul(r.Z, in[3])), in[:3]...)
				return append(append([]*graph.Node{r.Z}, gradients...), r.Status, backward.Status)
			}, tensorOf(a), b, x, g)
			for i, want := range []*mat.Dense{&z, &ga, &gb, &gx} {
				if d := distance(flat(t, out[i]), want.RawMatrix().Data); !(d <= 1e-8) {
					t.Errorf("%s is %g off", []string{"z", "A's gradient", "B's gradient", "x's gradient"}[i], d)
				}
			}
			for i, status := range []Status{Status(out[4].Value().(int32)), Status(out[5].Value().(int32))} {
				if status != Converged {
					t.Errorf("solve %d: %s", i, status)
				}
			}
		})
	}
}

// network is a small graph network with a kink and a maximum: z' = tanh(ReLU(z·W₁ + neighbours' maximum)·W₂ + x).
// in holds x, W₁, W₂ and the edges' sources and targets.
func network(z *graph.Node, in []*graph.Node) *graph.Node {
	hidden := graph.Dot(z, in[1]).Product()
	messages := graph.Gather(hidden, graph.InsertAxes(in[3], -1))
	largest := graph.ScatterMax(graph.ZerosLike(hidden), graph.InsertAxes(in[4], -1), messages, true, false)
	hidden = graph.Add(hidden, largest)
	zero := graph.ZerosLike(hidden)
	hidden = graph.Where(graph.LessOrEqual(hidden, zero), zero, hidden)
	return graph.Tanh(graph.Add(graph.Dot(hidden, in[2]).Product(), in[0]))
}

// smooth is a network whose second derivatives are not zero.
func smooth(z *graph.Node, in []*graph.Node) *graph.Node {
	hidden := graph.Dot(z, in[1]).Product()
	messages := graph.Gather(hidden, graph.InsertAxes(in[3], -1))
	sum := graph.Scatter(graph.InsertAxes(in[4], -1), messages, shapes.Make(z.DType(), z.Shape().Dimensions...), true,
		false)
	return graph.Tanh(graph.Add(graph.Dot(graph.Tanh(graph.Add(hidden, sum)), in[2]).Product(), in[0]))
}

func networkInputs() []any {
	const n, c = 7, 4
	return []any{random(21, 1, n, c), random(22, 0.3, c, c), random(23, 0.3, c, c),
		[]int32{0, 1, 2, 2, 3, 4, 5, 0}, []int32{1, 1, 2, 3, 3, 5, 6, 6}}
}

// weighted is a loss that reads every entry of z in its own way.
func weighted(z *graph.Node) *graph.Node {
	index := graph.Iota(z.Graph(), shapes.Make(dtypes.Int32, z.Shape().Size()), 0)
	index = graph.ConvertDType(graph.Reshape(index, z.Shape().Dimensions...), z.DType())
	weights := graph.Sin(graph.AddScalar(graph.MulScalar(index, 1.3), 0.4))
	return graph.ReduceAllSum(graph.Mul(weights, graph.Add(z, graph.Square(z))))
}

// lossAndGradients solves a network and differentiates a loss by x, W₁ and W₂.
func lossAndGradients(f Function, s Solver, gradient Gradient) func(in []*graph.Node) []*graph.Node {
	return func(in []*graph.Node) []*graph.Node {
		loss := weighted(FixedPoint(f, graph.ZerosLike(in[0]), in, s, gradient).Z)
		return append([]*graph.Node{loss}, graph.Gradient(loss, in[:3]...)...)
	}
}

// finiteDifference differentiates a loss, the first output of build, along a direction of input i.
func finiteDifference(t *testing.T, build func(in []*graph.Node) []*graph.Node, inputs []any, i int,
	direction *tensors.Tensor) float64 {
	t.Helper()
	const h = 1e-5
	backend := onBackend(t, xla.Go)
	at := func(h float64) float64 {
		moved := append([]any(nil), inputs...)
		values, along := flat(t, inputs[i].(*tensors.Tensor)), flat(t, direction)
		for j := range values {
			values[j] += h * along[j]
		}
		moved[i] = tensors.FromFlatDataAndDimensions(values, inputs[i].(*tensors.Tensor).Shape().Dimensions...)
		return flat(t, call(t, backend, build, moved...)[0])[0]
	}
	return (at(h) - at(-h)) / (2 * h)
}

// TestImplicitGradient compares the implicit gradient of a network with the plain gradient unrolled to convergence, and
// with finite differences.
func TestImplicitGradient(t *testing.T) {
	const steps = 80
	inputs := networkInputs()
	unrolled := call(t, onBackend(t, xla.Go), lossAndGradients(network, Picard().WithTolerance(1e-12), Unrolled(steps)),
		inputs...)
	for _, k := range []struct {
		backend string
		s       Solver
	}{{"xla", Picard()}, {"xla", Anderson()}, {"xla", Broyden()}, {"go", Broyden()}} {
		t.Run(k.backend+"/"+string(k.s.Method), func(t *testing.T) {
			s := k.s.WithTolerance(1e-11)
			got := call(t, onBackend(t, backends[k.backend]), lossAndGradients(network, s, Implicit(s)), inputs...)
			for i := range got {
				if d := distance(flat(t, got[i]), flat(t, unrolled[i])); !(d <= 1e-6) {
					t.Errorf("output %d is %g off the unrolled one", i, d)
				}
			}
			for i := range 3 {
				direction := random(uint64(30+i), 1, inputs[i].(*tensors.Tensor).Shape().Dimensions...)
				want := finiteDifference(t, lossAndGradients(network, Picard().WithTolerance(1e-13), Unrolled(1)),
					inputs, i, direction)
				var along float64
				for j, d := range flat(t, direction) {
					along += d * flat(t, got[1+i])[j]
				}
				if math.Abs(along-want) > 1e-6*math.Abs(want) {
					t.Errorf("input %d: the gradient along a direction is %g; the finite difference is %g", i, along,
						want)
				}
			}
		})
	}
}

// TestPhantom compares the phantom gradient of z = a·z + x with its sum: with λ = 1−d+d·a, d·(1 + λ + … + λ^(steps−1))
// for x.
func TestPhantom(t *testing.T) {
	const a, damping, steps = 0.6, 0.8, 3
	out := call(t, onBackend(t, xla.Go), func(in []*graph.Node) []*graph.Node {
		r := FixedPoint(func(z *graph.Node, in []*graph.Node) *graph.Node {
			return graph.Add(graph.MulScalar(z, a), in[0])
		}, graph.ZerosLike(in[0]), in, Anderson().WithTolerance(1e-12), Phantom(steps, damping))
		return []*graph.Node{r.Z, graph.Gradient(graph.ReduceAllSum(r.Z), in[0])[0]}
	}, []float64{1, 2})
	lambda := 1 - damping + damping*a
	want := damping * (1 + lambda + lambda*lambda)
	for i, g := range flat(t, out[1]) {
		if math.Abs(g-want) > 1e-12 {
			t.Errorf("gradient %g, want %g", g, want)
		}
		if z := flat(t, out[0])[i]; math.Abs(z-float64(i+1)/(1-a)) > 1e-10 {
			t.Errorf("z* = %g, want %g", z, float64(i+1)/(1-a))
		}
	}
}

// TestJacobianPenalty sums the penalty over all unit probes, which gives the squared Frobenius norm of the Jacobian
// over n, and compares its gradient with a finite difference.
func TestJacobianPenalty(t *testing.T) {
	inputs := networkInputs()
	z, probe := random(24, 0.5, 7, 4), random(25, 1, 7, 4)
	entries := z.Size()
	sum := func(in []*graph.Node) []*graph.Node {
		z, in := in[0], in[1:]
		var total, exact *graph.Node
		for i := range entries {
			unit := graph.Reshape(graph.OneHot(graph.Const(z.Graph(), int32(i)), entries, z.DType()),
				z.Shape().Dimensions...)
			penalty := JacobianPenalty(smooth, z, in, unit)
			// A column of the Jacobian by central differences; all of them make the same norm.
			const h = 1e-5
			step := graph.MulScalar(unit, h)
			up, down := smooth(graph.Add(z, step), in), smooth(graph.Sub(z, step), in)
			column := graph.ReduceAllSum(graph.Square(graph.DivScalar(graph.Sub(up, down), 2*h)))
			if total == nil {
				total, exact = penalty, column
				continue
			}
			total, exact = graph.Add(total, penalty), graph.Add(exact, column)
		}
		return []*graph.Node{total, graph.DivScalar(exact, float64(entries))}
	}
	out := call(t, onBackend(t, xla.Go), sum, append([]any{z}, inputs...)...)
	if got, want := flat(t, out[0])[0], flat(t, out[1])[0]; math.Abs(got-want) > 1e-8*want {
		t.Errorf("the sum over unit probes is %g; the Jacobian's norm gives %g", got, want)
	}
	build := func(in []*graph.Node) []*graph.Node {
		loss := JacobianPenalty(smooth, in[5], in[:5], in[6])
		return append([]*graph.Node{loss}, graph.Gradient(loss, in[1], in[2], in[5])...)
	}
	inputs = append(inputs, z, probe)
	got := call(t, onBackend(t, xla.Default), build, inputs...)
	for i := 1; i <= 2; i++ {
		direction := random(uint64(40+i), 1, 4, 4)
		want := finiteDifference(t, build, inputs, i, direction)
		var along float64
		for j, d := range flat(t, direction) {
			along += d * flat(t, got[i])[j]
		}
		if math.Abs(along-want) > 1e-6*math.Abs(want) {
			t.Errorf("W%d: the gradient along a direction is %g; the finite difference is %g", i, along, want)
		}
	}
	for _, g := range flat(t, got[3]) {
		if g != 0 {
			t.Errorf("z has a gradient of %g; it is to have none", g)
		}
	}
}

// TestFailedGradient differentiates a solve that can't converge: the gradient is finite, and the report says so.
func TestFailedGradient(t *testing.T) {
	for _, s := range methods {
		t.Run(string(s.Method), func(t *testing.T) {
			var backward Result
			out := call(t, onBackend(t, xla.Go), func(in []*graph.Node) []*graph.Node {
				r := FixedPoint(func(z *graph.Node, in []*graph.Node) *graph.Node { return graph.Add(z, in[0]) },
					graph.ZerosLike(in[0]), in, s.WithIterations(20),
					Implicit(s.WithIterations(20)).WithReport(func(r Result) { backward = r }))
				return []*graph.Node{graph.Gradient(graph.ReduceAllSum(r.Z), in[0])[0], r.Status, backward.Status}
			}, []float64{1, 2})
			for _, g := range flat(t, out[0]) {
				if math.IsNaN(g) || math.IsInf(g, 0) {
					t.Errorf("gradient %g", g)
				}
			}
			for i := 1; i <= 2; i++ {
				if status := Status(out[i].Value().(int32)); status != CapReached {
					t.Errorf("solve %d: %s", i, status)
				}
			}
		})
	}
}

func TestFixedPointRefuses(t *testing.T) {
	half := func(z *graph.Node, in []*graph.Node) *graph.Node { return graph.MulScalar(z, 0.5) }
	wide := func(z *graph.Node, in []*graph.Node) *graph.Node { return graph.InsertAxes(z, 0) }
	cases := []struct {
		name, want string
		f          Function
		forward    Solver
		gradient   Gradient
	}{
		{"shape", "the function maps (Float32)[2] to (Float32)[1, 2]; it must keep the shape", wide, Picard(),
			Implicit(Picard())},
		{"forward", "a relative tolerance of 1e-09 is below", half, Picard().WithTolerance(1e-9), Implicit(Picard())},
		{"backward", "use 1e-06 or more, or float64 (the backward solver)", half, Picard(),
			Implicit(Picard().WithTolerance(1e-9))},
		{"none", "no gradient is chosen", half, Picard(), Gradient{}},
		{"steps", "a gradient through 0 steps; use at least 1", half, Picard(), Phantom(0, 1)},
		{"damping", "damping 1.5; use one above 0 and up to 1", half, Picard(), Phantom(3, 1.5)},
		{"report", "unrolled(3 steps) has no backward solve to report", half, Picard(),
			Unrolled(3).WithReport(func(Result) {})},
	}
	backend := onBackend(t, xla.Go)
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			err := xla.Try(func() error {
				g := graph.NewGraph(backend, "test")
				FixedPoint(k.f, graph.Parameter(g, "z", shapes.Make(dtypes.Float32, 2)), nil, k.forward, k.gradient)
				return nil
			})
			if err == nil || !strings.Contains(fmt.Sprint(err), k.want) {
				t.Errorf("error %v, want %q", err, k.want)
			}
		})
	}
}
