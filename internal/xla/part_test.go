package xla

import (
	"slices"
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
)

// TestPart cuts a vector-Jacobian product out of a graph and repeats it in a loop: vectors that are carried on by it,
// compared with the same written out.
func TestPart(t *testing.T) {
	const turns = 3
	f := func(x, w *Node) *Node {
		y := Tanh(Add(Dot(x, w).Product(), ReduceAndKeep(x, ReduceMax, -1)))
		y = Where(LessOrEqual(y, ZerosLike(y)), MulScalar(y, 0.1), y)
		// A gradient of its own, which holds nodes of several outputs.
		y = CustomVJP([]*Node{y, w}, func(in []*Node) []*Node { return []*Node{Square(in[0])} },
			func(in, _, g []*Node) []*Node {
				both := OptimizationBarriers(Mul(g[0], in[0]), g[0])
				return []*Node{Add(both[0], both[1]), ZerosLike(in[1])}
			})[0]
		return Gather(y, InsertAxes(Const(x.Graph(), []int32{1, 0, 2, 2}), -1))
	}
	pull := func(x, w, u *Node) *Node {
		return Gradient(ReduceAllSum(Mul(f(x, w), StopGradient(u))), x)[0]
	}
	reading := func(looped bool) func(in []*Node) []*Node {
		return func(in []*Node) []*Node {
			x, w, u := Identity(in[0]), in[1], in[2]
			if !looped {
				for range turns {
					u = pull(x, w, u)
				}
				return []*Node{u}
			}
			part := Between(u, pull(x, w, u))
			if slices.Contains(part.Reads, u) || len(part.Reads) == 0 {
				t.Errorf("the part reads %v", part.Reads)
			}
			return Iterate(turns, append([]*Node{u}, part.Reads...),
				func(state []*Node) *Node { return Const(x.Graph(), true) },
				func(state []*Node) []*Node {
					return append([]*Node{part.Apply(state[0], state[1:])}, state[1:]...)
				})[:1]
		}
	}
	inputs := func() []any { return []any{filled(1, 4, 3), filled(2, 3, 3), filled(3, 4, 3)} }
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		got, _ := run(t, backend, reading(true), inputs()...)
		near(t, "vector", got, reference(t, reading(false), inputs()...))
	})
}

// TestPartIndependent cuts out an output that does not depend on the input.
func TestPartIndependent(t *testing.T) {
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		got, _ := run(t, backend, func(in []*Node) []*Node {
			part := Between(in[0], Square(in[1]))
			return []*Node{part.Apply(in[0], part.Reads)}
		}, filled(1, 2), filled(2, 2))
		near(t, "output", got, reference(t, func(in []*Node) []*Node { return []*Node{Square(in[1])} }, filled(1, 2),
			filled(2, 2)))
	})
}
