package conv

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

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
