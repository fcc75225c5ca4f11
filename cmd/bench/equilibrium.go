package main

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// cora measures equilibrium networks on Cora with 64 channels: a relative tolerance of 1e-5, at most 100 evaluations,
// the same solver forward and backward.
func (f *figures) cora() error {
	path := athand.Find("gnn_benchmark", "cora.npz")
	if path == "" {
		fmt.Println("cora: not measured, since gnn_benchmark/cora.npz is not here; " +
			"KILOLAYER_DATA names the folder that holds it")
		return nil
	}
	g, err := datasets.FromNPZ(path).Done()
	if err != nil {
		return err
	}
	for _, o := range []named[conv.Operator]{{"gcn", conv.GCN()}, {"gen", conv.GEN()}} {
		if err := f.solvers(g, o); err != nil {
			return err
		}
	}
	return nil
}

// solvers measures one operator with each solver at initialization: the evaluations are those of the first step.
//
// A program does whole steps and trains, so that later steps take other numbers of evaluations. The time of one
// evaluation is a difference of steps over a difference of evaluations:
//
//   - forward: a step that differentiates one evaluation at the solution (Phantom), less the same where the solve ends
//     after its first evaluation.
//   - backward: the implicit step less the Phantom one. Both evaluate and differentiate F once at the solution. That is
//     part of the implicit gradient, so it is added again: a step that differentiates two evaluations less one of one.
func (f *figures) solvers(g *datasets.Graph, o named[conv.Operator]) error {
	network := func(s solver.Solver) *revgnn.EquilibriumBuilder {
		return revgnn.Equilibrium(o.value).WithChannels(64).WithSolver(s).WithBackwardSolver(s).For(g)
	}
	phantom := func(steps int, s solver.Solver) builder {
		return network(s).WithBackward(revgnn.Phantom).WithPhantomSteps(steps)
	}
	methods := []named[solver.Solver]{
		{"picard", solver.Picard()}, {"anderson", solver.Anderson()}, {"broyden", solver.Broyden()},
	}
	unsolved := solver.Picard().WithIterations(1)
	networks := []builder{phantom(1, unsolved), phantom(2, unsolved)}
	for _, m := range methods {
		networks = append(networks, phantom(1, m.value), network(m.value))
	}
	programs, err := compile(1, g, networks...)
	if err != nil {
		return err
	}
	defer closeAll(programs)
	first, later, err := observe(5, programs)
	if err != nil {
		return err
	}
	bare := medianOf(later[0], func(o observed) float64 { return o.seconds })
	differentiation := medianOf(later[1], func(o observed) float64 { return o.seconds }) - bare
	for i, m := range methods {
		partial, whole, start := later[2+2*i], later[3+2*i], first[3+2*i]
		further := func(o observed) float64 { return float64(o.forward - 1) } // the first is in bare
		forward := medianOf(partial, func(o observed) float64 { return (o.seconds - bare) / max(1, further(o)) })
		backward := medianOf(whole, func(o observed) float64 {
			return (o.seconds - bare - forward*further(o)) / float64(max(1, o.backward))
		})
		search, gradient := forward*float64(start.forward), differentiation+backward*float64(start.backward)
		prefix := fmt.Sprintf("cora/%s/%s", o.name, m.name)
		f.add(prefix+"/forward_evaluations", float64(start.forward), "evaluations")
		f.add(prefix+"/backward_evaluations", float64(start.backward), "evaluations")
		f.add(prefix+"/converged", start.converged, "of 1")
		f.add(prefix+"/step_s", bare+forward*further(start)+backward*float64(start.backward), "s")
		f.add(prefix+"/forward_s", search, "s")
		f.add(prefix+"/backward_s", gradient, "s")
		f.add(prefix+"/backward_over_forward", gradient/search, "ratio")
	}
	return nil
}

// observed is a step's time, and how its solves ended.
type observed struct {
	seconds           float64
	forward, backward int     // evaluations
	converged         float64 // 1 where no solve failed, else 0
}

// observe lets the programs take turns of one step each: the first, and so many later ones of each program.
func observe(rounds int, programs []program) (first []observed, later [][]observed, err error) {
	later = make([][]observed, len(programs))
	for round := range rounds + 1 {
		for i, p := range programs {
			elapsed, err := p.Run()
			if err != nil {
				return nil, nil, err
			}
			forward, backward, err := p.Solves()
			if err != nil {
				return nil, nil, err
			}
			o := observed{seconds: elapsed.Seconds(), forward: forward.Evaluations}
			if backward != nil {
				o.backward = backward.Evaluations
			}
			if !forward.Failed() && !backward.Failed() {
				o.converged = 1
			}
			if round == 0 {
				first = append(first, o)
			} else {
				later[i] = append(later[i], o)
			}
		}
	}
	return first, later, nil
}

// medianOf is the median of a figure over a list, such as steps.
func medianOf[T any](list []T, figure func(T) float64) float64 {
	values := make([]float64, len(list))
	for i, o := range list {
		values[i] = figure(o)
	}
	slices.Sort(values)
	return values[len(values)/2]
}
