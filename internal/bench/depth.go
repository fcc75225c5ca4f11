package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// A tenth of one real part of ogbn-proteins: 13,253 nodes and 790,000 directed edges.
const (
	nodes         = 1325
	directedEdges = 79000
)

// The block of RevGNN-Deep: 80 channels in 2 groups.
const (
	channels = 80
	groups   = 2
)

// depth measures memory and time against the number of layers.
func (f *figures) depth() error {
	g, err := datasets.ProteinsLike(nodes, directedEdges, 1).Done()
	if err != nil {
		return err
	}
	network := func(depth int, backward revgnn.Backward) (*revgnn.Model, error) {
		return revgnn.Reversible(conv.GEN()).WithDepth(depth).WithChannels(channels).WithGroups(groups).WithDropout(0.1).
			WithBackward(backward).For(g).Done()
	}

	// Deep ones first: a compiled program that is kept does not slow the others down.
	memories := map[int]run.Memory{}
	for _, depth := range []int{1001, 112, 28, 7} {
		m, err := network(depth, revgnn.Invert)
		if err != nil {
			return err
		}
		reversible, err := m.Compile(g)
		if err != nil {
			return err
		}
		memories[depth] = reversible.Memory()
		f.add(fmt.Sprintf("rev/compile_s/%d", depth), reversible.CompileTime().Seconds(), "s")
		f.add(fmt.Sprintf("rev/temp_bytes/%d", depth), float64(memories[depth].Activations), "B")
		if depth > 28 {
			times, err := steps(max(3, 300/depth), reversible)
			if err != nil {
				return err
			}
			f.add(fmt.Sprintf("rev/step_s/%d", depth), times[0], "s")
			f.add(fmt.Sprintf("rev/step_s_a_layer/%d", depth), times[0]/float64(depth), "s")
			reversible.Close()
			continue
		}
		if m, err = network(depth, revgnn.Store); err != nil {
			return err
		}
		stored, err := m.Compile(g)
		if err != nil {
			return err
		}
		times, err := steps(140/depth, reversible, stored)
		if err != nil {
			return err
		}
		f.add(fmt.Sprintf("rev/step_s/%d", depth), times[0], "s")
		f.add(fmt.Sprintf("rev/step_s_a_layer/%d", depth), times[0]/float64(depth), "s")
		f.add(fmt.Sprintf("store/step_s/%d", depth), times[1], "s")
		f.add(fmt.Sprintf("store/temp_bytes/%d", depth), float64(stored.Memory().Activations), "B")
		f.add(fmt.Sprintf("rev/step_over_store/%d", depth), times[0]/times[1], "ratio")
		reversible.Close()
		stored.Close()
	}
	total := func(m run.Memory) int64 {
		return m.Activations + m.ParameterBytes + m.GradientBytes + m.OptimizerBytes + m.DataBytes
	}
	deep, shallow := memories[1001], memories[7]
	f.add("rev/bytes_per_parameter",
		float64(total(deep)-total(shallow))/float64(deep.Parameters-shallow.Parameters), "B")
	f.add("rev/temp_bytes_1001_over_7", float64(deep.Activations)/float64(shallow.Activations), "ratio")
	return nil
}

// steps runs the programs in turn and returns the median time of each in seconds. The first round is not counted.
func steps(rounds int, programs ...*revgnn.CompiledStep) ([]float64, error) {
	times := make([][]time.Duration, len(programs))
	for round := range rounds + 1 {
		for i, p := range programs {
			elapsed, err := p.Run()
			if err != nil {
				return nil, err
			}
			if round > 0 {
				times[i] = append(times[i], elapsed)
			}
		}
	}
	medians := make([]float64, len(programs))
	for i := range times {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2].Seconds()
	}
	return medians, nil
}
