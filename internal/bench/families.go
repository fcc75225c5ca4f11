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

// growth adds the activations at each size, in bytes, and those of the last against the first. It returns what a layer
// adds.
func (f *figures) growth(family string, sizes []int, activations []float64) (slope float64) {
	prefix := "families/temp_bytes/" + family
	for i, size := range sizes {
		f.add(fmt.Sprintf("%s/%d", prefix, size), activations[i], "B")
	}
	last := len(sizes) - 1
	slope = (activations[last] - activations[0]) / float64(sizes[last]-sizes[0])
	f.add(prefix+"/slope_bytes_a_layer", slope, "B")
	f.add(fmt.Sprintf("%s/%d_over_%d", prefix, sizes[last], sizes[0]), activations[last]/activations[0], "ratio")
	return slope
}

// compileTimes adds the time at each size, in seconds, and that of each against the first.
func (f *figures) compileTimes(family string, sizes []int, seconds []float64) {
	prefix := "families/compile_s/" + family
	for i, size := range sizes {
		f.add(fmt.Sprintf("%s/%d", prefix, size), seconds[i], "s")
	}
	for i, size := range sizes[1:] {
		f.add(fmt.Sprintf("%s/%d_over_%d", prefix, size, sizes[0]), seconds[i+1]/seconds[0], "ratio")
	}
}

// activations lists the programs' temporary memory.
func activations(programs []program) []float64 {
	var list []float64
	for _, p := range programs {
		list = append(list, float64(p.Memory().Activations))
	}
	return list
}

// compileSeconds lists the programs' compile times.
func compileSeconds(programs []program) []float64 {
	var list []float64
	for _, p := range programs {
		list = append(list, p.compileSeconds)
	}
	return list
}
