package viz

import (
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
)

const (
	graphNodes    = 300  // that are drawn of a graph; more would hide each other
	graphLinks    = 1000 // … of the links between them
	numberedOnes  = 40   // nodes of a graph up to which each has its number or its name
	insideLetters = 3    // of names that a node has room for
	besideUnits   = 15   // of a drawing 1,000 units wide for each letter beside a node: 7 CSS pixels
	directedOnes  = 100  // nodes of a graph up to which one-way links have arrows
)

// Graph draws a graph by force, its nodes coloured by class, by yes and no of one task, or by one real number: of the
// given one, else of the first. The most frequent classes have colours of their own, the rest is grey. Real numbers
// have those of five ranges, from dark blue for low to yellow for high. Of a graph of more than 300 nodes it draws a
// sample, and says so. The same graph gets the same picture every time.
func Graph(g *datasets.Graph, task ...int) *Figure {
	const title = "Graph"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	p, by := byLabels(g, task), ""
	if p.of != "" {
		by = "coloured by " + p.of
	}
	p.title = sentences(title, g.Name, by)
	return p.draw()
}

// Predictions draws a graph as Graph does, its nodes coloured by what was predicted: the class of the largest logit,
// or yes where a task's logit is above 0. A ring marks the labelled nodes whose prediction is wrong. The logits are
// [N, outputs], as a model predicts them.
//
// Logits of a graph without labels are taken for those of classes. It knows their names when it is read as the model
// reads it: Predictions(cell.Must(graph.Conform(model.Schema())), logits).
func Predictions(g *datasets.Graph, logits datasets.Matrix, task ...int) *Figure {
	const title = "Predictions"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	switch {
	case g.Labels() == datasets.NoLabels && len(logits.Data) == g.NumNodes*logits.Cols && logits.Cols > 1:
	case g.Labels() == datasets.NoLabels:
		return nothing(title, "The graph has no labels, and the logits are not those of classes.")
	case g.Labels() == datasets.ValueLabels:
		return nothing(title, "The graph has real numbers, which are not right or wrong. "+usePredicted)
	case logits.Rows() != g.NumNodes || logits.Cols != g.Outputs() || len(logits.Data) != g.NumNodes*g.Outputs():
		return nothing(title, fmt.Sprintf(
			"The logits are [%d, %d], and the graph needs [%d, %d]: a row per node, a column per class or task.",
			logits.Rows(), logits.Cols, g.NumNodes, g.Outputs()))
	}
	p := byGuesses(g, logits, task)
	right, all := p.right()
	p.title = sentences(title+" of "+p.of, g.Name)
	if all > 0 && p.judged() {
		p.title += fmt.Sprintf(": %s of %s labelled nodes wrong", units.Count(all-right), units.Count(all))
	}
	return p.draw()
}

// usePredicted says what to do with real numbers.
const usePredicted = "Use viz.Predicted(graph, values)."

// cannotDraw says what is wrong with the arguments, or nil.
func cannotDraw(title string, g *datasets.Graph, task []int) *Figure {
	if absent(g) {
		return nothing(title, "No graph was given.")
	}
	columns := max(g.Tasks.Cols, g.Values.Cols)
	switch {
	case len(task) > 1:
		return nothing(title, "Nodes are coloured by one task; give one.")
	case len(task) == 1 && columns == 0:
		return nothing(title, "The graph has no tasks.")
	case len(task) == 1 && columns == 1 && task[0] != 0:
		return nothing(title, fmt.Sprintf("The graph has one %s: leave its number out.", namesOf(g, 0).one))
	case len(task) == 1 && (task[0] < 0 || task[0] >= columns):
		return nothing(title, fmt.Sprintf("There is no %s %d; use 0 to %d.", namesOf(g, 0).one, task[0], columns-1))
	}
	if err := g.Validate(); err != nil {
		return nothing(title, err.Error())
	}
	return nil
}

func (p picture) draw() *Figure {
	g := p.graph
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
	shadeOf, shades := p.shades(nodes)
	used := make([]bool, len(shades))
	texts, size := nodeTexts(g, nodes)
	scale := 1000 / sideOf(x, y)
	d := &chart.Drawing{Grow: true, Roam: true, Spare: besideUnits * float64(besideLetters(texts))}
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
		if texts != nil {
			n.Text = texts[i]
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
	f := newFigure(p.title, p.subtitle(len(nodes), len(shown), len(inside)), panel)
	f.Width, f.Height = 600, 500
	f.data = p.table(nodes)
	return f
}

// nodeTexts are what stands at each node where there are few, and the nodes' diameter: their numbers or short names in
// them, longer names beside them.
func nodeTexts(g *datasets.Graph, nodes []int32) (texts []string, diameter float64) {
	switch {
	case len(nodes) > 150:
		return nil, 8
	case len(nodes) > numberedOnes:
		return nil, 11
	}
	for _, id := range nodes {
		texts = append(texts, shorten(oneLine(g.NameOf(id)), cellLetters))
	}
	if besideLetters(texts) > 0 {
		return texts, 11
	}
	return texts, 18
}

// besideLetters are the letters of the longest text, or 0 where all texts have room in their nodes.
func besideLetters(texts []string) (most int) {
	for _, text := range texts {
		most = max(most, utf8.RuneCountInString(text))
	}
	if most <= insideLetters {
		return 0
	}
	return most
}

// sideOf is the larger side of the rectangle around the points, 1 for a single one.
func sideOf(x, y []float64) float64 {
	a, b := chart.Extent(x), chart.Extent(y)
	if side := max(a[1]-a[0], b[1]-b[0]); side > 0 {
		return side
	}
	return 1
}
