package viz

import (
	"cmp"
	"image/color"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/internal/chart"
)

const (
	toldSettings = 20  // that have a colour, a symbol and a name of their own; the best ones
	comparedDots = 800 // of the other settings: those that lie on each other are one
	besideDot    = 34  // letters of a name beside its dot
	meanSize     = 11  // CSS pixels of the mean over seeds
	runSize      = 5   // … and of a run
)

var (
	aside = color.RGBA{0x8C, 0x95, 0x9F, 0xFF} // of settings that are not told apart
	edge  = color.RGBA{0x6E, 0x77, 0x81, 0xFF} // of the front
)

// look is how a setting is told from the others.
type look struct {
	place  int // in the legend
	color  color.RGBA
	symbol chart.Symbol
	label  string
}

// toldApart gives the best settings a look each, by their names. The looks follow the order of the runs, as in Seeds.
func (c compared) toldApart(ranked []scored) map[string]look {
	best := map[string]bool{}
	for _, s := range ranked[:min(len(ranked), toldSettings)] {
		best[s.name] = true
	}
	var names []string
	for _, s := range settingsOf(c.reached) {
		if best[s.name] && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	labels := chart.Short(names, func(s string) bool { return utf8.RuneCountInString(s) <= besideDot })
	looks := map[string]look{}
	for i, name := range names {
		looks[name] = look{i, chart.Palette(i), chart.SymbolOf(i), labels[i]}
	}
	return looks
}

// priced is a setting with its cost and what it reached, over the runs that tell their cost.
type priced struct {
	scored
	cost, reached float64
}

// panel is the metric against one cost; ok is false where no run tells it.
func (c compared) panel(by price, settings []scored, told map[string]look) (p chart.Panel, ok bool) {
	var list []priced
	for _, s := range settings {
		if cost, metric, n := by.known(s); n > 0 {
			list = append(list, priced{s, cost, metric})
		}
	}
	if len(list) == 0 {
		return p, false
	}
	slices.SortStableFunc(list, func(a, b priced) int {
		return cmp.Or(cmp.Compare(a.cost, b.cost), c.order(b.reached, a.reached))
	})
	p.X = chart.Axis{Name: string(by.cost), Format: by.format}
	p.Y = chart.Axis{Name: c.axisName(), Format: chart.AsNumber, CanLog: true}
	if first, last := list[0].cost, list[len(list)-1].cost; last > 20*first {
		p.X.Log = true
		p.X.Name += " (logarithmic)"
	}
	others := chart.Series{Name: "other settings", Shape: chart.Dot, Color: aside, Size: 7}
	var means, runs []chart.Series
	for _, s := range list {
		of, named := told[s.name]
		if !named {
			others.Add(s.cost, s.reached)
			others.Notes = append(others.Notes, s.name)
			continue
		}
		means = append(means, chart.Series{Name: s.name, Shape: chart.Dot, Color: of.color, Symbol: of.symbol,
			Size: meanSize, Points: chart.Points{X: []float64{s.cost}, Y: []float64{s.reached}},
			Labels: []string{of.label},
			Notes:  []string{s.name + ": " + s.metric.text(c.text) + ", " + plural(s.metric.n, "seed")}})
		if s.metric.n > 1 {
			mean := &means[len(means)-1]
			mean.Low, mean.High = []float64{s.reached - s.metric.deviation}, []float64{s.reached + s.metric.deviation}
			runs = append(runs, each(s, by, of))
		}
	}
	p.Series = append(p.Series, c.front(list))
	if others.Len() > 0 {
		p.Series = append(p.Series, others.Sparse(comparedDots))
	}
	slices.SortStableFunc(means, func(a, b chart.Series) int { // the legend in the order of the colours
		return cmp.Compare(told[a.Name].place, told[b.Name].place)
	})
	p.Series = append(append(p.Series, means...), runs...) // the legend takes the first of a name
	return p, true
}

// each are a setting's runs.
func each(s priced, by price, of look) chart.Series {
	dots := chart.Series{Name: s.name, Shape: chart.Dot, Color: of.color, Symbol: of.symbol, Size: runSize, Faint: true}
	for _, r := range s.runs {
		if cost := by.of(r); cost > 0 {
			dots.Add(cost, r.metric)
			dots.Notes = append(dots.Notes, r.Label())
		}
	}
	return dots
}

// front is a line of steps through the settings that none beats at no more cost: what is reached for at most so much.
func (c compared) front(list []priced) chart.Series {
	line := chart.Series{Name: "front", Shape: chart.Line, Color: edge}
	best := math.NaN()
	for _, s := range list {
		if math.IsNaN(best) || c.order(s.reached, best) > 0 {
			if line.Len() > 0 {
				line.Add(s.cost, best)
			}
			line.Add(s.cost, s.reached)
			best = s.reached
		}
	}
	return line
}

func costNames(costs []Cost) (names []string) {
	for _, c := range costs {
		names = append(names, string(c))
	}
	return names
}
