package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// randomEdges draws sorted edges to all nodes but the last.
func randomEdges(rng *rand.Rand, nodes, edges int) (source, target []int32) {
	for range edges {
		source = append(source, rng.Int32N(int32(nodes)))
		target = append(target, rng.Int32N(int32(nodes-1)))
	}
	slices.Sort(target)
	return source, target
}

// (f(a + h·δ) − f(a − h·δ)) / 2h must be the gradient times δ, for each input on its own and for all at once.
func TestLargestMessagesGradient(t *testing.T) {
	const (
		nodes, count, d, features = 7, 24, 5, 3
		h                         = 1e-6
		tolerance                 = 1e-8 // the loss's rounding, 1e-15, over h
	)
	rng := rand.New(rand.NewPCG(7, 8))
	source, target := randomEdges(rng, nodes, count)
	names := []string{"x", "features", "weight", "bias"}
	in := []array{normal(rng, nodes, d), normal(rng, count, features), normal(rng, features, d), normal(rng, d)}
	for _, a := range slices.Clone(in) {
		in = append(in, normal(rng, a.Shape...))
	}
	cotangent := normal(rng, nodes, d)
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			at, direction, cotangent := in[:4], in[4:8], in[8]
			edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
			loss := func(at []*graph.Node) *graph.Node {
				parts := messageParts{at[1], at[2], at[3]}
				return graph.ReduceAllSum(graph.Mul(cotangent, largestMessages(parts.list(at[0]), edges)))
			}
			gradients := graph.Gradient(loss(at), at...)
			var out []*graph.Node
			for i := range 5 { // each of the inputs, then all
				up, down := slices.Clone(at), slices.Clone(at)
				slope := graph.ScalarZero(g, dtypes.Float64)
				for k := range at {
					if k == i || i == len(at) {
						up[k] = graph.Add(at[k], graph.MulScalar(direction[k], h))
						down[k] = graph.Sub(at[k], graph.MulScalar(direction[k], h))
						slope = graph.Add(slope, graph.ReduceAllSum(graph.Mul(gradients[k], direction[k])))
					}
				}
				out = append(out, slope, graph.DivScalar(graph.Sub(loss(up), loss(down)), 2*h))
			}
			return out
		}, append(in, cotangent)...)
		for i, name := range append(names, "all at once") {
			if slope := results[2*i].Values[0]; slope == 0 {
				t.Errorf("%s: the slope is 0, so nothing is compared", name)
			}
			check(t, name, results[2*i], results[2*i+1], tolerance)
		}
	})
}

// Among equal messages the first edge's has the gradient.
func TestLargestMessagesTie(t *testing.T) {
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			edges := &Edges{NumNodes: 3, Source: graph.Const(g, []int32{1, 0, 2}),
				Target: graph.Const(g, []int32{2, 2, 2})}
			return graph.Gradient(graph.ReduceAllSum(largestMessages(messageParts{}.list(in[0]), edges)), in[0])
		}, matrix(3, 1, 3, 3, 1))
		check(t, "gradient", results[0], matrix(3, 1, 0, 1, 0), 0)
	})
}

// Negative values, a repeated edge, a tie, no edges, infinities and NaN of both signs.
func TestLargestValues(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	x := matrix(4, 5,
		-3, 2, -inf, nan, -1,
		-1, 2, -inf, inf, math.Copysign(nan, -1),
		-2, -5, -inf, 1, 7,
		9, 9, 9, 9, 9) // sent nowhere
	want := matrix(4, 5,
		-1, 2, -inf, 0, 0,
		-2, -5, -inf, 1, 7,
		0, 0, 0, 0, 0,
		-3, 2, -inf, 0, -1)
	isNaN := map[int]bool{3: true, 4: true, 18: true}
	// Target 0 hears of all three, of node 1 twice; target 1 of node 2; target 3 of node 0. The first of a tie has the
	// gradient.
	wantGradient := matrix(4, 5,
		1, 2, 2, 2, 1,
		1, 0, 0, 0, 1,
		1, 1, 1, 1, 1,
		0, 0, 0, 0, 0)
	for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
		eachBackend(t, func(t *testing.T, backend compute.Backend) {
			results := evaluateAs(t, backend, dtype, func(in []*graph.Node) []*graph.Node {
				g := in[0].Graph()
				edges := &Edges{NumNodes: 4,
					Source: graph.Const(g, []int32{0, 1, 1, 2, 2, 0}),
					Target: graph.Const(g, []int32{0, 0, 0, 0, 1, 3})}
				out := edges.largestOfSources(in[0])
				return []*graph.Node{out, graph.Gradient(graph.ReduceAllSum(out), in[0])[0]}
			}, x)
			for i, got := range results[0].Values {
				if got != want.Values[i] && !(isNaN[i] && math.IsNaN(got)) {
					t.Errorf("out[%d] in %s is %g, want %g or NaN: %t", i, dtype, got, want.Values[i], isNaN[i])
				}
			}
			check(t, fmt.Sprint("gradient in ", dtype), results[1], wantGradient, 0)
		})
	}
}

// The keys are in the order of the numbers, and lead back to them.
func TestOrderedBits(t *testing.T) {
	numbers := []float64{math.Inf(-1), -math.MaxFloat32, -2, -1, -math.SmallestNonzeroFloat32, 0,
		math.SmallestNonzeroFloat32,
		1, 2, math.MaxFloat32, math.Inf(1), math.NaN()}
	for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
		eachBackend(t, func(t *testing.T, backend compute.Backend) {
			results := evaluateAs(t, backend, dtype, func(in []*graph.Node) []*graph.Node {
				keys := orderedBits(in[0])
				larger := graph.LessThan(graph.Slice(keys, graph.AxisRange(0, -1)),
					graph.Slice(keys, graph.AxisRange(1)))
				return []*graph.Node{graph.ConvertDType(larger, dtype), fromOrderedBits(keys, dtype)}
			}, array{Shape: []int{len(numbers)}, Values: numbers})
			if got := results[0].Values; slices.Contains(got, 0) {
				t.Errorf("%s: is each larger than the one before? %v", dtype, got)
			}
			if got := fmt.Sprint(results[1].Values); got != fmt.Sprint(numbers) {
				t.Errorf("%s: %s, want %v", dtype, got, numbers)
			}
		})
	}
}

// Every largest message must be found among the messages, also where the compiler computes them more than once: the
// gradient is NaN otherwise.
func TestLargestMessagesAreFound(t *testing.T) {
	const nodes, count, d = 300, 20_000, 16
	rng := rand.New(rand.NewPCG(9, 10))
	source, target := randomEdges(rng, nodes, count)
	widths := []int{1, 8} // a product with one column becomes a plain multiplication
	in := []array{normal(rng, nodes, d)}
	for _, f := range widths {
		bias := normal(rng, d)
		for i, b := range bias.Values {
			bias.Values[i] = math.Abs(b) // so that ReLU cuts no largest message off
		}
		in = append(in, normal(rng, count, f), normal(rng, f, d), bias)
	}
	results := evaluateAs(t, started(t, xla.Default), dtypes.Float32, func(in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		var out []*graph.Node
		for i := range widths {
			edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
			largest := largestMessages(messageParts{in[1+3*i], in[2+3*i], in[3+3*i]}.list(in[0]), edges)
			out = append(out, graph.Gradient(graph.ReduceAllSum(largest), in[0], in[3+3*i])...)
		}
		return out
	}, in...)
	for i, f := range widths {
		for j, name := range []string{"x", "bias"} {
			total := 0.0
			for _, v := range results[2*i+j].Values {
				total += v
			}
			// Each of the targets passes 1 on, channel by channel; the last node has no edges.
			if want := float64((nodes - 1) * d); total != want {
				t.Errorf("%d features: the gradient of %s sums to %g, want %g", f, name, total, want)
			}
		}
	}
}

// The features' gradient is [E, F]. Nothing of it may be left in a program that does not ask for it.
func TestUnaskedFeatureGradientTakesNoMemory(t *testing.T) {
	const nodes, count, d, features = 10, 2000, 2, 200
	backend := started(t, xla.Default)
	temporary := func(ofFeatures bool) int64 {
		exec, err := graph.NewExec(backend, func(x, weight, features, source, target *graph.Node) *graph.Node {
			edges := &Edges{NumNodes: nodes, Source: source, Target: target}
			loss := graph.ReduceAllSum(largestMessages(messageParts{features, weight, nil}.list(x), edges))
			if ofFeatures {
				// Times itself in another order, so that the gradient is held and not only summed.
				gradient := graph.Gradient(loss, features)[0]
				return graph.ReduceAllSum(graph.Mul(gradient, graph.Reverse(gradient, 0)))
			}
			gradients := graph.Gradient(loss, x, weight)
			return graph.Add(graph.ReduceAllSum(gradients[0]), graph.ReduceAllSum(gradients[1]))
		})
		if err != nil {
			t.Fatal(err)
		}
		f32, i32 := dtypes.Float32, dtypes.Int32
		g, err := exec.Compile(shapes.Make(f32, nodes, d), shapes.Make(f32, features, d),
			shapes.Make(f32, count, features),
			shapes.Make(i32, count), shapes.Make(i32, count))
		if err != nil {
			t.Fatal(err)
		}
		memory, err := xla.CompiledMemory(g)
		if err != nil {
			t.Skip(err)
		}
		return memory.Temporary
	}
	const gradient = count * features * 4
	if with := temporary(true); with < gradient {
		t.Errorf("with the features' gradient: %d bytes, want at least its %d", with, gradient)
	}
	if without := temporary(false); without > gradient/4 {
		t.Errorf("without the features' gradient: %d bytes, want far less than its %d", without, gradient)
	}
}

func TestFlatIndex(t *testing.T) {
	for _, c := range []struct {
		name     string
		nodes, d int
		dtype    dtypes.DType
	}{
		{"small", 1 << 20, 2, dtypes.Int32},
		{"last of int32", math.MaxInt32 / 7, 7, dtypes.Int32},
		{"beyond int32", 1 << 30, 4, dtypes.Int64},
	} {
		eachBackend(t, func(t *testing.T, backend compute.Backend) {
			last := int32(c.nodes - 1)
			row := make([]int32, c.d)
			for i := range row {
				row[i] = last
			}
			out, err := graph.CallOnce(backend, func(row *graph.Node) *graph.Node { return flatIndex(row, c.nodes) },
				[][]int32{row})
			if err != nil {
				t.Fatal(err)
			}
			first := int64(last) * int64(c.d)
			want := fmt.Sprint(sequence(first, c.d))
			if got := fmt.Sprint(out.Value()); out.DType() != c.dtype || got != "["+want+"]" {
				t.Errorf("%s: %s of %s, want [%s] of %s", c.name, got, out.DType(), want, c.dtype)
			}
		})
	}
}

func sequence(first int64, n int) []int64 {
	s := make([]int64, n)
	for i := range s {
		s[i] = first + int64(i)
	}
	return s
}
