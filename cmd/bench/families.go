package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// families measures memory and compile time of the other families against the number of layers or, of an equilibrium
// network, of evaluations at most. The network is that of depth.
func (f *figures) families() error {
	g, err := proteins()
	if err != nil {
		return err
	}
	if err := f.tied(g); err != nil {
		return err
	}
	if err := f.caps(g); err != nil {
		return err
	}
	return f.recomputed(g)
}

func (f *figures) tied(g *datasets.Graph) error {
	var networks []builder
	for _, depth := range depths {
		networks = append(networks, revgnn.Reversible(conv.GEN()).WithTiedWeights().
			WithDepth(depth).WithChannels(channels).WithGroups(groups).WithDropout(dropout).For(g))
	}
	programs, err := compile(2, g, networks...)
	if err != nil {
		return err
	}
	defer closeAll(programs)
	f.growth("wt-reversible", depths, activations(programs))
	f.compileTimes("wt-reversible", depths, compileSeconds(programs))
	return nil
}

// caps also gives the solver's memory, which temp_bytes leaves out.
func (f *figures) caps(g *datasets.Graph) error {
	caps := []int{14, 56, 112}
	var networks []builder
	for _, most := range caps {
		s := solver.Anderson().WithIterations(most)
		networks = append(networks, revgnn.Equilibrium(conv.GEN()).WithSolver(s).WithBackwardSolver(s).
			WithChannels(channels).WithDropout(dropout).For(g))
	}
	programs, err := compile(2, g, networks...)
	if err != nil {
		return err
	}
	defer closeAll(programs)
	f.growth("equilibrium", caps, activations(programs))
	for i, most := range caps {
		f.add(fmt.Sprintf("families/solver_bytes/equilibrium/%d", most), float64(programs[i].Memory().SolverBytes), "B")
	}
	f.compileTimes("equilibrium", caps, compileSeconds(programs))
	return nil
}

// recomputed measures the mode that keeps one state [N, C] a layer.
func (f *figures) recomputed(g *datasets.Graph) error {
	sizes := depths[:3]
	var networks []builder
	for _, depth := range sizes {
		networks = append(networks, revgnn.Residual(conv.GEN()).WithBackward(revgnn.Recompute).
			WithDepth(depth).WithChannels(channels).WithDropout(dropout).For(g))
	}
	programs, err := compile(1, g, networks...)
	if err != nil {
		return err
	}
	defer closeAll(programs)
	slope := f.growth("residual", sizes, activations(programs))
	const float32Bytes = 4
	state := float64(g.NumNodes+1) * channels * float32Bytes // with the node that pads the graph
	f.add("families/temp_bytes/residual/slope_over_state", slope/state, "ratio")
	return nil
}
