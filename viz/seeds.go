package viz

import (
	"fmt"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Seeds draws runs of one setting and different seeds as one curve: a line for the mean over the seeds and a band from
// the smallest to the largest of them. Runs that differ in more than the seed are curves of their own. The loss is
// smoothed. A curve ends at the last step that all of its runs have. More settings than five have a small panel each,
// with the same ends of the axes, so that they compare. WithDeviation draws other bands.
func Seeds[R run.Recorded](runs ...R) *Figure {
	given := present[run.Recorded](runs)
	f := overSeeds(given, extremes)
	f.banded = func() *Figure { return overSeeds(given, deviation) }
	return f
}

// WithDeviation draws the bands of Seeds as one standard deviation over the seeds, with n − 1, to both sides of the
// mean.
func (f *Figure) WithDeviation() *Figure {
	if f.banded == nil {
		*f = *nothing(f.Title, "WithDeviation is for what viz.Seeds draws: this figure has no bands over seeds.")
		return f
	}
	title := f.Title // which may be the user's
	*f = *f.banded()
	f.Title = title
	return f
}

// band is what a band over seeds shows, in words.
type band string

const (
	extremes  band = "smallest to largest"
	deviation band = "one standard deviation to both sides"
)

// ends are those of the band at some values.
func (b band) ends(values []float64) (low, high float64) {
	if len(values) == 0 {
		return math.NaN(), math.NaN()
	}
	if b == deviation {
		m := momentsOf(values)
		return m.mean - m.deviation, m.mean + m.deviation
	}
	return slices.Min(values), slices.Max(values)
}

func overSeeds(given []run.Recorded, of band) *Figure {
	const title = "Training curves over seeds"
	list := settingsOf(given)
	if len(list) == 0 {
		return nothing(title, "No run was given.")
	}
	limit := pointsOf(2 * len(list)) // a band and a line each
	var all []trace
	most := 0
	loss := chart.Panel{Y: chart.Axis{Format: chart.AsNumber, CanLog: true}}
	metric := chart.Panel{Y: chart.Axis{Format: chart.AsNumber}}
	t := table.Table{Columns: []string{"setting", "seeds", "last loss", "last validation"}}
	for i, set := range list {
		var losses, valids []chart.Points
		for _, r := range set.runs {
			f := follow(r.Label(), r.Info(), r.History())
			all = append(all, f)
			losses, valids = append(losses, smooth(f.loss)), append(valids, f.valid)
		}
		most = max(most, len(set.runs))
		lossBand, lossText := of.spread(losses, set.name, i, limit, units.Number)
		validBand, validText := of.spread(valids, set.name, i, limit, set.runs[0].Info().Score)
		loss.Series, metric.Series = append(loss.Series, lossBand...), append(metric.Series, validBand...)
		t.Rows = append(t.Rows, []string{set.name, units.Count(len(set.runs)), lossText, validText})
	}
	x := stepAxis(all)
	loss.X, metric.X = x, x
	loss.Y.Name = lossName(all)
	if m := all[0].info.Metric; sameMetric(all) {
		metric.Y.Name = "Validation " + lowerFirst(metricName(m))
	} else {
		metric.Y.Name = "Metric (the runs measure different ones)"
	}
	if low, high, ok := loss.Span(); ok {
		loss.Y.Log = low > 0 && high/low > 100
	}
	var panels []chart.Panel
	note, rows := "", 0
	for _, p := range []chart.Panel{loss, metric} {
		switch _, _, ok := p.Span(); {
		case !ok:
		case len(list) <= sharedSettings:
			panels = append(panels, p)
			rows += 2
		default:
			small := smallPanels(p, list)
			panels = append(panels, small...)
			rows += 1 + (len(small)+2)/3
		}
	}
	if len(panels) == 0 {
		return nothing(title, "No step has been recorded yet.")
	}
	if rest := len(list) - smallSettings; rest > 0 {
		note = fmt.Sprintf("the first %d of %s settings", smallSettings, units.Count(len(list)))
	}
	how := "band: " + string(of) + ", line: mean"
	if most == 1 {
		how = "each setting has one seed, so there is no band"
	}
	head := fmt.Sprintf("%s: %s of up to %s", title, plural(len(list), "setting"), plural(most, "seed"))
	f := newFigure(head, sentences(how, "loss smoothed", note), panels...)
	f.Height = 60 + 95*rows
	f.data = t
	return f.withNotes(given...)
}

// spread is the band and the mean of curves, and their last mean with its range, in numbers as they are written there.
func (b band) spread(curves []chart.Points, name string, i, limit int, written func(float64) string) (
	list []chart.Series, last string) {
	low, mean, high := b.overCurves(curves)
	if mean.Finite() == 0 {
		return nil, "-"
	}
	end := mean.Len() - 1
	for ; !chart.Finite(mean.Y[end]); end-- {
	}
	last = written(mean.Y[end])
	if len(curves) > 1 {
		last += " (" + written(low[end]) + " to " + written(high[end]) + ")"
		band := chart.Series{Name: name, Shape: chart.Band, Color: chart.Palette(i), Points: mean, Low: low, High: high}
		list = append(list, band.ThinBand(limit))
	}
	line := chart.Series{Name: name, Shape: chart.Line, Dash: i, Color: chart.Palette(i), Points: mean.Thin(limit)}
	return append(list, line), last
}

// overCurves is the mean and the ends of the band at each x that all the curves have. Values that are not finite are
// left out.
func (b band) overCurves(curves []chart.Points) (low []float64, middle chart.Points, high []float64) {
	values, having := map[float64][]float64{}, map[float64]int{}
	for _, p := range curves {
		for i, x := range p.X {
			having[x]++
			if y := p.Y[i]; chart.Finite(y) {
				values[x] = append(values[x], y)
			}
		}
	}
	for _, x := range curves[0].X {
		if having[x] < len(curves) {
			continue
		}
		middle.Add(x, mean(values[x]))
		from, to := b.ends(values[x])
		low, high = append(low, from), append(high, to)
	}
	return low, middle, high
}
