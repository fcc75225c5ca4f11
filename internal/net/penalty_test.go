package net

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// The penalty differentiates F twice, and so the gradients that operators write themselves once more.
func TestJacobianPenalty(t *testing.T) {
	t.Parallel()
	const change, bound = 1e-6, 1e-6
	g := nettest.Proteins(t)
	for _, o := range nettest.Operators {
		for _, groups := range []int{1, 2} {
			t.Run(o.Operator.String(), func(t *testing.T) {
				n := built(t, equilibriumOptions(groups), o.Operator, g)
				n.perturb(t, 0.1)
				names := []string{}
				for _, v := range n.spec.variables {
					if v.Part == Tied {
						names = append(names, v.Name)
					}
				}
				run := n.program(t, nettest.Started(t, xla.Go), func(p *Pass, _ []*graph.Node) []*graph.Node {
					x, shared := p.encode()
					values, layout := shared.pack()
					f := injected{groups: groups, block: n.spec.block.with(layout)}
					params := p.values(Tied)
					values.Tied = append(params, values.Tied...)
					probe := graph.Const(x.Graph(), alternating(x.Shape().Dimensions))
					function := f.function(len(values.Tied), len(values.Shared))
					penalty := solver.JacobianPenalty(function, graph.MulScalar(x, 0.5), f.values(x, values), probe)
					return append([]*graph.Node{penalty}, graph.Gradient(penalty, params...)...)
				})
				out := run(t)
				if value := out[0].Values[0]; !(value > 0) {
					t.Fatalf("the penalty is %g", value)
				}
				rng := rand.New(rand.NewPCG(1, 2))
				for i, name := range names {
					gradient := out[1+i].Values
					direction := nettest.Array{Values: make([]float64, len(gradient))}
					slope, size := 0.0, 0.0
					for k := range direction.Values {
						direction.Values[k] = rng.NormFloat64()
						slope += direction.Values[k] * gradient[k]
						size += direction.Values[k] * direction.Values[k]
					}
					slope /= math.Sqrt(size)
					start := n.parameter(name)
					at := func(by float64) float64 {
						moved := nettest.Array{Shape: start.Shape}
						for k, value := range start.Values {
							moved.Values = append(moved.Values, value+by*direction.Values[k]/math.Sqrt(size))
						}
						n.set(t, name, moved)
						return run(t)[0].Values[0]
					}
					off := math.Abs((at(change)-at(-change))/(2*change) - slope)
					at(0)
					norm := nettest.Difference(nettest.Array{Values: gradient},
						nettest.Array{Values: make([]float64, len(gradient))})
					if !(off <= bound*max(norm, 1e-3)) {
						t.Errorf("by %s: off by %g of a gradient of norm %g", name, off, norm)
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
