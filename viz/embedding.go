package viz

import (
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/table"
	"gonum.org/v1/gonum/stat"
)

const (
	embeddedDots    = 2000      // that are drawn of a graph's nodes; more hide each other
	embeddedClasses = 12        // that are told apart: six colours, two symbols
	embeddedValues  = 2_000_000 // that the components are found from, which takes about a second
)

// Embedding draws rows, one a node, in two dimensions: their first two principal components, which keep most of the
// rows' variance. Rows are embeddings as Model.Embed gives them, or a graph's NodeFeatures.
//
// Nodes are coloured by class; of a graph with tasks by the label of its first task, or of the task given. Of more than
// 2,000 nodes a sample is drawn, the same each time. A component's sign is free; here its largest weight is positive.
func Embedding(g *datasets.Graph, rows datasets.Matrix, task ...int) *Figure {
	const title = "Node embeddings in two dimensions"
	if message := unfit(g, rows, "rows"); message != "" {
		return nothing(title, message)
	}
	switch {
	case len(task) > 1:
		return nothing(title, fmt.Sprintf("%d tasks were given: nodes are coloured by one.", len(task)))
	case len(task) == 1 && g.Tasks.Cols == 0:
		return nothing(title, "The graph has no tasks: leave the task out, and nodes are coloured by class.")
	case len(task) == 1 && (task[0] < 0 || task[0] >= g.Tasks.Cols):
		return nothing(title, fmt.Sprintf("There is no task %d: the graph has %d, and the first is 0.", task[0], g.Tasks.Cols))
	case rows.Cols == 1:
		return nothing(title, "The rows have one column: two components need at least two.")
	}
	var nodes []int
	for node := range g.NumNodes {
		if finiteRow(rows.Row(node)) {
			nodes = append(nodes, node)
		}
	}
	switch len(nodes) {
	case 0:
		return nothing(title, fmt.Sprintf("None of the %s rows is finite: the model has diverged.", Count(int64(g.NumNodes))))
	case 1:
		return nothing(title, "There is one node: nothing varies between nodes.")
	}
	// The same order each time: the sample of one graph is the same in every figure.
	shuffled := slices.Clone(nodes)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) {
		shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
	})
	found := shuffled[:min(len(shuffled), max(embeddedValues/rows.Cols, 2))]
	c := principal(rows, found)
	if c == nil {
		return nothing(title, fmt.Sprintf("The rows of all %s nodes are equal: there is nothing to tell nodes apart by.",
			Count(int64(len(nodes)))))
	}
	drawn := shuffled[:min(len(shuffled), embeddedDots)]
	slices.Sort(drawn)

	if len(task) == 0 {
		task = []int{0}
	}
	of, by := labelsOf(g, task[0])
	groups := groupedBy(of, nodes, g.Tasks.Cols > 0)
	out := panel{
		x: axis{name: "first component" + c.share(0), format: asNumber},
		y: axis{name: "Second component" + c.share(1), format: asNumber}}
	if c.shares[1] == 0 {
		out.y.min, out.y.max = -1, 1 // a line has no height of its own
	}
	for _, group := range groups {
		s := series{name: group.name, shape: dot, color: group.color, symbol: group.symbol, size: dotSize(len(drawn))}
		if s.symbol == triangle {
			s.size *= 1.25 // it covers half of its square
		}
		for _, node := range drawn {
			if !group.labels[of(node)] {
				continue
			}
			at := c.project(rows.Row(node))
			s.add(digits(at[0], 4), digits(at[1], 4))
			note := fmt.Sprintf("node %d", node)
			if len(group.labels) > 1 {
				note += fmt.Sprintf(", class %d", of(node))
			}
			s.notes = append(s.notes, note)
		}
		if s.len() > 0 {
			out.series = append(out.series, s)
		}
	}
	how := fmt.Sprintf("two principal components of %s columns keep %s of the variance",
		Count(int64(rows.Cols)), asShare.text(c.shares[0]+c.shares[1]))
	sampled, from, left := nodesText(len(nodes)), "", ""
	if len(drawn) < len(nodes) {
		sampled = fmt.Sprintf("%s of %s nodes, drawn at random", Count(int64(len(drawn))), Count(int64(len(nodes))))
	}
	if len(found) < len(nodes) {
		from = fmt.Sprintf("components found from %s of them", Count(int64(len(found))))
	}
	if broken := g.NumNodes - len(nodes); broken > 0 {
		left = fmt.Sprintf("left out as not finite: %s", nodesText(broken))
	}
	f := newFigure(sentences(title, g.Name), sentences(by, sampled, how, from, left), out)
	f.Height = 460
	f.data = embeddingTable(f.Title, f.Subtitle, groups, nodes, of, func(node int) [2]float64 { return c.project(rows.Row(node)) })
	return f
}

// dotSize is smaller where more dots share the plane, in CSS pixels.
func dotSize(dots int) float64 {
	switch {
	case dots <= 200:
		return 9
	case dots <= 1000:
		return 6
	}
	return 4.5
}

// unlabelled is the label of a node without one.
const unlabelled = -1

// labelsOf gives each node its class, or its label in a task, and says what that is.
func labelsOf(g *datasets.Graph, task int) (of func(node int) int, by string) {
	switch {
	case g.Tasks.Cols > 0:
		return func(node int) int {
			if v := g.Tasks.Row(node)[task]; v == 0 || v == 1 {
				return int(v)
			}
			return unlabelled
		}, fmt.Sprintf("coloured by task %d", task)
	case g.Classes != nil:
		return func(node int) int { return max(unlabelled, int(g.Classes[node])) }, "coloured by class"
	}
	return func(int) int { return unlabelled }, "the graph has no labels"
}

// labelGroup is nodes that are drawn alike.
type labelGroup struct {
	name   string
	labels map[int]bool
	color  color.RGBA
	symbol symbol
}

// groupedBy are the groups of labels, those behind first: nodes without a label, of many classes the rarest, the others.
func groupedBy(of func(int) int, nodes []int, tasks bool) (groups []labelGroup) {
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
			color: grey, symbol: square}
		for label := range counts {
			if _, found := slices.BinarySearch(most, label); !found {
				rest.labels[label] = true
			}
		}
		groups = append(groups, rest)
	}
	what := "class"
	if tasks {
		what = "label"
	}
	for i, label := range most {
		group := labelGroup{name: fmt.Sprintf("%s %d", what, label), labels: map[int]bool{label: true}, color: palette(i)}
		if i >= len(okabeIto) {
			group.symbol = triangle
		}
		groups = append(groups, group)
	}
	return groups
}

// embeddingTable is where the nodes of each group lie: the mean and the standard deviation of the components.
func embeddingTable(title, note string, groups []labelGroup, nodes []int, of func(int) int, at func(int) [2]float64) table.Table {
	t := table.Table{Title: title, Note: note, Columns: []string{"nodes", "count", "first component", "second component"}}
	values := make([][2][]float64, len(groups))
	for _, node := range nodes {
		i := slices.IndexFunc(groups, func(g labelGroup) bool { return g.labels[of(node)] })
		p := at(node)
		values[i][0], values[i][1] = append(values[i][0], p[0]), append(values[i][1], p[1])
	}
	for i, g := range groups {
		if len(values[i][0]) == 0 {
			continue
		}
		line := []string{g.name, Count(int64(len(values[i][0])))}
		for _, list := range values[i] {
			mean, deviation := stat.MeanStdDev(list, nil)
			text := Number(digits(mean, 3))
			if finite(deviation) {
				text += " ± " + Number(digits(deviation, 3))
			}
			line = append(line, text)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

func (c *components) share(i int) string {
	return fmt.Sprintf(" (%s of the variance)", asShare.text(math.Max(0, c.shares[i])))
}
