package viz

import (
	"fmt"
	"math"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/table"
)

// confusionClasses is how many classes a matrix shows one by one; of more, the rarest are joined.
const confusionClasses = 50

// Confusion draws which class the labelled test nodes have and which one they are taken for: the highest logit's, of
// equal ones the first. Logits are those of all nodes, as Model.Predict gives them. With splits it judges their nodes
// instead: Confusion(graph, logits, viz.Valid).
//
// A cell's colour is its share of the nodes of the true class, so the diagonal is the recall of each class.
func Confusion(g *datasets.Graph, logits datasets.Matrix, splits ...Split) *Figure {
	const title = "Confusion matrix"
	if !absent(g) && g.Tasks.Cols > 0 {
		return nothing(title, "The graph has tasks, not classes: a node can have several labels. Use viz.ROC(graph, logits).")
	}
	p, message := judged(g, logits, splits)
	if message != "" {
		return nothing(title, message)
	}
	accuracy, err := metrics.Accuracy(g.Classes, logits.Data, logits.Cols, p.nodes)
	if err != nil {
		return nothing(title, strings.TrimPrefix(err.Error(), "metrics: "))
	}
	m := p.confused()
	h := &heat{rows: m.names, columns: m.names, format: asShare, low: 0, high: 1, unit: "nodes"}
	var missing []string
	for i, row := range m.counts {
		shares, texts := make([]float64, len(row)), make([]string, len(row))
		for j, n := range row {
			shares[j] = math.NaN()
			if m.totals[i] > 0 {
				shares[j] = digits(float64(n)/float64(m.totals[i]), 4)
				texts[j] = Count(int64(n))
				if n > 0 {
					texts[j] += "\n" + wholePercent(shares[j])
				}
			}
		}
		if m.totals[i] == 0 {
			missing = append(missing, m.names[i])
		}
		h.values, h.texts = append(h.values, shares), append(h.texts, texts)
	}
	right := int64(math.Round(accuracy * float64(len(p.nodes))))
	note, joined := "", ""
	if len(missing) > 0 {
		note = "no node of class " + listed(missing, 6)
	}
	if len(m.names) < logits.Cols {
		joined = fmt.Sprintf("the %d rarest classes are joined", logits.Cols-len(m.names)+1)
	}
	score := fmt.Sprintf("accuracy %.4f (%s of %s)", accuracy, Count(right), Count(int64(len(p.nodes))))
	f := newFigure(p.titled(title), sentences(score, "colour: share of the true class", note, joined),
		panel{x: axis{name: "predicted class"}, y: axis{name: "True class"}, heat: h})
	n := len(m.names)
	f.Height = 130 + n*max(15, min(90, 460/n))
	f.Alt = sentences(f.Title, score, m.mistakes())
	f.data = m.table(f.Title, f.Subtitle)
	return f
}

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
	at := make([]int, classes) // a class' row; that of the others is the last
	for i := range at {
		at[i] = one
	}
	for i, class := range largest(sizes, one) {
		at[class] = i
		m.names = append(m.names, fmt.Sprint(class))
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
	return fmt.Sprintf("most frequent mistake: %s of class %s taken for %s", nodesText(most), m.names[from], m.names[to])
}

func (m confusion) table(title, note string) table.Table {
	t := table.Table{Title: title, Note: note, Columns: append(append([]string{"true class"}, m.names...), "right")}
	for i, row := range m.counts {
		line := []string{m.names[i]}
		for _, n := range row {
			line = append(line, Count(int64(n)))
		}
		share := "-"
		if m.totals[i] > 0 {
			share = asShare.text(float64(row[i]) / float64(m.totals[i]))
		}
		t.Rows = append(t.Rows, append(line, share))
	}
	return t
}

// wholePercent is a share for a small cell; what is not nothing does not become 0.
func wholePercent(share float64) string {
	if share > 0 && share < 0.005 {
		return "<1 %"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

func nodesText(n int) string {
	if n == 1 {
		return "1 node"
	}
	return Count(int64(n)) + " nodes"
}

// listed names the first of a list.
func listed(names []string, most int) string {
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
