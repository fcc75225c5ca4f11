package net

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// recorder is an operator that returns its input and keeps the node of each evaluation.
type recorder struct{ seen *[]*graph.Node }

func (recorder) String() string                                     { return "recorder" }
func (recorder) Parameters(_, _, _ int) []conv.Parameter            { return nil }
func (recorder) Prepare(_ *conv.Edges, _ *graph.Node) []*graph.Node { return nil }
func (r recorder) Apply(x *graph.Node, _ *conv.Edges, _, _ []*graph.Node) *graph.Node {
	*r.seen = append(*r.seen, x)
	return x
}

// masks returns what each layer's blocks multiply their input by: one tensor per evaluation of F, layer by layer.
func masks(t *testing.T, backend compute.Backend, mode options.Backward, depth, groups int, rate float64, seed uint64,
	k int64) []nettest.Array {
	t.Helper()
	g := nettest.Done(t)(datasets.Random(400, 800, 1).WithNodeFeatures(6).WithClasses(4).Done())
	var seen []*graph.Node
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels, o.Groups, o.Dropout, o.Backward = depth, 12, groups, rate, mode
	n := built(t, o, recorder{&seen}, g)
	seen = nil // of the operator's trial when it was built
	// With a gain of 0 and an offset of 1 the normalization gives 1 whatever comes in.
	for name, value := range map[string]float64{"stack.norm.weight": 0, "stack.norm.bias": 1} {
		a := n.parameter(name)
		for i := range a.Values {
			a.Values[i] = value
		}
		n.set(t, name, a)
	}
	out := n.compute(t, backend, func(p *Pass, _ []*graph.Node) []*graph.Node {
		p.Draws = NewDraws(seed, graph.Const(p.graph(), k))
		logits := p.Logits()
		// The pure-Go backend fails on a graph that ends before what it computes.
		return append([]*graph.Node{logits}, seen...)
	})
	return out[1:]
}

func TestSharedDropoutMask(t *testing.T) {
	const depth, groups, rate = 3, 2, 0.3
	backend := nettest.Started(t, xla.Go)
	equal := func(a, b nettest.Array) bool { return slices.Equal(a.Values, b.Values) }
	for _, mode := range []options.Backward{options.Invert, options.Store} {
		t.Run(string(mode), func(t *testing.T) {
			drawn := masks(t, backend, mode, depth, groups, rate, 7, 3)
			if len(drawn) != depth*groups {
				t.Fatalf("%d evaluations, want %d", len(drawn), depth*groups)
			}
			for i, mask := range drawn {
				if !equal(mask, drawn[i%groups]) {
					t.Errorf("layer %d has another mask than layer 0", i/groups)
				}
			}
			if equal(drawn[0], drawn[1]) {
				t.Error("two groups have the same mask")
			}
			again := masks(t, backend, mode, depth, groups, rate, 7, 3)
			if !equal(again[0], drawn[0]) {
				t.Error("the same seed and step drew another mask")
			}
			for what, other := range map[string][]nettest.Array{
				"step": masks(t, backend, mode, depth, groups, rate, 7, 4),
				"seed": masks(t, backend, mode, depth, groups, rate, 8, 3),
			} {
				if equal(other[0], drawn[0]) {
					t.Errorf("another %s drew the same mask", what)
				}
			}
		})
	}
}
