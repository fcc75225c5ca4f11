package viz

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/gonum/stat"
)

const (
	embeddedDots   = 2000      // that are drawn of a graph's nodes; more hide each other
	embeddedValues = 2_000_000 // that the components are found from, which takes about a second
)

// Embedding draws rows, one per node, in two dimensions: their first two principal components, which keep most of the
// rows' variance. Rows are embeddings as Model.Embed gives them, or a graph's NodeFeatures.
//
// Nodes are coloured by class; of a graph with tasks by the label of its first task, or of the task given; of one with
// real numbers by the range of the first, or of the one given. Of more than 2,000 nodes a sample is drawn, the same
// each time. A component's sign is free; here its largest weight is positive.
func Embedding(g *datasets.Graph, rows datasets.Matrix, task ...int) *Figure {
	const title = "Node embeddings in two dimensions"
	if message := unfit(g, rows, "rows"); message != "" {
		return nothing(title, message)
	}
	columns := max(g.Tasks.Cols, g.Values.Cols)
	switch {
	case len(task) > 1:
		return nothing(title, fmt.Sprintf("%d tasks were given: nodes are coloured by one.", len(task)))
	case len(task) == 1 && columns == 0:
		return nothing(title, "The graph has no tasks: leave the task out, and nodes are coloured by class.")
	case len(task) == 1 && (task[0] < 0 || task[0] >= columns):
		return nothing(title, fmt.Sprintf("There is no %s %d: the graph has %d, and the first is 0.",
			namesOf(g, nameLetters).one, task[0], columns))
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
		return nothing(title,
			fmt.Sprintf("None of the %s rows is finite: the model has diverged.", units.Count(g.NumNodes)))
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
		return nothing(title, fmt.Sprintf(
			"The rows of all %s nodes are equal: there is nothing to tell nodes apart by.", units.Count(len(nodes))))
	}
	drawn := shuffled[:min(len(shuffled), embeddedDots)]
	slices.Sort(drawn)

	if len(task) == 0 {
		task = []int{0}
	}
	of, by := labelsOf(g, task[0])
	named := namesOf(g, nameLetters)
	groups := groupedBy(g, of, nodes, task[0])
	out := chart.Panel{
		X: chart.Axis{Name: "first component" + c.share(0), Format: chart.AsNumber},
		Y: chart.Axis{Name: "Second component" + c.share(1), Format: chart.AsNumber}}
	if c.shares[1] == 0 {
		out.Y.Min, out.Y.Max = -1, 1 // a line has no height of its own
	}
	for _, group := range groups {
		s := chart.Series{Name: group.name, Shape: chart.Dot, Color: group.color, Symbol: group.symbol,
			Size: dotSize(len(drawn))}
		if s.Symbol == chart.Triangle {
			s.Size *= 1.25 // it covers half of its square
		}
		for _, node := range drawn {
			if !group.labels[of(node)] {
				continue
			}
			at := c.project(rows.Row(node))
			s.Add(chart.Rounded(at[0], 4), chart.Rounded(at[1], 4))
			note := nodeText(g, int32(node))
			if len(group.labels) > 1 {
				note += ", " + named.long(of(node))
			}
			s.Notes = append(s.Notes, note)
		}
		if s.Len() > 0 {
			out.Series = append(out.Series, s)
		}
	}
	how := fmt.Sprintf("two principal components of %s columns keep %s of the variance",
		units.Count(rows.Cols), chart.AsShare.Text(c.shares[0]+c.shares[1]))
	sampled, from, left := nodesText(len(nodes)), "", ""
	if len(drawn) < len(nodes) {
		sampled = fmt.Sprintf("%s of %s nodes, drawn at random", units.Count(len(drawn)), units.Count(len(nodes)))
	}
	if len(found) < len(nodes) {
		from = fmt.Sprintf("components found from %s of them", units.Count(len(found)))
	}
	if broken := g.NumNodes - len(nodes); broken > 0 {
		left = fmt.Sprintf("left out as not finite: %s", nodesText(broken))
	}
	f := newFigure(sentences(title, g.Name), sentences(by, sampled, how, from, left), out)
	f.Height = 460
	place := func(node int) [2]float64 { return c.project(rows.Row(node)) }
	f.data = embeddingTable(f.Title, f.Subtitle, groups, nodes, of, place)
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

// embeddingTable is where the nodes of each group lie: the mean and the standard deviation of the components.
func embeddingTable(title, note string, groups []labelGroup, nodes []int,
	of func(node int) int, at func(node int) [2]float64) table.Table {
	t := table.Table{Title: title, Note: note,
		Columns: []string{"nodes", "count", "first component", "second component"}}
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
		line := []string{g.name, units.Count(len(values[i][0]))}
		for _, list := range values[i] {
			mean, deviation := stat.MeanStdDev(list, nil)
			text := units.Number(chart.Rounded(mean, 3))
			if chart.Finite(deviation) {
				text += " ± " + units.Number(chart.Rounded(deviation, 3))
			}
			line = append(line, text)
		}
		t.Rows = append(t.Rows, line)
	}
	return t
}

func (c *components) share(i int) string {
	return fmt.Sprintf(" (%s of the variance)", chart.AsShare.Text(math.Max(0, c.shares[i])))
}
