package viz

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Recorded is what Curves draws: a *run.Run, or anything else that has a run's record.
type Recorded = run.Recorded

const (
	curvePoints  = 600  // that a figure keeps of one curve; thinning keeps every peak
	figurePoints = 4000 // … of all its curves of one kind
	rawCurves    = 6    // with more runs the raw losses would hide the smoothed ones
)

// Curves draws one or more runs: the training loss above (raw behind, smoothed in front), the metric below, both against
// the step, with the best validation step marked. A loss that spans more than two decades gets a logarithmic axis.
func Curves(runs ...Recorded) *Figure {
	const title = "Training curves"
	var list []trace
	for _, r := range runs {
		if !absent(r) {
			list = append(list, follow(r.Label(), r.Info(), r.History()))
		}
	}
	if len(list) == 0 {
		return nothing(title, "No run was given.")
	}
	return curves(list, min(curvePoints, max(16, figurePoints/len(list)))).withNotes(runs...)
}

// trace is a run's history as curves over its steps.
type trace struct {
	label                    string
	info                     run.Info
	loss, train, valid, test points
	steps                    int
	best                     int // index into valid; -1 when nothing was validated
	broken                   int // losses and metrics that are not finite
}

// follow reads a history.
func follow(label string, info run.Info, history []run.Record) trace {
	t := trace{label: label, info: info, best: -1}
	for _, r := range history {
		t.add(r)
	}
	return t
}

// add takes one more record.
func (t *trace) add(r run.Record) {
	t.steps = max(t.steps, r.Step)
	x := float64(r.Step)
	put := func(p *points, v *float64) {
		if v == nil {
			return
		}
		if !finite(*v) {
			t.broken++
		}
		p.add(x, *v)
	}
	put(&t.loss, r.Loss)
	put(&t.train, r.Train)
	put(&t.valid, r.Valid)
	put(&t.test, r.Test)
	if last := t.valid.len() - 1; r.Valid != nil && finite(*r.Valid) && (t.best < 0 || *r.Valid > t.valid.y[t.best]) {
		t.best = last
	}
}

// metricName is the metric as a reader says it.
func metricName(metric string) string {
	switch strings.ToLower(metric) {
	case "accuracy":
		return "Accuracy"
	case "rocauc":
		return "ROC-AUC"
	case "":
		return "Metric"
	}
	return metric
}

// curves is the figure of the traces; limit bounds the points of each curve.
func curves(list []trace, limit int) *Figure {
	one := len(list) == 1
	x := stepAxis(list)
	loss := panel{x: x, y: axis{name: lossName(list), format: asNumber}}
	metric := panel{x: x, y: axis{name: metricTitle(list), format: asNumber}}
	broken := 0
	for i, t := range list {
		broken += t.broken
		c, name := palette(i), t.label
		if one {
			name = "training loss"
		}
		if t.loss.finite() > 0 {
			loss.series = append(loss.series, series{name: name, shape: lineOf(i), color: c, points: t.loss.smooth().thin(limit)})
			if t.loss.smoothable() && len(list) <= rawCurves {
				loss.series = append(loss.series, series{name: name, shape: raw, color: c, points: t.loss.thin(limit)})
			}
		}
		if one {
			metric.series = append(metric.series, splits(t, limit)...)
		} else if t.valid.finite() > 0 {
			metric.series = append(metric.series, series{name: name, shape: lineOf(i), color: c, points: t.valid.thin(limit)})
		}
		if t.best >= 0 {
			if one {
				name, c = "validation", palette(1)
			}
			metric.series = append(metric.series, t.mark(name, c))
		}
	}
	var panels []panel
	if low, high, ok := loss.span(); ok {
		loss.y.log = low > 0 && high/low > 100
		panels = append(panels, loss)
	}
	if _, _, ok := metric.span(); ok {
		panels = append(panels, metric)
	}
	title := "Training curves"
	if one {
		title = sentences("Training curves", list[0].label)
	}
	if len(panels) == 0 {
		message := "No step has been recorded yet."
		if broken > 0 {
			message = fmt.Sprintf("None of the %s recorded values is finite: the run diverged from its first step.", Count(int64(broken)))
		}
		return nothing(title, message)
	}
	note := ""
	if broken > 0 {
		note = fmt.Sprintf("left out as not finite: %s of the values", Count(int64(broken)))
	}
	f := newFigure(title, sentences(curvesSubtitle(list), note), panels...)
	f.Height = 60 + 190*len(panels)
	f.data = curvesTable(list)
	return f
}

// lineOf tells runs apart that share a colour, where there are more runs than colours.
func lineOf(i int) shape {
	if i/len(okabeIto)%2 == 1 {
		return dashed
	}
	return line
}

// splits are one run's curves of the metric.
func splits(t trace, limit int) (list []series) {
	for _, s := range []struct {
		name  string
		shape shape
		color int
		points
	}{
		{"training", dashed, 0, t.train},
		{"validation", line, 1, t.valid},
		{"test", dashed, 2, t.test},
	} {
		if s.finite() > 0 {
			list = append(list, series{name: s.name, shape: s.shape, color: palette(s.color), points: s.thin(limit)})
		}
	}
	return list
}

// mark is the best validation step.
func (t trace) mark(name string, c color.RGBA) series {
	return series{name: name, shape: mark, color: c,
		points: points{x: []float64{t.valid.x[t.best]}, y: []float64{t.valid.y[t.best]}}}
}

// stepAxis is the axis that all panels share: from the first step, or from 0 where that is near.
func stepAxis(list []trace) axis {
	a := axis{name: "optimizer step", format: asCount, min: math.Inf(1)}
	for _, t := range list {
		for _, p := range []points{t.loss, t.train, t.valid, t.test} {
			if n := p.len(); n > 0 {
				a.min, a.max = min(a.min, p.x[0]), max(a.max, p.x[n-1])
			}
		}
	}
	if a.min < 0.1*a.max {
		a.min = 0
	}
	// A single step has no length.
	if !(a.max > a.min) {
		a.min, a.max = a.max-1, a.max+1
	}
	const labels = 7
	for _, tick := range niceTicks(a.min, a.max, labels) {
		if tick == math.Trunc(tick) {
			a.ticks = append(a.ticks, tick)
		}
	}
	return a
}

// lossName names the loss if all runs share it.
func lossName(list []trace) string {
	name := list[0].info.Loss
	for _, t := range list {
		if t.info.Loss != name {
			name = ""
		}
	}
	if name == "" {
		return "Training loss"
	}
	return "Training loss (" + strings.ReplaceAll(name, "_", " ") + ")"
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
	return fmt.Sprintf("%s (best validation %s at step %s, marked)", metricName(name), Number(t.valid.y[t.best]), Count(int64(t.valid.x[t.best])))
}

func lowerFirst(s string) string {
	if s == "Accuracy" || s == "Metric" {
		return strings.ToLower(s)
	}
	return s
}

func curvesSubtitle(list []trace) string {
	smoothed := false
	for _, t := range list {
		smoothed = smoothed || t.loss.smoothable()
	}
	how := ""
	switch {
	case smoothed && len(list) <= rawCurves:
		how = "loss smoothed, raw behind it"
	case smoothed:
		how = "loss smoothed"
	}
	if len(list) > 1 {
		return sentences(Count(int64(len(list)))+" runs", how)
	}
	t := list[0]
	return sentences(modelText(t.info.Model), t.info.Data.Name, how)
}

// modelText is a network in a few words.
func modelText(m run.Model) string {
	if m.Family == "" {
		return ""
	}
	size := fmt.Sprintf("%d channels", m.Channels)
	if m.Depth > 0 {
		size = layers(m.Depth) + " × " + size
	}
	return m.Name() + ", " + size
}

func curvesTable(list []trace) table.Table {
	t := table.Table{Columns: []string{"run", "steps", "first loss", "last loss", "best validation", "at step", "test there"}}
	for _, r := range list {
		row := []string{r.label, Count(int64(r.steps)), "-", "-", "-", "-", "-"}
		if n := r.loss.len(); n > 0 {
			row[2], row[3] = Number(r.loss.y[0]), Number(r.loss.y[n-1])
		}
		if r.best >= 0 {
			row[4], row[5] = Number(r.valid.y[r.best]), Count(int64(r.valid.x[r.best]))
			for i, x := range r.test.x {
				if x == r.valid.x[r.best] {
					row[6] = Number(r.test.y[i])
				}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
