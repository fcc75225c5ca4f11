package datasets

import (
	"cmp"
	"slices"
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

	EdgeWeights []float32 // [E] what a message counts; nil where each edge weighs 1
	EdgeTimes   []int64   // [E] when the edge was, as the source writes it; nil when unknown

	NodeFeatures Matrix // [N, F]; Cols 0 when there are none
	EdgeFeatures Matrix // [E, D]; Cols 0 when there are none

	Classes    []int32 // [N], −1 = unlabelled; nil for a multi-label graph
	NumClasses int
	Tasks      Matrix // [N, T] of 0, 1 or NaN = unlabelled; Cols 0 for a graph with classes
	Values     Matrix // [N, V] real numbers to predict, NaN = unlabelled; Cols 0 for a graph with classes or tasks

	Train, Valid, Test []int32 // node ids

	Species []int32 // [N] the species each node comes from; nil when unknown
	Years   []int32 // [N] the year each node is from; nil when unknown
	Times   []int64 // [N] when the node is from, as the source writes it; nil when unknown

	// [N] what the nodes are called where the graph is from: their ids in a file of one's own, or their numbers before
	// nodes were left out. nil where that is their number here; see ID.
	IDs []string

	Names []string // [N] what people call the nodes; nil where that is their id; see NameOf

	// Filled are the cells of NodeFeatures whose value was missing in the source, and is the Fill of the column now; by
	// node, then by column.
	Filled []Cell

	Schema Schema // what the columns of all that are called, and where they are from; zero where nothing says
}

// Cell is a place in a matrix with a row for each node.
type Cell struct{ Node, Column int32 }

func compareCells(a, b Cell) int {
	return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Column, b.Column))
}

// Labels is the kind of a graph's labels.
type Labels int

// The kinds of labels.
const (
	NoLabels Labels = iota
	ClassLabels
	TaskLabels  // several yes/no tasks for each node
	ValueLabels // one or several real numbers for each node
)

// String names the kind, as in "yes/no tasks".
func (l Labels) String() string {
	return [...]string{NoLabels: "no labels", ClassLabels: "classes", TaskLabels: "yes/no tasks",
		ValueLabels: "real numbers"}[l]
}

// Labels is the kind of labels that the graph has.
func (g *Graph) Labels() Labels {
	switch {
	case g.Values.Cols > 0:
		return ValueLabels
	case g.Tasks.Cols > 0:
		return TaskLabels
	case g.NumClasses > 0:
		return ClassLabels
	}
	return NoLabels
}

// NameOf is what people call a node, by Names, or its ID.
func (g *Graph) NameOf(node int32) string {
	if g.Names == nil {
		return g.ID(node)
	}
	return g.Names[node]
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
	}{{g.NodeFeatures.Cols, "node feature"}, {g.EdgeFeatures.Cols, "edge feature"}, {g.Tasks.Cols, "task"},
		{g.Values.Cols, "value"}} {
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

// Outputs is the number of values that a model predicts for a node: classes, tasks or real numbers; 0 for a graph
// without labels.
func (g *Graph) Outputs() int { return max(g.Tasks.Cols, g.Values.Cols, g.NumClasses) }

// Metric names what a model is judged by: "accuracy" for classes, "rocauc" for tasks, "r2" for real numbers, "" without
// labels.
func (g *Graph) Metric() string {
	return [...]string{NoLabels: "", ClassLabels: "accuracy", TaskLabels: "rocauc", ValueLabels: "r2"}[g.Labels()]
}

// IsLabelled says whether a node has a class, or a label for at least one task or value.
func (g *Graph) IsLabelled(node int32) bool {
	switch g.Labels() {
	case ClassLabels:
		return g.Classes != nil && g.Classes[node] >= 0
	case TaskLabels:
		return anyNumber(g.Tasks.Row(int(node)))
	case ValueLabels:
		return anyNumber(g.Values.Row(int(node)))
	}
	return false
}

func anyNumber(row []float32) bool {
	return slices.ContainsFunc(row, func(x float32) bool { return !isNaN(x) })
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
	for _, matrix := range []Matrix{g.NodeFeatures, g.EdgeFeatures, g.Tasks, g.Values} {
		words += len(matrix.Data)
	}
	words += len(g.EdgeWeights) + 2*(len(g.EdgeTimes)+len(g.Times)+len(g.Filled))
	return 4 * int64(words)
}

func isNaN(x float32) bool { return x != x }
