package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// paint draws the static picture.
func (d *Drawing) paint(c draw.Canvas) {
	if len(d.Nodes) == 0 {
		return
	}
	x0, y0, x1, y1 := d.Extent()
	c = draw.Crop(c, px(drawingEdge), -px(drawingEdge), px(drawingEdge), -px(drawingEdge))
	width, height := c.Max.X-c.Min.X, c.Max.Y-c.Min.Y
	unit := min(width/vg.Length(max(x1-x0, 1e-9)), height/vg.Length(max(y1-y0, 1e-9)))
	if !d.Grow {
		unit = min(unit, px(1))
	}
	left, top := c.Min.X+(width-unit*vg.Length(x1-x0))/2, c.Max.Y-(height-unit*vg.Length(y1-y0))/2
	at := func(x, y float64) vg.Point {
		return vg.Point{X: left + unit*vg.Length(x-x0), Y: top - unit*vg.Length(y-y0)}
	}
	small := max(9, min(12, 12*float64(unit/px(1))))
	if d.Grow {
		small = 12
	}
	for _, n := range d.Nodes {
		if n.Shape == Frame {
			d.paintNode(c, n, at(n.X, n.Y), unit, small)
		}
	}
	for _, l := range d.Links {
		d.paintLink(c, l, at, unit, small)
	}
	for _, n := range d.Nodes {
		if n.Shape != Frame {
			d.paintNode(c, n, at(n.X, n.Y), unit, small)
		}
	}
}

func (d *Drawing) paintNode(c draw.Canvas, n Node, at vg.Point, unit vg.Length, size float64) {
	line := n.Color
	if line == (color.RGBA{}) {
		line = faded
	}
	st := style(size, ink, "")
	st.XAlign, st.YAlign = text.XCenter, text.YCenter
	w, h := unit*vg.Length(n.Width)/2, unit*vg.Length(n.Height)/2
	switch n.Shape {
	case Circle:
		r := px(n.Width) / 2
		if n.Ring {
			c.DrawGlyph(draw.GlyphStyle{Color: ink, Radius: r + px(ringGap+1), Shape: draw.CircleGlyph{}}, at)
			c.DrawGlyph(draw.GlyphStyle{Color: color.White, Radius: r + px(ringGap-0.5), Shape: draw.CircleGlyph{}}, at)
		}
		c.DrawGlyph(draw.GlyphStyle{Color: line, Radius: r, Shape: draw.CircleGlyph{}}, at)
		if n.Width >= textInside {
			st.Color = inkOn(line)
		} else {
			st.XAlign = text.XLeft
			at.X += r + px(3)
		}
	case Box:
		corners := rectangle(at.X-w, at.Y-h, at.X+w, at.Y+h)
		c.FillPolygon(soft(line, 0.16), corners)
		c.StrokeLines(draw.LineStyle{Color: line, Width: px(1.5)}, append(corners, corners[0]))
	case Frame:
		corners := rectangle(at.X-w, at.Y-h, at.X+w, at.Y+h)
		dashed := draw.LineStyle{Color: line, Width: px(1.2), Dashes: []vg.Length{px(5), px(4)}}
		c.StrokeLines(dashed, append(corners, corners[0]))
		st.XAlign, st.YAlign = text.XLeft, text.YBottom
		at = vg.Point{X: at.X - w, Y: at.Y + h + px(2)}
	}
	if n.Text != "" {
		fillLines(c, st, at, n.Text)
	}
}

func (d *Drawing) paintLink(c draw.Canvas, l Link, place func(x, y float64) vg.Point, unit vg.Length, size float64) {
	if l.From < 0 || l.To < 0 || l.From >= len(d.Nodes) || l.To >= len(d.Nodes) {
		return
	}
	st := draw.LineStyle{Color: l.Color, Width: px(1.4)}
	if l.Color == (color.RGBA{}) {
		st.Color = faded
	}
	if l.Faint {
		st.Width, st.Color = px(0.8), color.RGBA{0xC4, 0xCA, 0xD1, 0xFF}
	}
	if l.Dashed {
		st.Dashes = []vg.Length{px(5), px(4)}
	}
	from, to := d.Nodes[l.From], d.Nodes[l.To]
	path := []vg.Point{place(from.X, from.Y)}
	for _, v := range l.Via {
		path = append(path, place(v[0], v[1]))
	}
	path = append(path, place(to.X, to.Y))
	last := len(path) - 1
	start, end := from.edge(path[0], path[1], unit), to.edge(path[last], path[last-1], unit)
	path[0], path[last] = start, end
	tip := path[last]
	dx, dy := float64(tip.X-path[last-1].X), float64(tip.Y-path[last-1].Y)
	long := math.Hypot(dx, dy)
	if l.Arrow && long > 0 {
		ux, uy := vg.Length(dx/long), vg.Length(dy/long)
		foot := vg.Point{X: tip.X - ux*px(8), Y: tip.Y - uy*px(8)}
		side := px(3.5)
		c.FillPolygon(st.Color, []vg.Point{tip,
			{X: foot.X - uy*side, Y: foot.Y + ux*side}, {X: foot.X + uy*side, Y: foot.Y - ux*side}})
		path[last] = foot
	}
	c.StrokeLines(st, path)
	if l.Text != "" {
		a, b := path[(len(path)-1)/2], path[(len(path)-1)/2+1]
		t := style(max(9, size-1), faded, "")
		t.YAlign = text.YCenter
		fillLines(c, t, vg.Point{X: (a.X+b.X)/2 + px(5), Y: (a.Y + b.Y) / 2}, l.Text)
	}
}

// edge is where a line from the node's middle towards another point leaves the node.
func (n Node) edge(middle, towards vg.Point, unit vg.Length) vg.Point {
	dx, dy := float64(towards.X-middle.X), float64(towards.Y-middle.Y)
	long := math.Hypot(dx, dy)
	if long == 0 {
		return middle
	}
	var out float64 // how far along the line the edge is
	if n.Shape == Circle {
		out = float64(px(n.Width)) / 2 / long
	} else {
		w, h := float64(unit)*n.Width/2, float64(unit)*n.Height/2
		out = math.Inf(1)
		if dx != 0 {
			out = min(out, w/math.Abs(dx))
		}
		if dy != 0 {
			out = min(out, h/math.Abs(dy))
		}
	}
	out = min(out, 1)
	return vg.Point{X: middle.X + vg.Length(out*dx), Y: middle.Y + vg.Length(out*dy)}
}
