package viz

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Seeds draws runs of one setting and different seeds as one curve: a line for the mean over the seeds and a band from
// the smallest to the largest of them. Runs that differ in more than the seed are curves of their own. The loss is
// smoothed. A curve ends at the last step that all of its runs have. More settings than five have a small panel each,
// with the same ends of the axes, so that they compare.
func Seeds[R run.Recorded](runs ...R) *Figure {
	const title = "Training curves over seeds"
	given := present[run.Recorded](runs)
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
		lossBand, lossText := spread(losses, set.name, i, limit)
		validBand, validText := spread(valids, set.name, i, limit)
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
	how := "band: smallest to largest, line: mean"
	if most == 1 {
		how = "each setting has one seed, so there is no band"
	}
	head := fmt.Sprintf("%s: %s of up to %s", title, plural(len(list), "setting"), plural(most, "seed"))
	f := newFigure(head, sentences(how, "loss smoothed", note), panels...)
	f.Height = 60 + 95*rows
	f.data = t
	return f.withNotes(given...)
}

// spread is the band and the mean of curves, and their last mean with its range in words.
func spread(curves []chart.Points, name string, i, limit int) (list []chart.Series, last string) {
	low, mean, high := overCurves(curves)
	if mean.Finite() == 0 {
		return nil, "-"
	}
	end := mean.Len() - 1
	for ; !chart.Finite(mean.Y[end]); end-- {
	}
	last = units.Number(mean.Y[end])
	if len(curves) > 1 {
		last += " (" + units.Number(low[end]) + " to " + units.Number(high[end]) + ")"
		band := chart.Series{Name: name, Shape: chart.Band, Color: chart.Palette(i), Points: mean, Low: low, High: high}
		list = append(list, band.ThinBand(limit))
	}
	line := chart.Series{Name: name, Shape: chart.Line, Dash: i, Color: chart.Palette(i), Points: mean.Thin(limit)}
	return append(list, line), last
}

// overCurves is the smallest, the mean and the largest value at each x that all the curves have. Values that are not
// finite are left out.
func overCurves(curves []chart.Points) (low []float64, mean chart.Points, high []float64) {
	type sum struct {
		low, high, total float64
		curves, finite   int
	}
	at := map[float64]*sum{}
	for _, p := range curves {
		for i, x := range p.X {
			s := at[x]
			if s == nil {
				s = &sum{low: math.Inf(1), high: math.Inf(-1)}
				at[x] = s
			}
			s.curves++
			if y := p.Y[i]; chart.Finite(y) {
				s.finite++
				s.total += y
				s.low, s.high = min(s.low, y), max(s.high, y)
			}
		}
	}
	for _, x := range curves[0].X {
		s := at[x]
		if s.curves < len(curves) {
			continue
		}
		if s.finite == 0 {
			s.low, s.high = math.NaN(), math.NaN()
		}
		mean.Add(x, s.total/float64(s.finite))
		low, high = append(low, s.low), append(high, s.high)
	}
	return low, mean, high
}
