package net

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// rebuilt runs a random state forward through the stack and back through the inverse, both as loops, with one dropout
// mask. It returns the state and what came back of it.
func rebuilt(t *testing.T, backend compute.Backend, n *network) (state, back nettest.Array) {
	t.Helper()
	nodes, channels := len(n.part.Nodes), n.spec.options.Channels
	rng := rand.New(rand.NewPCG(5, 6))
	state = nettest.Array{Shape: []int{nodes, channels}}
	for range nodes * channels {
		// Rounded to float32, so that both types start from the same state.
		state.Values = append(state.Values, float64(float32(rng.NormFloat64())))
	}
	out := n.compute(t, backend, func(p *Pass, more []*graph.Node) []*graph.Node {
		p.Draws = NewDraws(1, graph.Const(p.graph(), int64(0)))
		_, shared := p.encode()
		after := p.stack(GroupsOf(more[0], n.spec.options.Groups), shared)
		s := p.segments(shared.pack())[0]
		values := s.Values
		values.Params = nil
		for _, value := range s.Values.Params {
			values.Params = append(values.Params, graph.Reverse(value, 0))
		}
		before := xla.Loop(s.Depth, xla.Layer{Forward: s.Layer.Inverse}, after, values, nil)
		return []*graph.Node{graph.Concatenate(before, -1)}
	}, state)
	return state, out[0]
}

// How far a state may be off that was rebuilt through that many layers, in the relative l2 norm. In float32, PyTorch
// Geometric's reversible blocks of 40 channels rebuild their input to 2.6e-7 at 8 layers, 1.2e-6 at 64 and 4.0e-6 at
// 256, which goes on to 1.3e-5 at 1001. The bounds are four times that, at 1001 layers eight times: the fewer channels
// are normalized together, the more a rounding weighs.
var inverseTolerances = map[dtypes.DType]map[int]float64{
	dtypes.Float32: {1: 1e-6, 8: 1e-6, 64: 5e-6, 1001: 1e-4},
	dtypes.Float64: {1: 1e-9, 8: 1e-9, 64: 1e-9, 1001: 1e-9},
}

func TestInverse(t *testing.T) {
	t.Parallel()
	g := nettest.Proteins(t)
	for _, depth := range []int{1, 8, 64, 1001} {
		for _, groups := range []int{2, 4} {
			for _, backend := range nettest.BothBackends {
				if (depth == 1001) != (backend.Name == "xla") {
					continue // too deep to unroll; and one loop on XLA is like another, but slow to compile
				}
				for _, double := range []bool{false, true} {
					o := options.NewNetwork(options.Reversible)
					o.Depth, o.Channels, o.Groups, o.Dropout, o.Float64 = depth, 32, groups, 0.1, double
					n := built(t, o, conv.GEN(), g)
					t.Run(fmt.Sprintf("%s,depth=%d,groups=%d,%s", backend.Name, depth, groups, n.spec.DType()),
						func(t *testing.T) {
							for _, parameters := range []string{"initial", "as after training"} {
								if parameters != "initial" {
									n.perturb(t, 0.1)
								}
								want, got := rebuilt(t, nettest.Started(t, backend.Start), n)
								bound := inverseTolerances[n.spec.DType()][depth]
								t.Logf("%s parameters: rebuilt to %.2g in the relative l2 norm, bound %g", parameters,
									nettest.Difference(got, want), bound)
								nettest.Near(t, "the state rebuilt with "+parameters+" parameters", got, want, bound)
							}
						})
				}
			}
		}
	}
}
