package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// proteins is a tenth of one real part of ogbn-proteins: 13,253 nodes and 790,000 directed edges.
func proteins() (*datasets.Graph, error) { return datasets.ProteinsLike(1325, 79000, 1).Done() }

// The block of RevGNN-Deep: 80 channels in 2 groups.
const (
	channels = 80
	groups   = 2
	dropout  = 0.1
)

// depth measures memory and time of a reversible network against the number of layers.
func (f *figures) depth() error {
	g, err := proteins()
	if err != nil {
		return err
	}
	network := func(depth int, backward revgnn.Backward) builder {
		return revgnn.Reversible(conv.GEN()).WithDepth(depth).WithChannels(channels).WithGroups(groups).
			WithDropout(dropout).
			WithBackward(backward).For(g)
	}
	var networks []builder
	for _, depth := range depths {
		networks = append(networks, network(depth, revgnn.Invert))
	}
	compiled, err := compile(2, g, networks...)
	if err != nil {
		return err
	}
	defer closeAll(compiled)
	programs := map[int]program{}
	for i, depth := range depths {
		programs[depth] = compiled[i]
		f.add(fmt.Sprintf("rev/compile_s/%d", depth), compiled[i].compileSeconds, "s")
	}
	f.add("rev/compile_1001_over_7", programs[1001].compileSeconds/programs[7].compileSeconds, "ratio")
	for _, depth := range depths {
		f.add(fmt.Sprintf("rev/temp_bytes/%d", depth), float64(programs[depth].Memory().Activations), "B")
	}
	deep, shallow := programs[1001].Memory(), programs[7].Memory()
	f.add("rev/temp_bytes_1001_over_7", float64(deep.Activations)/float64(shallow.Activations), "ratio")
	f.add("rev/bytes_per_parameter",
		float64(deep.Total()-shallow.Total())/float64(deep.Parameters-shallow.Parameters), "B")
	f.growth("reversible", depths[:3], activations(compiled[:3]))

	for _, depth := range []int{7, 28} {
		stored, err := compile(1, g, network(depth, revgnn.Store))
		if err != nil {
			return err
		}
		times, err := steps(140/depth, []turn{{programs[depth], 1}, {stored[0], 1}})
		if err != nil {
			return err
		}
		f.add(fmt.Sprintf("rev/step_s/%d", depth), times[0], "s")
		f.add(fmt.Sprintf("store/step_s/%d", depth), times[1], "s")
		f.add(fmt.Sprintf("rev/step_over_store/%d", depth), times[0]/times[1], "ratio")
		f.add(fmt.Sprintf("store/temp_bytes/%d", depth), float64(stored[0].Memory().Activations), "B")
		closeAll(stored)
	}
	// As many layers at 112 as at 1001 in each round, so that both see the same machine.
	times, err := steps(3, []turn{{programs[1001], 1}, {programs[112], 9}})
	if err != nil {
		return err
	}
	f.add("rev/step_s/112", times[1], "s")
	f.add("rev/step_s/1001", times[0], "s")
	f.add("rev/step_a_layer_1001_over_112", times[0]/1001/(times[1]/112), "ratio")
	return nil
}

// depths are the numbers of layers that the paper sweeps over, in short.
var depths = []int{7, 28, 112, 1001}
