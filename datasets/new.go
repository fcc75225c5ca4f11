package datasets

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/internal/cell"
)

// Own is the builder of a graph of one's own. It copies what it is given.
type Own struct {
	nodes      int
	edges      [][2]int32
	graph      Graph
	undirected bool
	nodeRows   [][]float32
	edgeRows   [][]float32
	taskRows   [][]float32
}

// New starts a graph of the given number of nodes with directed edges {source, target}, in any order.
func New(nodes int, edges [][2]int32) *Own {
	return &Own{nodes: nodes, edges: edges, graph: Graph{Name: "graph"}}
}

// WithName names the graph; "graph" without it.
func (b *Own) WithName(name string) *Own { b.graph.Name = name; return b }

// WithUndirected adds the reverse of each edge, with the same features.
func (b *Own) WithUndirected() *Own { b.undirected = true; return b }

// WithNodeFeatures gives each node a row of features, all of one length.
func (b *Own) WithNodeFeatures(rows [][]float32) *Own { b.nodeRows = rows; return b }

// WithEdgeFeatures gives each edge, in the order given to New, a row of features, all of one length.
func (b *Own) WithEdgeFeatures(rows [][]float32) *Own { b.edgeRows = rows; return b }

// WithClasses gives each node a class from 0, or −1 for unlabelled. The number of classes is the largest one plus 1.
func (b *Own) WithClasses(classes []int32) *Own {
	b.graph.Classes = slices.Clone(classes)
	b.graph.NumClasses = 0
	for _, class := range classes {
		b.graph.NumClasses = max(b.graph.NumClasses, int(class)+1)
	}
	return b
}

// WithTasks gives each node a row of yes/no labels: 0, 1, or NaN for unlabelled.
func (b *Own) WithTasks(rows [][]float32) *Own { b.taskRows = rows; return b }

// WithSplit says which nodes train, validate and test; none, without it.
func (b *Own) WithSplit(train, valid, test []int32) *Own {
	b.graph.Train, b.graph.Valid, b.graph.Test = slices.Clone(train), slices.Clone(valid), slices.Clone(test)
	return b
}

// WithSpecies says which species each node comes from, by any numbers.
func (b *Own) WithSpecies(species []int32) *Own { b.graph.Species = slices.Clone(species); return b }

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

func (b *Own) build() (*Graph, error) {
	g := b.graph
	g.NumNodes = b.nodes
	if b.nodes < 1 || b.nodes > maxNodes {
		return nil, fmt.Errorf("%d nodes; the number must be from 1 to %d", b.nodes, maxNodes)
	}
	var err error
	if g.NodeFeatures, err = fromRows("node features", b.nodeRows, b.nodes, "nodes"); err != nil {
		return nil, err
	}
	if g.Tasks, err = fromRows("tasks", b.taskRows, b.nodes, "nodes"); err != nil {
		return nil, err
	}
	edgeFeatures, err := fromRows("edge features", b.edgeRows, len(b.edges), "edges")
	if err != nil {
		return nil, err
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
	e := -1
	err = placeEdges(&g, source, target, b.undirected, edgeFeatures.Cols, func() ([]float32, error) {
		e++
		return edgeFeatures.Row(e), nil
	})
	return &g, err
}

func fromRows(what string, rows [][]float32, want int, of string) (Matrix, error) {
	if rows == nil {
		return Matrix{}, nil
	}
	if len(rows) != want {
		return Matrix{}, fmt.Errorf("%s: %d rows for %d %s", what, len(rows), want, of)
	}
	if want == 0 {
		return Matrix{}, nil
	}
	m := Matrix{Cols: len(rows[0])}
	for i, row := range rows {
		if len(row) != m.Cols {
			return Matrix{}, fmt.Errorf("%s: row %d has %d values, row 0 has %d; give all rows one length", what, i, len(row), m.Cols)
		}
		m.Data = append(m.Data, row...)
	}
	return m, nil
}
