package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleGraph_Transform() {
	g := datasets.New(5, [][2]int32{{0, 1}, {1, 2}, {2, 1}, {3, 4}}).Must().
		Transform().ToUndirected().RemoveDuplicates().AddSelfLoops().LargestComponent().Must()
	fmt.Println(g.NumNodes, "nodes")
	fmt.Println(g.Source)
	fmt.Println(g.Target)

	_, err := g.Transform().RemoveSelfLoops().NormalizeFeatures().Done()
	fmt.Println(err)
	// Output:
	// 3 nodes
	// [1 0 0 2 1 1 2]
	// [0 0 1 1 1 2 2]
	// datasets: graph "graph": NormalizeFeatures: there are no node features
}

func ExampleTransformed_Subgraph() {
	ring := datasets.New(4, [][2]int32{{0, 1}, {1, 2}, {2, 3}, {3, 0}}).WithClasses([]int32{0, 1, 2, 3}).Must()
	g := ring.Transform().Subgraph([]int32{3, 2}).Must()
	fmt.Println("edge from", g.Source, "to", g.Target, "classes", g.Classes)
	// Output:
	// edge from [1] to [0] classes [3 2]
}

func ExampleTransformed_NormalizedDegrees() {
	path := datasets.New(3, [][2]int32{{0, 1}, {1, 2}}).WithUndirected().Must()
	g := path.Transform().AddSelfLoops().NormalizedDegrees().Must()
	for e, weight := range g.EdgeFeatures.Data {
		fmt.Printf("%d→%d %.3f\n", g.Source[e], g.Target[e], weight)
	}
	// Output:
	// 1→0 0.408
	// 0→0 0.500
	// 0→1 0.408
	// 2→1 0.408
	// 1→1 0.333
	// 1→2 0.408
	// 2→2 0.500
}

func ExampleTransformed_SplitAtRandom() {
	g := datasets.Karate().Must().Transform().SplitAtRandom(0.6, 0.2, 1).Must()
	fmt.Println(len(g.Train), "train,", len(g.Valid), "validate,", len(g.Test), "test")
	// Output:
	// 20 train, 7 validate, 7 test
}
