package datasets

import (
	"fmt"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// RandomGraph is the builder of a random graph.
type RandomGraph struct {
	nodes, edges                               int
	seed                                       uint64
	nodeFeatures, edgeFeatures, classes, tasks int
}

// Random starts a graph whose directed edges are drawn one by one: source and target uniform and different, so an edge
// can come twice. Features are standard normal and labels uniform: there is nothing to learn. Of the nodes 60% train,
// 20% validate and 20% test. The same arguments give the same graph.
func Random(nodes, edges int, seed uint64) *RandomGraph {
	return &RandomGraph{nodes: nodes, edges: edges, seed: seed}
}

// WithNodeFeatures gives each node a number of features; 0 without it.
func (b *RandomGraph) WithNodeFeatures(columns int) *RandomGraph { b.nodeFeatures = columns; return b }

// WithEdgeFeatures gives each edge a number of features; 0 without it.
func (b *RandomGraph) WithEdgeFeatures(columns int) *RandomGraph { b.edgeFeatures = columns; return b }

// WithClasses gives each node one of a number of classes; without it, and without WithTasks, there are no labels.
func (b *RandomGraph) WithClasses(classes int) *RandomGraph { b.classes = classes; return b }

// WithTasks gives each node a number of yes/no labels.
func (b *RandomGraph) WithTasks(tasks int) *RandomGraph { b.tasks = tasks; return b }

// Done returns the graph.
func (b *RandomGraph) Done() (*Graph, error) {
	switch {
	case b.nodes < 2 || b.nodes > arrays.MaxNodes:
		return nil, fmt.Errorf("datasets: random graph: %d nodes; the number must be from 2 to %d", b.nodes,
			arrays.MaxNodes)
	case b.edges < 0 || b.edges > arrays.MaxEdges:
		return nil, fmt.Errorf("datasets: random graph: %d edges; the number must be from 0 to %d", b.edges,
			arrays.MaxEdges)
	case min(b.nodeFeatures, b.edgeFeatures, b.classes, b.tasks) < 0:
		return nil, fmt.Errorf("datasets: random graph: %d node features, %d edge features, %d classes, %d tasks; "+
			"none may be negative",
			b.nodeFeatures, b.edgeFeatures, b.classes, b.tasks)
	case b.classes > 0 && b.tasks > 0:
		return nil, fmt.Errorf("datasets: random graph: %d classes and %d tasks; use WithClasses or WithTasks, not "+
			"both", b.classes, b.tasks)
	}
	r := rand.New(rand.NewPCG(b.seed, 0))
	g := &Graph{Name: "random", NumNodes: b.nodes}

	source, target := make([]int32, b.edges), make([]int32, b.edges)
	for e := range target {
		source[e], target[e] = r.Int32N(int32(b.nodes)), r.Int32N(int32(b.nodes-1))
		if target[e] >= source[e] {
			target[e]++
		}
	}
	row := make([]float32, b.edgeFeatures)
	err := placeEdges(g, source, target, false, b.edgeFeatures, func() ([]float32, error) {
		fillNormal(r, row)
		return row, nil
	})
	if err != nil {
		return nil, fmt.Errorf("datasets: random graph: %w", err)
	}
	g.NodeFeatures = newMatrix(b.nodes, b.nodeFeatures)
	fillNormal(r, g.NodeFeatures.Data)
	if b.classes > 0 {
		g.Classes, g.NumClasses = make([]int32, b.nodes), b.classes
		for node := range g.Classes {
			g.Classes[node] = r.Int32N(int32(b.classes))
		}
	}
	g.Tasks = newMatrix(b.nodes, b.tasks)
	for i := range g.Tasks.Data {
		g.Tasks.Data[i] = float32(r.IntN(2))
	}
	order := make([]int32, b.nodes)
	for i, node := range r.Perm(b.nodes) {
		order[i] = int32(node)
	}
	train, valid := b.nodes*6/10, b.nodes*8/10
	g.Train, g.Valid, g.Test = order[:train:train], order[train:valid:valid], order[valid:]
	return g, nil
}

// Must is Done for notebook cells; see [Source].
func (b *RandomGraph) Must() *Graph { return cell.Must(b.Done()) }

func fillNormal(r *rand.Rand, values []float32) {
	for i := range values {
		values[i] = float32(r.NormFloat64())
	}
}
