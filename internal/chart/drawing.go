package chart

import (
	"image/color"
	"math"
)

// Drawing is a picture of nodes and links without axes. Whoever makes it says where everything stands: x to the right,
// y downwards. One unit is one CSS pixel, unless the drawing grows; where it does not fit its panel it is made smaller,
// and keeps its proportions.
type Drawing struct {
	Nodes []Node
	Links []Link
	Grow  bool    // fill the panel, as a graph does, whose coordinates mean nothing
	Roam  bool    // the reader can move it and zoom into it
	Spare float64 // kept free on the right, for text beside circles
}

// Node is one thing of a drawing. A box and a frame have a width and a height in the drawing's units. A circle's
// width is its diameter in CSS pixels, which does not shrink.
type Node struct {
	Shape         nodeShape
	X, Y          float64 // of the middle
	Width, Height float64
	Color         color.RGBA // the zero colour is the page's ink
	Text          string     // in a box or a large circle, above a frame's upper edge, beside a small circle
	Name          string     // in the tooltip; "" has none
	Ring          bool       // a circle of ink around a circle
}

type nodeShape string

const (
	Circle nodeShape = "circle" // its diameter is the node's width
	Box    nodeShape = "box"
	Frame  nodeShape = "frame" // a dashed line around other nodes, behind them
	Label  nodeShape = "label" // text alone
)

// Link joins two nodes, from edge to edge.
type Link struct {
	From, To int
	Via      [][2]float64 // bends
	Arrow    bool
	Dashed   bool
	Faint    bool   // one of many
	Text     string // beside its middle
	Color    color.RGBA
}

const (
	textInside  = 16 // the diameter in CSS pixels from which a circle has its text inside
	drawingEdge = 14 // CSS pixels kept free around a drawing
	ringGap     = 2  // CSS pixels between a circle and its ring
)

// Tall is the height in CSS pixels of a panel in which the drawing needs not be made smaller.
func (d *Drawing) Tall() float64 {
	_, y0, _, y1 := d.Extent()
	return y1 - y0 + 2*drawingEdge
}

// Extent is the rectangle that holds the drawing, with what it keeps free.
func (d *Drawing) Extent() (x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	take := func(x, y, w, h float64) {
		x0, y0, x1, y1 = min(x0, x-w/2), min(y0, y-h/2), max(x1, x+w/2), max(y1, y+h/2)
	}
	for _, n := range d.Nodes {
		switch n.Shape {
		case Circle:
			take(n.X, n.Y, 0, 0)
		case Frame:
			take(n.X, n.Y-9, n.Width, n.Height+18) // its text stands above it
		default:
			take(n.X, n.Y, n.Width, n.Height)
		}
	}
	for _, l := range d.Links {
		for _, at := range l.Via {
			take(at[0], at[1], 0, 0)
		}
	}
	return x0, y0, x1 + d.Spare, y1
}
