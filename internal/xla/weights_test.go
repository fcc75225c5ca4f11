package xla

import (
	"math"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// TestChangedWeights multiplies by a matrix that another program has written over in place. It is of a size at which
// XLA's CPU compiler takes a library's product, which by default packs the matrix once and keeps it.
func TestChangedWeights(t *testing.T) {
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		const rows, inner, columns = 2048, 1024, 16
		store := model.NewStore()
		w := store.RootScope().VariableWithValue("w",
			tensors.FromFlatDataAndDimensions(make([]float32, inner*columns), inner, columns))
		product, err := model.NewExec(backend, store, func(_ *model.Scope, x *Node) *Node {
			return ReduceAllMean(MatMul(x, w.NodeValue(x.Graph())))
		})
		if err != nil {
			t.Fatal(err)
		}
		change, err := model.NewExec(backend, store, func(_ *model.Scope, by *Node) *Node {
			g := by.Graph()
			w.SetNodeValue(Add(w.NodeValue(g), by))
			UpdateInPlace(g, store)
			return by
		})
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float32, rows*inner)
		for i := range x {
			x[i] = 1
		}
		for turn := range 4 {
			out, err := product.Exec(tensors.FromFlatDataAndDimensions(x, rows, inner))
			if err != nil {
				t.Fatal(oneLine{err})
			}
			got, want := float64(tensors.ToScalar[float32](out[0])), float64(turn*inner)
			if math.Abs(got-want) > 1e-3*inner {
				t.Errorf("after %d changes the product is %g, want %g", turn, got, want)
			}
			if _, err := change.Exec(float32(1)); err != nil {
				t.Fatal(oneLine{err})
			}
		}
	})
}
