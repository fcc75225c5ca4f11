package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// longestName is how many letters a category may have to be written in full.
const longestName = 21

// ticker labels the axis in its own format.
func (a Axis) ticker() plot.Ticker {
	return plot.TickerFunc(func(low, high float64) []plot.Tick {
		switch {
		case a.Categories != nil:
			ticks := make([]plot.Tick, len(a.Categories))
			each := a.labelEach()
			for i, name := range a.Categories {
				if i%each > 0 {
					name = ""
				}
				if r := []rune(name); len(r) > longestName {
					name = string(r[:longestName-1]) + "…"
				}
				ticks[i] = plot.Tick{Value: float64(i), Label: name}
			}
			return ticks
		case a.Ticks != nil:
			return a.spread(low, high)
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
func (a Axis) labelEach() int {
	if !a.Ordered {
		return 1
	}
	widest := vg.Length(0)
	for _, name := range a.Categories {
		widest = max(widest, style(12, faded, "").Width(name)+px(12))
	}
	const room = pictureWidth - 2*margin - leftMargin - rightMargin
	return max(1, int(math.Ceil(float64(widest)*float64(len(a.Categories))/float64(px(room)))))
}

// spread labels the given ticks, leaving out labels that would touch the one before.
func (a Axis) spread(low, high float64) (ticks []plot.Tick) {
	const apart = 0.05 // of the axis' length
	place := func(v float64) float64 { return (v - low) / (high - low) }
	if a.Log {
		place = func(v float64) float64 { return math.Log(v/low) / math.Log(high/low) }
	}
	last := math.Inf(-1)
	for _, v := range a.Ticks {
		t := plot.Tick{Value: v}
		if at := place(v); at-last >= apart {
			t.Label, last = a.Format.Text(v), at
		}
		ticks = append(ticks, t)
	}
	return ticks
}
