package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// equilibrium solves for the state Z* [N, C] of the encoded input x.
func (p *Pass) equilibrium(x *graph.Node, shared sharedValues) *graph.Node {
	o := p.spec.options
	values, layout := shared.pack()
	f := injected{groups: o.Groups, block: p.spec.block.with(layout)}
	values.Tied = append(p.values(Tied), values.Tied...)
	function, in := f.function(len(values.Tied), len(values.Shared)), f.values(normalized(x), values)
	zeros := graph.ZerosLike(x)
	var result solver.Result
	if o.Backward == options.Recompute {
		result = solver.Solver{Solver: *o.Solver}.Solve(function, zeros, in)
		result.Z = f.iterated(o.Solver.Iterations, zeros, in[0], values, result.Z)
	} else {
		result = solver.FixedPoint(function, zeros, in, solver.Solver{Solver: *o.Solver}, p.gradient())
	}
	if p.Solves.Forward != nil {
		p.Solves.Forward(outcome(result))
	}
	if o.JacobianPenalty > 0 && p.Draws != nil {
		penalty := solver.JacobianPenalty(function, result.Z, in, p.Draws.signs(x.Shape()))
		train.AddRegularizationLoss(graph.MulScalar(penalty, o.JacobianPenalty))
	}
	return result.Z
}

// gradient is the backward mode as the solver takes it.
func (p *Pass) gradient() solver.Gradient {
	o := p.spec.options
	switch o.Backward {
	case options.Store:
		return solver.Unrolled(o.Solver.Iterations)
	case options.Phantom:
		return solver.Phantom(o.Phantoms(), 1)
	}
	return solver.Implicit(solver.Solver{Solver: *o.BackwardSolver}).WithReport(func(r solver.Result) {
		if p.Solves.Backward != nil {
			p.Solves.Backward(outcome(r))
		}
	})
}

// iterated is the solution z, differentiated as the last of so many states of plain iteration from zero, which are
// kept.
func (f injected) iterated(turns int, zeros, x *graph.Node, v xla.Values, z *graph.Node) *graph.Node {
	v.Tied = append([]*graph.Node{x}, v.Tied...)
	last := xla.Recomputed(turns, func(state []*graph.Node, v xla.Values) []*graph.Node {
		return []*graph.Node{f.apply(state[0], v.Tied[0], xla.Values{Tied: v.Tied[1:], Shared: v.Shared})}
	}, []*graph.Node{zeros}, v, nil)
	return xla.WithGradientOf(z, last[0])
}
