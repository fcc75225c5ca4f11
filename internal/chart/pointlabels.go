package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// pointLabels are the texts beside dots as gonum's plots take them.
type pointLabels struct{ series []Series }

// Plot writes each text on the first side of its dot that is free of other texts and dots; where none is, the legend
// alone tells the dot.
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
		taken = append(taken, vg.Rectangle{Min: vg.Point{X: at.X - r, Y: at.Y - r}, Max: vg.Point{X: at.X + r, Y: at.Y + r}})
	})
	st := style(11, ink, "")
	each(func(s Series, i int, at vg.Point, r vg.Length) {
		if s.Labels[i] == "" {
			return
		}
		wide, tall, gap := st.Width(s.Labels[i]), px(12), r+px(3)
		for _, corner := range []vg.Point{ // the lower left of the text: at the right, the left, above, below
			{X: at.X + gap, Y: at.Y - tall/2}, {X: at.X - gap - wide, Y: at.Y - tall/2},
			{X: at.X - wide/2, Y: at.Y + gap}, {X: at.X - wide/2, Y: at.Y - gap - tall},
			{X: at.X + gap, Y: at.Y + gap/2}, {X: at.X - gap - wide, Y: at.Y + gap/2},
			{X: at.X + gap, Y: at.Y - gap/2 - tall}, {X: at.X - gap - wide, Y: at.Y - gap/2 - tall},
		} {
			box := vg.Rectangle{Min: corner, Max: vg.Point{X: corner.X + wide, Y: corner.Y + tall}}
			if box.Min.X < c.Min.X || box.Max.X > c.Max.X || box.Min.Y < c.Min.Y || box.Max.Y > c.Max.Y || touches(box, taken) {
				continue
			}
			taken = append(taken, box)
			c.FillText(st, vg.Point{X: corner.X, Y: box.Max.Y}, s.Labels[i])
			return
		}
	})
}

func touches(box vg.Rectangle, others []vg.Rectangle) bool {
	for _, o := range others {
		if box.Min.X < o.Max.X && o.Min.X < box.Max.X && box.Min.Y < o.Max.Y && o.Min.Y < box.Max.Y {
			return true
		}
	}
	return false
}
