package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestEstimateOfAttention holds the activations that are estimated for heads in several slices against compiled ones.
func TestEstimateOfAttention(t *testing.T) {
	started(t, xla.Default)
	const least, most = 0.8, 1.25
	g := done(t)(datasets.Random(500, 6000, 1).WithNodeFeatures(4).WithClasses(2).Done())
	for _, o := range []conv.Operator{revGAT(2), conv.GATv2().WithHeads(2)} {
		t.Run(o.String(), func(t *testing.T) {
			m := built(t, Reversible(o).WithDepth(2).WithChannels(256).For(g))
			measured, err := m.Profile(g)
			if err != nil {
				t.Fatal(err)
			}
			ratio := float64(m.Estimate().Activations) / float64(measured.Activations)
			t.Logf("the estimate is %.2f times the %d bytes of the compiled program", ratio, measured.Activations)
			if !(ratio >= least && ratio <= most) {
				t.Errorf("the estimate is %.2f times the %d bytes of the compiled program, want %g to %g", ratio,
					measured.Activations, least, most)
			}
		})
	}
}
