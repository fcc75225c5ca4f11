package solver

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"gonum.org/v1/gonum/mat"
)

// check holds a result against what it says of itself: image is f(Z), size is ‖z0‖ + ‖f(z0)‖, and least is what two
// evaluations of f may differ by.
func (r solved) check(t *testing.T, s Solver, rows int, image []float64, size, least float64) {
	t.Helper()
	var step, norm, largest float64
	width := len(image) / rows
	for row := range rows {
		var sum float64
		for i := row * width; i < (row+1)*width; i++ {
			if math.IsNaN(r.z[i]) || math.IsInf(r.z[i], 0) {
				t.Fatalf("Z holds %v", r.z[i])
			}
			sum += (image[i] - r.z[i]) * (image[i] - r.z[i])
			norm += image[i] * image[i]
		}
		step, largest = step+sum, max(largest, sum)
	}
	norm = max(math.Sqrt(norm), size/growth, math.SmallestNonzeroFloat64)
	residual, worst := math.Sqrt(step)/norm, math.Sqrt(largest*float64(rows))/norm
	if s.Absolute {
		residual, worst = math.Sqrt(step/float64(len(image))), math.Sqrt(largest/float64(width))
	}
	atOnce := math.IsInf(r.residual, 1) // f(z0) is not finite
	if !atOnce && (math.Abs(r.residual-residual) > 1e-6*residual+least ||
		math.Abs(r.worst-worst) > 1e-6*worst+least*math.Sqrt(float64(rows))) {
		t.Errorf("residual %g and worst %g; of Z they are %g and %g", r.residual, r.worst, residual, worst)
	}
	if r.status == Converged && r.residual > s.Tolerance {
		t.Errorf("%s with residual %g and tolerance %g", r.status, r.residual, s.Tolerance)
	}
	if r.evaluations < 1 || r.evaluations > s.Iterations || (r.status == CapReached) && r.evaluations != s.Iterations {
		t.Errorf("%s after %d evaluations of %d", r.status, r.evaluations, s.Iterations)
	}
	if !slices.Contains(r.trace, r.residual) {
		t.Errorf("the trace %v has no residual %g", r.trace, r.residual)
	}
	for i, x := range r.trace {
		if math.IsNaN(x) != (i >= r.evaluations) {
			t.Errorf("the trace holds %v at %d of %d evaluations", x, i, r.evaluations)
		}
		if last := i == r.evaluations-1; x <= s.Tolerance && s.Absolute && !(last && r.status == Converged) {
			t.Errorf("%s, and residual %d is %g with tolerance %g", r.status, i, x, s.Tolerance)
		}
	}
}

// solve runs a solve and checks the result against itself.
func solve(t *testing.T, backend string, s Solver, f Function, z0 *tensors.Tensor, in ...any) solved {
	t.Helper()
	out := call(t, onBackend(t, backends[backend]), func(in []*graph.Node) []*graph.Node {
		r := s.Solve(f, in[0], in[1:])
		return append(nodes(r), f(r.Z, in[1:]), graph.Add(norm(in[0]), norm(f(in[0], in[1:]))))
	}, append([]any{z0}, in...)...)
	r := read(t, out)
	rows := 1
	if z0.Rank() > 0 {
		rows = z0.Shape().Dim(0)
	}
	least := 1e-15
	if z0.DType() == dtypes.Float32 {
		least = 1e-7
	}
	r.check(t, s, rows, flat(t, out[6]), flat(t, out[7])[0], least)
	return r
}

func TestLinear(t *testing.T) {
	const n, c, tolerance = 24, 2, 1e-9
	cases := []struct {
		name        string
		eigenvalues []float64
		want        map[options.Method]Status
	}{
		{"contraction", spread(n, -0.5, 0.6), nil},
		{"stiff", spread(n, -1.5, 0.9), map[options.Method]Status{options.Picard: Diverged}},
		{"slow", append(spread(n-4, -0.3, 0.5), 0.9, 0.94, 0.96, 0.98),
			map[options.Method]Status{options.Picard: CapReached}},
	}
	for _, backend := range []string{"xla", "go"} {
		for i, k := range cases {
			if backend == "go" && i != 1 {
				continue // the stiff one takes each status and every operation
			}
			a, b := symmetric(3, k.eigenvalues), random(4, 1, n, c)
			var want mat.Dense
			var left mat.Dense
			left.Sub(identity(n), a)
			if err := want.Solve(&left, matrixOf(t, b)); err != nil {
				t.Fatal(err)
			}
			for _, s := range methods {
				t.Run(fmt.Sprintf("%s/%s/%s", backend, k.name, s.Method), func(t *testing.T) {
					s := s.WithTolerance(tolerance)
					r := solve(t, backend, s, linear, tensors.FromFlatDataAndDimensions(make([]float64, n*c), n, c),
						tensorOf(a), b)
					status := Converged
					if other, ok := k.want[s.Method]; ok {
						status = other
					}
					if r.status != status {
						t.Fatalf("%s after %d evaluations with residual %g; want %s", r.status, r.evaluations,
							r.residual, status)
					}
					t.Logf("%d evaluations", r.evaluations)
					// The error is the residual divided by the least 1−λ of all, 0.02 here.
					if d := distance(r.z, want.RawMatrix().Data); status == Converged && d > tolerance/0.02 {
						t.Errorf("the solution is %g off", d)
					}
				})
			}
		}
	}
}

func identity(n int) mat.Matrix {
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	return mat.NewDiagDense(n, ones)
}

// TestStatus solves what is hard or can't be solved. Where the steps can be told by hand, so are the evaluations.
func TestStatus(t *testing.T) {
	vector := func(values ...float64) *tensors.Tensor { return tensors.FromFlatDataAndDimensions(values, len(values)) }
	plus := func(x float64) Function {
		return func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.AddScalar(z, x) }
	}
	logistic := func(z *graph.Node, _ []*graph.Node) *graph.Node {
		return graph.MulScalar(graph.Mul(z, graph.OneMinus(z)), 3.9)
	}
	square := func(z *graph.Node, _ []*graph.Node) *graph.Node { // no real fixed point
		return graph.AddScalar(graph.Square(z), 2)
	}
	untilNaN := func(z *graph.Node, _ []*graph.Node) *graph.Node {
		return graph.Add(graph.AddScalar(z, 0.5), graph.MulScalar(graph.Sqrt(graph.AddScalar(graph.Neg(z), 2.2)), 0))
	}
	cases := []struct {
		name        string
		f           Function
		z0          *tensors.Tensor
		change      func(Solver) Solver
		statuses    []Status
		evaluations int // 0 where it depends on the method
	}{
		{"no fixed point", plus(1), vector(0, 0), nil, []Status{CapReached}, 40},
		{"no fixed point, loose", plus(1), vector(0, 0),
			func(s Solver) Solver { return s.WithTolerance(0.5) }, []Status{CapReached}, 40},
		{"no fixed point, float32", plus(0.1), tensors.FromFlatDataAndDimensions([]float32{0.3, 7, 1e3}, 3),
			func(s Solver) Solver { return s.WithTolerance(1e-3) }, []Status{Converged}, 1}, // 0.17/1000 is within it
		{"no fixed point, float32 noise", plus(0.1), tensors.FromFlatDataAndDimensions([]float32{0.3, 0.7, 1e-3}, 3),
			nil, []Status{CapReached}, 40},
		{"no real fixed point", square, vector(0, 1), nil, []Status{CapReached, Diverged, NotFinite}, 0},
		{"chaos", logistic, vector(0.3, 0.4, 0.5), nil, []Status{CapReached, Converged, Diverged}, 0},
		{"NaN after some steps", untilNaN, vector(0, 0), nil, []Status{NotFinite}, 6},
		{"NaN at once", untilNaN, vector(3, 3), nil, []Status{NotFinite}, 1},
		{"a fixed point to begin with", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Square(z) },
			vector(0, 1), nil, []Status{Converged}, 1},
		{"zero", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.ZerosLike(z) }, vector(0, 0), nil,
			[]Status{Converged}, 1},
		{"to zero", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.ZerosLike(z) }, vector(1, 2), nil,
			[]Status{Converged}, 2},
		{"cap of 1", func(z *graph.Node, _ []*graph.Node) *graph.Node {
			return graph.AddScalar(graph.MulScalar(z, 0.5), 1)
		}, vector(1, 2),
			func(s Solver) Solver { return s.WithIterations(1) }, []Status{CapReached}, 1},
		{"fewer unknowns than the window", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Cos(z) },
			vector(1), nil, []Status{Converged}, 0},
		{"a scalar", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Cos(z) }, tensors.FromValue(1.0),
			nil, []Status{Converged}, 0},
		{"mirror", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Neg(z) }, vector(1, -2), nil,
			[]Status{CapReached, Converged}, 0}, // Picard goes there and back
		{"absolute", func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Cos(z) }, vector(1, 2, 3),
			func(s Solver) Solver { return s.WithAbsoluteTolerance(1e-6) }, []Status{Converged}, 0},
		{"absolute, no fixed point", plus(1), vector(0, 0),
			func(s Solver) Solver { return s.WithAbsoluteTolerance(0.9) }, []Status{CapReached}, 40},
	}
	for _, k := range cases {
		for _, s := range methods {
			t.Run(fmt.Sprintf("%s/%s", k.name, s.Method), func(t *testing.T) {
				if k.name != "cap of 1" {
					s = s.WithIterations(40)
				}
				if k.change != nil {
					s = k.change(s)
				}
				r := solve(t, "go", s, k.f, k.z0)
				if !slices.Contains(k.statuses, r.status) || k.evaluations > 0 && r.evaluations != k.evaluations {
					t.Errorf("%s after %d evaluations, residual %g; want %v and %d", r.status, r.evaluations,
						r.residual, k.statuses, k.evaluations)
				}
			})
		}
	}
}

// TestScale solves one problem in units of very different size: the evaluations must be the same.
func TestScale(t *testing.T) {
	const n = 12
	a := tensorOf(symmetric(5, spread(n, -0.7, 0.8)))
	for _, s := range methods {
		t.Run(string(s.Method), func(t *testing.T) {
			var counts []int
			for _, scale := range []float64{1, 1e-30, 1e30} {
				r := solve(t, "go", s.WithIterations(60), linear,
					tensors.FromFlatDataAndDimensions(make([]float64, n), n, 1), a, random(6, scale, n, 1))
				if r.status != Converged {
					t.Errorf("scale %g: %s", scale, r.status)
				}
				counts = append(counts, r.evaluations)
			}
			if counts[0] != counts[1] || counts[0] != counts[2] {
				t.Errorf("evaluations %v at the scales 1, 1e-30 and 1e30", counts)
			}
		})
	}
}

// TestMixing compares a step of Anderson's mixing with its formula, for one unknown and two evaluations:
// z₂ = z₁ + β·r₁ − γ·(Δz + β·Δr), γ = r₁/Δr.
func TestMixing(t *testing.T) {
	f := func(z float64) float64 { return math.Cos(z) }
	for _, beta := range []float64{1, 0.5} {
		s := Anderson().WithMixing(beta).WithIterations(3).WithRidge(0).WithTolerance(1e-12)
		z0 := 0.5
		z1 := z0 + beta*(f(z0)-z0)
		r0, r1 := f(z0)-z0, f(z1)-z1
		gamma := r1 / (r1 - r0)
		z2 := z1 + beta*r1 - gamma*((z1-z0)+beta*(r1-r0))
		r := solve(t, "go", s, func(z *graph.Node, _ []*graph.Node) *graph.Node { return graph.Cos(z) },
			tensors.FromValue(z0))
		if want := math.Abs(f(z2)-z2) / math.Abs(f(z2)); math.Abs(r.trace[2]-want) > 1e-12 {
			t.Errorf("β = %g: the third residual is %g, want %g", beta, r.trace[2], want)
		}
	}
}

// TestBroydenUpdates compares Broyden's steps with his rank-one updates of the inverse, written as in textbooks, with
// more evaluations than pairs are kept: then the updates of the last pairs alone, from −1, make the inverse.
func TestBroydenUpdates(t *testing.T) {
	const n, memory, iterations = 6, 3, 8
	a, b := symmetric(7, spread(n, -0.8, 0.7)), random(8, 1, n, 1)
	s := Broyden().WithWindow(memory).WithIterations(iterations).WithTolerance(1e-13)
	got := solve(t, "go", s, linear, tensors.FromFlatDataAndDimensions(make([]float64, n), n, 1), tensorOf(a), b)

	var want []float64
	z := mat.NewVecDense(n, nil)
	var steps, changes []*mat.VecDense
	var last *mat.VecDense
	for k := range iterations {
		var image, residual mat.VecDense
		image.MulVec(a, z)
		image.AddVec(&image, matrixOf(t, b).ColView(0))
		residual.SubVec(&image, z)
		want = append(want, mat.Norm(&residual, 2)/mat.Norm(&image, 2))
		if k > 0 {
			var change mat.VecDense
			change.SubVec(&residual, last)
			changes = append(changes, &change)
			steps, changes = steps[max(0, len(steps)-memory):], changes[max(0, len(changes)-memory):]
		}
		last = &residual
		inverse := mat.NewDense(n, n, nil)
		inverse.Scale(-1, identity(n))
		for i, s := range steps {
			var hy, difference, sh mat.VecDense
			hy.MulVec(inverse, changes[i])
			difference.SubVec(s, &hy)
			sh.MulVec(inverse.T(), s)
			inverse.RankOne(inverse, 1/mat.Dot(s, &hy), &difference, &sh)
		}
		var step, next mat.VecDense
		step.MulVec(inverse, &residual)
		step.ScaleVec(-1, &step)
		steps = append(steps, &step)
		next.AddVec(z, &step)
		z = &next
	}
	for k := range iterations {
		if math.Abs(got.trace[k]-want[k]) > 1e-9*want[k] {
			t.Errorf("residual %d is %g, want %g", k, got.trace[k], want[k])
		}
	}
}

// TestCap compiles a solve at two caps: nothing but the trace may grow. XLA reports the memory.
func TestCap(t *testing.T) {
	const n, c = 40, 8
	backend := onBackend(t, xla.Default)
	for _, s := range methods {
		t.Run(string(s.Method), func(t *testing.T) {
			temporary := map[int]int64{}
			for _, most := range []int{20, 200} {
				s := s.WithIterations(most)
				_, g := callWithGraph(t, backend, func(in []*graph.Node) []*graph.Node {
					return nodes(s.Solve(linear, graph.ZerosLike(in[1]), in))
				}, tensorOf(symmetric(9, spread(n, -0.5, 0.5))), random(10, 1, n, c))
				memory, err := xla.CompiledMemory(g)
				if err != nil {
					t.Fatal(err)
				}
				temporary[most] = memory.Temporary
			}
			// The trace is float64 in the loop, and may be held twice with its padding.
			if grown, trace := temporary[200]-temporary[20], int64(180*8); grown > 3*trace {
				t.Errorf("temporary memory grows by %d bytes from cap 20 to 200; the trace grows by %d", grown, trace)
			}
			if bytes := s.Bytes(n*c, 8); temporary[200] < bytes || temporary[200] > 2*bytes+60_000 {
				t.Errorf("Bytes says %d for a program of %d", bytes, temporary[200])
			}
		})
	}
}

// TestFloat32 reaches the least tolerance in float32 on a slow network with kinks, a ring where each node is half
// itself and half its neighbour: a rate of 0.96.
func TestFloat32(t *testing.T) {
	const n, c = 300, 16
	ring := func(z *graph.Node, in []*graph.Node) *graph.Node {
		next := graph.Concatenate([]*graph.Node{
			graph.Slice(z, graph.AxisRangeToEnd(1)), graph.Slice(z, graph.AxisRangeFromStart(1))}, 0)
		sum := graph.Add(graph.MulScalar(graph.Add(z, next), 0.48), in[0])
		zero := graph.ZerosLike(sum)
		return graph.Where(graph.LessOrEqual(sum, zero), zero, sum)
	}
	x := make([]float32, n*c)
	for i, v := range flat(t, random(51, 1, n, c)) {
		x[i] = float32(v)
	}
	input := tensors.FromFlatDataAndDimensions(x, n, c)
	for _, k := range []struct {
		s    Solver
		most int // evaluations
	}{
		{Picard(), 400}, {Anderson(), 100}, {Broyden(), 150},
		{Picard().WithTolerance(LeastTolerance(dtypes.Float32)), 400},
		{Anderson().WithTolerance(LeastTolerance(dtypes.Float32)), 200},
		{Broyden().WithTolerance(LeastTolerance(dtypes.Float32)), 200},
	} {
		t.Run(fmt.Sprintf("%s, %g", k.s.Method, k.s.Tolerance), func(t *testing.T) {
			r := solve(t, "xla", k.s.WithIterations(k.most), ring,
				tensors.FromFlatDataAndDimensions(make([]float32, n*c), n, c), input)
			t.Logf("%s after %d evaluations", r.status, r.evaluations)
			if r.status != Converged {
				t.Errorf("%s after %d evaluations with residual %g", r.status, r.evaluations, r.residual)
			}
		})
	}
}

// TestSine solves a nonlinear problem whose rate of contraction differs from one unknown to the next, up to 0.9.
func TestSine(t *testing.T) {
	const n = 500
	sine := func(z *graph.Node, in []*graph.Node) *graph.Node {
		return graph.Add(graph.MulScalar(graph.Sin(z), 0.9), in[0])
	}
	for _, s := range []Solver{Anderson(), Broyden()} {
		t.Run(string(s.Method), func(t *testing.T) {
			r := solve(t, "xla", s, sine, tensors.FromFlatDataAndDimensions(make([]float64, n), n), random(52, 0.6, n))
			t.Logf("%s after %d evaluations", r.status, r.evaluations)
			if r.status != Converged {
				t.Errorf("%s with residual %g: %v", r.status, r.residual, r.trace)
			}
		})
	}
}
