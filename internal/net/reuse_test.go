package net

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestLabelReuse writes the iterations out: the predictions are filled in outside of the program.
func TestLabelReuse(t *testing.T) {
	backend := nettest.Started(t, xla.Go)
	for name, g := range nettest.LabelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			o := options.NewNetwork(options.Reversible)
			o.Depth, o.Channels, o.Float64, o.LabelInput, o.LabelReuse = 2, 8, true, true, 2
			m := built(t, o, conv.GCN(), g)
			m.perturb(t, 0.3)
			part := m.part
			compute := func(f func(p *Pass, labels *graph.Node) *graph.Node, labels nettest.Array) nettest.Array {
				return m.compute(t, backend, func(p *Pass, more []*graph.Node) []*graph.Node {
					return []*graph.Node{f(p, more[0])}
				}, labels)[0]
			}
			given := inputLabels(t, m, m.data.Inputs(part))
			filled := nettest.Array{Shape: []int{len(part.Nodes), m.spec.widths.Outputs},
				Values: slices.Concat(given.columns...)}
			var logits nettest.Array
			for range 3 {
				logits = compute(func(p *Pass, labels *graph.Node) *graph.Node {
					p.in.labels = labels
					return p.once()
				}, filled)
				for i, open := range given.open {
					row := logits.Values[i*m.spec.widths.Outputs : (i+1)*m.spec.widths.Outputs]
					total := 0.0
					for _, v := range row {
						total += math.Exp(v)
					}
					for k, v := range row {
						guess := math.Exp(v) / total
						if m.spec.widths.Labels == options.TaskLabels {
							guess = 1 / (1 + math.Exp(-v))
						}
						if open {
							filled.Values[i*m.spec.widths.Outputs+k] = guess
						}
					}
				}
			}
			got := compute(func(p *Pass, _ *graph.Node) *graph.Node { return p.Logits() }, filled)
			nettest.Near(t, "the tensor of logits", got, logits, 1e-12)
			once := compute(func(p *Pass, _ *graph.Node) *graph.Node { return p.once() }, filled)
			if d := nettest.Difference(once, got); !(d > 1e-3) {
				t.Errorf("reuse changes the logits by %g", d)
			}
		})
	}
}
