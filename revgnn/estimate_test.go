package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestEstimates holds the activations that are estimated against compiled ones: of heads in several slices, where XLA's
// operations compute on edges, and of operators whose work on edges kernels do.
func TestEstimates(t *testing.T) {
	const least, most = 0.75, 1.25
	g := done(t)(datasets.Random(500, 6000, 1).WithNodeFeatures(4).WithClasses(2).Done())
	reversible := func(o conv.Operator) *ReversibleBuilder {
		return Reversible(o).WithDepth(2).WithChannels(256).For(g)
	}
	stored := func(o conv.Operator) *ReversibleBuilder {
		return reversible(o).WithDepth(6).WithBackward(Store).WithDropout(0.1)
	}
	tasks := done(t)(datasets.ProteinsLike(500, 6000, 1).Done()) // 112 of them, wider than the layers
	ends := reversible(revGAT(2)).WithConvolutionalEnds(revGAT(2), revGAT(1)).WithDepth(4)
	for _, c := range []struct {
		name, kernels string
		network       interface{ Done() (*Model, error) }
	}{
		{"GAT", "off", reversible(revGAT(2))},
		{"GATv2", "off", reversible(conv.GATv2().WithHeads(2))},
		{"with ends", "off", ends},
		{"GCN", "on", reversible(conv.GCN())},
		{"SAGE of the maximum", "on", reversible(conv.SAGE().WithAggregation(conv.Max))},
		{"GAT", "on", reversible(revGAT(2))},
		{"GATv2", "on", reversible(conv.GATv2().WithHeads(2))},
		{"GEN", "on", reversible(conv.GEN())},
		{"GEN of softmax", "on", reversible(conv.GEN().WithAggregation(conv.Softmax))},
		{"GCN's equilibrium", "on", Equilibrium(conv.GCN()).WithChannels(64).For(g)},
		{"GCN, stored", "on", stored(conv.GCN())},
		{"SAGE of the maximum, stored", "on", stored(conv.SAGE().WithAggregation(conv.Max))},
		{"GIN, stored", "on", stored(conv.GIN())},
		{"GAT, stored", "on", stored(revGAT(2))},
		{"GATv2, stored", "on", stored(conv.GATv2().WithHeads(2))},
		{"GEN, stored", "on", stored(conv.GEN().WithMessageNorm())},
		{"GEN of softmax, stored", "on", stored(conv.GEN().WithAggregation(conv.Softmax))},
		{"GEN, stored", "off", stored(conv.GEN())},
		{"GEN's sum, stored", "off", stored(conv.GEN().WithAggregation(conv.Sum))},
		{"GATv2, stored", "off", stored(conv.GATv2().WithHeads(2))},
		{"GEN with many tasks", "on", Reversible(conv.GEN()).WithDepth(2).WithChannels(32).For(tasks)},
	} {
		t.Run(c.name+", kernels "+c.kernels, func(t *testing.T) {
			t.Setenv("KILOLAYER_KERNELS", c.kernels)
			if device := xla.Describe(started(t, xla.Default)); !device.Kernels && c.kernels == "on" {
				t.Skip("kernels are for a CPU")
			}
			m := built(t, c.network)
			of := g
			if m.Info().Data.Name == tasks.Name {
				of = tasks
			}
			measured, err := m.Profile(of).Done()
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
