package viz_test

import (
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

// network is what a *revgnn.Model and a *run.Run both tell of a network.
type network struct{}

func (network) Info() run.Info {
	o := options.NewNetwork(options.Reversible)
	o.Operator, o.Depth, o.Channels, o.Groups = options.Operator{Name: "GEN(max)"}, 112, 80, 4
	return run.Info{Model: run.Model{Options: o, Widths: run.Widths{NodeFeatures: 34, Outputs: 2}, Parts: []run.Part{
		{Kind: run.NodeEncoder, In: 34, Out: 80, Parameters: 2_800},
		{Kind: run.Layers, Layers: 112, In: 80, Out: 80, Parameters: 797_440},
		{Kind: run.Head, In: 80, Out: 2, Parameters: 322},
	}}}
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
