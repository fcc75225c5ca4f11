package chart

import (
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// written are the texts of the cells: whole where all of them have room in cells of the given size, else their first
// lines where these have room, else nil.
func (h *Heat) written(st text.Style, width, height vg.Length) [][]string {
	for _, whole := range []bool{true, false} {
		room := true
		list := make([][]string, len(h.Values))
		for i, row := range h.Values {
			list[i] = make([]string, len(row))
			for j, v := range row {
				if !Finite(v) {
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
func (h *Heat) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	st := style(12, ink, "")
	st.XAlign, st.YAlign = text.XCenter, text.YCenter
	width, height := toX(1)-toX(0), toY(1)-toY(0)
	texts := h.written(st, width, height)
	for i, row := range h.Values {
		for j, v := range row {
			if !Finite(v) {
				continue
			}
			x, y := toX(float64(j)), toY(float64(len(h.Rows)-1-i))
			fill, gap := h.pictured(v), min(px(0.5), min(width, height)/60)
			c.FillPolygon(fill, rectangle(x-width/2+gap, y-height/2+gap, x+width/2-gap, y+height/2-gap))
			if texts != nil {
				st.Color = inkOn(fill)
				fillLines(c, st, vg.Point{X: x, Y: y}, texts[i][j])
			}
		}
	}
}

// paintScale draws the scale of the colours with the values at its ends, flush right. It gives the width that it takes.
func (h *Heat) paintScale(c draw.Canvas) vg.Length {
	low, high := h.ends()
	st := style(12, faded, "")
	x, y := c.Max.X, c.Max.Y
	const bar, tall = 90, 10
	x -= st.Width(h.Format.Text(high))
	c.FillText(st, vg.Point{X: x, Y: y}, h.Format.Text(high))
	x -= px(bar + 6)
	for i := range 32 {
		at := float64(i) / 31
		rest := rectangle(x+px(bar*float64(i)/32), y-px(tall+2), x+px(bar), y-px(2))
		c.FillPolygon(h.pictured(low+at*(high-low)), rest)
	}
	x -= st.Width(h.Format.Text(low)) + px(6)
	c.FillText(st, vg.Point{X: x, Y: y}, h.Format.Text(low))
	return c.Max.X - x + px(8)
}
