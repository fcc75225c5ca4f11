package datasets

import (
	"fmt"
	"math"
	"testing"
)

// full is a small valid graph that has everything but classes.
func full() *Graph {
	return &Graph{
		Name: "full", NumNodes: 3,
		Source: []int32{1, 0, 2}, Target: []int32{0, 1, 1},
		NodeFeatures: Matrix{Data: []float32{1, 2, 3}, Cols: 1},
		EdgeFeatures: Matrix{Data: []float32{1, 2, 3, 4, 5, 6}, Cols: 2},
		Tasks:        Matrix{Data: []float32{0, 1, float32(math.NaN())}, Cols: 1},
		Train:        []int32{2}, Valid: []int32{1}, Test: []int32{0},
		Species: []int32{7, 5, 7},
	}
}

func withClasses(g *Graph) {
	g.Tasks, g.Classes, g.NumClasses = Matrix{}, []int32{0, -1, 1}, 2
}

func withoutLabels(g *Graph) { g.Tasks = Matrix{} }

func TestLabelsOfAGraph(t *testing.T) {
	for _, c := range []struct {
		name     string
		change   func(*Graph)
		metric   string
		outputs  int
		labelled []bool // per node
	}{
		{"tasks", func(*Graph) {}, "rocauc", 1, []bool{true, true, false}},
		{"classes", withClasses, "accuracy", 2, []bool{true, false, true}},
		{"no labels", withoutLabels, "", 0, []bool{false, false, false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := full()
			c.change(g)
			if got := g.Metric(); got != c.metric {
				t.Errorf("judged by %q, want %q", got, c.metric)
			}
			if got := g.Outputs(); got != c.outputs {
				t.Errorf("%d outputs, want %d", got, c.outputs)
			}
			labelled := 0
			for node, want := range c.labelled {
				if got := g.IsLabelled(int32(node)); got != want {
					t.Errorf("node %d is labelled: %v, want %v", node, got, want)
				}
				if want {
					labelled++
				}
			}
			if got := g.Labelled(); got != labelled {
				t.Errorf("%d labelled nodes, want %d", got, labelled)
			}
		})
	}
}

func TestBytesOfAGraph(t *testing.T) {
	// Sources, targets, node features, edge features, tasks, splits, species: 4 bytes per value.
	if got, want := full().Bytes(), int64(4*(3+3+3+6+3+3+3)); got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}

func TestGraphIsOneLine(t *testing.T) {
	classes, one, bare, large := full(), full(), full(), full()
	withClasses(classes)
	withClasses(one)
	one.NumClasses = 1
	bare.NodeFeatures, bare.EdgeFeatures, bare.Tasks = Matrix{}, Matrix{}, Matrix{}
	large.NumNodes = 132534
	for _, c := range []struct {
		name  string
		graph *Graph
		want  string
	}{
		{"tasks", full(), "full: 3 nodes, 3 directed edges, 1 node feature, 2 edge features, 1 task"},
		{"classes", classes, "full: 3 nodes, 3 directed edges, 1 node feature, 2 edge features, 2 classes"},
		{"one class", one, "full: 3 nodes, 3 directed edges, 1 node feature, 2 edge features, 1 class"},
		{"edges alone", bare, "full: 3 nodes, 3 directed edges"},
		{"a large graph", large, "full: 132,534 nodes, 3 directed edges, 1 node feature, 2 edge features, 1 task"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fmt.Sprint(c.graph); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
