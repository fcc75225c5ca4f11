package datasets

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/encoding/digraph6"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/multi"
	"gonum.org/v1/gonum/graph/simple"
)

func TestFromGraph(t *testing.T) {
	// Ids out of order and far apart: −5, 7 and 1<<40 become 0, 1 and 2; 9 has no edge.
	pairs := [][2]int64{{1 << 40, 7}, {7, -5}, {-5, 1 << 40}}
	directed, undirected := simple.NewDirectedGraph(), simple.NewUndirectedGraph()
	weighted := simple.NewWeightedDirectedGraph(0, math.Inf(1))
	weightedBoth := simple.NewWeightedUndirectedGraph(0, math.Inf(1))
	for i, pair := range pairs {
		from, to := simple.Node(pair[0]), simple.Node(pair[1])
		directed.SetEdge(simple.Edge{F: from, T: to})
		undirected.SetEdge(simple.Edge{F: from, T: to})
		weighted.SetWeightedEdge(simple.WeightedEdge{F: from, T: to, W: float64(i)})
		weightedBoth.SetWeightedEdge(simple.WeightedEdge{F: from, T: to, W: float64(i)})
	}
	directed.AddNode(simple.Node(9))

	lines, linesBoth := multi.NewDirectedGraph(), multi.NewUndirectedGraph()
	weightedLines := multi.NewWeightedDirectedGraph()
	for i := range 2 {
		lines.SetLine(multi.Line{F: multi.Node(1), T: multi.Node(0), UID: int64(i)})
		linesBoth.SetLine(multi.Line{F: multi.Node(1), T: multi.Node(0), UID: int64(i)})
		weightedLines.SetWeightedLine(multi.WeightedLine{F: multi.Node(1), T: multi.Node(0), W: float64(7 - i),
			UID: int64(i)})
	}
	loop := multi.NewUndirectedGraph()
	loop.SetLine(multi.Line{F: multi.Node(3), T: multi.Node(3)})

	edges := [][2]int32{{0, 2}, {1, 0}, {2, 1}}
	for _, c := range []struct {
		name string
		from graph.Graph
		want *Own
	}{
		{"directed, a node alone", directed, New(4, [][2]int32{{0, 3}, {1, 0}, {3, 1}})},
		{"undirected", undirected, New(3, [][2]int32{{0, 1}, {0, 2}, {1, 2}}).WithUndirected()},
		{"weighted", weighted, New(3, edges).WithEdgeWeights([]float32{2, 1, 0})},
		{"weighted, undirected", weightedBoth,
			New(3, [][2]int32{{0, 1}, {0, 2}, {1, 2}}).WithEdgeWeights([]float32{1, 2, 0}).WithUndirected()},
		{"directed seen as undirected", graph.Undirect{G: directed},
			New(4, [][2]int32{{0, 1}, {0, 3}, {1, 3}}).WithUndirected()},
		{"multigraph", lines, New(2, [][2]int32{{1, 0}, {1, 0}})},
		{"multigraph, undirected", linesBoth, New(2, [][2]int32{{0, 1}, {0, 1}}).WithUndirected()},
		{"multigraph, weighted", weightedLines,
			New(2, [][2]int32{{1, 0}, {1, 0}}).WithEdgeWeights([]float32{7, 6})},
		{"an edge to itself", loop, New(1, [][2]int32{{0, 0}}).WithUndirected()},
		// The example of the format's own description: 0→2, 0→4, 3→1, 3→4.
		{"digraph6", digraph6.Graph("&DI?AO?"), New(5, [][2]int32{{0, 2}, {0, 4}, {3, 1}, {3, 4}})},
		{"no edge", nodesOnly(), New(1, nil)},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := FromGraph(c.from).Done()
			if err != nil {
				t.Fatal(err)
			}
			checkSame(t, g, c.want.Must())
		})
	}
}

func nodesOnly() graph.Graph {
	g := simple.NewDirectedGraph()
	g.AddNode(simple.Node(5))
	return g
}

// astray has an edge to a node that it does not have.
type astray struct{ graph.Graph }

func (astray) From(int64) graph.Nodes { return iterator.NewOrderedNodes([]graph.Node{simple.Node(77)}) }

func TestFromGraphRefuses(t *testing.T) {
	infinite := simple.NewWeightedDirectedGraph(0, math.Inf(1))
	infinite.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(4), T: simple.Node(2), W: math.Inf(1)})
	for _, c := range []struct {
		name string
		from *Own
		want string
	}{
		{"nil", FromGraph(nil), "the gonum graph is nil"},
		{"empty", FromGraph(simple.NewDirectedGraph()), "0 nodes; the number must be from 1"},
		{"infinite weight", FromGraph(infinite),
			"the gonum graph's edge from 4 to 2 has weight +Inf; want a finite float32"},
		{"few rows", FromGraph(nodesOnly()).WithNodeFeatures([][]float32{{1}, {2}}),
			"node features: 2 rows for 1 nodes"},
		{"a node that is not there", FromGraph(astray{nodesOnly()}),
			"an edge from 5 to 77, which is not among its nodes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.from.Done()
			checkRefused(t, err, c.want)
		})
	}
}
