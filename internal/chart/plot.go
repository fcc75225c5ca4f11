package chart

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// plot is the panel as gonum draws it on a place of a size, without its name.
func (p Panel) plot(wide, high vg.Length) *plot.Plot {
	out := plot.New()
	out.BackgroundColor = color.Transparent
	for _, a := range []*plot.Axis{&out.X, &out.Y} {
		a.Color, a.Tick.Color, a.Tick.Label.Color = rule, rule, faded
		a.Tick.Label.Font, a.Label.TextStyle.Font = style(12, faded, "").Font, style(12.5, ink, "").Font
		a.Label.TextStyle.Color = ink
		a.Label.Padding, a.Padding = px(4), px(2)
		a.Tick.Length = px(4)
	}
	wide -= px(leftMargin + rightMargin)
	if p.Small != "" {
		wide += px(leftMargin + rightMargin - smallMargin - smallGap)
	}
	high -= px(float64(nameHeight + p.X.labelHeight()))
	out.X.Tick.Marker, out.Y.Tick.Marker = p.X.ticker(wide, false), p.Y.ticker(high, true)
	p.fill(out, high)
	p.setX(&out.X)
	p.setY(&out.Y)
	return out
}

// fill adds what the panel draws, from what lies behind to what lies before it.
func (p Panel) fill(out *plot.Plot, high vg.Length) {
	if p.Heat == nil {
		out.Add(gridLines{})
	} else {
		out.Add(p.Heat)
		out.Y.Min, out.Y.Max = -0.5, float64(len(p.Y.Categories))-0.5
		flipped := p.Y // the first row is at the top
		flipped.Categories = slices.Clone(p.Y.Categories)
		slices.Reverse(flipped.Categories)
		out.Y.Tick.Marker = flipped.ticker(high, true)
	}
	from, to := p.stack()
	slot, slots := p.slots()
	for depth := range depths {
		for i, s := range p.Series {
			if s.depth() == depth {
				out.Add(painted{s, from[i], to[i], slot[i], slots})
			}
		}
	}
	for _, l := range p.Limits {
		out.Add(limitLine{l})
	}
	if slices.ContainsFunc(p.Series, func(s Series) bool { return s.Labels != nil }) {
		out.Add(pointLabels{p.Series})
	}
	for _, l := range p.Marks {
		out.Add(markLine{l})
	}
}

// setX gives the x axis its ends, its scale and the direction of its labels. Until then it ends where the data does.
func (p Panel) setX(x *plot.Axis) {
	if p.X.Categories != nil {
		x.Min, x.Max = -0.5, float64(len(p.X.Categories))-0.5
	}
	if p.X.turned() {
		x.Tick.Label.Rotation, x.Tick.Label.XAlign, x.Tick.Label.YAlign = turnedBy, text.XRight, text.YCenter
	}
	if p.X.Log {
		x.Scale = plot.LogScale{}
		if !(x.Max > x.Min) {
			x.Min, x.Max = x.Min/2, x.Max*2
		}
	}
	if p.X.Max > p.X.Min {
		x.Min, x.Max = p.X.Min, p.X.Max
	}
}

// setY gives the y axis its ends and its scale. Until then it ends where the data does.
func (p Panel) setY(y *plot.Axis) {
	if p.Y.Log {
		y.Scale = plot.LogScale{}
	}
	switch {
	case p.Y.Max > p.Y.Min:
		y.Min, y.Max = p.Y.Min, p.Y.Max
	case p.Y.Log:
		low, high := decades(y.Min, y.Max)
		y.Min, y.Max = math.Pow10(low), math.Pow10(high)
	case p.Y.Categories == nil:
		if p.Y.FromZero {
			y.Min = 0
		}
		p.Y.endAtTicks(y)
	}
}

// endAtTicks ends a linear axis at the labels around the data.
func (a Axis) endAtTicks(y *plot.Axis) {
	ticks := NiceTicks(y.Min, y.Max, YTicks)
	if len(ticks) < 2 {
		return
	}
	step := ticks[1] - ticks[0]
	y.Min, y.Max = math.Floor(y.Min/step+1e-9)*step, math.Ceil(y.Max/step-1e-9)*step
	var labelled plot.ConstantTicks
	for k := range int(math.Round((y.Max-y.Min)/step)) + 1 {
		v := (math.Round(y.Min/step) + float64(k)) * step
		labelled = append(labelled, plot.Tick{Value: v, Label: a.Format.Text(v)})
	}
	y.Tick.Marker = labelled
}
