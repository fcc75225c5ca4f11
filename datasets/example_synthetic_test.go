package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleChains() {
	g := datasets.Chains(200, 1).WithClasses(5).Must()
	fmt.Println(g.NumNodes, "nodes,", g.NumEdges(), "directed edges,", g.NumClasses, "classes")
	fmt.Println(len(g.Train), "/", len(g.Valid), "/", len(g.Test))
	fmt.Println(g.NodeFeatures.Row(0)[:5], g.NodeFeatures.Row(1)[:5])
	// Output:
	// 20000 nodes, 19900 directed edges, 5 classes
	// 1000 / 2000 / 17000
	// [1 0 0 0 0] [0 0 0 0 0]
}

func ExampleBlockModel() {
	// A clique of 4, and 3 nodes that know all of it, but not each other.
	g := datasets.BlockModel([]int{4, 3}, [][]float64{{1, 1}, {1, 0}}, 1).WithOneHot().Must()
	fmt.Println(g.InDegrees(), g.Classes, g.NodeFeatures.Cols)
	// Output:
	// [6 6 6 6 4 4 4] [0 0 0 0 1 1 1] 7
}

func ExamplePlantedPartition() {
	g := datasets.PlantedPartition(4, 250, 0.1, 0.01, 1).WithNodeFeatures(16, 2).Must()
	fmt.Println(g.NumNodes, "nodes,", g.NumClasses, "classes,", g.NodeFeatures.Cols, "features")
	fmt.Println(len(g.Train), "/", len(g.Valid), "/", len(g.Test))
	// Output:
	// 1000 nodes, 4 classes, 16 features
	// 600 / 200 / 200
}
