package viz

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/table"
)

// Seeds draws runs of one setting and different seeds as one curve: a line for the mean over the seeds and a band from
// the smallest to the largest of them. Runs that differ in more than the seed are curves of their own. The loss is
// smoothed. A curve ends at the last step that all of its runs have.
func Seeds(runs ...Recorded) *Figure {
	const title = "Training curves over seeds"
	groups, names := grouped(present(runs))
	if len(groups) == 0 {
		return nothing(title, "No run was given.")
	}
	limit := min(curvePoints, max(16, figurePoints/len(groups)/2))
	var all []trace
	most := 0
	loss, metric := panel{y: axis{format: asNumber, canLog: true}}, panel{y: axis{format: asNumber}}
	t := table.Table{Columns: []string{"setting", "seeds", "last loss", "last validation"}}
	for i, g := range groups {
		var losses, valids []points
		for _, r := range g {
			f := follow(r.Label(), r.Info(), r.History())
			all = append(all, f)
			losses, valids = append(losses, f.loss.smooth()), append(valids, f.valid)
		}
		most = max(most, len(g))
		lossBand, lossText := spread(losses, names[i], i, limit)
		validBand, validText := spread(valids, names[i], i, limit)
		loss.series, metric.series = append(loss.series, lossBand...), append(metric.series, validBand...)
		t.Rows = append(t.Rows, []string{names[i], Count(int64(len(g))), lossText, validText})
	}
	loss.x = stepAxis(all)
	metric.x = loss.x
	loss.y.name = lossName(all)
	if m := all[0].info.Metric; sameMetric(all) {
		metric.y.name = "Validation " + lowerFirst(metricName(m))
	} else {
		metric.y.name = "Metric (the runs measure different ones)"
	}
	var panels []panel
	if low, high, ok := loss.span(); ok {
		loss.y.log = low > 0 && high/low > 100
		panels = append(panels, loss)
	}
	if _, _, ok := metric.span(); ok {
		panels = append(panels, metric)
	}
	if len(panels) == 0 {
		return nothing(title, "No step has been recorded yet.")
	}
	how := "band: smallest to largest, line: mean"
	if most == 1 {
		how = "each setting has one seed, so there is no band"
	}
	f := newFigure(fmt.Sprintf("%s: %s of up to %s", title, plural(len(groups), "setting"), plural(most, "seed")), sentences(how, "loss smoothed"), panels...)
	f.Height = 60 + 190*len(panels)
	f.data = t
	return f.withNotes(runs...)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Count(int64(n)) + " " + what + "s"
}

func sameMetric(list []trace) bool {
	for _, t := range list {
		if t.info.Metric != list[0].info.Metric {
			return false
		}
	}
	return true
}

// spread is the band and the mean of curves, and their last mean with its range in words.
func spread(curves []points, name string, i, limit int) (list []series, last string) {
	low, mean, high := overCurves(curves)
	if mean.finite() == 0 {
		return nil, "-"
	}
	end := mean.len() - 1
	for ; !finite(mean.y[end]); end-- {
	}
	last = Number(mean.y[end])
	if len(curves) > 1 {
		last += " (" + Number(low[end]) + " to " + Number(high[end]) + ")"
		list = append(list, series{name: name, shape: band, color: palette(i), points: mean, low: low, high: high}.thinBand(limit))
	}
	return append(list, series{name: name, shape: lineOf(i), color: palette(i), points: mean.thin(limit)}), last
}

// overCurves is the smallest, the mean and the largest value at each x that all the curves have. Values that are not
// finite are left out.
func overCurves(curves []points) (low []float64, mean points, high []float64) {
	type sum struct {
		low, high, total float64
		curves, finite   int
	}
	at := map[float64]*sum{}
	for _, p := range curves {
		for i, x := range p.x {
			s := at[x]
			if s == nil {
				s = &sum{low: math.Inf(1), high: math.Inf(-1)}
				at[x] = s
			}
			s.curves++
			if y := p.y[i]; finite(y) {
				s.finite++
				s.total += y
				s.low, s.high = min(s.low, y), max(s.high, y)
			}
		}
	}
	for _, x := range curves[0].x {
		s := at[x]
		if s.curves < len(curves) {
			continue
		}
		if s.finite == 0 {
			s.low, s.high = math.NaN(), math.NaN()
		}
		mean.add(x, s.total/float64(s.finite))
		low, high = append(low, s.low), append(high, s.high)
	}
	return low, mean, high
}

// thinBand keeps at most limit points of a band; neighbours become one that holds them all.
func (s series) thinBand(limit int) series {
	n := s.len()
	if n <= limit || limit < 2 {
		return s
	}
	out := s
	out.points, out.low, out.high = points{}, nil, nil
	for b := range limit {
		from, to := b*n/limit, (b+1)*n/limit
		low, high := extent(s.low[from:to]), extent(s.high[from:to])
		at := from
		if b == limit-1 {
			at = to - 1 // the band ends where its line does
		}
		out.add(s.x[at], s.y[at])
		if !finite(low[0]) || !finite(high[1]) {
			low[0], high[1] = math.NaN(), math.NaN()
		}
		out.low, out.high = append(out.low, low[0]), append(out.high, high[1])
	}
	return out
}
