package viz

import (
	"fmt"
	"image/color"
	"math"
	"slices"
)

// panel is one pair of axes with what is drawn in it. The interactive chart and the static picture are both made from it.
type panel struct {
	x, y   axis
	series []series
	limits []limit
}

// axis is one axis. A category axis has categories, and its values are their indices.
type axis struct {
	name       string // with its unit
	format     format
	log        bool
	categories []string
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
)

func (f format) text(v float64) string {
	switch f {
	case asBytes:
		return bytesText(v)
	case asCount:
		return Count(int64(math.Round(v)))
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
)

// series is one named curve; series of one name share a line of the legend.
type series struct {
	name  string
	shape shape
	color color.RGBA
	points
	notes []string // in the tooltip; nil or one a point
}

// limit is a horizontal line with a name.
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
		for _, y := range s.y {
			if finite(y) {
				low, high = min(low, y), max(high, y)
			}
		}
	}
	return low, high, low <= high
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

// stacked reports whether s stands on the series of its shape before it.
func (s series) stacked() bool { return s.shape == area || s.shape == bar }

// legend lists the names of the series of all panels, each once, with the colour and shape of its first.
func legend(panels []panel) (list []series) {
	seen := map[string]bool{}
	for _, p := range panels {
		for _, s := range p.series {
			if s.shape != raw && s.shape != mark && !seen[s.name] {
				seen[s.name] = true
				list = append(list, s)
			}
		}
	}
	return list
}
