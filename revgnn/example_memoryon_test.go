package revgnn_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// The memory of a step on two GPUs that need not be here. It takes the CUDA plugin, which make gpu installs.
func ExampleModel_MemoryOn() {
	model := revgnn.Reversible(conv.GCN()).WithDepth(1001).WithChannels(16).For(datasets.Karate().Must()).Must()
	on, err := model.MemoryOn(device.H100, device.RTX4090).Done()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(on)
}
