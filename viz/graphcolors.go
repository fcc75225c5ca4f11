package viz

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/units"
)

// picture is what a graph's nodes are coloured by: their classes, the labels of a task, or the ranges of a value.
type picture struct {
	graph     *datasets.Graph
	title     string
	of        string   // what that is: "class", "task fraud"
	names     []string // of the classes
	colors    []int32  // [N] the class that gives a node its colour, -1 without
	labels    []int32  // [N] the class that it has, -1 where it has none
	predicted bool
	values    []float32 // [N] the real numbers whose ranges, from low to high, are the classes; nil for others
}

func taskOf(task []int) int {
	if len(task) > 0 {
		return task[0]
	}
	return 0
}

// ownWords are those of a picture's legend.
var ownWords = []string{"unlabelled", "no prediction"}

// byLabels is a picture of a graph by its labels.
func byLabels(g *datasets.Graph, task []int) picture {
	p := picture{graph: g}
	named, output := namesOf(g, nameLetters, ownWords...), taskOf(task)
	several := func(all int) string {
		if len(named.names) > 0 {
			return named.of(output)
		}
		if all == 1 {
			return "the " + named.one
		}
		return fmt.Sprintf("%s %d (of 0 to %d)", named.one, output, all-1)
	}
	switch g.Labels() {
	case datasets.TaskLabels:
		p.names, p.of = []string{"no", "yes"}, several(g.Tasks.Cols)
		for _, v := range columnOf(g.Tasks, output) {
			label := int32(v)
			if v != v {
				label = unlabelled
			}
			p.labels = append(p.labels, label)
		}
	case datasets.ValueLabels:
		p.values, p.of = columnOf(g.Values, output), several(g.Values.Cols)
		p.labels, p.names = rangesOf(g, output)
	case datasets.ClassLabels:
		p.of, p.labels = named.one, g.Classes
		for i := range g.NumClasses {
			p.names = append(p.names, named.long(i))
		}
	default:
		p.labels = slices.Repeat([]int32{unlabelled}, g.NumNodes)
	}
	p.colors = p.labels
	return p
}

// byGuesses is a picture of a graph by what was predicted.
func byGuesses(g *datasets.Graph, logits datasets.Matrix, task []int) picture {
	p := byLabels(g, task)
	p.predicted = true
	if g.Labels() == datasets.NoLabels {
		named := namesOf(g, nameLetters, ownWords...)
		p.of = named.one
		for i := range logits.Cols {
			p.names = append(p.names, named.long(i))
		}
	}
	p.colors = predictedLabels(g, logits, task)
	return p
}

// predictedLabels is the class of each node's largest logit; a task's is 1 where its logit is above 0.
func predictedLabels(g *datasets.Graph, logits datasets.Matrix, task []int) []int32 {
	list := make([]int32, g.NumNodes)
	for i := range list {
		row := logits.Row(i)
		switch {
		case slices.ContainsFunc(row, func(v float32) bool { return v != v }):
			list[i] = -1
		case g.Tasks.Cols == 0:
			list[i] = int32(highest(row))
		case row[taskOf(task)] > 0:
			list[i] = 1
		}
	}
	return list
}

// judged reports whether there are predictions that are right or wrong.
func (p picture) judged() bool { return p.predicted && p.graph.Labels() != datasets.NoLabels }

// wrong reports whether a labelled node was predicted otherwise.
func (p picture) wrong(node int32) bool {
	return p.judged() && p.labels[node] >= 0 && p.colors[node] != p.labels[node]
}

// right counts the labelled nodes, and those of them whose prediction is right.
func (p picture) right() (right, all int) {
	for i, label := range p.labels {
		if label >= 0 {
			all++
			if p.colors[i] == label {
				right++
			}
		}
	}
	return right, all
}

// tip is a node's tooltip.
func (p picture) tip(id int32) string {
	text := nodeText(p.graph, id)
	switch {
	case len(p.names) == 0:
		return text
	case p.predicted:
		return text + "\npredicted " + p.className(p.colors[id], "nothing") +
			"\nlabel " + p.className(p.labels[id], "unknown")
	case p.values != nil && p.labels[id] >= 0:
		return text + "\n" + units.Number(float64(p.values[id]))
	}
	return text + "\n" + p.className(p.labels[id], "unlabelled")
}

// className is what a node's class is called.
func (p picture) className(class int32, none string) string {
	if class < 0 {
		return none
	}
	return p.names[class]
}

// columnOf is a column of a matrix with a row for each node.
func columnOf(m datasets.Matrix, column int) []float32 {
	list := make([]float32, m.Rows())
	for row := range list {
		list[row] = m.Row(row)[column]
	}
	return list
}
