package conv

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

func TestSAGEValidate(t *testing.T) {
	for _, c := range []struct {
		name string
		sage SAGEConv
		want string
	}{
		{"default", SAGE(), "<nil>"},
		{"max", SAGE().WithAggregation(Max), "<nil>"},
		{"softmax", SAGE().WithAggregation(Softmax), "conv: SAGE has no aggregation softmax; use Mean or Max"},
		{"unknown", SAGE().WithAggregation(-1), "conv: SAGE has no aggregation Aggregation(-1); use Mean or Max"},
	} {
		if got := fmt.Sprint(c.sage.Validate()); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The normalized result is the result in its direction, with length 1.
func TestSAGENormalization(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(SAGE(), 9, 30, 6, 4, 0)
	out, _ := l.solve(t, backend, dtypes.Float64)
	l.operator = SAGE().WithNormalization()
	normalized, _ := l.solve(t, backend, dtypes.Float64)
	want := array{Shape: out.Shape}
	for v := range l.nodes {
		row := out.Values[4*v : 4*v+4]
		for _, value := range row {
			want.Values = append(want.Values, value/math.Sqrt(row[0]*row[0]+row[1]*row[1]+row[2]*row[2]+row[3]*row[3]))
		}
	}
	check(t, "normalized", normalized, want, exact)
}

// A row of zeros keeps the value 0; its gradient is that of x/1e-12, as in PyTorch.
func TestUnit(t *testing.T) {
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			out := []*graph.Node{unit(in[0]), length(in[0])}
			for _, of := range slices.Clone(out) {
				out = append(out, graph.Gradient(graph.ReduceAllSum(of), in[0])[0])
			}
			return out
		}, matrix(2, 2, 3, -4, 0, 0))
		check(t, "unit", results[0], matrix(2, 2, 0.6, -0.8, 0, 0), exact)
		check(t, "length", results[1], matrix(2, 1, 5, 0), exact)
		// (δ_ij − u_i·u_j)/‖x‖ summed over i: (1 − 0.6·(0.6 − 0.8))/5 and (1 + 0.8·(0.6 − 0.8))/5.
		check(t, "gradient of unit", results[2], matrix(2, 2, 0.224, 0.168, 1e12, 1e12), exact)
		check(t, "gradient of length", results[3], matrix(2, 2, 0.6, -0.8, 0, 0), exact)
	})
}
