package revgnn

import (
	"math"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestEmbed: the head, applied to the embedding by hand, gives what Predict gives.
func TestEmbed(t *testing.T) {
	g := classes(t)
	for _, c := range []struct {
		name string
		b    anyBuilder
	}{
		{"reversible", Reversible(conv.GCN()).WithDepth(3).WithChannels(8).WithDropout(0.5).For(g)},
		{"residual, tied", Residual(conv.GEN()).WithTiedWeights().WithDepth(2).WithChannels(6).For(g)},
		{"equilibrium", Equilibrium(conv.GCN()).WithChannels(8).WithDropout(0.5).For(g)},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.b)
			perturb(t, m, 0.1)
			d, partition, err := m.inOnePart(g)
			if err != nil {
				t.Fatal(err)
			}
			store := copied(t, m) // values belong to one backend
			defer store.Finalize()
			compute := func(of output) datasets.Matrix {
				p, err := newPredictor(m.spec, d, store, partition, of)
				if err != nil {
					t.Fatal(err)
				}
				defer p.close()
				p.backend = started(t, xla.Go)
				rows, _, err := p.compute(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return rows
			}
			rows, logits := compute((*net.Pass).Embedding), compute((*net.Pass).Logits)
			if rows.Cols != m.Options().Channels || rows.Rows() != g.NumNodes {
				t.Fatalf("[%d, %d], want [%d, %d]", rows.Rows(), rows.Cols, g.NumNodes, m.Options().Channels)
			}
			weight, bias := parameter(m.values(), "head.weight"), parameter(m.values(), "head.bias")
			active := 0
			for node := range g.NumNodes {
				for k := range logits.Cols {
					want := bias.Values[k]
					for j, v := range rows.Row(node) {
						want += float64(v) * weight.Values[j*logits.Cols+k]
					}
					// 1e-5: float32 sums of few numbers near 1.
					if got := float64(logits.Row(node)[k]); !(math.Abs(got-want) <= 1e-5*(1+math.Abs(want))) {
						t.Fatalf("node %d, output %d: %g, by the head %g", node, k, got, want)
					}
				}
				for _, v := range rows.Row(node) {
					if v > 0 {
						active++
					}
				}
			}
			if active < len(rows.Data)/20 {
				t.Errorf("only %d of %d values are above 0", active, len(rows.Data))
			}
			public, err := m.Embed(g).Done()
			if err != nil || public.Cols != rows.Cols || len(public.Data) != len(rows.Data) {
				t.Fatalf("Embed gives [%d, %d], %v", public.Rows(), public.Cols, err)
			}
			for i, want := range rows.Data {
				if !(math.Abs(float64(public.Data[i]-want)) <= 1e-4*(1+math.Abs(float64(want)))) {
					t.Fatalf("Embed's value %d is %g, that of the Go backend %g", i, public.Data[i], want)
				}
			}
		})
	}
}

// TestEmbedRefuses: the graph has to be of the widths that the model was built for.
func TestEmbedRefuses(t *testing.T) {
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(classes(t)))
	_, err := m.Embed(done(t)(datasets.Karate().Done())).Done()
	oneOfUs(t, err, "build it with For(graph)")
}
