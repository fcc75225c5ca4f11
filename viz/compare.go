package viz

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// rankedBars is how many bars have place side by side.
const rankedBars = 24

// Compare draws what settings reached against what it cost: the metric at the best validation step against the
// activations of a training step, against training time, and against the number of parameters; WithCosts takes others.
// A setting has a colour and a symbol of its own, and its name beside it: the large one is the mean over its seeds,
// with error bars of one standard deviation, the small ones are the runs. The line is the front: the settings for which
// no other is at least as good at no more cost. The metric is that on the test nodes where all the runs have it, else
// that on the validation nodes. The table has a line per setting, with mean ± standard deviation over its seeds, and
// copies with Table().Markdown(), Table().CSV() and Table().LaTeX(). Runs of different metrics are not compared.
func Compare[R run.Compared](runs ...R) *Figure {
	const title = "Runs compared"
	c, why := comparison(present[run.Compared](runs))
	if why != "" {
		return nothing(title, why)
	}
	best := slices.MaxFunc(c.reached, func(a, b reached) int { return c.order(a.metric, b.metric) })
	f := newFigure(fmt.Sprintf("%s compared: best %s %s", plural(len(c.reached), "run"),
		lowerFirst(metricName(c.metric)), c.text(best.metric)), "")
	f.data = c.table()
	f.against = func(costs []Cost) { c.draw(f, "best: "+best.Label(), costs) }
	f.against(usualCosts)
	return f
}

// WithCosts draws a comparison against the given costs, a panel each: viz.Compare(runs...).WithCosts(viz.Activations).
func (f *Figure) WithCosts(costs ...Cost) *Figure {
	if f.against == nil {
		*f = *nothing(f.Title, "WithCosts is for what viz.Compare draws: this figure has no costs.")
		return f
	}
	f.against(costs)
	return f
}

// draw gives the figure a panel for each cost.
func (c compared) draw(f *Figure, best string, costs []Cost) {
	f.panels, f.message, f.Subtitle = nil, "", ""
	settings := c.ranked()
	told := c.toldApart(settings)
	for _, cost := range costs {
		by, why := priceOf(cost)
		if why != "" {
			f.panels, f.message = nil, why
			return
		}
		if p, ok := c.panel(by, settings, told); ok {
			f.panels = append(f.panels, p)
		}
	}
	if len(f.panels) == 0 {
		f.message, f.Height = "No run tells what it cost: "+listed(costNames(costs), len(costs))+".", 120
		return
	}
	seeds := ""
	if len(c.reached) > len(settings) {
		seeds = "large: mean over seeds, with one standard deviation"
	}
	f.Subtitle = sentences(best, seeds, "line: the front, none is as good for less", c.note)
	f.Height = 60 + 230*len(f.panels)
	if len(f.panels) == 1 {
		f.Height = defaultHeight
	}
}

// Ranking draws what each setting reached, best first: a bar is the mean over its seeds, with error bars of one
// standard deviation. The metric and the table are those of Compare.
func Ranking[R run.Compared](runs ...R) *Figure {
	const title = "Settings ranked"
	c, why := comparison(present[run.Compared](runs))
	if why != "" {
		return nothing(title, why)
	}
	p := chart.Panel{
		X: chart.Axis{Name: "setting", Categories: []string{}},
		Y: chart.Axis{Name: c.axisName(), Format: chart.AsNumber, FromZero: true}}
	s := chart.Series{Shape: chart.Column, Color: chart.Palette(0)}
	settings := c.ranked()
	shown := settings[:min(len(settings), rankedBars)]
	for i, g := range shown {
		p.X.Categories = append(p.X.Categories, g.name)
		s.Add(float64(i), g.metric.mean)
		s.Low = append(s.Low, g.metric.mean-g.metric.deviation)
		s.High = append(s.High, g.metric.mean+g.metric.deviation)
		s.Notes = append(s.Notes, g.metric.text(c.text)+", "+plural(g.metric.n, "seed"))
	}
	p.Series = []chart.Series{s}
	note := ""
	if rest := len(settings) - len(shown); rest > 0 {
		note = fmt.Sprintf("the best %d of %s settings", len(shown), units.Count(len(settings)))
	}
	head := fmt.Sprintf("%s: %s %s", shown[0].name, lowerFirst(metricName(c.metric)), shown[0].metric.text(c.text))
	if len(settings) > 1 {
		head = "Best of " + plural(len(settings), "setting") + ": " + head
	}
	f := newFigure(head, sentences("mean over seeds, error bars: ± one standard deviation", note, c.note), p)
	f.data = c.table()
	return f
}
