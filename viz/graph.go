package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/table"
)

const (
	graphNodes   = 300  // that are drawn of a graph; more would hide each other
	graphLinks   = 1000 // … of the links between them
	numberedOnes = 40   // up to so many nodes, each has its number
	directedOnes = 100  // up to so many nodes, one-way links have arrows
)

var (
	otherColor     = color.RGBA{0x80, 0x80, 0x80, 0xFF}
	unlabelledGrey = color.RGBA{0xB4, 0xB9, 0xC0, 0xFF}
)

// Graph draws a graph by force, its nodes coloured by class, or by yes and no of one task: of the given one, else of the
// first. The most frequent classes have colours of their own, the rest is grey. Of a graph of more than 300 nodes it draws
// a sample, and says so. The same graph gets the same picture every time.
func Graph(g *datasets.Graph, task ...int) *Figure {
	const title = "Graph"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	labels, names, what := nodeLabels(g, task)
	if what != "" {
		what = "coloured by " + what
	}
	return drawGraph(g, picture{title: sentences(title, g.Name, what), colors: labels, labels: labels, names: names})
}

// Predictions draws a graph as Graph does, its nodes coloured by what was predicted: the class of the largest logit, or yes
// where a task's logit is above 0. A ring marks the labelled nodes whose prediction is wrong. The logits are [N, outputs],
// as a model predicts them.
func Predictions(g *datasets.Graph, logits datasets.Matrix, task ...int) *Figure {
	const title = "Predictions"
	if f := cannotDraw(title, g, task); f != nil {
		return f
	}
	switch {
	case g.Outputs() == 0:
		return nothing(title, "The graph has no labels, so nothing was predicted.")
	case logits.Rows() != g.NumNodes || logits.Cols != g.Outputs() || len(logits.Data) != g.NumNodes*g.Outputs():
		return nothing(title, fmt.Sprintf("The logits are [%d, %d], and the graph needs [%d, %d]: a row a node, a column a class or task.",
			logits.Rows(), logits.Cols, g.NumNodes, g.Outputs()))
	}
	labels, names, what := nodeLabels(g, task)
	p := picture{colors: predictedLabels(g, logits, task), labels: labels, names: names, predicted: true}
	right, all := p.right()
	p.title = sentences(title+" of "+what, g.Name)
	if all > 0 {
		p.title += fmt.Sprintf(": %s of %s labelled nodes wrong", Count(int64(all-right)), Count(int64(all)))
	}
	return drawGraph(g, p)
}

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

// picture is what a graph's nodes are coloured by.
type picture struct {
	title     string
	colors    []int32 // [N] the class that gives a node its colour, -1 without
	labels    []int32 // [N] the class that it has, -1 where it has none
	names     []string
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

// shades gives each class its colour: those that most of the drawn nodes are labelled with have one of their own, the rest
// is grey. So predictions have the colours of the labels. A last shade is for nodes without a class.
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
	colored := order[:min(len(order), len(okabeIto))]
	rest := order[len(colored):]
	slices.Sort(colored)
	of = make([]int, len(p.names)+1)
	for i, class := range colored {
		of[class] = i
		list = append(list, shade{p.names[class], palette(i)})
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
	d := &drawing{grow: true, roam: true}
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
		n := node{shape: circle, x: math.Round(scale * x[i]), y: math.Round(scale * y[i]), width: size, color: shades[look].color,
			name: p.tip(id), ring: p.wrong(id)}
		if len(nodes) <= numberedOnes {
			n.text = fmt.Sprint(id)
		}
		d.nodes = append(d.nodes, n)
	}
	shown := few(inside, graphLinks)
	for _, l := range shown {
		d.links = append(d.links, link{from: l.from, to: l.to, faint: true, arrow: l.oneWay && len(nodes) <= directedOnes})
	}
	panel := panel{drawing: d}
	if len(p.names) > 0 {
		for i, s := range shades {
			if used[i] {
				panel.series = append(panel.series, series{name: s.name, shape: dot, color: s.color})
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
	a, b := extent(x), extent(y)
	if side := max(a[1]-a[0], b[1]-b[0]); side > 0 {
		return side
	}
	return 1
}

func (p picture) tip(id int32) string {
	text := fmt.Sprintf("node %s", Count(int64(id)))
	switch {
	case len(p.names) == 0:
		return text
	case p.predicted:
		return text + "\npredicted " + p.className(p.colors[id], "nothing") + "\nlabel " + p.className(p.labels[id], "unknown")
	}
	return text + "\n" + p.className(p.labels[id], "unlabelled")
}

func (p picture) subtitle(g *datasets.Graph, nodes, shown, links int) string {
	size := fmt.Sprintf("%s nodes, %s directed edges", Count(int64(g.NumNodes)), Count(int64(g.NumEdges())))
	if nodes < g.NumNodes {
		size = fmt.Sprintf("a sample of %s of %s nodes, by a random walk that returns to its start", Count(int64(nodes)), Count(int64(g.NumNodes)))
	}
	thinned, mark, same := "", "", ""
	if shown < links {
		thinned = fmt.Sprintf("%s of the %s links between them are drawn", Count(int64(shown)), Count(int64(links)))
	}
	if p.predicted {
		mark = "a ring marks a wrong prediction"
	} else if share, ok := homophily(g, p.labels); ok {
		same = fmt.Sprintf("%s of the edges join nodes of one class", asShare.text(math.Round(100*share)/100))
		if g.Tasks.Cols > 0 {
			same = fmt.Sprintf("%s of the edges join nodes of one label", asShare.text(math.Round(100*share)/100))
		}
	}
	return sentences(size, thinned, mark, same)
}

// homophily is the share of the edges between labelled nodes that join nodes of one label (J. Zhu et al., "Beyond homophily
// in graph neural networks", 2020).
func homophily(g *datasets.Graph, labels []int32) (share float64, ok bool) {
	same, all := 0, 0
	for i, source := range g.Source {
		if a, b := labels[source], labels[g.Target[i]]; a >= 0 && b >= 0 {
			all++
			if a == b {
				same++
			}
		}
	}
	return float64(same) / float64(all), all > 0
}

func (p picture) table(g *datasets.Graph, drawn []int32) table.Table {
	t := table.Table{Columns: []string{"class", "nodes"}}
	if g.Tasks.Cols > 0 {
		t.Columns[0] = "label"
	}
	if p.predicted {
		t.Columns = append(t.Columns, "predicted", "of these right")
	}
	if len(drawn) < g.NumNodes {
		t.Columns = append(t.Columns, "drawn")
	}
	rows := len(p.names) + 1 // the last is for nodes without
	nodes, predicted, right, inPicture := make([]int, rows), make([]int, rows), make([]int, rows), make([]int, rows)
	at := func(class int32) int {
		if class < 0 {
			return rows - 1
		}
		return int(class)
	}
	for i, label := range p.labels {
		nodes[at(label)]++
		predicted[at(p.colors[i])]++
		if label >= 0 && p.colors[i] == label {
			right[at(label)]++
		}
	}
	for _, id := range drawn {
		inPicture[at(p.colors[id])]++
	}
	for i := range rows {
		if i == rows-1 && nodes[i] == 0 && predicted[i] == 0 {
			break
		}
		name := "unlabelled"
		if i < len(p.names) {
			name = p.names[i]
		}
		row := []string{name, Count(int64(nodes[i]))}
		if p.predicted {
			row = append(row, Count(int64(predicted[i])), Count(int64(right[i])))
		}
		if len(drawn) < g.NumNodes {
			row = append(row, Count(int64(inPicture[i])))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// graphLink joins two of the drawn nodes, by their places; from is the source of a one-way link.
type graphLink struct {
	from, to int
	oneWay   bool
}

// linksBetween lists the links between the nodes, each pair once, without self-loops.
func linksBetween(g *datasets.Graph, nodes []int32) (list []graphLink) {
	place := make([]int, g.NumNodes)
	for i := range place {
		place[i] = -1
	}
	for i, id := range nodes {
		place[id] = i
	}
	known := map[[2]int]int{}
	for i, target := range g.Target {
		a, b := place[g.Source[i]], place[target]
		if a < 0 || b < 0 || a == b {
			continue
		}
		if back, ok := known[[2]int{b, a}]; ok {
			list[back].oneWay = false
			continue
		}
		if _, ok := known[[2]int{a, b}]; !ok {
			known[[2]int{a, b}] = len(list)
			list = append(list, graphLink{a, b, true})
		}
	}
	return list
}

// few keeps at most so many links, drawn from a fixed seed.
func few(list []graphLink, most int) []graphLink {
	if len(list) <= most {
		return list
	}
	rng := rand.New(rand.NewPCG(7, 1))
	kept := rng.Perm(len(list))[:most]
	slices.Sort(kept)
	out := make([]graphLink, most)
	for i, k := range kept {
		out[i] = list[k]
	}
	return out
}
