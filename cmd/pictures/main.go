// Command pictures makes the README's picture of memory against depth: docs/memory.png.
//
// It compiles one training step of the ogbn-proteins block at several depths and reads the compiled programs.
package main

import (
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
	"github.com/kilolayer/kilolayer/viz"
)

func main() {
	if err := pictures(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func pictures() error {
	// A tenth of one real part of ogbn-proteins, as in make bench.
	g, err := datasets.ProteinsLike(1325, 79000, 1).Done()
	if err != nil {
		return err
	}
	var profiles []run.Profiled
	for _, depth := range []int{7, 28, 112, 448, 1001} {
		m, err := revgnn.Reversible(conv.GEN()).WithDepth(depth).WithChannels(80).WithDropout(0.1).For(g).Done()
		if err != nil {
			return err
		}
		memory, err := m.Profile(g).Done()
		if err != nil {
			return err
		}
		fmt.Printf("%4d layers: activations %s, parameters and gradients %s, optimizer %s, data %s\n", depth,
			units.Bytes(memory.Activations), units.Bytes(memory.ParameterBytes+memory.GradientBytes),
			units.Bytes(memory.OptimizerBytes), units.Bytes(memory.DataBytes))
		profiles = append(profiles, memory)
	}
	return viz.Memory(profiles...).SavePNG("docs/memory.png")
}
