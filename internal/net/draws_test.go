package net

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
)

func TestDropoutRate(t *testing.T) {
	for _, b := range nettest.BothBackends {
		t.Run(b.Name, func(t *testing.T) {
			backend := nettest.Started(t, b.Start)
			for _, rate := range []float64{0.1, 0.5, 0.9} {
				out, err := graph.CallOnceN(backend, func(x, step *graph.Node) []*graph.Node {
					d := NewDraws(1, step)
					return []*graph.Node{d.Mask(rate, x.Shape()), d.Mask(rate, x.Shape())}
				}, tensors.FromFlatDataAndDimensions(make([]float64, 20000), 200, 100), int64(5))
				if err != nil {
					t.Fatal(err)
				}
				first, second := golden.FromTensor(out[0]), golden.FromTensor(out[1])
				if slices.Equal(first.Values, second.Values) {
					t.Errorf("rate %g: two masks of a step are the same", rate)
				}
				var dropped float64
				for _, v := range append(first.Values, second.Values...) {
					if v == 0 {
						dropped++
					} else if !(math.Abs(v*(1-rate)-1) <= 1e-12) {
						t.Fatalf("rate %g: the mask holds %g, want 0 or %g", rate, v, 1/(1-rate))
					}
				}
				n := float64(2 * len(first.Values))
				if share := dropped / n; !(math.Abs(share-rate) <= 5*math.Sqrt(rate*(1-rate)/n)) {
					t.Errorf("rate %g: %g of the mask is 0", rate, share)
				}
			}
		})
	}
}
