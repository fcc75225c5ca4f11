package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// limitLine is a limit as gonum's plots take it.
type limitLine struct{ Limit }

// DataRange makes room for the line.
func (l limitLine) DataRange() (xmin, xmax, ymin, ymax float64) {
	return math.Inf(1), math.Inf(-1), l.Value, l.Value
}

// Plot draws the line and its name above it.
func (l limitLine) Plot(c draw.Canvas, p *plot.Plot) {
	_, toY := p.Transforms(&c)
	y := toY(l.Value)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: px(1.5), Dashes: []vg.Length{px(6), px(4)}}, c.Min.X, y, c.Max.X, y)
	st := style(12, ink, "")
	st.YAlign = text.YBottom
	c.FillText(st, vg.Point{X: c.Min.X + px(6), Y: y + px(3)}, l.Name)
}

// markLine is a vertical line as gonum's plots take it.
type markLine struct{ Limit }

// DataRange makes room for the line.
func (l markLine) DataRange() (xmin, xmax, ymin, ymax float64) {
	return l.Value, l.Value, math.Inf(1), math.Inf(-1)
}

// Plot draws the line and its name along it.
func (l markLine) Plot(c draw.Canvas, p *plot.Plot) {
	toX, _ := p.Transforms(&c)
	x := toX(l.Value)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: px(1.5), Dashes: []vg.Length{px(6), px(4)}}, x, c.Min.Y, x, c.Max.Y)
	st := style(12, ink, "")
	st.Rotation, st.XAlign, st.YAlign = math.Pi/2, text.XRight, text.YBottom
	c.FillText(st, vg.Point{X: x - px(3), Y: c.Max.Y - px(6)}, l.Name)
}

// gridLines are the horizontal lines behind the data.
type gridLines struct{}

// Plot draws a line at each labelled tick of the y axis.
func (gridLines) Plot(c draw.Canvas, p *plot.Plot) {
	_, toY := p.Transforms(&c)
	for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
		if y := toY(t.Value); c.ContainsY(y) {
			c.StrokeLine2(draw.LineStyle{Color: rule, Width: px(1)}, c.Min.X, y, c.Max.X, y)
		}
	}
}
