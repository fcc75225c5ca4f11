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
	const least, most = 0.75, 1.35 // ends are counted as if the widest of all took its turn at the fullest moment
	g := done(t)(datasets.Random(500, 6000, 1).WithNodeFeatures(4).WithClasses(2).Done())
	for name, m := range map[string]*Model{
		"GAT":   built(t, Reversible(revGAT(2)).WithDepth(2).WithChannels(256).For(g)),
		"GATv2": built(t, Reversible(conv.GATv2().WithHeads(2)).WithDepth(2).WithChannels(256).For(g)),
		"with ends": built(t, Reversible(revGAT(2)).WithConvolutionalEnds(revGAT(2),
			revGAT(1)).WithDepth(4).WithChannels(256).For(g)),
	} {
		t.Run(name, func(t *testing.T) {
			measured, err := m.Profile(g).Done()
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
