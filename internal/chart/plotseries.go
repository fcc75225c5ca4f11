package chart

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	// picturePoints is how many points of a curve the picture has: as many as the eye can tell apart.
	picturePoints = 300
	// pictureDots is how many dots of a scatter the picture has at most, which keeps its file small.
	pictureDots = 2000
	// bandStrength is how much of its line's colour a band has.
	bandStrength = 0.25
	// faintStrength is how much of its colour a faint dot has.
	faintStrength = 0.45
)

// painted is a series as gonum's plots take it.
type painted struct {
	Series
	from, to    []float64 // of a stacked series: the values that it reaches from and to
	slot, slots int       // of columns: their place, and how many stand side by side
}

// DataRange says what the axes have to hold.
func (s painted) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, x := range s.X {
		y := s.Y[i]
		if s.to != nil {
			y = s.to[i]
		}
		list := []float64{y}
		if s.Low != nil && (s.Shape == Band || Finite(y)) {
			list = append(list, s.Low[i], s.High[i])
		}
		for _, y := range list {
			if Finite(x) && Finite(y) {
				xmin, xmax, ymin, ymax = min(xmin, x), max(xmax, x), min(ymin, y), max(ymax, y)
			}
		}
	}
	return xmin, xmax, ymin, ymax
}

// Plot draws the series.
func (s painted) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	at := func(x, y float64) vg.Point { return vg.Point{X: toX(x), Y: toY(y)} }
	switch s.Shape {
	case Band:
		s.plotBand(c, at)
	case Dot:
		s.plotDots(c, at)
	case Column:
		s.plotColumns(c, p, at)
	case Bar:
		width := min(px(36), (c.Max.X-c.Min.X)/vg.Length(3*max(1, s.Len())))
		for i, x := range s.X {
			c.FillPolygon(s.Color, rectangle(toX(x)-width, toY(s.from[i]), toX(x)+width, toY(s.to[i])))
		}
	case Area:
		s.plotArea(c, at)
	case Mark:
		for i, x := range s.X {
			if Finite(s.Y[i]) {
				diamond(c, s, at(x, s.Y[i]))
			}
		}
	default:
		s.plotLine(c, at)
	}
}

// onto says where a value stands on the canvas.
type onto func(x, y float64) vg.Point

func (s painted) plotBand(c draw.Canvas, at onto) {
	for _, piece := range s.outlines() {
		outline := make([]vg.Point, len(piece))
		for i, v := range piece {
			outline[i] = at(v[0], v[1])
		}
		c.FillPolygon(sheer(s.Color, bandStrength), outline)
	}
}

func (s painted) plotDots(c draw.Canvas, at onto) {
	few := s
	few.Series = s.Sparse(pictureDots)
	few.whiskers(c, at, 0)
	of := color.Color(s.Color)
	if s.Faint {
		of = sheer(s.Color, faintStrength)
	}
	for i, x := range few.X {
		if Finite(x) && Finite(few.Y[i]) {
			s.Symbol.paint(c, of, at(x, few.Y[i]), px(s.dotSize()*0.45))
		}
	}
}

func (s painted) plotColumns(c draw.Canvas, p *plot.Plot, at onto) {
	categories := max(1, len(p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max)))
	group := min(px(44)*vg.Length(s.slots), (c.Max.X-c.Min.X)/vg.Length(categories)*0.8)
	width := group / vg.Length(s.slots)
	aside := width*(vg.Length(s.slot)+0.5) - group/2
	foot := max(p.Y.Min, min(p.Y.Max, 0))
	for i, x := range s.X {
		if Finite(s.Y[i]) {
			top := at(x, s.Y[i])
			middle := top.X + aside
			c.FillPolygon(s.Color, rectangle(middle-0.45*width, at(x, foot).Y, middle+0.45*width, top.Y))
		}
	}
	s.whiskers(c, at, aside)
}

// plotArea fills what a stacked series takes, with its upper edge as a line of dots.
func (s painted) plotArea(c draw.Canvas, at onto) {
	var upper []vg.Point
	for i, x := range s.X {
		upper = append(upper, at(x, s.to[i]))
	}
	outline := slices.Clone(upper)
	for i := s.Len() - 1; i >= 0; i-- {
		outline = append(outline, at(s.X[i], s.from[i]))
	}
	c.FillPolygon(s.Color, outline)
	c.StrokeLines(draw.LineStyle{Color: s.Color, Width: px(1.5)}, upper)
	for _, point := range upper {
		c.DrawGlyph(draw.GlyphStyle{Color: s.Color, Radius: px(2.5), Shape: draw.CircleGlyph{}}, point)
	}
}

// plotLine draws the pieces of a line between its gaps. A piece of one point is a dot.
func (s painted) plotLine(c draw.Canvas, at onto) {
	var piece []vg.Point
	flush := func() {
		switch {
		case len(piece) == 1:
			c.DrawGlyph(draw.GlyphStyle{Color: s.stroke().Color, Radius: px(2.5), Shape: draw.CircleGlyph{}}, piece[0])
		case len(piece) > 1:
			c.StrokeLines(s.stroke(), piece)
		}
		piece = nil
	}
	few := s.Thin(picturePoints)
	for i, x := range few.X {
		if Finite(few.Y[i]) {
			piece = append(piece, at(x, few.Y[i]))
		} else {
			flush()
		}
	}
	flush()
}

func diamond(c draw.Canvas, s painted, at vg.Point) {
	r := px(6)
	c.FillPolygon(s.Color, []vg.Point{
		{X: at.X - r, Y: at.Y}, {X: at.X, Y: at.Y + r}, {X: at.X + r, Y: at.Y}, {X: at.X, Y: at.Y - r}})
}

// whiskers draws the error bars, moved aside by a length.
func (s painted) whiskers(c draw.Canvas, at onto, aside vg.Length) {
	if !s.ranged() {
		return
	}
	for i, x := range s.X {
		if !Finite(s.Y[i]) || !Finite(s.Low[i]) || !Finite(s.High[i]) {
			continue
		}
		low, high, end := at(x, s.Low[i]), at(x, s.High[i]), px(4)
		low.X, high.X = low.X+aside, high.X+aside
		st := draw.LineStyle{Color: s.Color, Width: px(1.3)}
		if s.Shape == Column {
			st.Color = ink
		}
		c.StrokeLine2(st, low.X, low.Y, high.X, high.Y)
		c.StrokeLine2(st, low.X-end, low.Y, low.X+end, low.Y)
		c.StrokeLine2(st, high.X-end, high.Y, high.X+end, high.Y)
	}
}

// stroke is how the series' line is drawn.
func (s Series) stroke() draw.LineStyle {
	st := draw.LineStyle{Color: s.Color, Width: px(2)}
	switch s.Shape {
	case Dashed:
		st.Width, st.Dashes = px(1.5), s.lengths()
	case Line:
		st.Dashes = s.lengths()
	case Raw:
		st.Width, st.Color = px(1), soft(s.Color, 0.4)
	}
	return st
}

// depths is how many layers of series lie before each other.
const depths = 3

// depth is the layer of a series: bands lie behind, raw curves and faint dots before them, and the rest before both.
func (s Series) depth() int {
	switch {
	case s.Shape == Band:
		return 0
	case s.Shape == Raw, s.Faint:
		return 1
	}
	return 2
}

// outlines are what a band fills: one closed line of points (x, y) for each piece between gaps.
func (s Series) outlines() (pieces [][][2]float64) {
	var upper, lower [][2]float64
	flush := func() {
		if len(upper) > 0 {
			slices.Reverse(lower)
			pieces = append(pieces, append(upper, lower...))
		}
		upper, lower = nil, nil
	}
	for i, x := range s.X {
		if !Finite(x) || !Finite(s.Low[i]) || !Finite(s.High[i]) {
			flush()
			continue
		}
		upper, lower = append(upper, [2]float64{x, s.High[i]}), append(lower, [2]float64{x, s.Low[i]})
	}
	flush()
	return pieces
}
