package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

const (
	namedCurves = 8   // of more curves only the best, the median and the worst are named, and the others thin
	thinCurves  = 50  // at most; of more, every n-th in the order of their areas
	rocSteps    = 200 // of a named curve
	thinSteps   = 40  // of a thin one; a divisor of rocSteps, so that their points stand at the same x
)

// ROC draws the receiver operating characteristic of each task on the labelled test nodes: how many of the positive
// nodes are found against how many of the negative ones are taken for positive, over all thresholds. Logits are those
// of all nodes, as Model.Predict gives them. With splits it judges their nodes instead: ROC(graph, logits,
// viz.Valid).
//
// The area under a curve and the mean over the tasks are those of metrics.ROCAUC. A graph with classes has a curve for
// each class against the rest, by the class' probability.
func ROC(g *datasets.Graph, logits datasets.Matrix, splits ...Split) *Figure {
	const title = "ROC curves"
	if !absent(g) && g.Labels() == datasets.ValueLabels {
		return nothing(title, "The graph has real numbers, not classes or tasks. "+usePredicted)
	}
	p, message := judged(g, logits, splits)
	if message != "" {
		return nothing(title, message)
	}
	labels, scores, kind := p.binary()
	var curves []rocCurve
	var undefined []string
	mean, named := 0.0, namesOf(g, nameLetters, "chance")
	for task := range logits.Cols {
		c, err := metrics.ROC(labels, scores, logits.Cols, task)
		if err != nil {
			return nothing(title, strings.TrimPrefix(err.Error(), "metrics: "))
		}
		if !c.Defined() {
			undefined = append(undefined, named.short(task))
			continue
		}
		curves = append(curves, rocCurve{named.long(task), named.short(task), c.AUC(), c})
		mean += c.AUC()
	}
	if len(curves) == 0 {
		return nothing(title, fmt.Sprintf(
			"None of the %s has both positive and negative %s, so no curve is defined. Judge more nodes.",
			kind.many, p.on))
	}
	mean /= float64(len(curves))
	ticks := []float64{0, 0.2, 0.4, 0.6, 0.8, 1}
	out := chart.Panel{
		X: chart.Axis{Name: "false positive rate", Format: chart.AsNumber, Max: 1, Ticks: ticks},
		Y: chart.Axis{Name: "True positive rate", Format: chart.AsNumber, Max: 1, Ticks: ticks}}
	chance := chart.Series{Name: "chance · 0.5", Shape: chart.Dashed, Color: grey}
	for i := range thinSteps + 1 {
		x := rocGrid(i, thinSteps)
		chance.Add(x, x)
	}
	counted := fmt.Sprintf("ROC-AUC %s of the one %s", units.Score(mean), kind.one)
	if len(curves) > 1 {
		counted = fmt.Sprintf("mean ROC-AUC %s over %d %s", units.Score(mean), len(curves), kind.many)
	}
	lines := rocSeries(curves)
	drawn, note := "", ""
	if n := len(lines); n < len(curves) {
		drawn = fmt.Sprintf("%d curves are drawn", n)
	}
	if len(undefined) > 0 {
		note = fmt.Sprintf("left out, without both labels: %s %s", kind.one, listed(undefined, 6))
	}
	out.Series = append(lines, chance)
	f := newFigure(p.titled(title), sentences(counted, kind.how, nodesText(len(p.nodes)), drawn, note), out)
	f.Height = 440
	f.data = rocTable(f.Title, f.Subtitle, kind.one, curves)
	return f
}

// rocCurve is one task's, with its name.
type rocCurve struct {
	name  string
	short string // its name in a table of tasks
	auc   float64
	metrics.Curve
}

// rocSeries draws few curves by name, and of many the best, the median and the worst.
func rocSeries(curves []rocCurve) (list []chart.Series) {
	draw := func(c rocCurve, prefix string, shape chart.Shape, color color.RGBA) {
		name := fmt.Sprintf("%s%s · %s", prefix, c.name, units.Score(c.auc))
		list = append(list, chart.Series{Name: name, Shape: shape, Color: color, Points: c.over(rocSteps)})
	}
	if len(curves) <= namedCurves {
		for i, c := range curves {
			draw(c, "", lineOf(i), chart.Palette(i))
		}
		return list
	}
	byArea := slices.Clone(curves)
	slices.SortStableFunc(byArea, func(a, b rocCurve) int { return cmp.Compare(a.auc, b.auc) })
	worst, median, best := 0, (len(byArea)-1)/2, len(byArea)-1
	for i, c := range byArea {
		taken := len(byArea) <= thinCurves || i*thinCurves/len(byArea) != (i-1)*thinCurves/len(byArea)
		if taken && i != worst && i != median && i != best {
			list = append(list, chart.Series{Name: "another", Shape: chart.Raw, Color: grey, Points: c.over(thinSteps)})
		}
	}
	draw(byArea[best], "best: ", chart.Line, chart.Palette(2))
	draw(byArea[median], "median: ", chart.Line, chart.Palette(0))
	draw(byArea[worst], "worst: ", chart.Line, chart.Palette(3))
	return list
}

// rocGrid is where point i of a drawn curve stands: closer together near 0, where curves are steep.
func rocGrid(i, steps int) float64 {
	t := float64(i) / float64(steps)
	return chart.Rounded(t*(1+3*t)/4, 4)
}

// over is the curve at the same places for all, so that a tooltip tells of all of them.
func (c rocCurve) over(steps int) (p chart.Points) {
	const rounding = 1e-12 // shares are sums
	p.Add(0, 0)
	at := 0 // the last point at or before x
	for i := range steps + 1 {
		x := rocGrid(i, steps)
		for at+1 < len(c.FalsePositives) && c.FalsePositives[at+1] <= x+rounding {
			at++
		}
		y := c.TruePositives[at]
		if at+1 < len(c.FalsePositives) {
			x0, x1 := c.FalsePositives[at], c.FalsePositives[at+1]
			y += (c.TruePositives[at+1] - y) * max(0, x-x0) / (x1 - x0)
		}
		p.Add(x, chart.Rounded(max(0, y), 4))
	}
	return p
}

func rocTable(title, note, kind string, curves []rocCurve) table.Table {
	t := table.Table{Title: title, Note: note, Columns: []string{kind, "ROC-AUC", "positive", "negative"}}
	for _, c := range curves {
		t.Rows = append(t.Rows, []string{c.short, units.Score(c.auc),
			units.Count(c.Positives), units.Count(c.Negatives)})
	}
	return t
}
