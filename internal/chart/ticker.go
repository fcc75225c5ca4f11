package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// ticker labels the axis in its own format; room is about how long the axis is. Labels of a y axis stand above each
// other, and those of an x axis side by side.
func (a Axis) ticker(room vg.Length, upright bool) plot.Ticker {
	return plot.TickerFunc(func(low, high float64) []plot.Tick {
		switch {
		case a.Categories != nil:
			ticks := make([]plot.Tick, len(a.Categories))
			each := a.labelEach(room)
			if upright {
				rows := float64(max(room, px(rowOfText)) / px(rowOfText)) // that have room above each other
				each = int(math.Ceil(max(1, float64(len(a.Categories))/rows)))
			}
			for i, name := range a.shortNames() {
				if i%each > 0 {
					name = ""
				}
				ticks[i] = plot.Tick{Value: float64(i), Label: name}
			}
			return ticks
		case a.Ticks != nil:
			return a.spread(low, high, room, upright)
		}
		var ticks []plot.Tick
		if a.Log {
			from, to := decades(low, high)
			for k := from; k <= to; k += 1 + (to-from)/(YTicks+1) {
				ticks = append(ticks, plot.Tick{Value: math.Pow10(k), Label: "labelled"})
			}
		} else {
			for _, v := range NiceTicks(low, high, YTicks) {
				ticks = append(ticks, plot.Tick{Value: v, Label: "labelled"})
			}
		}
		var labelled []plot.Tick
		for _, t := range ticks {
			if !t.IsMinor() {
				t.Label = a.Format.Text(t.Value)
				labelled = append(labelled, t)
			}
		}
		return labelled
	})
}

// labelEach is n where one of n categories of an axis has room for its name; it is 1 where all names must stand.
func (a Axis) labelEach(room vg.Length) int {
	if !a.Ordered {
		return 1
	}
	widest := vg.Length(0)
	for _, name := range a.Categories {
		widest = max(widest, style(12, faded, "").Width(name)+px(12))
	}
	return max(1, int(math.Ceil(float64(widest)*float64(len(a.Categories))/float64(max(room, px(1))))))
}

// rowOfText is how high a label is, in CSS pixels.
const rowOfText = 13

// overhang is how far turned labels reach to the left of an axis of a length.
func (a Axis) overhang(long vg.Length) (left vg.Length) {
	if a.Categories == nil || !a.turned() {
		return 0
	}
	st, each := style(12, faded, ""), long/vg.Length(len(a.Categories))
	for i, name := range a.shortNames() {
		left = max(left, st.Width(name)*vg.Length(math.Cos(turnedBy))-each*(vg.Length(i)+0.5)+px(4))
	}
	return left
}

// spread labels the given ticks, leaving out labels that would touch the one before.
func (a Axis) spread(low, high float64, room vg.Length, upright bool) (ticks []plot.Tick) {
	st := style(12, faded, "")
	place := func(v float64) float64 { return (v - low) / (high - low) }
	if a.Log {
		place = func(v float64) float64 { return math.Log(v/low) / math.Log(high/low) }
	}
	end := vg.Length(math.Inf(-1)) // of the last label
	for _, v := range a.Ticks {
		t := plot.Tick{Value: v}
		label := a.Format.Text(v)
		at, half, gap := vg.Length(place(v))*room, st.Width(label)/2, px(8)
		if upright {
			half, gap = px(rowOfText)/2, 0
		}
		if at-half >= end+gap {
			t.Label, end = label, at+half
		}
		ticks = append(ticks, t)
	}
	return ticks
}
