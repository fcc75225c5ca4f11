package viz

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// heat is a matrix as coloured cells; its names stand on the panel's axes, which need only their own names.
type heat struct {
	rows, columns []string    // the first row is at the top
	values        [][]float64 // [row][column]; what is not finite is an empty cell
	format        format
	texts         [][]string // in the cells and, but for lines after the first, the tooltip; nil writes the values
	unit          string     // what the tooltip calls a value; "" means "value"
	low, high     float64    // the ends of the colours where high > low; else the values'
}

// cividis is the colour map of J. Nuñez, C. Anderton and R. Renslow, "Optimizing colormaps with consideration for color
// vision deficiency" (2018), at nine steps: its lightness grows evenly, and it looks alike to nearly all readers.
var cividis = []color.RGBA{
	{0x00, 0x22, 0x4E, 0xFF}, {0x1A, 0x38, 0x6F, 0xFF}, {0x43, 0x4E, 0x6C, 0xFF}, {0x61, 0x64, 0x6F, 0xFF}, {0x7D, 0x7C, 0x78, 0xFF},
	{0x9B, 0x95, 0x76, 0xFF}, {0xBC, 0xAF, 0x6F, 0xFF}, {0xDE, 0xCB, 0x5F, 0xFF}, {0xFE, 0xE8, 0x38, 0xFF},
}

// ends are the values of the first and the last colour.
func (h *heat) ends() (low, high float64) {
	if h.high > h.low {
		return h.low, h.high
	}
	e := extent(slices.Concat(h.values...))
	switch {
	case e[0] < e[1]:
		return e[0], e[1]
	case e[0] == e[1] && e[0] > 0:
		return 0, e[0]
	case e[0] == e[1] && e[0] < 0:
		return e[0], 0
	}
	return 0, 1
}

// color is that of a value.
func (h *heat) color(v float64) color.RGBA {
	low, high := h.ends()
	at := min(1, max(0, (v-low)/(high-low))) * float64(len(cividis)-1)
	i := min(int(at), len(cividis)-2)
	part := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-part) + float64(b)*part)) }
	a, b := cividis[i], cividis[i+1]
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

// pictured is the colour of a value in the static picture, which has few colours in all.
func (h *heat) pictured(v float64) color.RGBA {
	const steps = 16
	low, high := h.ends()
	return h.color(low + math.Round(steps*(v-low)/(high-low))/steps*(high-low))
}

// inkOn is black or white, whichever is read on c.
func inkOn(c color.RGBA) color.RGBA {
	if 0.299*float64(c.R)+0.587*float64(c.G)+0.114*float64(c.B) > 128 {
		return color.RGBA{0x10, 0x14, 0x18, 0xFF}
	}
	return color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
}

func (h *heat) text(row, column int) string {
	if h.texts != nil {
		return h.texts[row][column]
	}
	return h.format.text(h.values[row][column])
}

// heatCell is one cell of the interactive chart: [column, row, value].
type heatCell struct {
	Value [3]any `json:"value"`
	Name  string `json:"name,omitempty"`
}

func (h *heat) cells() (list []heatCell) {
	for i, row := range h.values {
		for j, v := range row {
			if finite(v) {
				list = append(list, heatCell{[3]any{j, i, plain(v, h.format)}, h.text(i, j)})
			}
		}
	}
	return list
}

// colors is the colour scale of the interactive chart.
func (h *heat) colors(series, top int) map[string]any {
	low, high := h.ends()
	scale := make([]string, len(cividis))
	for i, c := range cividis {
		scale[i] = hex(c)
	}
	return map[string]any{"type": "continuous", "show": true, "seriesIndex": series, "dimension": 2, "min": low, "max": high,
		"inRange": map[string]any{"color": scale}, "orient": "horizontal", "right": rightMargin, "top": top, "itemWidth": 10, "itemHeight": 90,
		"padding": 4, "text": []string{h.format.text(high), h.format.text(low)}, "hoverLink": false, "calculable": false}
}

// onAxes puts the names of rows and columns onto the panel's axes.
func (h *heat) onAxes(p panel) panel {
	p.x.categories, p.y.categories = h.columns, h.rows
	return p
}

// written are the texts as far as all of them have room in cells of a size: whole, or their first lines, or nil.
func (h *heat) written(st text.Style, width, height vg.Length) [][]string {
	for _, whole := range []bool{true, false} {
		room := true
		list := make([][]string, len(h.values))
		for i, row := range h.values {
			list[i] = make([]string, len(row))
			for j, v := range row {
				if !finite(v) {
					continue
				}
				s := h.text(i, j)
				if !whole {
					s, _, _ = strings.Cut(s, "\n")
				}
				list[i][j] = s
				lines := strings.Split(s, "\n")
				room = room && height >= px(15*float64(len(lines))+1)
				for _, l := range lines {
					room = room && st.Width(l) <= width-px(4)
				}
			}
		}
		if room {
			return list
		}
	}
	return nil
}

// Plot draws the cells, with their texts where all of them have room.
func (h *heat) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	st := style(12, ink, "")
	st.XAlign, st.YAlign = text.XCenter, text.YCenter
	width, height := toX(1)-toX(0), toY(1)-toY(0)
	texts := h.written(st, width, height)
	for i, row := range h.values {
		for j, v := range row {
			if !finite(v) {
				continue
			}
			x, y := toX(float64(j)), toY(float64(len(h.rows)-1-i))
			fill, gap := h.pictured(v), min(px(0.5), min(width, height)/60)
			c.FillPolygon(fill, rectangle(x-width/2+gap, y-height/2+gap, x+width/2-gap, y+height/2-gap))
			if texts != nil {
				st.Color = inkOn(fill)
				fillLines(c, st, vg.Point{X: x, Y: y}, texts[i][j])
			}
		}
	}
}

// paintScale draws the colours with their ends, flush right.
func (h *heat) paintScale(c draw.Canvas) {
	low, high := h.ends()
	st := style(12, faded, "")
	x, y := c.Max.X, c.Max.Y
	const bar, tall = 90, 10
	x -= st.Width(h.format.text(high))
	c.FillText(st, vg.Point{X: x, Y: y}, h.format.text(high))
	x -= px(bar + 6)
	for i := range 32 {
		at := float64(i) / 31
		c.FillPolygon(h.pictured(low+at*(high-low)), rectangle(x+px(bar*float64(i)/32), y-px(tall+2), x+px(bar), y-px(2)))
	}
	x -= st.Width(h.format.text(low)) + px(6)
	c.FillText(st, vg.Point{X: x, Y: y}, h.format.text(low))
}
