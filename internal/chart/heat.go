package chart

import (
	"image/color"
	"math"
	"slices"
)

// Heat is a matrix as coloured cells. The names of its rows and columns stand on the panel's axes.
type Heat struct {
	Rows, Columns []string    // the first row is at the top
	Values        [][]float64 // [row][column]; what is not finite is an empty cell
	Format        Format
	Texts         [][]string // in the cells and, but for lines after the first, the tooltip; nil writes the values
	Unit          string     // what the tooltip calls a value; "" means "value"
	Low, High     float64    // the ends of the colours where high > low; else the values'
}

// ends are the values of the first and the last colour.
func (h *Heat) ends() (low, high float64) {
	if h.High > h.Low {
		return h.Low, h.High
	}
	e := Extent(slices.Concat(h.Values...))
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

// color is the colour of a value.
func (h *Heat) color(v float64) color.RGBA {
	low, high := h.ends()
	return Shade((v - low) / (high - low))
}

// Shade is the colour of a share from 0 to 1 on the scale of a heat map: from dark blue to yellow.
func Shade(share float64) color.RGBA {
	at := min(1, max(0, share)) * float64(len(cividis)-1)
	i := min(int(at), len(cividis)-2)
	part := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-part) + float64(b)*part)) }
	a, b := cividis[i], cividis[i+1]
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xFF}
}

// pictured is the colour of a value in the static picture, which has few colours in all.
func (h *Heat) pictured(v float64) color.RGBA {
	const steps = 16
	low, high := h.ends()
	return h.color(low + math.Round(steps*(v-low)/(high-low))/steps*(high-low))
}

func (h *Heat) text(row, column int) string {
	if h.Texts != nil {
		return h.Texts[row][column]
	}
	return h.Format.Text(h.Values[row][column])
}
