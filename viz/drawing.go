package viz

import (
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// drawing is a picture of nodes and links without axes. Whoever makes it says where everything stands: x to the right,
// y downwards. Where it does not fit its panel it is made smaller, keeping its proportions; one unit is else one CSS
// pixel, unless it grows. Half a screen is 360 units wide.
type drawing struct {
	nodes []node
	links []link
	grow  bool // fill the panel, as a graph does, whose coordinates mean nothing
	roam  bool // the reader can move it and zoom into it
}

// node is one thing of a drawing. A box and a frame have a width and a height in the drawing's units; a circle has its
// diameter in CSS pixels, which does not shrink.
type node struct {
	shape         nodeShape
	x, y          float64 // of the middle
	width, height float64
	color         color.RGBA // the zero colour is the page's ink
	text          string     // in a box or a large circle, above a frame's upper edge, beside a small circle
	name          string     // in the tooltip; "" has none
	ring          bool       // a circle of ink around a circle
}

type nodeShape string

const (
	circle nodeShape = "circle" // its diameter is the node's width
	box    nodeShape = "box"
	frame  nodeShape = "frame" // a dashed line around other nodes, behind them
	label  nodeShape = "label" // text alone
)

// link joins two nodes, from edge to edge.
type link struct {
	from, to int
	via      [][2]float64 // bends
	arrow    bool
	dashed   bool
	faint    bool   // one of many
	text     string // beside its middle
	color    color.RGBA
}

const (
	textInside  = 16 // the diameter in CSS pixels from which a circle has its text inside
	drawingEdge = 14 // CSS pixels kept free around a drawing
	ringGap     = 2  // CSS pixels between a circle and its ring
)

// extent is the rectangle that holds the drawing.
func (d *drawing) extent() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	take := func(x, y, w, h float64) {
		x0, y0, x1, y1 = min(x0, x-w/2), min(y0, y-h/2), max(x1, x+w/2), max(y1, y+h/2)
	}
	for _, n := range d.nodes {
		switch n.shape {
		case circle:
			take(n.x, n.y, 0, 0)
		case frame:
			take(n.x, n.y-9, n.width, n.height+18) // its text stands above it
		default:
			take(n.x, n.y, n.width, n.height)
		}
	}
	for _, l := range d.links {
		for _, at := range l.via {
			take(at[0], at[1], 0, 0)
		}
	}
	return x0, y0, x1, y1
}

// drawnNode and drawnLink are what the page's script gets.
type drawnNode struct {
	Value []any     `json:"value"` // x, y, width, height
	Shape nodeShape `json:"shape,omitempty"`
	Color string    `json:"color,omitempty"`
	Text  string    `json:"text,omitempty"`
	Name  string    `json:"name,omitempty"`
	Ring  bool      `json:"ring,omitempty"`
}

type drawnLink struct {
	Value  [2]int       `json:"value"` // from, to
	Via    [][2]float64 `json:"via,omitempty"`
	Arrow  bool         `json:"arrow,omitempty"`
	Dashed bool         `json:"dashed,omitempty"`
	Faint  bool         `json:"faint,omitempty"`
	Text   string       `json:"text,omitempty"`
	Color  string       `json:"color,omitempty"`
}

// drawingExtra is a drawing's frame for the page's script.
type drawingExtra struct {
	Extent [4]float64 `json:"extent"`
	Grow   bool       `json:"grow,omitempty"`
	Roam   bool       `json:"roam,omitempty"`
}

func optionalHex(c color.RGBA) string {
	if c == (color.RGBA{}) {
		return ""
	}
	return hex(c)
}

func (d *drawing) drawn() (nodes []drawnNode, links []drawnLink, extra drawingExtra) {
	for _, n := range d.nodes {
		at := []any{plain(n.x, asNumber), plain(n.y, asNumber), n.width}
		if n.height != 0 {
			at = append(at, n.height)
		}
		s := n.shape
		if s == circle {
			s = ""
		}
		nodes = append(nodes, drawnNode{at, s, optionalHex(n.color), n.text, n.name, n.ring})
	}
	for _, l := range d.links {
		links = append(links, drawnLink{[2]int{l.from, l.to}, l.via, l.arrow, l.dashed, l.faint, l.text, optionalHex(l.color)})
	}
	x0, y0, x1, y1 := d.extent()
	return nodes, links, drawingExtra{[4]float64{x0, y0, x1, y1}, d.grow, d.roam}
}

// paint draws the static picture.
func (d *drawing) paint(c draw.Canvas) {
	if len(d.nodes) == 0 {
		return
	}
	x0, y0, x1, y1 := d.extent()
	c = draw.Crop(c, px(drawingEdge), -px(drawingEdge), px(drawingEdge), -px(drawingEdge))
	width, height := c.Max.X-c.Min.X, c.Max.Y-c.Min.Y
	unit := min(width/vg.Length(max(x1-x0, 1e-9)), height/vg.Length(max(y1-y0, 1e-9)))
	if !d.grow {
		unit = min(unit, px(1))
	}
	left, top := c.Min.X+(width-unit*vg.Length(x1-x0))/2, c.Max.Y-(height-unit*vg.Length(y1-y0))/2
	at := func(x, y float64) vg.Point {
		return vg.Point{X: left + unit*vg.Length(x-x0), Y: top - unit*vg.Length(y-y0)}
	}
	small := max(9, min(12, 12*float64(unit/px(1))))
	if d.grow {
		small = 12
	}
	for _, n := range d.nodes {
		if n.shape == frame {
			d.paintNode(c, n, at(n.x, n.y), unit, small)
		}
	}
	for _, l := range d.links {
		d.paintLink(c, l, at, unit, small)
	}
	for _, n := range d.nodes {
		if n.shape != frame {
			d.paintNode(c, n, at(n.x, n.y), unit, small)
		}
	}
}

func (d *drawing) paintNode(c draw.Canvas, n node, at vg.Point, unit vg.Length, size float64) {
	line := n.color
	if line == (color.RGBA{}) {
		line = faded
	}
	st := style(size, ink, "")
	st.XAlign, st.YAlign = text.XCenter, text.YCenter
	w, h := unit*vg.Length(n.width)/2, unit*vg.Length(n.height)/2
	switch n.shape {
	case circle:
		r := px(n.width) / 2
		if n.ring {
			c.DrawGlyph(draw.GlyphStyle{Color: ink, Radius: r + px(ringGap+1), Shape: draw.CircleGlyph{}}, at)
			c.DrawGlyph(draw.GlyphStyle{Color: color.White, Radius: r + px(ringGap-0.5), Shape: draw.CircleGlyph{}}, at)
		}
		c.DrawGlyph(draw.GlyphStyle{Color: line, Radius: r, Shape: draw.CircleGlyph{}}, at)
		if n.width >= textInside {
			st.Color = inkOn(line)
		} else {
			st.XAlign = text.XLeft
			at.X += r + px(3)
		}
	case box:
		corners := rectangle(at.X-w, at.Y-h, at.X+w, at.Y+h)
		c.FillPolygon(soft(line, 0.16), corners)
		c.StrokeLines(draw.LineStyle{Color: line, Width: px(1.5)}, append(corners, corners[0]))
	case frame:
		corners := rectangle(at.X-w, at.Y-h, at.X+w, at.Y+h)
		c.StrokeLines(draw.LineStyle{Color: line, Width: px(1.2), Dashes: []vg.Length{px(5), px(4)}}, append(corners, corners[0]))
		st.XAlign, st.YAlign = text.XLeft, text.YBottom
		at = vg.Point{X: at.X - w, Y: at.Y + h + px(2)}
	}
	if n.text != "" {
		fillLines(c, st, at, n.text)
	}
}

// fillLines sets text of one line or more; lines are centred on the point as the style says.
func fillLines(c draw.Canvas, st text.Style, at vg.Point, s string) {
	lines := strings.Split(s, "\n")
	tall := st.Font.Size * 1.25
	at.Y += tall * vg.Length(len(lines)-1) / 2
	for i, l := range lines {
		c.FillText(st, vg.Point{X: at.X, Y: at.Y - tall*vg.Length(i)}, l)
	}
}

func (d *drawing) paintLink(c draw.Canvas, l link, place func(x, y float64) vg.Point, unit vg.Length, size float64) {
	if l.from < 0 || l.to < 0 || l.from >= len(d.nodes) || l.to >= len(d.nodes) {
		return
	}
	st := draw.LineStyle{Color: l.color, Width: px(1.4)}
	if l.color == (color.RGBA{}) {
		st.Color = faded
	}
	if l.faint {
		st.Width, st.Color = px(0.8), color.RGBA{0xC4, 0xCA, 0xD1, 0xFF}
	}
	if l.dashed {
		st.Dashes = []vg.Length{px(5), px(4)}
	}
	from, to := d.nodes[l.from], d.nodes[l.to]
	path := []vg.Point{place(from.x, from.y)}
	for _, v := range l.via {
		path = append(path, place(v[0], v[1]))
	}
	path = append(path, place(to.x, to.y))
	last := len(path) - 1
	start, end := from.edge(path[0], path[1], unit), to.edge(path[last], path[last-1], unit)
	path[0], path[last] = start, end
	tip := path[last]
	dx, dy := float64(tip.X-path[last-1].X), float64(tip.Y-path[last-1].Y)
	long := math.Hypot(dx, dy)
	if l.arrow && long > 0 {
		ux, uy := vg.Length(dx/long), vg.Length(dy/long)
		foot := vg.Point{X: tip.X - ux*px(8), Y: tip.Y - uy*px(8)}
		side := px(3.5)
		c.FillPolygon(st.Color, []vg.Point{tip, {X: foot.X - uy*side, Y: foot.Y + ux*side}, {X: foot.X + uy*side, Y: foot.Y - ux*side}})
		path[last] = foot
	}
	c.StrokeLines(st, path)
	if l.text != "" {
		a, b := path[(len(path)-1)/2], path[(len(path)-1)/2+1]
		t := style(max(9, size-1), faded, "")
		t.YAlign = text.YCenter
		fillLines(c, t, vg.Point{X: (a.X+b.X)/2 + px(5), Y: (a.Y + b.Y) / 2}, l.text)
	}
}

// edge is where a line from the node's middle towards another point leaves the node.
func (n node) edge(middle, towards vg.Point, unit vg.Length) vg.Point {
	dx, dy := float64(towards.X-middle.X), float64(towards.Y-middle.Y)
	long := math.Hypot(dx, dy)
	if long == 0 {
		return middle
	}
	var out float64 // how far along the line the edge is
	if n.shape == circle {
		out = float64(px(n.width)) / 2 / long
	} else {
		w, h := float64(unit)*n.width/2, float64(unit)*n.height/2
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
