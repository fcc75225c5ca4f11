package conv

import (
	"maps"
	"slices"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// A node with a self-loop keeps it and gets no second one, as with PyTorch Geometric's add_remaining_self_loops.
func TestGCNSelfLoops(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(GCN(), 9, 30, 6, 4, 0)
	want, wantGradients := l.solve(t, backend, dtypes.Float64)
	for _, c := range []struct {
		name     string
		operator Operator
		loops    []int32 // the nodes that have one
	}{
		{"one node", GCN(), []int32{3}},
		{"the node without edges", GCN(), []int32{8}},
		{"all nodes", GCN(), []int32{0, 1, 2, 3, 4, 5, 6, 7, 8}},
		{"all nodes, none added", GCN().WithoutSelfLoops(), []int32{0, 1, 2, 3, 4, 5, 6, 7, 8}},
	} {
		t.Run(c.name, func(t *testing.T) {
			looped := l.clone()
			looped.operator = c.operator
			looped.source, looped.target = append(looped.source, c.loops...), append(looped.target, c.loops...)
			out, gradients := looped.solve(t, backend, dtypes.Float64)
			same(t, out, want, gradients, wantGradients, exact)
		})
	}
}

func TestGCNWeights(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(GCN().WithoutSelfLoops(), 9, 30, 6, 4, 0)
	want, wantGradients := l.solve(t, backend, dtypes.Float64)
	// w/√(d_u·d_v) stays as it is when all weights are the same.
	for _, weight := range []float64{1, 2.5} {
		weighted := l.clone()
		weighted.values["edge_weight"] = withRows(array{Shape: []int{0}, Values: nil}, 30, weight)
		out, gradients := weighted.solve(t, backend, dtypes.Float64)
		same(t, out, want, gradients, wantGradients, exact)
	}
	// A weight of 0 leaves an edge out, self-loops or not.
	for _, operator := range []Operator{GCN(), GCN().WithoutSelfLoops()} {
		l.operator = operator
		want, wantGradients := l.solve(t, backend, dtypes.Float64)
		more := l.clone()
		more.source, more.target = append(more.source, 8), append(more.target, 5)
		ones := withRows(array{Shape: []int{0}}, 30, 1)
		more.values["edge_weight"] = withRows(ones, 1, 0)
		out, gradients := more.solve(t, backend, dtypes.Float64)
		same(t, out, want, gradients, wantGradients, exact)
	}
}

// GCN has no use for the edges' features and leaves them alone.
func TestGCNIgnoresFeatures(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(GCN(), 9, 30, 6, 4, 3)
	out, _ := l.solve(t, backend, dtypes.Float64)
	bare := l.clone()
	maps.DeleteFunc(bare.values, func(name string, _ array) bool {
		return slices.Contains([]string{"features", "embedding.weight", "embedding.bias"}, name)
	})
	want, _ := bare.solve(t, backend, dtypes.Float64)
	check(t, "out", out, want, 0)
}
