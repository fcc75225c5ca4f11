package datasets

import (
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/units"
)

// Graph is a graph with labelled nodes. Builders return it valid; who changes a field can call Validate.
//
// Reading a graph from several goroutines at a time is safe. Its methods never change it; [Graph.Transform] returns
// another graph, which shares the arrays that it leaves as they are.
type Graph struct {
	Name     string
	NumNodes int

	Source, Target []int32 // [E] directed edges, sorted by target

	NodeFeatures Matrix // [N, F]; Cols 0 when there are none
	EdgeFeatures Matrix // [E, D]; Cols 0 when there are none

	Classes    []int32 // [N], −1 = unlabelled; nil for a multi-label graph
	NumClasses int
	Tasks      Matrix // [N, T] of 0, 1 or NaN = unlabelled; Cols 0 for a graph with classes

	Train, Valid, Test []int32 // node ids

	Species []int32 // [N] the species each node comes from; nil when unknown
	Years   []int32 // [N] the year each node is from; nil when unknown

	// [N] what the nodes are called where the graph is from: their ids in a file of one's own, or their numbers before
	// nodes were left out. nil where that is their number here; see ID.
	IDs []string
}

// ID is what a node is called where the graph is from, by IDs, or its number.
func (g *Graph) ID(node int32) string {
	if g.IDs == nil {
		return strconv.Itoa(int(node))
	}
	return g.IDs[node]
}

// String names the graph and what there is of it, in one line. [Graph.Summary] says more.
func (g *Graph) String() string {
	parts := []string{counted(g.NumNodes, "node"), counted(g.NumEdges(), "directed edge")}
	for _, of := range []struct {
		count int
		what  string
	}{{g.NodeFeatures.Cols, "node feature"}, {g.EdgeFeatures.Cols, "edge feature"}, {g.Tasks.Cols, "task"}} {
		if of.count > 0 {
			parts = append(parts, counted(of.count, of.what))
		}
	}
	switch g.NumClasses {
	case 0:
	case 1:
		parts = append(parts, "1 class")
	default:
		parts = append(parts, units.Count(g.NumClasses)+" classes")
	}
	return g.Name + ": " + strings.Join(parts, ", ")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return units.Count(n) + " " + what + "s"
}

// NumEdges is the number of directed edges.
func (g *Graph) NumEdges() int { return len(g.Target) }

// Outputs is the number of values that a model predicts for a node: classes or tasks; 0 for a graph without labels.
func (g *Graph) Outputs() int {
	if g.Tasks.Cols > 0 {
		return g.Tasks.Cols
	}
	return g.NumClasses
}

// Metric names what a model is judged by: "accuracy" for classes, "rocauc" for tasks, "" without labels.
func (g *Graph) Metric() string {
	switch {
	case g.Tasks.Cols > 0:
		return "rocauc"
	case g.NumClasses > 0:
		return "accuracy"
	}
	return ""
}

// IsLabelled says whether a node has a class, or a label for at least one task.
func (g *Graph) IsLabelled(node int32) bool {
	if g.Tasks.Cols == 0 {
		return g.Classes != nil && g.Classes[node] >= 0
	}
	for _, label := range g.Tasks.Row(int(node)) {
		if !isNaN(label) {
			return true
		}
	}
	return false
}

// Labelled counts the labelled nodes.
func (g *Graph) Labelled() int {
	count := 0
	for node := range g.NumNodes {
		if g.IsLabelled(int32(node)) {
			count++
		}
	}
	return count
}

// InDegrees counts the edges into each node: [N].
func (g *Graph) InDegrees() []int32 {
	degrees := make([]int32, g.NumNodes)
	for _, target := range g.Target {
		degrees[target]++
	}
	return degrees
}

// Bytes is the memory that the graph's arrays take.
func (g *Graph) Bytes() int64 {
	words := 0
	for _, ids := range [][]int32{g.Source, g.Target, g.Classes, g.Train, g.Valid, g.Test, g.Species, g.Years} {
		words += len(ids)
	}
	for _, matrix := range []Matrix{g.NodeFeatures, g.EdgeFeatures, g.Tasks} {
		words += len(matrix.Data)
	}
	return 4 * int64(words)
}

func isNaN(x float32) bool { return x != x }
