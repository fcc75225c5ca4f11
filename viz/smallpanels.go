package viz

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

const (
	sharedSettings = 5  // whose bands are told apart in one panel
	smallSettings  = 24 // that have a small panel each
	smallTicks     = 3  // about how many parts the axes of a small panel are split into
	aboveSmall     = 26 // letters of a name above a small panel
)

// smallPanels draws each setting of a panel in one of its own. They share the ends of their axes.
func smallPanels[R run.Recorded](all chart.Panel, settings []setting[R]) (panels []chart.Panel) {
	settings = settings[:min(len(settings), smallSettings)]
	names := make([]string, len(settings))
	for i, s := range settings {
		names[i] = s.name
	}
	short := chart.Short(names, func(s string) bool { return utf8.RuneCountInString(s) <= aboveSmall })
	all.Small, all.Y.CanLog = all.Y.Name, false
	all.X.Ticks = chart.NiceTicks(all.X.Min, all.X.Max, smallTicks)
	low, high, _ := all.Span()
	if !all.Y.Log {
		for parts := smallTicks; parts < 3*smallTicks && len(all.Y.Ticks) < 2; parts++ {
			all.Y.Ticks = chart.NiceTicks(low, high, parts)
		}
		all.Y.Min, all.Y.Max = low, high
		if n := len(all.Y.Ticks); n > 1 {
			by := all.Y.Ticks[1] - all.Y.Ticks[0]
			all.Y.Min, all.Y.Max = by*math.Floor(low/by+1e-9), by*math.Ceil(high/by-1e-9)
			all.Y.Ticks = chart.NiceTicks(all.Y.Min, all.Y.Max, n)
		}
	} else {
		all.Y.Min = math.Pow10(int(math.Floor(math.Log10(low))))
		all.Y.Max = math.Pow10(int(math.Ceil(math.Log10(high))))
		for v := all.Y.Min; v <= all.Y.Max*1.01; v *= 10 {
			all.Y.Ticks = append(all.Y.Ticks, v)
		}
	}
	for i, s := range settings {
		p := all
		p.Y.Name = short[i]
		p.Series = slices.DeleteFunc(slices.Clone(all.Series), func(c chart.Series) bool { return c.Name != s.name })
		for j := range p.Series {
			p.Series[j].Dash = 0 // it stands alone
		}
		panels = append(panels, p)
	}
	return panels
}
