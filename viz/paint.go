package viz

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The static picture is painted on white with dark text: it stands where no script can ask for the page's colours.
var (
	ink   = color.RGBA{0x1F, 0x23, 0x28, 0xFF}
	faded = color.RGBA{0x59, 0x63, 0x6E, 0xFF}
	rule  = color.RGBA{0xE1, 0xE4, 0xE8, 0xFF}
)

// yTicks is about how many parts a y axis is split into.
const yTicks = 5

const (
	pictureWidth = 720 // CSS pixels
	pictureDPI   = 144 // one and a half device pixels a CSS pixel
	margin       = 14  // CSS pixels
	// picturePoints of a curve are as many as the eye can tell apart in the picture, and keep its file small.
	picturePoints = 320
)

// px is a length in CSS pixels, of which there are 96 an inch.
func px(n float64) vg.Length { return vg.Length(n) * vg.Inch / 96 }

// PNG is the static picture, 1080 pixels wide.
func (f *Figure) PNG() ([]byte, error) {
	w, h := px(pictureWidth), f.pictureHeight()
	canvas := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(pictureDPI), vgimg.UseBackgroundColor(color.White))
	if err := f.paint(draw.New(canvas)); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, fewColors(canvas.Image())); err != nil {
		return nil, fmt.Errorf("viz: picture of %q: %w", f.Title, err)
	}
	return out.Bytes(), nil
}

// SVG is the static picture as vectors.
func (f *Figure) SVG() ([]byte, error) {
	canvas := vgsvg.New(px(pictureWidth), f.pictureHeight())
	if err := f.paint(draw.New(canvas)); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("viz: picture of %q: %w", f.Title, err)
	}
	return out.Bytes(), nil
}

// fewColors is the picture with at most 256 colours, which makes its file a third as large.
func fewColors(img image.Image) image.Image {
	for _, bits := range []uint{8, 6, 5, 4, 3} {
		if p := posterize(img, bits); p != nil {
			return p
		}
	}
	return img
}

// posterize keeps the given number of bits of each channel; nil when the picture has more than 256 colours even so.
func posterize(img image.Image, bits uint) image.Image {
	top := uint32(1)<<bits - 1
	level := func(v uint32) uint8 { return uint8(((v>>8)*top + 127) / 255 * 255 / top) }
	bounds := img.Bounds()
	out := image.NewPaletted(bounds, nil)
	index := map[color.RGBA]uint8{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			c := color.RGBA{level(r), level(g), level(b), 0xFF}
			i, ok := index[c]
			if !ok {
				if len(out.Palette) == 256 {
					return nil
				}
				i = uint8(len(out.Palette))
				index[c] = i
				out.Palette = append(out.Palette, c)
			}
			out.SetColorIndex(x, y, i)
		}
	}
	return out
}

func style(size float64, c color.Color, weight string) text.Style {
	f := font.Font{Typeface: "Liberation", Variant: "Sans", Size: px(size)}
	if weight == "bold" {
		f.Weight = 3 // font.WeightBold of golang.org/x/image
	}
	return text.Style{Color: c, Font: f, YAlign: text.YTop, Handler: plot.DefaultTextHandler}
}

// wrap breaks s into lines that fit the width.
func wrap(s string, st text.Style, width vg.Length) (lines []string) {
	current := ""
	for _, word := range strings.Fields(s) {
		longer := strings.TrimSpace(current + " " + word)
		if current != "" && st.Width(longer) > width {
			lines = append(lines, current)
			longer = word
		}
		current = longer
	}
	if current != "" {
		lines = append(lines, current)
	}
	return lines
}

// heading is the lines above the chart and the height they take.
func (f *Figure) heading() (title, subtitle []string, height vg.Length) {
	width := px(pictureWidth - 2*margin)
	title = wrap(f.Title, style(16, ink, "bold"), width)
	subtitle = wrap(f.Subtitle, style(12.5, faded, ""), width)
	return title, subtitle, px(float64(21*len(title) + 17*len(subtitle) + 8))
}

func (f *Figure) pictureHeight() vg.Length {
	_, _, height := f.heading()
	return height + px(float64(f.Height+2*margin))
}

// paint draws the whole figure.
func (f *Figure) paint(c draw.Canvas) error {
	c = draw.Crop(c, px(margin), -px(margin), px(margin), -px(margin))
	title, subtitle, height := f.heading()
	y := c.Max.Y
	for _, l := range title {
		c.FillText(style(16, ink, "bold"), vg.Point{X: c.Min.X, Y: y}, l)
		y -= px(21)
	}
	for _, l := range subtitle {
		c.FillText(style(12.5, faded, ""), vg.Point{X: c.Min.X, Y: y}, l)
		y -= px(17)
	}
	c = draw.Crop(c, 0, 0, 0, -height)
	if f.message != "" {
		st := style(14, faded, "")
		for i, l := range wrap(f.message, st, c.Max.X-c.Min.X) {
			c.FillText(st, vg.Point{X: c.Min.X, Y: c.Max.Y - px(float64(14+20*i))}, l)
		}
		return nil
	}
	if names := legend(f.panels); len(names) > 0 {
		paintLegend(c, names)
		c = draw.Crop(c, 0, 0, 0, -px(legendHeight))
	}
	return paintPanels(c, f.panels)
}

// paintLegend sets the names in one row and says how many found no place.
func paintLegend(c draw.Canvas, names []series) {
	st := style(12.5, ink, "")
	x, y := c.Min.X, c.Max.Y
	for i, s := range names {
		width := px(24) + st.Width(s.name) + px(18)
		if x+width > c.Max.X-px(60) && i < len(names)-1 {
			c.FillText(st, vg.Point{X: x, Y: y}, fmt.Sprintf("and %d more", len(names)-i))
			return
		}
		middle := y - px(8)
		if s.stacked() {
			c.FillPolygon(s.color, rectangle(x, middle-px(5), x+px(18), middle+px(5)))
		} else {
			c.StrokeLine2(s.stroke(), x, middle, x+px(18), middle)
		}
		c.FillText(st, vg.Point{X: x + px(24), Y: y}, s.name)
		x += width
	}
}

func paintPanels(c draw.Canvas, panels []panel) error {
	column := make([][]*plot.Plot, len(panels))
	for i, p := range panels {
		drawn := p.plot()
		if i == len(panels)-1 {
			drawn.X.Label.Text = p.x.name
		}
		column[i] = []*plot.Plot{drawn}
	}
	tiles := draw.Tiles{Rows: len(panels), Cols: 1, PadY: px(10)}
	for i, row := range plot.Align(column, tiles, c) {
		at := row[0]
		at.FillText(style(12.5, ink, ""), vg.Point{X: c.Min.X, Y: at.Max.Y}, panels[i].y.name)
		// gonum ends the axis where the last label would touch the canvas, so the name's room is taken from the top.
		column[i][0].Draw(draw.Crop(at, 0, 0, 0, -px(22)))
	}
	return nil
}

// plot is the panel as gonum draws it, without its name.
func (p panel) plot() *plot.Plot {
	out := plot.New()
	out.BackgroundColor = color.Transparent
	for _, a := range []*plot.Axis{&out.X, &out.Y} {
		a.Color, a.Tick.Color, a.Tick.Label.Color = rule, rule, faded
		a.Tick.Label.Font, a.Label.TextStyle.Font = style(12, faded, "").Font, style(12.5, ink, "").Font
		a.Label.TextStyle.Color = ink
		a.Label.Padding, a.Padding = px(4), px(2)
		a.Tick.Length = px(4)
	}
	out.X.Tick.Marker, out.Y.Tick.Marker = p.x.ticker(), p.y.ticker()
	out.Add(gridLines{})
	from, to := p.stack()
	for _, behind := range []bool{true, false} {
		for i, s := range p.series {
			if (s.shape == raw) == behind {
				out.Add(painted{s, from[i], to[i]})
			}
		}
	}
	for _, l := range p.limits {
		out.Add(limitLine{l})
	}
	if p.x.categories != nil {
		out.X.Min, out.X.Max = -0.5, float64(len(p.x.categories))-0.5
	}
	if p.x.log {
		out.X.Scale = plot.LogScale{}
	}
	if p.y.log {
		out.Y.Scale = plot.LogScale{}
	} else {
		if p.y.fromZero {
			out.Y.Min = 0
		}
		// The axis ends at the labels around the data.
		if ticks := niceTicks(out.Y.Min, out.Y.Max, yTicks); len(ticks) > 1 {
			step := ticks[1] - ticks[0]
			out.Y.Min, out.Y.Max = math.Floor(out.Y.Min/step+1e-9)*step, math.Ceil(out.Y.Max/step-1e-9)*step
			var labelled plot.ConstantTicks
			for k := range int(math.Round((out.Y.Max-out.Y.Min)/step)) + 1 {
				v := (math.Round(out.Y.Min/step) + float64(k)) * step
				labelled = append(labelled, plot.Tick{Value: v, Label: p.y.format.text(v)})
			}
			out.Y.Tick.Marker = labelled
		}
	}
	if p.x.max > p.x.min {
		out.X.Min, out.X.Max = p.x.min, p.x.max
	}
	return out
}

// ticker labels the axis in its own format.
func (a axis) ticker() plot.Ticker {
	return plot.TickerFunc(func(low, high float64) []plot.Tick {
		switch {
		case a.categories != nil:
			ticks := make([]plot.Tick, len(a.categories))
			for i, name := range a.categories {
				ticks[i] = plot.Tick{Value: float64(i), Label: name}
			}
			return ticks
		case a.ticks != nil:
			return a.spread(low, high)
		}
		var ticks []plot.Tick
		if a.log {
			ticks = plot.LogTicks{Prec: -1}.Ticks(low, high)
		} else {
			for _, v := range niceTicks(low, high, yTicks) {
				ticks = append(ticks, plot.Tick{Value: v, Label: "labelled"})
			}
		}
		var labelled []plot.Tick
		for _, t := range ticks {
			if !t.IsMinor() {
				t.Label = a.format.text(t.Value)
				labelled = append(labelled, t)
			}
		}
		return labelled
	})
}

// spread labels the given ticks, leaving out labels that would touch the one before.
func (a axis) spread(low, high float64) (ticks []plot.Tick) {
	const apart = 0.05 // of the axis' length
	place := func(v float64) float64 { return (v - low) / (high - low) }
	if a.log {
		place = func(v float64) float64 { return math.Log(v/low) / math.Log(high/low) }
	}
	last := math.Inf(-1)
	for _, v := range a.ticks {
		t := plot.Tick{Value: v}
		if at := place(v); at-last >= apart {
			t.Label, last = a.format.text(v), at
		}
		ticks = append(ticks, t)
	}
	return ticks
}

// stroke is how the series' line is drawn.
func (s series) stroke() draw.LineStyle {
	st := draw.LineStyle{Color: s.color, Width: px(2)}
	switch s.shape {
	case dashed:
		st.Width, st.Dashes = px(1.5), []vg.Length{px(5), px(4)}
	case raw:
		st.Width, st.Color = px(1), soft(s.color, 0.4)
	}
	return st
}

// soft is c mixed with white, so that the picture needs no transparency.
func soft(c color.RGBA, part float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(part*float64(v) + (1-part)*255) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xFF}
}

// painted is a series as gonum's plots take it. Stacked series have the values they reach from and to.
type painted struct {
	series
	from, to []float64
}

// DataRange says what the axes have to hold.
func (s painted) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, x := range s.x {
		y := s.y[i]
		if s.to != nil {
			y = s.to[i]
		}
		if finite(x) && finite(y) {
			xmin, xmax, ymin, ymax = min(xmin, x), max(xmax, x), min(ymin, y), max(ymax, y)
		}
	}
	return xmin, xmax, ymin, ymax
}

// Plot draws the series.
func (s painted) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	at := func(x, y float64) vg.Point { return vg.Point{X: toX(x), Y: toY(y)} }
	switch s.shape {
	case bar:
		width := min(px(36), (c.Max.X-c.Min.X)/vg.Length(3*max(1, s.len())))
		for i, x := range s.x {
			c.FillPolygon(s.color, rectangle(toX(x)-width, toY(s.from[i]), toX(x)+width, toY(s.to[i])))
		}
	case area:
		var outline []vg.Point
		var upper []vg.Point
		for i, x := range s.x {
			upper = append(upper, at(x, s.to[i]))
		}
		outline = append(outline, upper...)
		for i := s.len() - 1; i >= 0; i-- {
			outline = append(outline, at(s.x[i], s.from[i]))
		}
		c.FillPolygon(s.color, outline)
		c.StrokeLines(draw.LineStyle{Color: s.color, Width: px(1.5)}, upper)
		for _, point := range upper {
			c.DrawGlyph(draw.GlyphStyle{Color: s.color, Radius: px(2.5), Shape: draw.CircleGlyph{}}, point)
		}
	case mark:
		for i, x := range s.x {
			if !finite(s.y[i]) {
				continue
			}
			at := at(x, s.y[i])
			r := px(6)
			c.FillPolygon(s.color, []vg.Point{{X: at.X - r, Y: at.Y}, {X: at.X, Y: at.Y + r}, {X: at.X + r, Y: at.Y}, {X: at.X, Y: at.Y - r}})
		}
	default:
		var run []vg.Point
		flush := func() {
			switch {
			case len(run) == 1:
				c.DrawGlyph(draw.GlyphStyle{Color: s.stroke().Color, Radius: px(2.5), Shape: draw.CircleGlyph{}}, run[0])
			case len(run) > 1:
				c.StrokeLines(s.stroke(), run)
			}
			run = nil
		}
		few := s.thin(picturePoints)
		for i, x := range few.x {
			if finite(few.y[i]) {
				run = append(run, at(x, few.y[i]))
			} else {
				flush()
			}
		}
		flush()
	}
}

// limitLine is a limit as gonum's plots take it.
type limitLine struct{ limit }

// DataRange makes room for the line.
func (l limitLine) DataRange() (xmin, xmax, ymin, ymax float64) {
	return math.Inf(1), math.Inf(-1), l.value, l.value
}

// Plot draws the line and its name above it.
func (l limitLine) Plot(c draw.Canvas, p *plot.Plot) {
	_, toY := p.Transforms(&c)
	y := toY(l.value)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: px(1.5), Dashes: []vg.Length{px(6), px(4)}}, c.Min.X, y, c.Max.X, y)
	st := style(12, ink, "")
	st.YAlign = text.YBottom
	c.FillText(st, vg.Point{X: c.Min.X + px(6), Y: y + px(3)}, l.name)
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

func rectangle(x0, y0, x1, y1 vg.Length) []vg.Point {
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}
