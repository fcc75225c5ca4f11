package device_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/units"
)

func ExampleNamed() {
	gpu, err := device.Named("rtx4090")
	fmt.Println(gpu, units.Bytes(gpu.Memory), err)
	// Output: NVIDIA GeForce RTX 4090 25.3 GB <nil>
}

func ExampleAll() {
	for _, gpu := range device.All() {
		if gpu.Major >= 9 {
			fmt.Println(gpu)
		}
	}
	// Output:
	// NVIDIA H100 80GB HBM3
	// NVIDIA H200 141GB HBM3e
	// NVIDIA GeForce RTX 5090
}

func ExampleNames() {
	fmt.Println(device.Names())
	// Output: [v100 t4 a100-40 a100-80 rtx3090 l4 rtx4090 h100 h200 rtx5090]
}
