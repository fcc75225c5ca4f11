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
	compile := func(depth int, backward revgnn.Backward) (*revgnn.CompiledStep, error) {
		m, err := revgnn.Reversible(conv.GEN()).WithDepth(depth).WithChannels(channels).WithGroups(groups).WithDropout(0.1).
			WithBackward(backward).For(g).Done()
		if err != nil {
			return nil, err
		}
		return m.Compile(g)
	}

	// The first program of a process also loads the plugin, and times vary: each depth is compiled twice, in turn.
	programs := map[int]*revgnn.CompiledStep{}
	seconds := map[int]float64{}
	for round := range 3 {
		for _, depth := range depths {
			p, err := compile(depth, revgnn.Invert)
			if err != nil {
				return err
			}
			if before := programs[depth]; before != nil {
				before.Close()
			}
			programs[depth] = p
			if took := p.CompileTime().Seconds(); round > 0 && (round == 1 || took < seconds[depth]) {
				seconds[depth] = took
			}
		}
	}
	for _, depth := range depths {
		f.add(fmt.Sprintf("rev/compile_s/%d", depth), seconds[depth], "s")
	}
	f.add("rev/compile_1001_over_7", seconds[1001]/seconds[7], "ratio")
	for _, depth := range depths {
		f.add(fmt.Sprintf("rev/temp_bytes/%d", depth), float64(programs[depth].Memory().Activations), "B")
	}
	deep, shallow := programs[1001].Memory(), programs[7].Memory()
	f.add("rev/temp_bytes_1001_over_7", float64(deep.Activations)/float64(shallow.Activations), "ratio")
	f.add("rev/bytes_per_parameter",
		float64(total(deep)-total(shallow))/float64(deep.Parameters-shallow.Parameters), "B")

	for _, depth := range []int{7, 28} {
		stored, err := compile(depth, revgnn.Store)
		if err != nil {
			return err
		}
		times, err := steps(140/depth, []turn{{programs[depth], 1}, {stored, 1}})
		if err != nil {
			return err
		}
		f.add(fmt.Sprintf("rev/step_s/%d", depth), times[0], "s")
		f.add(fmt.Sprintf("store/step_s/%d", depth), times[1], "s")
		f.add(fmt.Sprintf("rev/step_over_store/%d", depth), times[0]/times[1], "ratio")
		f.add(fmt.Sprintf("store/temp_bytes/%d", depth), float64(stored.Memory().Activations), "B")
		stored.Close()
	}
	// As many layers at 112 as at 1001 in each round, so that both see the same machine.
	times, err := steps(3, []turn{{programs[1001], 1}, {programs[112], 9}})
	if err != nil {
		return err
	}
	f.add("rev/step_s/112", times[1], "s")
	f.add("rev/step_s/1001", times[0], "s")
	f.add("rev/step_a_layer_1001_over_112", times[0]/1001/(times[1]/112), "ratio")
	for _, p := range programs {
		p.Close()
	}
	return nil
}

// depths are the numbers of layers that the paper sweeps over, in short.
var depths = []int{7, 28, 112, 1001}

// total adds the four parts of a step's memory, for what a further layer adds to all of them together.
func total(m run.Memory) int64 {
	return m.Activations + m.ParameterBytes + m.GradientBytes + m.OptimizerBytes + m.DataBytes
}

// turn is what a program does in one round: a number of steps.
type turn struct {
	program *revgnn.CompiledStep
	steps   int
}

// steps lets the programs take turns and returns the median time of a step of each, in seconds. A first turn of one step
// each is not counted.
func steps(rounds int, turns []turn) ([]float64, error) {
	times := make([][]time.Duration, len(turns))
	for round := range rounds + 1 {
		for i, t := range turns {
			n := t.steps
			if round == 0 {
				n = 1
			}
			for range n {
				elapsed, err := t.program.Run()
				if err != nil {
					return nil, err
				}
				if round > 0 {
					times[i] = append(times[i], elapsed)
				}
			}
		}
	}
	medians := make([]float64, len(turns))
	for i := range times {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2].Seconds()
	}
	return medians, nil
}
