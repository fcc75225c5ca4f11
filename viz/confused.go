package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// confusion counts the nodes of each true class by what they are taken for.
type confusion struct {
	names  []string // of the classes
	counts [][]int  // [true][predicted]
	totals []int    // of the rows
}

func (p predictions) confused() confusion {
	classes := p.logits.Cols
	sizes := make([]int, classes)
	for _, node := range p.nodes {
		sizes[p.graph.Classes[node]]++
	}
	one := classes
	if classes > confusionClasses {
		one = confusionClasses - 1
	}
	var m confusion
	named := namesOf(p.graph, cellLetters, "others")
	at := make([]int, classes) // a class' row; that of the others is the last
	for i := range at {
		at[i] = one
	}
	for i, class := range largest(sizes, one) {
		at[class] = i
		m.names = append(m.names, named.short(class))
	}
	if one < classes {
		m.names = append(m.names, "others")
	}
	m.totals = make([]int, len(m.names))
	for range m.names {
		m.counts = append(m.counts, make([]int, len(m.names)))
	}
	for _, node := range p.nodes {
		row := at[p.graph.Classes[node]]
		m.counts[row][at[highest(p.logits.Row(int(node)))]]++
		m.totals[row]++
	}
	return m
}

// asTwoClasses are a graph with a single task and its logits as those of the classes no and yes.
func asTwoClasses(g *datasets.Graph, logits datasets.Matrix) (*datasets.Graph, datasets.Matrix) {
	classes := *g
	classes.Tasks, classes.NumClasses, classes.Classes = datasets.Matrix{}, 2, nil
	classes.Schema.Classes, classes.Schema.Outputs = []string{"no", "yes"}, nil
	for _, label := range g.Tasks.Data {
		class := int32(unlabelled)
		if label == label {
			class = int32(label)
		}
		classes.Classes = append(classes.Classes, class)
	}
	two := datasets.Matrix{Cols: 2}
	for _, logit := range logits.Data {
		two.Data = append(two.Data, 0, logit)
	}
	return &classes, two
}

// mistakes names the most frequent one.
func (m confusion) mistakes() string {
	most, from, to := 0, 0, 0
	for i, row := range m.counts {
		for j, n := range row {
			if i != j && n > most {
				most, from, to = n, i, j
			}
		}
	}
	if most == 0 {
		return "no mistake"
	}
	return fmt.Sprintf("most frequent mistake: %s of class %s taken for %s",
		nodesText(most), m.names[from], m.names[to])
}

func (m confusion) table(title, note string) table.Table {
	t := table.Table{Title: title, Note: note, Columns: append(append([]string{"true class"}, m.names...), "right")}
	for i, row := range m.counts {
		line := []string{m.names[i]}
		for _, n := range row {
			line = append(line, units.Count(n))
		}
		share := "-"
		if m.totals[i] > 0 {
			share = chart.AsShare.Text(float64(row[i]) / float64(m.totals[i]))
		}
		t.Rows = append(t.Rows, append(line, share))
	}
	return t
}

// confusionClasses is how many classes a matrix shows one by one; of more, the rarest are joined.
const confusionClasses = 50
