package viz

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

func (p picture) subtitle(nodes, shown, links int) string {
	g := p.graph
	size := fmt.Sprintf("%s nodes, %s directed edges", units.Count(g.NumNodes), units.Count(g.NumEdges()))
	if nodes < g.NumNodes {
		size = fmt.Sprintf("a sample of %s of %s nodes, by a random walk that returns to its start",
			units.Count(nodes), units.Count(g.NumNodes))
	}
	thinned, mark, same := "", "", ""
	if shown < links {
		thinned = fmt.Sprintf("%s of the %s links between them are drawn", units.Count(shown), units.Count(links))
	}
	if p.judged() {
		mark = "a ring marks a wrong prediction"
	} else if share, ok := homophily(g, p.labels); ok && p.values == nil {
		same = fmt.Sprintf("%s of the edges join nodes of one class", chart.AsShare.Text(math.Round(100*share)/100))
		if g.Tasks.Cols > 0 {
			same = fmt.Sprintf("%s of the edges join nodes of one label", chart.AsShare.Text(math.Round(100*share)/100))
		}
	}
	return sentences(size, thinned, mark, same)
}

// homophily is the share of the edges between labelled nodes that join nodes of one label (J. Zhu et al., "Beyond
// homophily in graph neural networks", 2020).
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

func (p picture) table(drawn []int32) table.Table {
	g := p.graph
	t := table.Table{Columns: []string{"class", "nodes"}}
	if p.predicted {
		t.Columns = append(t.Columns, "predicted")
	}
	if p.judged() {
		t.Columns = append(t.Columns, "of these right")
	}
	switch g.Labels() {
	case datasets.TaskLabels:
		t.Columns[0] = "label"
	case datasets.ValueLabels:
		t.Columns[0] = "value"
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
		row := []string{name, units.Count(nodes[i])}
		if p.predicted {
			row = append(row, units.Count(predicted[i]))
		}
		if p.judged() {
			row = append(row, units.Count(right[i]))
		}
		if len(drawn) < g.NumNodes {
			row = append(row, units.Count(inPicture[i]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
