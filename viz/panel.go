package viz

import (
	"fmt"
	"image/color"
	"math"
	"slices"
)

// panel is one pair of axes with what is drawn in it. The interactive chart and the static picture are both made from it.
// A panel has series, or a heat map, or a drawing, which has no axes and whose series are the names of its colours.
type panel struct {
	x, y    axis
	series  []series
	limits  []limit // horizontal lines
	marks   []limit // vertical lines
	heat    *heat
	drawing *drawing
	share   float64 // of the figure's height, beside the other panels' shares; 0 means 1
}

// axis is one axis. A category axis has categories, and its values are their indices.
type axis struct {
	name       string // with its unit
	format     format
	log        bool
	canLog     bool // the reader may choose between linear and logarithmic
	categories []string
	ordered    bool      // the categories are numbers in order: labels may be left out where they have no room
	ticks      []float64 // where labels stand; nil leaves it to the library
	min, max   float64   // the axis' ends where max > min; else the data's
	fromZero   bool
}

// format says how an axis writes its values.
type format string

const (
	asNumber format = "number"
	asCount  format = "count"
	asBytes  format = "bytes"
	asTime   format = "time"  // of seconds
	asShare  format = "share" // of 1, in percent
	asPower  format = "power" // of the logarithm to base 10
)

func (f format) text(v float64) string {
	switch f {
	case asBytes:
		return bytesText(v)
	case asCount:
		return Count(int64(math.Round(v)))
	case asTime:
		return timeText(v)
	case asShare:
		return significant(math.Round(1000*v)/10, 4) + " %"
	case asPower:
		return powerText(v)
	}
	return Number(v)
}

// shape says how a series is drawn.
type shape string

const (
	line   shape = "line"
	raw    shape = "raw"    // a faint line behind the smoothed one of the same name
	dashed shape = "dashed" // a line of dashes
	area   shape = "area"   // stacked on the areas before it
	bar    shape = "bar"    // stacked on the bars before it
	mark   shape = "mark"   // single points that stand out
	dot    shape = "dot"    // a scatter of points; the tooltip tells of one, with its note as its name
	column shape = "column" // bars side by side
	band   shape = "band"   // what lies between low and high, behind the line of the same name; y is not drawn
)

// series is one named curve; series of one name share a line of the legend, and those without a name have none.
type series struct {
	name  string
	shape shape
	color color.RGBA
	points
	notes     []string  // in the tooltip; nil or one a point
	low, high []float64 // of a band; of dots and columns, error bars, where not nil: one a point
	size      float64   // of dots, in CSS pixels; 0 means 8
	symbol    symbol    // of dots
}

// symbol is the form of a dot: series that share a colour are told apart by it.
type symbol string

const (
	disc     symbol = ""
	triangle symbol = "triangle"
	square   symbol = "rect"
)

// ranged reports whether s has error bars.
func (s series) ranged() bool { return s.low != nil && s.shape != band }

func (s series) dotSize() float64 {
	if s.size > 0 {
		return s.size
	}
	return 8
}

// limit is a line across the panel with a name.
type limit struct {
	name  string
	value float64
}

// okabeIto is the palette of M. Okabe and K. Ito, "Color Universal Design" (2008), without its black and its yellow,
// which vanish on a dark and on a white page.
var okabeIto = []color.RGBA{
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0xE6, 0x9F, 0x00, 0xFF}, // orange
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xD5, 0x5E, 0x00, 0xFF}, // vermilion
	{0xCC, 0x79, 0xA7, 0xFF}, // reddish purple
	{0x56, 0xB4, 0xE9, 0xFF}, // sky blue
}

func palette(i int) color.RGBA { return okabeIto[i%len(okabeIto)] }

func hex(c color.RGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// span is the smallest and the largest finite value of y over all the series; ok is false when there is none.
func (p panel) span() (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range p.series {
		for _, list := range [][]float64{s.y, s.low, s.high} {
			for _, y := range list {
				if finite(y) {
					low, high = min(low, y), max(high, y)
				}
			}
		}
	}
	return low, high, low <= high
}

// drawable is the panel without what its axes have no place for: on a logarithmic axis that is everything up to 0. A
// panel that would then be empty becomes linear.
func (p panel) drawable() panel {
	if !p.x.log && !p.y.log {
		return p
	}
	out := p
	out.series = slices.Clone(p.series)
	left := math.Inf(1) // the least value that stays
	for i := range out.series {
		s := &out.series[i]
		s.y, s.low, s.high = slices.Clone(s.y), slices.Clone(s.low), slices.Clone(s.high)
		for j := range s.y {
			if p.y.log && !(s.y[j] > 0) {
				s.y[j] = math.NaN()
			}
			if p.x.log && !(s.x[j] > 0) {
				s.y[j] = math.NaN()
				if s.low != nil {
					s.low[j], s.high[j] = math.NaN(), math.NaN()
				}
			}
			if finite(s.y[j]) {
				left = min(left, s.y[j])
			}
		}
	}
	if !finite(left) {
		p.x.log, p.y.log = false, false
		return p
	}
	if p.y.log {
		for _, s := range out.series {
			for _, ends := range [][]float64{s.low, s.high} {
				for j, v := range ends {
					if v <= 0 {
						ends[j] = left // a range from below 0 begins where the others end
					}
				}
			}
		}
		out.limits = slices.DeleteFunc(slices.Clone(p.limits), func(l limit) bool { return !(l.value > 0) })
	}
	if p.x.log {
		out.marks = slices.DeleteFunc(slices.Clone(p.marks), func(l limit) bool { return !(l.value > 0) })
	}
	return out
}

// padded gives the axes their ends: a logarithmic y axis ends at powers of ten, above its lines' names. A scatter has place
// around it: an axis that ended at the outermost dots would cut them, and their error bars.
func (p panel) padded() panel {
	if low, high, ok := p.span(); ok && p.y.log && !(p.y.max > p.y.min) {
		for _, l := range p.limits {
			low, high = min(low, l.value), max(high, 2*l.value)
		}
		from, to := decades(low, high)
		p.y.min, p.y.max = math.Pow10(from), math.Pow10(to)
		for k := from; k <= to; k += 1 + (to-from)/(yTicks+1) {
			p.y.ticks = append(p.y.ticks, math.Pow10(k))
		}
	}
	if p.heat != nil || p.drawing != nil || !p.byItem() || p.x.categories != nil || p.x.max > p.x.min {
		return p
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range p.series {
		for i, x := range s.x {
			if finite(x) && finite(s.y[i]) {
				low, high = min(low, x), max(high, x)
			}
		}
	}
	const part = 0.04 // of the axis, at either end
	switch {
	case !(low <= high):
	case p.x.log:
		by := max(1.1, math.Pow(high/low, part))
		p.x.min, p.x.max = low/by, high*by
		p.x.ticks = logTicks(p.x.min, p.x.max)
		if p.x.format == asTime {
			p.x.ticks = logTimes(p.x.min, p.x.max)
		}
	default:
		by := part * (high - low)
		if by == 0 {
			by = max(1, math.Abs(high)) / 10
		}
		p.x.min, p.x.max = low-by, high+by
		p.x.ticks = niceTicks(p.x.min, p.x.max, 7)
		if p.x.format == asTime {
			p.x.ticks = timeTicks(p.x.min, p.x.max, 7)
		}
	}
	return p
}

// logTicks are the powers of ten from low to high, and 2 and 5 times them where these are few.
func logTicks(low, high float64) (ticks []float64) {
	times := []float64{1}
	if high/low < 300 {
		times = []float64{1, 2, 5}
	}
	from, to := decades(low, high)
	for k := from; k <= to; k++ {
		for _, t := range times {
			if v := t * math.Pow10(k); v >= low && v <= high {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}

// logTimes are round times in seconds from low to high, each a few times the one before.
func logTimes(low, high float64) (ticks []float64) {
	const minute, hour, day = 60, 3600, 86400
	for _, v := range []float64{0.001, 0.01, 0.1, 1, 3, 10, 30, minute, 3 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 10 * hour, day, 3 * day, 10 * day} {
		if v >= low && v <= high {
			ticks = append(ticks, v)
		}
	}
	return ticks
}

// byItem reports whether the tooltip tells of the one thing under the pointer, not of all curves at its x.
func (p panel) byItem() bool {
	return p.heat != nil || p.drawing != nil ||
		slices.ContainsFunc(p.series, func(s series) bool { return s.shape == dot })
}

// stack gives, for each series, the values it reaches from and to. ECharts does not stack on a logarithmic axis, so areas
// are stacked here; series that are not stacked have nil.
func (p panel) stack() (from, to [][]float64) {
	from, to = make([][]float64, len(p.series)), make([][]float64, len(p.series))
	var top []float64
	for i, s := range p.series {
		if !s.stacked() {
			continue
		}
		if top == nil {
			top = make([]float64, s.len())
		}
		from[i] = slices.Clone(top)
		for j, y := range s.y {
			if finite(y) {
				top[j] += y
			}
		}
		to[i] = slices.Clone(top)
	}
	return from, to
}

// niceTicks are about n round values (1, 2 or 5 times a power of ten apart) from low to high.
func niceTicks(low, high float64, n int) (ticks []float64) {
	if !(high > low) || !finite(high-low) {
		return []float64{low}
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, times := range []float64{1, 2, 5, 10} {
		if (high-low)/(times*step) <= float64(n) {
			step *= times
			break
		}
	}
	for k := math.Ceil(low/step - 1e-9); k*step <= high+1e-9*step; k++ {
		ticks = append(ticks, k*step+0) // -0 becomes 0
	}
	return ticks
}

// timeTicks are about n round times in seconds from low to high.
func timeTicks(low, high float64, n int) (ticks []float64) {
	const minute, hour, day = 60, 3600, 86400
	steps := []float64{1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
		hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day}
	if span := high - low; span > float64(n) && span <= float64(n)*day {
		for _, step := range steps {
			if span/step <= float64(n) {
				for k := math.Ceil(low / step); k*step <= high; k++ {
					ticks = append(ticks, k*step)
				}
				return ticks
			}
		}
	}
	return niceTicks(low, high, n)
}

// decades are the powers of ten around low and high, which a logarithmic axis ends at.
func decades(low, high float64) (from, to int) {
	const most = 307 // of a float64
	from, to = int(math.Floor(math.Log10(low)+1e-9)), int(math.Ceil(math.Log10(high)-1e-9))
	from = max(-most, min(from, most-1))
	return from, min(most, max(to, from+1))
}

// stacked reports whether s stands on the series of its shape before it.
func (s series) stacked() bool { return s.shape == area || s.shape == bar }

// legend lists the names of the series of all panels, each once, with the colour and shape of its first.
func legend(panels []panel) (list []series) {
	seen := map[string]bool{}
	for _, p := range panels {
		for _, s := range p.series {
			if s.shape != raw && s.shape != mark && s.shape != band && s.name != "" && !seen[s.name] {
				seen[s.name] = true
				list = append(list, s)
			}
		}
	}
	return list
}
