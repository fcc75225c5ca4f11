package conv

import (
	"maps"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// RevGAT of "Training Graph Neural Networks with 1000 Layers" (arXiv:2106.07476) on ogbn-arxiv has 2,098,256 parameters
// at 5 × 768 and 3,879,056 at 5 × 1068. The first and last of its layers are not reversible.
func TestRevGATParameterCounts(t *testing.T) {
	const features, classes, groups, layers = 128, 40, 2, 5 // the labels are inputs too
	gat := GAT().WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3)
	for _, c := range []struct {
		name           string
		channels, want int
	}{
		{"5 × 768", 768, 2_098_256},
		{"5 × 1068", 1068, 3_879_056},
	} {
		hidden := gat.WithHeads(3)
		width := c.channels / groups
		if err := hidden.Fits(width, width); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		first := count(hidden.Parameters(features+classes, c.channels, 0))
		block := count(Norm("", width), hidden.Parameters(width, width, 0))
		last := count(Norm("", c.channels), gat.Parameters(c.channels, classes, 0)) + classes // and a bias
		if got := first + (layers-2)*groups*block + last; got != c.want {
			t.Errorf("%s: %d parameters, want %d", c.name, got, c.want)
		}
	}
}

// Without attention from the target the operator is GAT with a' = 0.
func TestGATWithoutTargetAttention(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(GAT().WithHeads(2), 9, 30, 6, 4, 0)
	l.values["param.target"] = withRows(array{Shape: []int{0, 2}}, 2, 0)
	want, wantGradients := l.solve(t, backend, dtypes.Float64)
	l = l.clone()
	l.operator = GAT().WithHeads(2).WithoutTargetAttention()
	delete(l.values, "param.target")
	delete(wantGradients, "param.target")
	out, gradients := l.solve(t, backend, dtypes.Float64)
	same(t, out, want, gradients, wantGradients, exact)
}

// The residual adds x·W to what there is without.
func TestGATResidual(t *testing.T) {
	backend := started(t, xla.Go)
	for _, c := range []struct {
		name          string
		with, without Operator
	}{
		{"GAT, concatenated", GAT().WithHeads(2).WithResidual(), GAT().WithHeads(2)},
		{"GATv2, averaged", GATv2().WithHeads(3).WithAveragedHeads().WithResidual(),
			GATv2().WithHeads(3).WithAveragedHeads()},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := random(c.with, 9, 30, 6, 4, 0)
			out, _ := l.solve(t, backend, dtypes.Float64)
			without := l.clone()
			without.operator = c.without
			without.values = maps.Clone(l.values)
			delete(without.values, "param.residual.weight")
			want, _ := without.solve(t, backend, dtypes.Float64)
			x, w := l.values["x"].Values, l.values["param.residual.weight"].Values
			for node := range 9 {
				for channel := range 4 {
					for k := range 6 {
						want.Values[4*node+channel] += x[6*node+k] * w[4*k+channel]
					}
				}
			}
			check(t, "out", out, want, exact)
		})
	}
}

func TestAttentionHeld(t *testing.T) {
	for _, c := range []struct {
		operator        Sizer
		out, edge, node int
	}{
		{GAT(), 40, 104, 3 * 40},
		{GAT().WithHeads(4), 64, 166, 3 * 64},
		{GAT().WithHeads(3), 384, 5 * sliceChannels, 7 * 384},
		{GAT().WithHeads(4).WithAveragedHeads(), 16, 166, 3 * 64},
		{GAT().WithHeads(4).WithAveragedHeads(), 48, 5 * 48, 7 * 192}, // a head a slice
		{GATv2().WithHeads(4), 64, 6 * 64, 5 * 64},
		{GATv2().WithHeads(3), 384, 7 * sliceChannels, 10 * 384},
	} {
		if held := c.operator.Held(c.out, false); held.Edge != c.edge || held.Node != c.node {
			t.Errorf("%v holds %d and %d numbers, want %d and %d", c.operator, held.Edge, held.Node, c.edge, c.node)
		}
	}
}
