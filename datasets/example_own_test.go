package datasets_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/datasets"
	"gonum.org/v1/gonum/graph/encoding/dot"
	"gonum.org/v1/gonum/graph/encoding/graph6"
	"gonum.org/v1/gonum/graph/graphs/gen"
	"gonum.org/v1/gonum/graph/simple"
)

// edges.csv holds
//
//	source,target,weight
//	ann,bob,0.5
//	…
//
// and nodes.csv
//
//	id,age,income,class,split
//	ann,31,2.5,teacher,train
//	…
func ExampleFromCSV() {
	g := datasets.FromCSV("testdata/own/edges.csv").WithNodes("testdata/own/nodes.csv").WithUndirected().
		WithClassFrom("class").Must()
	fmt.Println(g)
	fmt.Println("weights", g.EdgeWeights)
	fmt.Println(g.ID(0), "has", g.FeatureName(0), g.NodeFeatures.Row(0)[0], "and class", g.ClassName(int(g.Classes[0])))
	fmt.Println("train", g.Train, "test", g.Test)
	// Output:
	// edges: 4 nodes, 6 directed edges, 2 node features, 2 classes
	// weights [0.5 0.5 1 1 0.25 0.25]
	// ann has age 31 and class teacher
	// train [0 1] test [3]
}

// network.txt holds
//
//	# FromNodeId	ToNodeId	Weight
//	10	20	0.5
//	…
func ExampleFromEdgeList() {
	g := datasets.FromEdgeList("testdata/own/network.txt").WithUndirected().Must()
	fmt.Println(g.NumNodes, "nodes,", g.NumEdges(), "directed edges")
	fmt.Println(g.Source, g.Target)
	fmt.Println(g.EdgeWeights)
	// Output:
	// 3 nodes, 6 directed edges
	// [1 2 0 2 1 0] [0 0 1 1 2 2]
	// [0.5 2 0.5 1 1 2]
}

func ExampleFromGraphML() {
	g := datasets.FromGraphML("testdata/own/karate.graphml").WithClassFrom("club").Must()
	fmt.Println(g)
	fmt.Printf("%q\n", g.Schema.Classes)
	// Output:
	// karate: 34 nodes, 156 directed edges, 2 classes
	// ["Mr. Hi" "Officer"]
}

// A random graph of gonum, with features and classes of one's own.
func ExampleFromGraph() {
	random := simple.NewUndirectedGraph()
	if err := gen.PreferentialAttachment(random, 100, 3, rand.NewPCG(1, 1)); err != nil {
		fmt.Println(err)
		return
	}
	features, classes := make([][]float32, 100), make([]int32, 100)
	for node := range features {
		features[node] = []float32{float32(random.From(int64(node)).Len())}
		classes[node] = int32(node % 2)
	}
	g := datasets.FromGraph(random).WithName("scale-free").WithNodeFeatures(features).WithClasses(classes).Must()
	fmt.Println(g.NumNodes, "nodes,", g.NodeFeatures.Cols, "feature a node,", g.NumClasses, "classes")
	fmt.Println(g.NumEdges() == 2*random.Edges().Len())
	// Output:
	// 100 nodes, 1 feature a node, 2 classes
	// true
}

// Any format that gonum decodes comes in the same way; here DOT.
func ExampleFromGraph_dot() {
	directed := simple.NewDirectedGraph()
	if err := dot.Unmarshal([]byte("digraph { a -> b; b -> c; a -> c }"), directed); err != nil {
		fmt.Println(err)
		return
	}
	g := datasets.FromGraph(directed).Must()
	fmt.Println(g.NumNodes, "nodes,", g.NumEdges(), "edges")
	// Output:
	// 3 nodes, 3 edges
}

// The Petersen graph as the House of Graphs and networkx write it.
func ExampleFromGraph_graph6() {
	g := datasets.FromGraph(graph6.Graph("IheA@GUAo")).Must()
	fmt.Println(g.NumNodes, "nodes,", g.NumEdges(), "directed edges, in-degrees", g.InDegrees())
	// Output:
	// 10 nodes, 30 directed edges, in-degrees [3 3 3 3 3 3 3 3 3 3]
}
