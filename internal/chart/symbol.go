package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Symbol is the form of a dot, by which series are told apart beside their colour. Without one a dot is a disc.
type Symbol string

// The symbols. ECharts has those without "empty" filled, and those with it as an outline on the page's colour.
const (
	disc     Symbol = ""
	Triangle Symbol = "triangle"
	Square   Symbol = "rect"
	Diamond  Symbol = "diamond"
	arrow    Symbol = "arrow"

	ring        Symbol = "emptyCircle"
	emptyTri    Symbol = "emptyTriangle"
	emptySquare Symbol = "emptyRect"
	emptyDia    Symbol = "emptyDiamond"
	emptyArrow  Symbol = "emptyArrow"
)

var symbols = []Symbol{disc, Square, Triangle, Diamond, arrow, ring, emptySquare, emptyTri, emptyDia, emptyArrow}

// SymbolOf is symbol number i; after the last one the first follows again. With the palette's six colours, 30 pairs of
// a colour and a symbol follow each other before one comes again.
func SymbolOf(i int) Symbol { return symbols[i%len(symbols)] }

// icon is the symbol in the legend. All but the disc are paths, which keep their proportions; an outline is a form with
// a hole, whose edge runs the other way.
func (s Symbol) icon() string {
	switch s {
	case Square:
		return "path://M0 0h10v10h-10z"
	case Triangle:
		return "path://M5 0l5 10h-10z"
	case Diamond:
		return "path://M5 0l5 5l-5 5l-5 -5z"
	case arrow:
		return "path://M5 0l4.5 10l-4.5 -2.8l-4.5 2.8z"
	case ring:
		return "path://M5 0a5 5 0 1 1 0 10a5 5 0 1 1 0 -10zM5 2a3 3 0 1 0 0 6a3 3 0 1 0 0 -6z"
	case emptySquare:
		return "path://M0 0h10v10h-10zM2 2v6h6v-6z"
	case emptyTri:
		return "path://M5 0l5 10h-10zM5 3.6l-2.5 4.8h5z"
	case emptyDia:
		return "path://M5 0l5 5l-5 5l-5 -5zM5 2.6l-2.4 2.4l2.4 2.4l2.4 -2.4z"
	case emptyArrow:
		return "path://M5 0l4.5 10l-4.5 -2.8l-4.5 2.8zM5 4l-1.6 3.2l1.6 -1l1.6 1z"
	}
	return "circle"
}

// corners are the points of a symbol around its middle, for a radius of 1, with y upwards; none of a circle.
func (s Symbol) corners() [][2]float64 {
	switch s {
	case Triangle, emptyTri:
		return [][2]float64{{0, 1.15}, {1.05, -0.8}, {-1.05, -0.8}}
	case Square, emptySquare:
		return [][2]float64{{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}}
	case Diamond, emptyDia:
		return [][2]float64{{0, 1.25}, {1.25, 0}, {0, -1.25}, {-1.25, 0}}
	case arrow, emptyArrow:
		return [][2]float64{{0, 1.25}, {1, -1}, {0, -0.4}, {-1, -1}}
	}
	return nil
}

// filled reports whether the symbol is more than an outline.
func (s Symbol) filled() bool {
	switch s {
	case ring, emptyTri, emptySquare, emptyDia, emptyArrow:
		return false
	}
	return true
}

// paint draws the symbol.
func (s Symbol) paint(c draw.Canvas, of color.Color, at vg.Point, radius vg.Length) {
	var path vg.Path
	for i, corner := range s.corners() {
		to := vg.Point{X: at.X + radius*vg.Length(corner[0]), Y: at.Y + radius*vg.Length(corner[1])}
		if i == 0 {
			path.Move(to)
		} else {
			path.Line(to)
		}
	}
	if path == nil {
		path.Move(vg.Point{X: at.X + radius, Y: at.Y})
		path.Arc(at, radius, 0, 2*math.Pi)
	}
	path.Close()
	if s.filled() {
		c.SetColor(of)
		c.Fill(path)
		return
	}
	c.SetColor(color.White)
	c.Fill(path)
	c.SetLineStyle(draw.LineStyle{Color: of, Width: px(1.6)})
	c.Stroke(path)
}
