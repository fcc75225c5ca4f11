package datasets

import (
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// Own is the builder of a graph of one's own. It copies what it is given.
type Own struct {
	graph        Graph // all but the edges
	edges        [][2]int32
	edgeFeatures Matrix // in the order of edges
	edgeWeights  []float32
	edgeTimes    []int64
	undirected   bool
	once         bool  // Done is called once, and the edges are nobody else's
	err          error // the first thing given wrong
}

// New starts a graph of the given number of nodes with directed edges {source, target}, in any order.
func New(nodes int, edges [][2]int32) *Own { return newOwn(nodes, slices.Clone(edges)) }

// newOwn is New for edges that nobody else holds.
func newOwn(nodes int, edges [][2]int32) *Own {
	return &Own{edges: edges, graph: Graph{Name: "graph", NumNodes: nodes}}
}

// WithName names the graph; "graph" without it.
func (b *Own) WithName(name string) *Own { b.graph.Name = name; return b }

// WithUndirected adds the reverse of each edge, with the same features; also of an edge from a node to itself.
func (b *Own) WithUndirected() *Own { b.undirected = true; return b }

// WithNodeFeatures gives each node a row of features, all of one length and finite.
func (b *Own) WithNodeFeatures(rows [][]float32) *Own {
	b.graph.NodeFeatures = b.matrix("node features", rows, b.graph.NumNodes, "nodes")
	return b
}

// WithEdgeWeights gives each edge, in the order given to [New], a weight: what a message along it counts. Package conv
// says which operators use it. [Own.WithEdgeFeatures] says what the order is for [FromGraph].
func (b *Own) WithEdgeWeights(weights []float32) *Own {
	if weights != nil && len(weights) != len(b.edges) {
		b.refuse("edge weights: %d for %d edges; give one each", len(weights), len(b.edges))
	}
	b.edgeWeights = slices.Clone(weights)
	return b
}

// WithEdgeFeatures gives each edge, in the order given to [New], a row of features, all of one length and finite.
//
// For [FromGraph] the order is ascending by source, then by target, an undirected edge once, from its lower id.
func (b *Own) WithEdgeFeatures(rows [][]float32) *Own {
	b.edgeFeatures = b.matrix("edge features", rows, len(b.edges), "edges")
	return b
}

// WithClasses gives each node a class from 0, or −1 for unlabelled. The number of classes is the largest one plus 1.
func (b *Own) WithClasses(classes []int32) *Own {
	b.graph.Classes, b.graph.NumClasses = slices.Clone(classes), 0
	for node, class := range classes {
		if class < -1 || class > arrays.MaxClass {
			b.refuse("classes: node %d has class %d; a class is from 0 to %d, and −1 is unlabelled", node, class,
				arrays.MaxClass)
			return b
		}
		b.graph.NumClasses = max(b.graph.NumClasses, int(class)+1)
	}
	if classes != nil && b.graph.NumClasses == 0 {
		b.refuse("classes: all of the %d are −1, unlabelled; leave WithClasses out for a graph without labels",
			len(classes))
	}
	return b
}

// WithTasks gives each node a row of yes/no labels: 0, 1, or NaN for unlabelled.
func (b *Own) WithTasks(rows [][]float32) *Own {
	b.graph.Tasks = b.matrix("tasks", rows, b.graph.NumNodes, "nodes")
	return b
}

// WithValues gives each node a row of real numbers to predict, NaN for unlabelled.
func (b *Own) WithValues(rows [][]float32) *Own {
	b.graph.Values = b.matrix("values", rows, b.graph.NumNodes, "nodes")
	return b
}

// WithIDs says what the nodes are known by where they are from, in errors, tables and predictions.
func (b *Own) WithIDs(ids []string) *Own { b.graph.IDs = slices.Clone(ids); return b }

// WithNames says what people call the nodes.
func (b *Own) WithNames(names []string) *Own { b.graph.Names = slices.Clone(names); return b }

// WithFeatureNames names the columns of the node features. A model finds its features in another graph by these names.
func (b *Own) WithFeatureNames(names ...string) *Own {
	b.graph.Schema.NodeFeatures = features(names)
	return b
}

// WithEdgeFeatureNames names the columns of the edge features.
func (b *Own) WithEdgeFeatureNames(names ...string) *Own {
	b.graph.Schema.EdgeFeatures = features(names)
	return b
}

// WithClassNames names the classes, in their order. A class that no node has may have a name as well.
func (b *Own) WithClassNames(names ...string) *Own {
	b.graph.Schema.Classes = slices.Clone(names)
	return b
}

// WithOutputNames names the tasks, or the values to predict.
func (b *Own) WithOutputNames(names ...string) *Own {
	b.graph.Schema.Outputs = slices.Clone(names)
	return b
}

func features(names []string) (list []Feature) {
	for _, name := range names {
		list = append(list, Feature{Name: name})
	}
	return list
}

// WithSplit says which nodes train, validate and test, each node in at most one of them; none, without it.
func (b *Own) WithSplit(train, valid, test []int32) *Own {
	b.graph.Train, b.graph.Valid, b.graph.Test = slices.Clone(train), slices.Clone(valid), slices.Clone(test)
	return b
}

// WithSpecies says which species each node comes from, by any numbers.
func (b *Own) WithSpecies(species []int32) *Own { b.graph.Species = slices.Clone(species); return b }

// WithYears says which year each node is from.
func (b *Own) WithYears(years []int32) *Own { b.graph.Years = slices.Clone(years); return b }

// Done returns the graph. What was given wrong is named with its place.
func (b *Own) Done() (*Graph, error) {
	g, err := b.build()
	if err != nil {
		return nil, fmt.Errorf("datasets: graph %q: %w", b.graph.Name, err)
	}
	return valid(g)
}

// Must is Done for notebook cells; see [Source].
func (b *Own) Must() *Graph { return cell.Must(b.Done()) }

// refuse keeps the first thing given wrong for Done.
func (b *Own) refuse(format string, values ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, values...)
	}
}

// manyEdges take memory that is worth the time of looking for what can be freed.
const manyEdges = 1 << 20

func (b *Own) build() (*Graph, error) {
	if b.err != nil {
		return nil, b.err
	}
	g := b.graph
	if g.Classes != nil {
		g.NumClasses = max(g.NumClasses, len(g.Schema.Classes))
	}
	if g.NumNodes < 1 || g.NumNodes > arrays.MaxNodes {
		return nil, fmt.Errorf("%d nodes; the number must be from 1 to %d", g.NumNodes, arrays.MaxNodes)
	}
	many := b.once && len(b.edges) > manyEdges
	if many { // By itself Go frees what is done with when memory has doubled, and a large graph would be there twice.
		debug.FreeOSMemory()
	}
	source, target := make([]int32, len(b.edges)), make([]int32, len(b.edges))
	for e, edge := range b.edges {
		for _, node := range edge {
			if err := g.validateNode(node); err != nil {
				return nil, fmt.Errorf("edge %d: %w", e, err)
			}
		}
		source[e], target[e] = edge[0], edge[1]
	}
	if b.once {
		if b.edges = nil; many {
			debug.FreeOSMemory()
		}
	}
	if b.edgeFeatures.Cols == 0 && b.edgeWeights == nil && b.edgeTimes == nil {
		_, err := placeList(&g, source, target, b.undirected)
		return &g, err
	}
	list, err := g.placed(source, target, b.undirected)
	if err != nil {
		return nil, err
	}
	g.EdgeFeatures, g.EdgeWeights, g.EdgeTimes = b.edgeFeatures, b.edgeWeights, b.edgeTimes
	g.setEdges(list, nil)
	return &g, nil
}

// matrix copies rows, of which there must be want.
func (b *Own) matrix(what string, rows [][]float32, want int, of string) Matrix {
	if rows == nil {
		return Matrix{}
	}
	if len(rows) != want {
		b.refuse("%s: %d rows for %d %s; give one row each", what, len(rows), want, of)
		return Matrix{}
	}
	if want == 0 {
		return Matrix{}
	}
	m := Matrix{Cols: len(rows[0]), Data: make([]float32, 0, want*len(rows[0]))}
	for i, row := range rows {
		if len(row) != m.Cols {
			b.refuse("%s: row %d has %d values, row 0 has %d; give all rows one length", what, i, len(row), m.Cols)
			return Matrix{}
		}
		m.Data = append(m.Data, row...)
	}
	return m
}
