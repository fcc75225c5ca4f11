package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/table"
)

const (
	namedCurves = 8   // of more curves only the best, the median and the worst are named, and the others thin
	thinCurves  = 50  // of more, every so many by their areas
	rocSteps    = 200 // of a named curve
	thinSteps   = 40  // of a thin one; a divisor of rocSteps, so that their points stand at the same x
)

// grey is what is not told apart, pale what is not known: both are seen on a dark and on a white page.
var grey, pale = color.RGBA{0x7F, 0x88, 0x92, 0xFF}, color.RGBA{0xB8, 0xBF, 0xC7, 0xFF}

// ROC draws the receiver operating characteristic of each task on the labelled test nodes: how many of the positive nodes
// are found against how many of the negative ones are taken for positive, over all thresholds. Logits are those of all
// nodes, as Model.Predict gives them. With splits it judges their nodes instead: ROC(graph, logits, viz.Valid).
//
// The area under a curve and the mean over the tasks are those of metrics.ROCAUC. A graph with classes has a curve for
// each class against the rest, by the class' probability.
func ROC(g *datasets.Graph, logits datasets.Matrix, splits ...Split) *Figure {
	const title = "ROC curves"
	p, message := judged(g, logits, splits)
	if message != "" {
		return nothing(title, message)
	}
	labels, scores, kind := p.binary()
	var curves []rocCurve
	var undefined []string
	mean := 0.0
	for task := range logits.Cols {
		c, err := metrics.ROC(labels, scores, logits.Cols, task)
		if err != nil {
			return nothing(title, strings.TrimPrefix(err.Error(), "metrics: "))
		}
		if !c.Defined() {
			undefined = append(undefined, fmt.Sprint(task))
			continue
		}
		curves = append(curves, rocCurve{name: fmt.Sprintf("%s %d", kind.one, task), Curve: c, auc: c.AUC()})
		mean += c.AUC()
	}
	if len(curves) == 0 {
		return nothing(title, fmt.Sprintf("None of the %s has both positive and negative %s, so no curve is defined. Judge more nodes.",
			kind.many, p.on))
	}
	mean /= float64(len(curves))
	ticks := []float64{0, 0.2, 0.4, 0.6, 0.8, 1}
	out := panel{
		x: axis{name: "false positive rate", format: asNumber, max: 1, ticks: ticks},
		y: axis{name: "True positive rate", format: asNumber, max: 1, ticks: ticks}}
	chance := series{name: "chance · 0.5", shape: dashed, color: grey}
	for i := range thinSteps + 1 {
		x := rocGrid(i, thinSteps)
		chance.add(x, x)
	}
	counted := fmt.Sprintf("AUC %s of the one %s", Number(mean), kind.one)
	if len(curves) > 1 {
		counted = fmt.Sprintf("mean AUC %s over %d %s", Number(mean), len(curves), kind.many)
	}
	lines := rocSeries(curves)
	drawn, note := "", ""
	if n := len(lines); n < len(curves) {
		drawn = fmt.Sprintf("%d curves are drawn", n)
	}
	if len(undefined) > 0 {
		note = fmt.Sprintf("left out, without both labels: %s %s", kind.one, listed(undefined, 6))
	}
	out.series = append(lines, chance)
	f := newFigure(p.titled(title), sentences(counted, kind.how, nodesText(len(p.nodes)), drawn, note), out)
	f.Height = 440
	f.data = rocTable(f.Title, f.Subtitle, kind.one, curves)
	return f
}

// rocKind is what has a curve.
type rocKind struct{ one, many, how string }

// binary are the labels, 0, 1 or NaN, and the scores that curves are made of, [nodes judged, outputs]. A class' score is
// the logarithm of its odds, whose order is that of its probability; logits alone can't be compared between nodes.
func (p predictions) binary() (labels, scores []float64, kind rocKind) {
	cols := p.logits.Cols
	labels, scores = make([]float64, 0, len(p.nodes)*cols), make([]float64, 0, len(p.nodes)*cols)
	for _, node := range p.nodes {
		row := p.logits.Row(int(node))
		if p.graph.Tasks.Cols > 0 {
			for k, label := range p.graph.Tasks.Row(int(node)) {
				labels, scores = append(labels, float64(label)), append(scores, float64(row[k]))
			}
			continue
		}
		for k := range row {
			label := 0.0
			if int(p.graph.Classes[node]) == k {
				label = 1
			}
			labels = append(labels, label)
		}
		scores = append(scores, logOdds(row)...)
	}
	if p.graph.Tasks.Cols > 0 {
		return labels, scores, rocKind{"task", "tasks", ""}
	}
	return labels, scores, rocKind{"class", "classes", "each class against the rest"}
}

// logOdds are log(p/(1−p)) of the softmax of a row. The others' sum is taken without the class, which keeps the digits
// that 1−p would lose near 1.
func logOdds(row []float32) []float64 {
	best := highest(row)
	weights := make([]float64, len(row))
	rest := 0.0 // of all but the best, whose weight is 1
	for k, v := range row {
		weights[k] = math.Exp(float64(v) - float64(row[best]))
		if k != best {
			rest += weights[k]
		}
	}
	odds := make([]float64, len(row))
	for k, v := range row {
		others := rest
		if k != best {
			others = 1 + max(0, rest-weights[k])
		}
		odds[k] = float64(v) - float64(row[best]) - math.Log(max(others, math.SmallestNonzeroFloat64))
	}
	return odds
}

// rocCurve is one task's, with its name.
type rocCurve struct {
	name string
	auc  float64
	metrics.Curve
}

// rocSeries draws few curves by name, and of many the best, the median and the worst.
func rocSeries(curves []rocCurve) (list []series) {
	draw := func(c rocCurve, prefix string, shape shape, color color.RGBA) {
		name := fmt.Sprintf("%s%s · %s", prefix, c.name, Number(c.auc))
		list = append(list, series{name: name, shape: shape, color: color, points: c.over(rocSteps)})
	}
	if len(curves) <= namedCurves {
		for i, c := range curves {
			draw(c, "", lineOf(i), palette(i))
		}
		return list
	}
	byArea := slices.Clone(curves)
	slices.SortStableFunc(byArea, func(a, b rocCurve) int { return cmp.Compare(a.auc, b.auc) })
	worst, median, best := 0, (len(byArea)-1)/2, len(byArea)-1
	for i, c := range byArea {
		taken := len(byArea) <= thinCurves || i*thinCurves/len(byArea) != (i-1)*thinCurves/len(byArea)
		if taken && i != worst && i != median && i != best {
			list = append(list, series{name: "another", shape: raw, color: grey, points: c.over(thinSteps)})
		}
	}
	draw(byArea[best], "best: ", line, palette(2))
	draw(byArea[median], "median: ", line, palette(0))
	draw(byArea[worst], "worst: ", line, palette(3))
	return list
}

// rocGrid is where point i of a drawn curve stands: closer together near 0, where curves are steep.
func rocGrid(i, steps int) float64 {
	t := float64(i) / float64(steps)
	return digits(t*(1+3*t)/4, 4)
}

// over is the curve at the same places for all, so that a tooltip tells of all of them.
func (c rocCurve) over(steps int) (p points) {
	const rounding = 1e-12 // shares are sums
	p.add(0, 0)
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
		p.add(x, digits(max(0, y), 4))
	}
	return p
}

func rocTable(title, note, kind string, curves []rocCurve) table.Table {
	t := table.Table{Title: title, Note: note, Columns: []string{kind, "AUC", "positive", "negative"}}
	for _, c := range curves {
		t.Rows = append(t.Rows, []string{strings.TrimPrefix(c.name, kind+" "), fmt.Sprintf("%.4f", c.auc),
			Count(int64(c.Positives)), Count(int64(c.Negatives))})
	}
	return t
}
