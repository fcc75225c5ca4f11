package revgnn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// The penalty differentiates F twice, and so the gradients that operators write themselves once more.
func TestJacobianPenalty(t *testing.T) {
	t.Parallel()
	const change, bound = 1e-6, 1e-6
	g := proteins(t)
	for _, o := range operators {
		for _, groups := range []int{1, 2} {
			t.Run(o.operator.String(), func(t *testing.T) {
				m := ok[*Model](t)(Equilibrium(o.operator).WithGroups(groups).WithChannels(12).WithFloat64().For(g).Done())
				perturb(t, m, 0.1)
				w := ok[*wholeGraph](t)(m.onWhole(g))
				w.backend = started(t, xla.Go)
				store := m.copyParameters()
				exec, err := model.NewExec(w.backend, store, func(_ *model.Scope, in []*graph.Node) []*graph.Node {
					x, shared := m.encode(store, m.config.unpack(in[:len(w.inputs)]), nil)
					values, layout := shared.pack()
					f := injected{groups: groups, block: m.block.with(layout)}
					params := m.values(store, x.Graph(), tied)
					values.Tied = append(params, values.Tied...)
					probe := graph.Const(x.Graph(), alternating(x.Shape().Dimensions))
					function := f.function(len(values.Tied), len(values.Shared))
					penalty := solver.JacobianPenalty(function, graph.MulScalar(x, 0.5), f.inputs(x, values), probe)
					return append([]*graph.Node{penalty}, graph.Gradient(penalty, params...)...)
				})
				if err != nil {
					t.Fatal(err)
				}
				defer exec.Finalize()
				run := func() []*tensors.Tensor { return ok[[]*tensors.Tensor](t)(exec.Exec(w.values()...)) }
				out := run()
				if value := golden.FromTensor(out[0]).Values[0]; !(value > 0) {
					t.Fatalf("the penalty is %g", value)
				}
				rng := rand.New(rand.NewPCG(1, 2))
				i := 0
				for _, v := range m.vars {
					if v.part != tied {
						continue
					}
					i++
					gradient := golden.FromTensor(out[i]).Values
					direction, slope := alongAndAcross(gradient, rng)
					start := parameter(store, v.Name)
					at := func(by float64) float64 {
						moved := array{Shape: start.Shape}
						for k, value := range start.Values {
							moved.Values = append(moved.Values, value+by*direction[k])
						}
						setParameter(t, store, m.dtype(), v.Name, moved)
						return golden.FromTensor(run()[0]).Values[0]
					}
					off := math.Abs((at(change)-at(-change))/(2*change) - slope)
					at(0)
					if size := max(length(gradient), 1e-3); !(off <= bound*size) {
						t.Errorf("by %s: off by %g of a gradient of norm %g", v.Name, off, length(gradient))
					}
				}
			})
		}
	}
}

// alternating is a probe of ones and minus ones.
func alternating(dims []int) [][]float64 {
	rows := make([][]float64, dims[0])
	for i := range rows {
		rows[i] = make([]float64, dims[1])
		for j := range rows[i] {
			rows[i][j] = float64(1 - 2*((i*7+j*3)%2))
		}
	}
	return rows
}
