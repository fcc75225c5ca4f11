package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Curves draws one or more runs: the training loss above (raw behind, smoothed in front), the metric below, both
// against the step, with the best validation step marked. A loss that spans more than two decades gets a logarithmic
// axis.
func Curves[R run.Recorded](runs ...R) *Figure {
	const title = "Training curves"
	given := present[run.Recorded](runs)
	var list []trace
	for _, r := range given {
		list = append(list, follow(r.Label(), r.Info(), r.History()))
	}
	if len(list) == 0 {
		return nothing(title, "No run was given.")
	}
	return curves(list, pointsOf(len(list))).withNotes(given...)
}

// curves is the figure of the traces; limit bounds the points of each curve.
func curves(list []trace, limit int) *Figure {
	one := len(list) == 1
	x := stepAxis(list)
	loss := chart.Panel{X: x, Y: chart.Axis{Name: lossName(list), Format: chart.AsNumber}}
	metric := chart.Panel{X: x, Y: chart.Axis{Name: metricTitle(list), Format: chart.AsNumber}}
	broken := 0
	for i, t := range list {
		broken += t.broken
		c, name := chart.Palette(i), t.label
		if one {
			name = "training loss"
		}
		if t.loss.Finite() > 0 {
			smoothed := chart.Series{Name: name, Shape: chart.Line, Dash: i, Color: c,
				Points: smooth(t.loss).Thin(limit)}
			loss.Series = append(loss.Series, smoothed)
			if smoothable(t.loss) && len(list) <= rawCurves {
				raw := chart.Series{Name: name, Shape: chart.Raw, Color: c, Points: t.loss.Thin(limit)}
				loss.Series = append(loss.Series, raw)
			}
		}
		if one {
			metric.Series = append(metric.Series, splits(t, limit)...)
		} else if t.valid.Finite() > 0 {
			valid := chart.Series{Name: name, Shape: chart.Line, Dash: i, Color: c, Points: t.valid.Thin(limit)}
			metric.Series = append(metric.Series, valid)
		}
		if t.best >= 0 {
			if one {
				name, c = "validation", chart.Palette(1)
			}
			metric.Series = append(metric.Series, t.mark(name, c))
		}
	}
	var panels []chart.Panel
	if low, high, ok := loss.Span(); ok {
		loss.Y.Log = low > 0 && high/low > 100
		panels = append(panels, loss)
	}
	if _, _, ok := metric.Span(); ok {
		panels = append(panels, metric)
	}
	title := "Training curves"
	if one {
		title = sentences("Training curves", list[0].label)
	}
	if len(panels) == 0 {
		message := "No step has been recorded yet."
		if broken > 0 {
			message = fmt.Sprintf("None of the %s recorded values is finite: the run diverged from its first step.",
				units.Count(broken))
		}
		return nothing(title, message)
	}
	note := ""
	if broken > 0 {
		note = fmt.Sprintf("left out as not finite: %s of the values", units.Count(broken))
	}
	f := newFigure(title, sentences(curvesSubtitle(list), note), panels...)
	f.Height = 60 + 190*len(panels)
	f.data = curvesTable(list)
	return f
}

func metricTitle(list []trace) string {
	name := list[0].info.Metric
	for _, t := range list {
		if t.info.Metric != name {
			return "Metric (the runs measure different ones)"
		}
	}
	if len(list) > 1 {
		return "Validation " + lowerFirst(metricName(name)) + " (the best step of each run is marked)"
	}
	t := list[0]
	if t.best < 0 {
		return metricName(name)
	}
	return fmt.Sprintf("%s (best validation %s at step %s, marked)", metricName(name),
		t.info.Score(t.valid.Y[t.best]), units.Count(t.valid.X[t.best]))
}

func curvesSubtitle(list []trace) string {
	smoothed := false
	for _, t := range list {
		smoothed = smoothed || smoothable(t.loss)
	}
	how := ""
	switch {
	case smoothed && len(list) <= rawCurves:
		how = "loss smoothed, raw behind it"
	case smoothed:
		how = "loss smoothed"
	}
	if len(list) > 1 {
		return sentences(units.Count(len(list))+" runs", how)
	}
	t := list[0]
	return sentences(modelText(t.info.Model), t.info.Data.Name, how)
}

func curvesTable(list []trace) table.Table {
	t := table.Table{Columns: []string{"run", "steps", "first loss", "last loss",
		"best validation", "at step", "test there"}}
	for _, r := range list {
		row := []string{r.label, units.Count(r.steps), "-", "-", "-", "-", "-"}
		if n := r.loss.Len(); n > 0 {
			row[2], row[3] = units.Number(r.loss.Y[0]), units.Number(r.loss.Y[n-1])
		}
		if r.best >= 0 {
			row[4], row[5] = r.info.Score(r.valid.Y[r.best]), units.Count(r.valid.X[r.best])
			for i, x := range r.test.X {
				if x == r.valid.X[r.best] {
					row[6] = r.info.Score(r.test.Y[i])
				}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
