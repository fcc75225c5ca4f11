package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// pointLabels are the texts beside dots as gonum's plots take them.
type pointLabels struct{ series []Series }

// Plot writes each text on the first side of its dot that is free of other texts, of dots and of lines. A side that is
// free of error bars and of dots without a text as well comes before; where none is free, the legend alone tells the
// dot.
func (l pointLabels) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	var taken []vg.Rectangle
	each := func(do func(s Series, i int, at vg.Point, r vg.Length)) {
		for _, s := range l.series {
			if s.Shape != Dot || s.Labels == nil {
				continue
			}
			for i, x := range s.X {
				if Finite(x) && Finite(s.Y[i]) {
					do(s, i, vg.Point{X: toX(x), Y: toY(s.Y[i])}, px(s.dotSize()*0.45))
				}
			}
		}
	}
	each(func(_ Series, _ int, at vg.Point, r vg.Length) {
		taken = append(taken, around(at, at, r))
	})
	for _, s := range l.series {
		if s.Shape == Line {
			for i := 1; i < s.Len(); i++ { // a box around a piece, which is thin where the line runs along an axis
				from, to := vg.Point{X: toX(s.X[i-1]), Y: toY(s.Y[i-1])}, vg.Point{X: toX(s.X[i]), Y: toY(s.Y[i])}
				taken = append(taken, around(from, to, px(1)))
			}
		}
	}
	bars := l.bars(toX, toY)
	st := style(11, ink, "")
	each(func(s Series, i int, at vg.Point, r vg.Length) {
		if s.Labels[i] == "" {
			return
		}
		wide, tall, gap := st.Width(s.Labels[i]), px(12), r+px(3)
		right, left := at.X+gap, at.X-gap-wide
		above, below := at.Y+px(3), at.Y-px(2)-tall
		corners := []vg.Point{ // the lower left of the text
			{X: right, Y: at.Y - tall/2}, {X: right, Y: above}, {X: right, Y: below},
			{X: left, Y: at.Y - tall/2}, {X: left, Y: above}, {X: left, Y: below},
			{X: right, Y: above + tall/2}, {X: right, Y: below - tall/2},
			{X: left, Y: above + tall/2}, {X: left, Y: below - tall/2},
			{X: at.X - wide/2, Y: at.Y + gap}, {X: at.X - wide/2, Y: at.Y - gap - tall},
		}
		for _, avoided := range [][]vg.Rectangle{bars, nil} {
			for _, corner := range corners {
				box := vg.Rectangle{Min: corner, Max: vg.Point{X: corner.X + wide, Y: corner.Y + tall}}
				if !c.Contains(box.Min) || !c.Contains(box.Max) || touches(box, taken) || touches(box, avoided) {
					continue
				}
				taken = append(taken, box)
				c.FillText(st, vg.Point{X: corner.X, Y: box.Max.Y}, s.Labels[i])
				return
			}
		}
	})
}

// bars are what texts had better not cover: error bars, and dots without a text.
func (l pointLabels) bars(toX, toY func(float64) vg.Length) (list []vg.Rectangle) {
	for _, s := range l.series {
		if s.Shape != Dot {
			continue
		}
		for i, x := range s.X {
			low, high, r := s.Y[i], s.Y[i], px(s.dotSize()*0.45)
			if s.Low != nil {
				low, high, r = s.Low[i], s.High[i], px(1)
			} else if s.Labels != nil {
				continue
			}
			if Finite(x) && Finite(low) && Finite(high) {
				list = append(list, around(vg.Point{X: toX(x), Y: toY(low)}, vg.Point{X: toX(x), Y: toY(high)}, r))
			}
		}
	}
	return list
}

// around is the rectangle of two points with so much space around them.
func around(a, b vg.Point, r vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: min(a.X, b.X) - r, Y: min(a.Y, b.Y) - r},
		Max: vg.Point{X: max(a.X, b.X) + r, Y: max(a.Y, b.Y) + r}}
}

func touches(box vg.Rectangle, others []vg.Rectangle) bool {
	for _, o := range others {
		if box.Min.X < o.Max.X && o.Min.X < box.Max.X && box.Min.Y < o.Max.Y && o.Min.Y < box.Max.Y {
			return true
		}
	}
	return false
}
