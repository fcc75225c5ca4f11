package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

const (
	comparedDots = 800 // dots of a panel; with more, those that lie on each other are one
	rankedBars   = 24  // bars that have place side by side
)

// Compare draws what runs reached against what it cost: the metric at the best validation step against the memory of
// a training step (all parts), against training time, and against the number of parameters. A run is on the front
// when no other is at least as good at no more cost. It is the metric on the test nodes where all the runs have it,
// else that on the validation nodes. The table has a line per setting, with mean ± standard deviation over its seeds,
// and copies with Table().Markdown() and Table().CSV(). Runs of different metrics are not compared.
func Compare[R run.Compared](runs ...R) *Figure {
	const title = "Runs compared"
	c, why := comparison(present[run.Compared](runs))
	if why != "" {
		return nothing(title, why)
	}
	var panels []chart.Panel
	for _, cost := range costs {
		if p, ok := c.against(cost); ok {
			panels = append(panels, p)
		}
	}
	if len(panels) == 0 {
		return nothing(title, "No run tells its memory, its time or its parameters.")
	}
	best := slices.MaxFunc(c.reached, func(a, b reached) int { return c.order(a.metric, b.metric) })
	head := fmt.Sprintf("%s compared: best %s %s",
		plural(len(c.reached), "run"), lowerFirst(metricName(c.metric)), units.Number(best.metric))
	f := newFigure(head, sentences("best: "+best.Label(), "on the front: none is as good for less", c.note), panels...)
	f.Height = 60 + 230*len(panels)
	f.data = c.table()
	return f
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
		s.Notes = append(s.Notes, g.metric.String()+", "+plural(g.metric.n, "seed"))
	}
	p.Series = []chart.Series{s}
	note := ""
	if rest := len(settings) - len(shown); rest > 0 {
		note = fmt.Sprintf("the best %d of %s settings", len(shown), units.Count(len(settings)))
	}
	head := fmt.Sprintf("%s: %s %s", shown[0].name, lowerFirst(metricName(c.metric)), shown[0].metric)
	if len(settings) > 1 {
		head = "Best of " + plural(len(settings), "setting") + ": " + head
	}
	f := newFigure(head, sentences("mean over seeds, error bars: ± one standard deviation", note, c.note), p)
	f.data = c.table()
	return f
}

var aside = color.RGBA{0x8C, 0x95, 0x9F, 0xFF} // of what is not on the front

// against is the metric against one cost.
func (c compared) against(by cost) (chart.Panel, bool) {
	var known []reached
	for _, r := range c.reached {
		if by.of(r) > 0 {
			known = append(known, r)
		}
	}
	if len(known) == 0 {
		return chart.Panel{}, false
	}
	p := chart.Panel{
		X: chart.Axis{Name: by.name, Format: by.format},
		Y: chart.Axis{Name: c.axisName(), Format: chart.AsNumber, CanLog: true}}
	slices.SortStableFunc(known, func(a, b reached) int {
		return cmp.Or(cmp.Compare(by.of(a), by.of(b)), c.order(b.metric, a.metric))
	})
	if first, last := by.of(known[0]), by.of(known[len(known)-1]); last > 20*first {
		p.X.Log = true
		p.X.Name += " (logarithmic)"
	}
	others := chart.Series{Name: "other runs", Shape: chart.Dot, Color: aside, Size: 7}
	edge := chart.Series{Name: "on the front", Shape: chart.Dot, Color: chart.Palette(3), Size: 11}
	best := math.NaN()
	for _, r := range known {
		s := &others
		if math.IsNaN(best) || c.order(r.metric, best) > 0 {
			s, best = &edge, r.metric
		}
		s.Add(by.of(r), r.metric)
		s.Notes = append(s.Notes, r.Label())
	}
	if others.Len() > 0 {
		p.Series = append(p.Series, others.Sparse(comparedDots))
	}
	path := chart.Series{Name: edge.Name, Shape: chart.Dashed, Color: edge.Color, Points: edge.Points}
	p.Series = append(p.Series, edge, path)
	return p, true
}
