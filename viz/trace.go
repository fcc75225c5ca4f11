package viz

import (
	"image/color"
	"math"
	"time"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// trace is a run's history as curves over its steps.
type trace struct {
	label                    string
	info                     run.Info
	loss, train, valid, test chart.Points
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
	put := func(p *chart.Points, v *float64) {
		if v == nil {
			return
		}
		if !chart.Finite(*v) {
			t.broken++
		}
		p.Add(x, *v)
	}
	put(&t.loss, r.Loss)
	put(&t.train, r.Train)
	put(&t.valid, r.Valid)
	put(&t.test, r.Test)
	if v := r.Valid; v != nil && chart.Finite(*v) && (t.best < 0 || t.info.Better(*v, t.valid.Y[t.best])) {
		t.best = t.valid.Len() - 1
	}
}

// smooth is the exponential moving average of p, corrected for its start, over a window of about a fortieth of the
// points. It is p itself where there are too few points to smooth.
func smooth(p chart.Points) chart.Points {
	if !smoothable(p) {
		return p
	}
	window := max(5, float64(p.Len())/40)
	keep := 1 - 2/(window+1)
	out := chart.Points{X: p.X, Y: make([]float64, p.Len())}
	average, weight := 0.0, 0.0
	for i, y := range p.Y {
		if !chart.Finite(y) {
			out.Y[i] = math.NaN()
			continue
		}
		average = keep*average + (1-keep)*y
		weight = keep*weight + (1 - keep)
		out.Y[i] = average / weight
	}
	return out
}

// smoothable reports whether there are enough points to smooth.
func smoothable(p chart.Points) bool { return p.Len() >= 20 }

// stepAxis is the axis that all panels share: from the first step, or from 0 where that is near.
func stepAxis(list []trace) chart.Axis {
	a := chart.Axis{Name: "optimizer step", Format: chart.AsCount, Min: math.Inf(1)}
	for _, t := range list {
		for _, p := range []chart.Points{t.loss, t.train, t.valid, t.test} {
			if n := p.Len(); n > 0 {
				a.Min, a.Max = min(a.Min, p.X[0]), max(a.Max, p.X[n-1])
			}
		}
	}
	if a.Min < 0.1*a.Max {
		a.Min = 0
	}
	// A single step has no length.
	if !(a.Max > a.Min) {
		a.Min, a.Max = a.Max-1, a.Max+1
	}
	const labels = 7
	for _, tick := range chart.NiceTicks(a.Min, a.Max, labels) {
		if tick == math.Trunc(tick) {
			a.Ticks = append(a.Ticks, tick)
		}
	}
	return a
}

func wholeTicks(low, high float64) (ticks []float64) {
	for _, tick := range chart.NiceTicks(low, high, 7) {
		if tick == math.Trunc(tick) {
			ticks = append(ticks, tick)
		}
	}
	return ticks
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
	return "Training loss (" + name + ")"
}

func sameMetric(list []trace) bool {
	for _, t := range list {
		if t.info.Metric != list[0].info.Metric {
			return false
		}
	}
	return true
}

// mark is the best validation step.
func (t trace) mark(name string, c color.RGBA) chart.Series {
	return chart.Series{Name: name, Shape: chart.Mark, Color: c,
		Points: chart.Points{X: []float64{t.valid.X[t.best]}, Y: []float64{t.valid.Y[t.best]}}}
}

// splits are one run's curves of the metric.
func splits(t trace, limit int) (list []chart.Series) {
	for _, s := range []struct {
		name  string
		shape chart.Shape
		color int
		chart.Points
	}{
		{"training", chart.Dashed, 0, t.train},
		{"validation", chart.Line, 1, t.valid},
		{"test", chart.Dashed, 2, t.test},
	} {
		if s.Finite() > 0 {
			list = append(list, chart.Series{Name: s.name, Shape: s.shape, Color: chart.Palette(s.color),
				Points: s.Thin(limit)})
		}
	}
	return list
}

// pace is how long a step takes, from the last steps of a run; 0 while there are too few to tell.
func pace(steps []int, elapsed []time.Duration) time.Duration {
	// The first step compiles, so it says nothing of the next.
	const window = 50
	if len(steps) < 3 {
		return 0
	}
	first, last := max(1, len(steps)-window), len(steps)-1
	if first >= last {
		first = last - 1
	}
	done := steps[last] - steps[first]
	if done <= 0 {
		return 0
	}
	return (elapsed[last] - elapsed[first]) / time.Duration(done)
}
