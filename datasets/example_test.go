package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleKarate() {
	karate := datasets.Karate().Must()
	fmt.Println(karate.NumNodes, "nodes,", karate.NumEdges(), "directed edges,", karate.NumClasses, "classes")
	// Output:
	// 34 nodes, 156 directed edges, 2 classes
}

func ExampleNew() {
	triangle := datasets.New(3, [][2]int32{{0, 1}, {1, 2}, {2, 0}}).
		WithUndirected().
		WithClasses([]int32{0, 1, -1}).
		Must()
	fmt.Println(triangle.NumEdges(), "directed edges,", triangle.Labelled(), "labelled nodes")
	fmt.Println(triangle.Source, triangle.Target)
	// Output:
	// 6 directed edges, 2 labelled nodes
	// [1 2 0 2 1 0] [0 0 1 1 2 2]
}

func ExampleProteinsLike() {
	g := datasets.ProteinsLike(1000, 40_000, 1).Must()
	with := g.Transform().NodeFeaturesFromEdges().Must()
	fmt.Println(with.NumEdges(), "edges,", with.Outputs(), "tasks,", with.NodeFeatures.Cols,
		"features a node, judged by", with.Metric())
	// Output:
	// 40000 edges, 112 tasks, 8 features a node, judged by rocauc
}

func ExampleRandom() {
	g := datasets.Random(1325, 79_000, 1).WithEdgeFeatures(8).WithClasses(10).Must()
	fmt.Println(g.NumNodes, g.NumEdges(), g.EdgeFeatures.Cols, g.Outputs())
	// Output:
	// 1325 79000 8 10
}

func ExampleGraph_Partition() {
	parts, err := datasets.Random(1000, 50_000, 1).Must().Partition(10, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	part := parts.Part(0)
	fmt.Println(part.NumNodes, "nodes, padded to", len(part.Nodes))
	fmt.Println(part.NumEdges <= parts.PaddedEdges(), len(part.Source) == parts.PaddedEdges())
	// Output:
	// 100 nodes, padded to 101
	// true true
}
