package viz

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
)

const (
	graphNodes   = 300  // that are drawn of a graph; more would hide each other
	graphLinks   = 1000 // … of the links between them
	numberedOnes = 40   // nodes of a graph up to which each has its number
	directedOnes = 100  // nodes of a graph up to which one-way links have arrows
)

// Graph draws a graph by force, its nodes coloured by class, by yes and no of one task, of the given one or else of the
// first, or by the range that their first real number is in, from dark blue for low to yellow for high. The most
// frequent classes have colours of their own, the rest is grey. Of a graph of more than 300 nodes it draws a sample,
// and says so. The same graph gets the same picture every time.
func Graph(g *datasets.Graph, task ...int) *Figure {
	const title = "Graph"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	labels, names, what := nodeLabels(g, task)
	if what != "" {
		what = "coloured by " + what
	}
	return drawGraph(g, picture{title: sentences(title, g.Name, what), colors: labels, labels: labels, names: names,
		ranges: g.Labels() == datasets.ValueLabels})
}

// Predictions draws a graph as Graph does, its nodes coloured by what was predicted: the class of the largest logit,
// or yes where a task's logit is above 0. A ring marks the labelled nodes whose prediction is wrong. The logits are
// [N, outputs], as a model predicts them.
func Predictions(g *datasets.Graph, logits datasets.Matrix, task ...int) *Figure {
	const title = "Predictions"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	switch {
	case g.Outputs() == 0:
		return nothing(title, "The graph has no labels, so nothing was predicted.")
	case g.Labels() == datasets.ValueLabels:
		return nothing(title, "The graph has real numbers, which are not right or wrong. "+usePredicted)
	case logits.Rows() != g.NumNodes || logits.Cols != g.Outputs() || len(logits.Data) != g.NumNodes*g.Outputs():
		return nothing(title, fmt.Sprintf(
			"The logits are [%d, %d], and the graph needs [%d, %d]: a row per node, a column per class or task.",
			logits.Rows(), logits.Cols, g.NumNodes, g.Outputs()))
	}
	labels, names, what := nodeLabels(g, task)
	p := picture{colors: predictedLabels(g, logits, task), labels: labels, names: names, predicted: true}
	right, all := p.right()
	p.title = sentences(title+" of "+what, g.Name)
	if all > 0 {
		p.title += fmt.Sprintf(": %s of %s labelled nodes wrong", units.Count(all-right), units.Count(all))
	}
	return drawGraph(g, p)
}

// usePredicted says what to do with real numbers.
const usePredicted = "Use viz.Predicted(graph, values)."

// cannotDraw says what is wrong with the arguments, or nil.
func cannotDraw(title string, g *datasets.Graph, task []int) *Figure {
	switch {
	case absent(g):
		return nothing(title, "No graph was given.")
	case len(task) > 1:
		return nothing(title, "Nodes are coloured by one task; give one.")
	case len(task) == 1 && g.Tasks.Cols == 0:
		return nothing(title, "The graph has no tasks.")
	case len(task) == 1 && (task[0] < 0 || task[0] >= g.Tasks.Cols):
		return nothing(title, fmt.Sprintf("There is no task %d; use 0 to %d.", task[0], g.Tasks.Cols-1))
	}
	if err := g.Validate(); err != nil {
		return nothing(title, err.Error())
	}
	return nil
}

func drawGraph(g *datasets.Graph, p picture) *Figure {
	nodes := make([]int32, g.NumNodes)
	for i := range nodes {
		nodes[i] = int32(i)
	}
	sampled := g.NumNodes > graphNodes
	if sampled {
		nodes = walk(neighborsOf(g), graphNodes)
	}
	inside := linksBetween(g, nodes)
	pairs := make([][2]int, len(inside))
	for i, l := range inside {
		pairs[i] = [2]int{l.from, l.to}
	}
	x, y := layout(len(nodes), pairs)
	d := &chart.Drawing{Grow: true, Roam: true}
	shadeOf, shades := p.shades(nodes)
	used := make([]bool, len(shades))
	size, scale := nodeSize(len(nodes)), 1000/sideOf(x, y)
	for i, id := range nodes {
		class := int(p.colors[id])
		if class < 0 {
			class = len(p.names)
		}
		look := shadeOf[class]
		used[look] = true
		// Whole numbers keep the figure small.
		n := chart.Node{Shape: chart.Circle, X: math.Round(scale * x[i]), Y: math.Round(scale * y[i]), Width: size,
			Color: shades[look].color, Name: p.tip(id), Ring: p.wrong(id)}
		if len(nodes) <= numberedOnes {
			n.Text = fmt.Sprint(id)
		}
		d.Nodes = append(d.Nodes, n)
	}
	shown := few(inside, graphLinks)
	for _, l := range shown {
		arrow := l.oneWay && len(nodes) <= directedOnes
		d.Links = append(d.Links, chart.Link{From: l.from, To: l.to, Faint: true, Arrow: arrow})
	}
	panel := chart.Panel{Drawing: d}
	if len(p.names) > 0 {
		for i, s := range shades {
			if used[i] {
				panel.Series = append(panel.Series, chart.Series{Name: s.name, Shape: chart.Dot, Color: s.color})
			}
		}
	}
	f := newFigure(p.title, p.subtitle(g, len(nodes), len(shown), len(inside)), panel)
	f.Width, f.Height = 600, 500
	f.data = p.table(g, nodes)
	return f
}

// nodeSize is a node's diameter: room for its number where there are few.
func nodeSize(nodes int) float64 {
	switch {
	case nodes <= numberedOnes:
		return 18
	case nodes <= 150:
		return 11
	}
	return 8
}

// sideOf is the larger side of the rectangle around the points, 1 for a single one.
func sideOf(x, y []float64) float64 {
	a, b := chart.Extent(x), chart.Extent(y)
	if side := max(a[1]-a[0], b[1]-b[0]); side > 0 {
		return side
	}
	return 1
}
