package viz_test

import (
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

// network is what a *revgnn.Model and a *run.Run both tell of a network.
type network struct{}

func (network) Info() run.Info {
	return run.Info{Model: run.Model{Family: "reversible", Operator: "GEN(max)", Depth: 112, Channels: 80, Groups: 4, Parameters: 800_562,
		Config: map[string]any{"node_features": 34, "outputs": 2, "backward": "invert"}}}
}

func ExampleModel() {
	// In a notebook this is a drawing.
	viz.Show(viz.Model(network{}))
	// Output:
	// Network · reversible GEN(max), 112 layers × 80 channels in 4 groups
	// 800,562 parameters · backward: layers are inverted, no layer's input is kept
	// part               in      out  parameters
	// node encoder  [N, 34]  [N, 80]       2,800
	// × 112 layers  [N, 80]  [N, 80]     797,440
	// head          [N, 80]   [N, 2]         322
}
