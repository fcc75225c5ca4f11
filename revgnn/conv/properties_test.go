package conv

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// exact is what reordered sums of a few float64 values may differ by.
const exact = 1e-11

// eachLayer runs a test for every operator, on the pure-Go backend: it compiles in no time, and TestGolden holds the
// two backends against the same numbers.
func eachLayer(t *testing.T, test func(*testing.T, compute.Backend, layer)) {
	t.Helper()
	backend := started(t, xla.Go)
	all := layers()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { test(t, backend, all[name]) })
	}
}

// same compares two solved layers.
func same(t *testing.T, out, wantOut array, gradients, want map[string]array, tolerance float64) {
	t.Helper()
	check(t, "out", out, wantOut, tolerance)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		check(t, "gradient of "+name, gradients[name], want[name], tolerance)
	}
}

func TestRenamedNodes(t *testing.T) {
	eachLayer(t, func(t *testing.T, backend compute.Backend, l layer) {
		out, gradients := l.solve(t, backend, dtypes.Float64)
		renamed := l.clone()
		old := rand.New(rand.NewPCG(3, 4)).Perm(l.nodes) // the old name of each new node
		renamedTo := make([]int32, l.nodes)
		for node, was := range old {
			renamedTo[was] = int32(node)
		}
		for e := range l.source {
			renamed.source[e], renamed.target[e] = renamedTo[l.source[e]], renamedTo[l.target[e]]
		}
		renamed.values["x"] = rows(l.values["x"], old)
		renamed.cotangent = rows(l.cotangent, old)
		got, gotGradients := renamed.solve(t, backend, dtypes.Float64)
		want := maps.Clone(gradients)
		want["x"] = rows(gradients["x"], old)
		same(t, got, rows(out, old), gotGradients, want, exact)
	})
}

func TestPadding(t *testing.T) {
	eachLayer(t, func(t *testing.T, backend compute.Backend, l layer) {
		out, gradients := l.solve(t, backend, dtypes.Float64)
		padded := l.clone()
		padded.nodes++
		const extra = 3
		for range extra {
			padded.source = append(padded.source, int32(l.nodes))
			padded.target = append(padded.target, int32(l.nodes))
		}
		padded.values["x"] = withRows(l.values["x"], 1, 7)
		padded.cotangent = withRows(l.cotangent, 1, 0) // a loss does not read the padding
		want := maps.Clone(gradients)
		want["x"] = withRows(gradients["x"], 1, 0)
		for name := range perEdge {
			if values, ok := l.values[name]; ok {
				padded.values[name] = withRows(values, extra, 5)
				want[name] = withRows(gradients[name], extra, 0)
			}
		}
		got, gotGradients := padded.solve(t, backend, dtypes.Float64)
		got = rows(got, upTo(l.nodes))
		same(t, got, out, gotGradients, want, exact)
	})
}

func upTo(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}

// On nodes of zeros, some without edges, everything is finite, in float32 as well.
func TestZeros(t *testing.T) {
	eachLayer(t, func(t *testing.T, backend compute.Backend, l layer) {
		l = l.clone()
		for _, name := range []string{"x", "features", "embedding.bias"} {
			if a, ok := l.values[name]; ok {
				l.values[name] = array{Shape: a.Shape, Values: make([]float64, len(a.Values))}
			}
		}
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			out, gradients := l.solve(t, backend, dtype)
			gradients["out"] = out
			for name, gradient := range gradients {
				for i, v := range gradient.Values {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Fatalf("%s[%d] is %g in %s", name, i, v, dtype)
					}
				}
			}
		}
	})
}

// Two copies of a graph side by side give everything twice.
func TestDuplicatedGraph(t *testing.T) {
	eachLayer(t, func(t *testing.T, backend compute.Backend, l layer) {
		out, gradients := l.solve(t, backend, dtypes.Float64)
		twice := func(a array) array { return rows(a, append(upTo(a.Shape[0]), upTo(a.Shape[0])...)) }
		doubled := l.clone()
		doubled.nodes *= 2
		for e := range l.source {
			doubled.source = append(doubled.source, l.source[e]+int32(l.nodes))
			doubled.target = append(doubled.target, l.target[e]+int32(l.nodes))
		}
		doubled.cotangent = twice(l.cotangent)
		want := map[string]array{}
		for name, gradient := range gradients {
			if name == "x" || perEdge[name] {
				doubled.values[name], want[name] = twice(l.values[name]), twice(gradient)
				continue
			}
			sum := array{Shape: gradient.Shape}
			for _, v := range gradient.Values {
				sum.Values = append(sum.Values, 2*v)
			}
			want[name] = sum
		}
		got, gotGradients := doubled.solve(t, backend, dtypes.Float64)
		same(t, got, twice(out), gotGradients, want, exact)
	})
}

func TestFloat32(t *testing.T) {
	// The largest difference over the largest value: float32 holds 7 digits, sums of tens of terms lose one or two.
	// What reaches GATv2's target map is what the softmax leaves of terms that nearly cancel.
	const tolerance = 3e-5
	eachLayer(t, func(t *testing.T, backend compute.Backend, l layer) {
		want, wantGradients := l.solve(t, backend, dtypes.Float64)
		got, gradients := l.solve(t, backend, dtypes.Float32)
		wantGradients["out"], gradients["out"] = want, got
		for name, want := range wantGradients {
			worst, largest := 0.0, 0.0
			for i, w := range want.Values {
				worst = max(worst, math.Abs(gradients[name].Values[i]-w))
				largest = max(largest, math.Abs(w))
			}
			if !(worst <= tolerance*largest) {
				t.Errorf("%s is off by %g where the largest value is %g", name, worst, largest)
			}
		}
	})
}

// The product of the two weight matrices must do what the two maps do one after the other.
func TestEmbeddingMultipliedOut(t *testing.T) {
	backend := started(t, xla.Go)
	for _, aggregation := range []Aggregation{Max, Sum} {
		for _, operator := range []GENConv{GEN(), GEN().WithoutBias()} {
			l := random(operator.WithAggregation(aggregation), 9, 30, 6, 4, 3)
			t.Run(l.operator.String(), func(t *testing.T) {
				out, gradients := l.solve(t, backend, dtypes.Float64)
				l.embedFirst = true
				want, wantGradients := l.solve(t, backend, dtypes.Float64)
				same(t, out, want, gradients, wantGradients, exact)
			})
		}
	}
}
