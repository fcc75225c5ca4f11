package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
)

// picture is what a graph's nodes are coloured by.
type picture struct {
	title     string
	colors    []int32 // [N] the class that gives a node its colour, -1 without
	labels    []int32 // [N] the class that it has, -1 where it has none
	names     []string
	ranges    bool // the classes are ranges of a real number, from low to high
	predicted bool
}

func taskOf(task []int) int {
	if len(task) > 0 {
		return task[0]
	}
	return 0
}

// nodeLabels are the nodes' classes, or a task's labels as classes.
func nodeLabels(g *datasets.Graph, task []int) (labels []int32, names []string, what string) {
	switch {
	case g.Tasks.Cols > 0:
		labels = make([]int32, g.NumNodes)
		for i := range labels {
			v := g.Tasks.Row(i)[taskOf(task)]
			labels[i] = int32(v)
			if v != v {
				labels[i] = -1
			}
		}
		return labels, []string{"no", "yes"}, fmt.Sprintf("task %d (of 0 to %d)", taskOf(task), g.Tasks.Cols-1)
	case g.NumClasses > 0:
		for i := range g.NumClasses {
			names = append(names, fmt.Sprintf("class %d", i))
		}
		return g.Classes, names, "class"
	case g.Values.Cols > 0:
		labels, names = rangesOf(g, 0)
		return labels, names, "value"
	}
	labels = make([]int32, g.NumNodes)
	for i := range labels {
		labels[i] = -1
	}
	return labels, nil, ""
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
			for k, v := range row {
				if v > row[list[i]] {
					list[i] = int32(k)
				}
			}
		case row[taskOf(task)] > 0:
			list[i] = 1
		}
	}
	return list
}

// wrong reports whether a labelled node was predicted otherwise.
func (p picture) wrong(node int32) bool {
	return p.predicted && p.labels[node] >= 0 && p.colors[node] != p.labels[node]
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

// shade is how the nodes of some classes look in the picture.
type shade struct {
	name  string
	color color.RGBA
}

// shades gives each class its colour: those that most of the drawn nodes are labelled with have one of their own, the
// rest is grey. So predictions have the colours of the labels. A last shade is for nodes without a class.
func (p picture) shades(drawn []int32) (of []int, list []shade) {
	counts := make([]int, len(p.names))
	for _, id := range drawn {
		if label := p.labels[id]; label >= 0 {
			counts[label]++
		}
	}
	order := make([]int, len(counts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	colored := order[:min(len(order), chart.Colors)]
	rest := order[len(colored):]
	slices.Sort(colored)
	of = make([]int, len(p.names)+1)
	for i, class := range colored {
		of[class] = i
		color := chart.Palette(i)
		if p.ranges {
			color = chart.Shade(float64(class) / float64(max(1, len(p.names)-1)))
		}
		list = append(list, shade{p.names[class], color})
	}
	if len(rest) > 0 {
		name := fmt.Sprintf("%d other classes", len(rest))
		if len(rest) == 1 {
			name = p.names[rest[0]]
		}
		for _, class := range rest {
			of[class] = len(list)
		}
		list = append(list, shade{name, otherColor})
	}
	none := "unlabelled"
	if p.predicted {
		none = "no prediction"
	}
	of[len(p.names)] = len(list)
	return of, append(list, shade{none, unlabelledGrey})
}

// className is what a node's class is called.
func (p picture) className(class int32, none string) string {
	if class < 0 {
		return none
	}
	return p.names[class]
}

var (
	otherColor     = color.RGBA{0x80, 0x80, 0x80, 0xFF}
	unlabelledGrey = color.RGBA{0xB4, 0xB9, 0xC0, 0xFF}
)

func (p picture) tip(id int32) string {
	text := fmt.Sprintf("node %s", units.Count(id))
	switch {
	case len(p.names) == 0:
		return text
	case p.predicted:
		return text + "\npredicted " + p.className(p.colors[id], "nothing") +
			"\nlabel " + p.className(p.labels[id], "unknown")
	}
	return text + "\n" + p.className(p.labels[id], "unlabelled")
}
