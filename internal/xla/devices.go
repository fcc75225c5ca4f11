package xla

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/distributed"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// Compile builds a program for inputs of these shapes, to run on the first n devices of its backend at once. Each
// device has inputs and variables of its own. A call is given all inputs of the first device, then those of the next,
// and gives outputs in the same order. All programs of a store that run on several devices have as many.
//
// A variable that was changed so has a value on each device, which OnDevices lists; its Value is that of the first.
// Later programs start from that one: build all that are to go on with the others first.
func Compile(program *model.Exec, n int, inputs []shapes.Shape) (*graph.Graph, error) {
	if n == 1 {
		return program.Compile(inputs...)
	}
	mesh, err := distributed.NewDeviceMesh([]int{n}, []string{"devices"})
	if err != nil {
		return nil, err
	}
	program.SPMD(mesh)
	store := program.Store()
	restore := withoutMesh(store)
	built, err := program.Compile(slices.Repeat(inputs, n)...)
	restore()
	if err != nil {
		return nil, err
	}
	// GoMLX would draw them on each device and keep those of the first.
	return built, store.InitializeVariables(built.Backend(), nil)
}

// Averaged is the mean of each node over the devices that a program runs on, which then all have it. They wait for each
// other. On one device it is the nodes themselves.
func Averaged(nodes []*graph.Node) []*graph.Node {
	g := nodes[0].Graph()
	devices := g.NumDevices()
	if devices == 1 {
		return nodes
	}
	means := g.Distributed().AllReduce(nodes, compute.ReduceOpSum)
	for i, sum := range means {
		means[i] = graph.DivScalar(sum, float64(devices))
	}
	return means
}

// OnDevices lists the values that a variable has on the devices of the last program that changed it.
func OnDevices(v *model.Variable) ([]*tensors.Tensor, error) {
	if v.ShardingSpec() == nil {
		value, err := v.Value()
		return []*tensors.Tensor{value}, err
	}
	all, err := v.DistributedValue()
	if err != nil {
		return nil, err
	}
	return all.Shards(), nil
}
