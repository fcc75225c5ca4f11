package revgnn

import (
	"fmt"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestEstimateTraining holds that a training's estimate has the size of a padded part, the state of its optimizer, the
// sums of gradients over several parts, and a teacher's logits.
func TestEstimateTraining(t *testing.T) {
	g := done(t)(datasets.ProteinsLike(2000, 100_000, 1).Done())
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(8).For(g))
	for _, parts := range []int{1, 3, 10} {
		for _, o := range []struct {
			optimizer Optimizer
			moments   int64
		}{{Adam(), 2}, {RMSProp(), 1}} {
			t.Run(fmt.Sprintf("%d parts, %s", parts, o.optimizer), func(t *testing.T) {
				got, err := Train(m, g).WithParts(parts).WithOptimizer(o.optimizer).Estimate()
				if err != nil {
					t.Fatal(err)
				}
				partition, err := g.Partition(parts, 0)
				if err != nil {
					t.Fatal(err)
				}
				// What the device sees, and at most a tenth more; a whole graph is not padded.
				most := 1.0
				if parts > 1 {
					most = 1.1
				}
				want := m.ForSize(g.Name, partition.PaddedNodes()-1, partition.PaddedEdges()).Estimate()
				for _, part := range []struct {
					name      string
					got, want int64
				}{{"activations", got.Activations, want.Activations}, {"data", got.DataBytes, want.DataBytes}} {
					if part.got < part.want || float64(part.got) > most*float64(part.want) {
						t.Errorf("%s: %d bytes, want from %d to %g times as many", part.name, part.got, part.want, most)
					}
				}
				if got.OptimizerBytes != o.moments*got.ParameterBytes {
					t.Errorf("the optimizer keeps %d bytes for %d of parameters", got.OptimizerBytes,
						got.ParameterBytes)
				}
			})
		}
	}
}

// TestEstimateAdds holds what options of a training add to its estimate.
func TestEstimateAdds(t *testing.T) {
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(g))
	alone := m.EstimateTraining(Train(m, g).WithParts(4).options)
	n := int64(m.size.part(4).nodes + 1)
	for _, c := range []struct {
		name            string
		b               *TrainBuilder
		data, optimizer int64
	}{
		// Float32 logits and a mask.
		{"a teacher", Train(m, g).WithDistillation("teacher", 0.95, 0.7), 4*n*int64(m.spec.Widths().Outputs) + n, 0},
		{"gradients over two parts", Train(m, g).WithAccumulation(2), 0, alone.ParameterBytes},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := c.b.WithParts(4).Estimate()
			if err != nil {
				t.Fatal(err)
			}
			if got := e.DataBytes - alone.DataBytes; got != c.data {
				t.Errorf("%d bytes of data more, want %d", got, c.data)
			}
			if got := e.OptimizerBytes - alone.OptimizerBytes; got != c.optimizer {
				t.Errorf("%d bytes of the optimizer's more, want %d", got, c.optimizer)
			}
		})
	}
}
