package viz

import (
	"fmt"
	"image/color"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
)

// unlabelled is the label of a node without one.
const unlabelled = -1

// labelsOf gives each node its class, its label in a task, or the range of its value, and says what that is.
func labelsOf(g *datasets.Graph, task int) (of func(node int) int, by string) {
	named := namesOf(g, nameLetters)
	switch {
	case g.Values.Cols > 0:
		ranges, _ := rangesOf(g, task)
		return func(node int) int { return int(ranges[node]) }, "coloured by " + named.of(task)
	case g.Tasks.Cols > 0:
		return func(node int) int {
			if v := g.Tasks.Row(node)[task]; v == 0 || v == 1 {
				return int(v)
			}
			return unlabelled
		}, "coloured by " + named.of(task)
	case g.Classes != nil:
		return func(node int) int { return max(unlabelled, int(g.Classes[node])) }, "coloured by class"
	}
	return func(int) int { return unlabelled }, "the graph has no labels"
}

// embeddedClasses is how many classes are told apart: by six colours and two symbols.
const embeddedClasses = 12

// labelGroup is nodes that are drawn alike.
type labelGroup struct {
	name   string
	labels map[int]bool
	color  color.RGBA
	symbol chart.Symbol
}

// groupedBy are the groups of labels, those behind first: nodes without a label, of many classes the rarest, the
// others.
func groupedBy(g *datasets.Graph, of func(int) int, nodes []int, task int) (groups []labelGroup) {
	var counts []int
	without := 0
	for _, node := range nodes {
		label := of(node)
		if label == unlabelled {
			without++
			continue
		}
		for label >= len(counts) {
			counts = append(counts, 0)
		}
		counts[label]++
	}
	if without > 0 {
		groups = append(groups, labelGroup{name: "no label", labels: map[int]bool{unlabelled: true}, color: pale})
	}
	there := 0
	for _, n := range counts {
		there += min(n, 1)
	}
	named := there
	if there > embeddedClasses {
		named = embeddedClasses - 1
	}
	most := largest(counts, named)
	if named < there {
		rest := labelGroup{name: fmt.Sprintf("%d other classes", there-named), labels: map[int]bool{},
			color: grey, symbol: chart.Square}
		for label := range counts {
			if _, found := slices.BinarySearch(most, label); !found {
				rest.labels[label] = true
			}
		}
		groups = append(groups, rest)
	}
	names := namesOf(g, nameLetters, "no label")
	if g.Tasks.Cols > 0 {
		names = naming{one: "label"}
	}
	var ranges []string
	if g.Values.Cols > 0 {
		_, ranges = rangesOf(g, task)
	}
	for i, label := range most {
		group := labelGroup{name: names.long(label), labels: map[int]bool{label: true}, color: chart.Palette(i)}
		if i >= chart.Colors {
			group.symbol = chart.Triangle
		}
		if ranges != nil {
			group.name, group.color = ranges[label], shadeOf(label, len(ranges))
		}
		groups = append(groups, group)
	}
	return groups
}

// largest are the indices of the largest counts, at most the given number of them, in their own order.
func largest(counts []int, most int) []int {
	list := make([]int, len(counts))
	for i := range list {
		list[i] = i
	}
	slices.SortStableFunc(list, func(a, b int) int { return counts[b] - counts[a] })
	list = list[:min(most, len(list))]
	slices.Sort(list)
	return list
}

// highest is the index of the highest value, of equal ones the first.
func highest(row []float32) int {
	best := 0
	for k, v := range row {
		if v > row[best] {
			best = k
		}
	}
	return best
}

func finiteRow(row []float32) bool {
	return !slices.ContainsFunc(row, func(v float32) bool { return !chart.Finite(float64(v)) })
}

// unfit says why rows are not one for each node of a graph; it is empty where they are.
func unfit(g *datasets.Graph, rows datasets.Matrix, what string) string {
	switch {
	case absent(g):
		return "No graph was given."
	case rows.Cols < 1 || len(rows.Data) == 0:
		return fmt.Sprintf("The %s are empty.", what)
	case len(rows.Data) != g.NumNodes*rows.Cols:
		return fmt.Sprintf("The %s are %s values in rows of %d, which is not a row for each of the graph's %s nodes.",
			what, units.Count(len(rows.Data)), rows.Cols, units.Count(g.NumNodes))
	case g.Classes != nil && len(g.Classes) != g.NumNodes, g.Tasks.Cols > 0 && g.Tasks.Rows() != g.NumNodes,
		g.Values.Cols > 0 && g.Values.Rows() != g.NumNodes:
		return fmt.Sprintf("The graph's labels are not those of its %s nodes.", units.Count(g.NumNodes))
	case g.IDs != nil && len(g.IDs) != g.NumNodes, g.Names != nil && len(g.Names) != g.NumNodes:
		return fmt.Sprintf("The graph's names are not those of its %s nodes.", units.Count(g.NumNodes))
	}
	return ""
}
