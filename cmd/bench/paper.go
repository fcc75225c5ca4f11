package main

import (
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/paper"
)

// The size of one real part of ogbn-proteins cut into ten.
const partNodes, partEdges = 13_253, 790_000

// paper measures the memory of a training step of the paper's two networks on one part of ogbn-proteins, compiled and
// not run, beside the limits that it is held to.
func (f *figures) paper() error {
	g, err := datasets.ProteinsLike(partNodes, partEdges, 1).Done()
	if err != nil {
		return err
	}
	for _, n := range []struct {
		preset             string
		total, activations float64 // bytes at most; 0 for no limit
	}{
		{"revgnn-deep-proteins", 1.1e9, 0.6e9}, // the authors' code: 2.86 GB
		{"revgnn-wide-proteins", 3.2e9, 0},     // 7.91 GB
	} {
		experiment, err := paper.Preset(n.preset).WithGraph(g).With("parts", 1).Done()
		if err != nil {
			return err
		}
		memory, err := experiment.Train().Profile().Done()
		if err != nil {
			return err
		}
		prefix := "paper/" + n.preset
		if n.activations > 0 {
			f.limit(prefix+"/activation_bytes", float64(memory.Activations), n.activations, "B")
		} else {
			f.add(prefix+"/activation_bytes", float64(memory.Activations), "B")
		}
		f.add(prefix+"/parameter_bytes", float64(memory.ParameterBytes), "B")
		f.add(prefix+"/gradient_bytes", float64(memory.GradientBytes), "B")
		f.add(prefix+"/optimizer_bytes", float64(memory.OptimizerBytes), "B")
		f.add(prefix+"/data_bytes", float64(memory.DataBytes), "B")
		f.limit(prefix+"/bytes", float64(memory.Total()), n.total, "B")
	}
	return nil
}
