package conv

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// attentionCases are operators, and the width of their output.
var attentionCases = []struct {
	name     string
	operator Operator
	out      int
}{
	{"one head", GAT(), 7},
	{"heads of a vector and a rest", GAT().WithHeads(3).WithoutTargetAttention(), 3 * 29},
	{"heads of several vectors", GAT().WithHeads(2).WithNorm(), 2 * 77},
	{"more heads than at once", GAT().WithHeads(19).WithNegativeSlope(-0.5), 2 * 19},
	{"slope 0, no self-loops", GAT().WithHeads(2).WithoutSelfLoops().WithNegativeSlope(0), 10},
	{"all options", withAllOptions["GAT"], 8},
	{"all options, target attention", withAllOptions["GAT, target attention"], 8},
	{"all options, no self-loops", withAllOptions["GAT, no self-loops"], 5},
	{"GATv2", GATv2(), 7},
	{"GATv2, heads of several vectors", GATv2().WithHeads(2).WithNorm(), 2 * 77},
	{"GATv2, more heads than at once", GATv2().WithHeads(19).WithoutSelfLoops(), 2 * 19},
	{"GATv2, all options", withAllOptions["GATv2"], 8},
	{"GATv2, all options, no self-loops", withAllOptions["GATv2, no self-loops"], 5},
}

// hubs is a random layer on a graph with repeated edges and self-loops, half of whose edges lead to node 0 and a
// quarter of them from node 1. Its last two nodes have none.
func hubs(operator Operator, nodes, edges, in, out int, weighted bool) layer {
	rng := rand.New(rand.NewPCG(uint64(edges), uint64(out)))
	l := random(operator, nodes, 2, in, out, 0)
	l.source, l.target = nil, nil
	for range edges {
		u, v := rng.Int32N(int32(nodes-2)), rng.Int32N(int32(nodes-2))
		if rng.IntN(2) == 0 {
			v = 0
		}
		if rng.IntN(4) == 0 {
			u = 1
		}
		l.source, l.target = append(l.source, u), append(l.target, v)
	}
	if weighted {
		l = l.weighted()
	}
	return l
}

// sameAsOperations solves a layer by kernels and by XLA's operations, and compares results and gradients.
func sameAsOperations(t *testing.T, l layer, dtype dtypes.DType, tolerance float64) {
	t.Helper()
	t.Setenv("KILOLAYER_KERNELS", "off")
	want, wantGradients := l.solve(t, started(t, xla.Default), dtype)
	t.Setenv("KILOLAYER_KERNELS", "on")
	got, gradients := l.solve(t, started(t, xla.Default), dtype)
	alike(t, "out", got, want, tolerance)
	for _, name := range slices.Sorted(maps.Keys(wantGradients)) {
		alike(t, "gradient of "+name, gradients[name], wantGradients[name], tolerance)
	}
}

// alike compares relative to the largest number of the tensor; NaN is as good as NaN.
func alike(t *testing.T, name string, got, want array, tolerance float64) {
	t.Helper()
	if !slices.Equal(got.Shape, want.Shape) {
		t.Errorf("%s has shape %v, want %v", name, got.Shape, want.Shape)
		return
	}
	largest := 1.0
	for _, w := range want.Values {
		if !math.IsInf(w, 0) && math.Abs(w) > largest {
			largest = math.Abs(w)
		}
	}
	for i, w := range want.Values {
		g := got.Values[i]
		if !(g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= tolerance*largest) {
			t.Errorf("%s[%d] is %.17g, want %.17g within %g", name, i, g, w, tolerance*largest)
			return
		}
	}
}

// Each case has one type, with weights or without, and all of them where KILOLAYER_ALL=1.
func TestAttentionKernels(t *testing.T) {
	all := os.Getenv("KILOLAYER_ALL") == "1"
	for i, c := range attentionCases {
		for _, weighted := range []bool{false, true} {
			for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
				if !all && (weighted != (i%2 == 0) || (dtype == dtypes.Float32) != (i%3 == 1)) {
					continue
				}
				t.Run(fmt.Sprintf("%s, weights %t, %s", c.name, weighted, dtype), func(t *testing.T) {
					l := hubs(c.operator, 23, 300, 6, c.out, weighted)
					l.masks = dropping()
					tolerance := 1e-12
					if dtype == dtypes.Float32 {
						tolerance = 1e-4
					}
					sameAsOperations(t, l, dtype, tolerance)
				})
			}
		}
	}
}

// NaN and infinities reach the same numbers as by XLA's operations.
func TestAttentionKernelsOfNoNumbers(t *testing.T) {
	for _, operator := range []Operator{GAT().WithHeads(2), GATv2().WithHeads(2).WithoutSelfLoops()} {
		for _, value := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			t.Run(fmt.Sprintf("%v, %g", operator, value), func(t *testing.T) {
				l := hubs(operator, 40, 60, 3, 6, false)
				l.values["x"].Values[3*5] = value
				sameAsOperations(t, l, dtypes.Float64, 1e-12)
			})
		}
	}
}

// refusesEdges wants what is computed of three nodes to be refused in one line for its edges.
func refusesEdges(t *testing.T, source, target []int32, compute func(x *graph.Node, edges *Edges) *graph.Node) {
	t.Helper()
	backend := started(t, xla.Default)
	err := xla.Try(func() error {
		_, err := graph.CallOnce(backend, func(x *graph.Node) *graph.Node {
			g := x.Graph()
			return compute(x, &Edges{NumNodes: 3, Source: graph.Const(g, source), Target: graph.Const(g, target)})
		}, [][]float32{{1}, {2}, {3}})
		return err
	})
	const want = "the edges are not in order, or one of them has an end"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Fatalf("error %v", err)
	}
	if strings.Contains(strings.TrimSpace(err.Error()), "\n") {
		t.Errorf("error of several lines: %v", err)
	}
}

// Indices that are not there, and edges out of order, are refused.
func TestAttentionKernelsRefuse(t *testing.T) {
	t.Setenv("KILOLAYER_KERNELS", "on")
	for _, c := range []struct {
		name           string
		source, target []int32
	}{
		{"source", []int32{0, 3}, []int32{1, 1}},
		{"negative source", []int32{-1, 0}, []int32{1, 1}},
		{"target", []int32{0, 1}, []int32{1, 3}},
		{"order", []int32{0, 1}, []int32{2, 1}},
	} {
		for _, of := range []string{"attention", "gatv2"} {
			t.Run(c.name+", "+of, func(t *testing.T) {
				refusesEdges(t, c.source, c.target, func(x *graph.Node, edges *Edges) *graph.Node {
					x = graph.InsertAxes(x, 1)
					if of == "gatv2" {
						vector := graph.OnesLike(graph.SliceAxis(x, 0, graph.AxisElem(0)))
						return GATv2().scores(x, x, vector, nil, edges)
					}
					scores := graph.Const(x.Graph(), [][]float32{{1}, {2}})
					return GAT().attendFused(x, scoreTerms{edge: scores}, nil, edges, attentionValues{})
				})
			})
		}
	}
}

// Edges whose ends are integers of another type give the same results, by XLA's operations.
func TestIndicesOfOtherTypes(t *testing.T) {
	t.Setenv("KILOLAYER_KERNELS", "on")
	backend := started(t, xla.Default)
	solve := func(t *testing.T, dtype dtypes.DType) array {
		return evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			x := in[0]
			index := func(ends []int32) *graph.Node { return graph.ConvertDType(graph.Const(x.Graph(), ends), dtype) }
			edges := &Edges{NumNodes: 3, Source: index([]int32{2, 0, 1, 2}), Target: index([]int32{0, 1, 1, 1})}
			edges.SortSources()
			values := edges.GatherSource(x)
			y := graph.Add(edges.SumByTarget(values), edges.MaxByTarget(graph.Mul(values, edges.GatherTarget(x))))
			y = graph.Add(y, edges.SumByTarget(graph.Mul(edges.SoftmaxByTarget(values), values)))
			return []*graph.Node{graph.Concatenate([]*graph.Node{y, graph.Gradient(graph.ReduceAllSum(y), x)[0]}, 0)}
		}, array{Shape: []int{3, 2}, Values: []float64{1, 2, 3, -4, -5, 6}})[0]
	}
	want := solve(t, dtypes.Int32)
	for _, dtype := range []dtypes.DType{dtypes.Int64, dtypes.Uint32} {
		t.Run(dtype.String(), func(t *testing.T) { alike(t, "result and gradient", solve(t, dtype), want, 1e-12) })
	}
}

// FuzzAttentionKernels compares the kernels with XLA's operations on graphs and options of any kind.
func FuzzAttentionKernels(f *testing.F) {
	f.Add(uint8(5), uint16(20), uint8(2), uint8(5), uint8(0xff))
	f.Fuzz(func(t *testing.T, nodes uint8, edges uint16, heads, share, options uint8) {
		has := func(bit int) bool { return options>>bit&1 == 1 }
		a := standardAttention
		a.heads, a.noSelfLoops, a.noTargetTerm, a.norm = 1+int(heads)%40, has(0), has(1), has(2)
		if has(3) {
			a.attentionDropout = 0.4
		}
		if has(4) {
			a.edgeDropout = 0.3
		}
		var operator Operator = GATConv{a}
		if has(5) {
			operator = GATv2Conv{a}
		}
		out := a.heads * (1 + int(share)%140)
		l := hubs(operator, 3+int(nodes), 1+int(edges)%2000, 3, out, has(6))
		l.masks = dropping()
		if has(7) {
			sameAsOperations(t, l, dtypes.Float32, 1e-3)
		} else {
			sameAsOperations(t, l, dtypes.Float64, 1e-11)
		}
	})
}
