package viz

import (
	"fmt"
	"math"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/units"
)

// Confusion draws which class the labelled test nodes have and which one they are taken for: the highest logit's, of
// equal ones the first. Logits are those of all nodes, as Model.Predict gives them. With splits it judges their nodes
// instead: Confusion(graph, logits, viz.Valid).
//
// Yes and no of a single task are two classes: yes is what has a logit above 0.
//
// A cell's colour is its share of the nodes of the true class, so the diagonal is the recall of each class.
func Confusion(g *datasets.Graph, logits datasets.Matrix, splits ...Split) *Figure {
	const title = "Confusion matrix"
	if !absent(g) && g.Tasks.Cols == 1 && logits.Cols == 1 {
		g, logits = asTwoClasses(g, logits)
	}
	if !absent(g) && g.Tasks.Cols > 0 {
		return nothing(title,
			"The graph has tasks, not classes: a node can have several labels. Use viz.ROC(graph, logits).")
	}
	if !absent(g) && g.Labels() == datasets.ValueLabels {
		return nothing(title, "The graph has real numbers, not classes. "+usePredicted)
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
	h := &chart.Heat{Rows: m.names, Columns: m.names, Format: chart.AsShare, Low: 0, High: 1, Unit: "nodes"}
	var missing []string
	for i, row := range m.counts {
		shares, texts := make([]float64, len(row)), make([]string, len(row))
		for j, n := range row {
			shares[j] = math.NaN()
			if m.totals[i] > 0 {
				shares[j] = chart.Rounded(float64(n)/float64(m.totals[i]), 4)
				texts[j] = units.Count(n)
				if n > 0 {
					texts[j] += "\n" + wholePercent(shares[j])
				}
			}
		}
		if m.totals[i] == 0 {
			missing = append(missing, m.names[i])
		}
		h.Values, h.Texts = append(h.Values, shares), append(h.Texts, texts)
	}
	right := int64(math.Round(accuracy * float64(len(p.nodes))))
	note, joined := "", ""
	if len(missing) > 0 {
		note = "no node of class " + listed(missing, 6)
	}
	if len(m.names) < logits.Cols {
		joined = fmt.Sprintf("the %d rarest classes are joined", logits.Cols-len(m.names)+1)
	}
	score := fmt.Sprintf("accuracy %s (%s of %s)", units.Score(accuracy), units.Count(right), units.Count(len(p.nodes)))
	f := newFigure(p.titled(title), sentences(score, "colour: share of the true class", note, joined),
		chart.Panel{X: chart.Axis{Name: "predicted class"}, Y: chart.Axis{Name: "True class"}, Heat: h})
	n := len(m.names)
	f.Height = 130 + n*max(15, min(90, 460/n))
	f.Alt = sentences(f.Title, score, m.mistakes())
	f.data = m.table(f.Title, f.Subtitle)
	return f
}
