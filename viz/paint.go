package viz

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"math"
	"slices"
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
	pictureDPI   = 144 // of a saved picture: one and a half device pixels a CSS pixel
	inlineDPI    = 96  // of the picture in a notebook, which must stay small
	margin       = 14  // CSS pixels
	// picturePoints of a curve are as many as the eye can tell apart in the picture, and keep its file small.
	picturePoints = 300
	// pictureDots of a scatter are as many as keep its file small.
	pictureDots = 2000
)

// px is a length in CSS pixels, of which there are 96 an inch.
func px(n float64) vg.Length { return vg.Length(n) * vg.Inch / 96 }

// PNG is the static picture, 1080 pixels wide; the one in a notebook has 720.
func (f *Figure) PNG() ([]byte, error) { return f.png(pictureDPI) }

func (f *Figure) png(dpi int) ([]byte, error) {
	w, h := px(pictureWidth), f.pictureHeight()
	canvas := vgimg.NewWith(vgimg.UseWH(w, h), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(color.White))
	if err := f.paint(draw.New(canvas)); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	few := 64
	var picture image.Image
	switch {
	case f.coarse:
		few = 24
	case dpi == inlineDPI:
		few = 40
	default:
		picture = posterized(canvas.Image())
	}
	if picture == nil {
		picture = commonest(canvas.Image(), few, f.colors())
	}
	if err := encoder.Encode(&out, picture); err != nil {
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

// colors are those of text and of the series, which have to be told apart however little of the picture they take.
func (f *Figure) colors() []color.RGBA {
	list := []color.RGBA{{0xFF, 0xFF, 0xFF, 0xFF}, rule, ink, soft(ink, 0.6), faded, soft(faded, 0.5)}
	for _, s := range legend(f.panels) {
		if !slices.Contains(list, s.color) {
			list = append(list, s.color)
		}
	}
	return list
}

// posterized is the picture with at most 256 colours, which makes its file a third as large; nil where that would turn
// colours into others.
func posterized(img image.Image) image.Image {
	for _, bits := range []uint{8, 6, 5} {
		if p := posterize(img, bits); p != nil {
			return p
		}
	}
	return nil
}

// commonest is the picture in the colours to keep and those of its largest parts. The others, which soften edges, become
// the nearest of them.
func commonest(img image.Image, most int, keep []color.RGBA) image.Image {
	bounds := img.Bounds()
	at := func(x, y int) color.RGBA {
		r, g, b, _ := img.At(x, y).RGBA()
		return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(b >> 8), 0xFF}
	}
	counts := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	palette := slices.Clone(keep[:min(most, len(keep))])
	for _, c := range all {
		if len(palette) < most && !slices.Contains(palette, c) {
			palette = append(palette, c)
		}
	}
	out := image.NewPaletted(bounds, nil)
	for _, c := range palette {
		out.Palette = append(out.Palette, c)
	}
	index := make(map[color.RGBA]uint8, len(all))
	for _, c := range all {
		best := math.MaxInt
		for i, p := range palette {
			r, g, b := int(c.R)-int(p.R), int(c.G)-int(p.G), int(c.B)-int(p.B)
			if d := r*r + g*g + b*b; d < best {
				best, index[c] = d, uint8(i)
			}
		}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
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
	if _, rows := legendSpots(legend(f.panels)); rows > px(legendHeight) {
		height += rows - px(legendHeight)
	}
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
	names := legend(f.panels)
	paintLegend(c, names)
	_, height = legendSpots(names)
	c = draw.Crop(c, 0, 0, 0, -height)
	f.paintPanels(c)
	return nil
}

// legendRows is the most rows that the legend of a picture has.
const legendRows = 3

// spot is where a name of the legend stands, from the legend's upper left.
type spot struct{ x, y vg.Length }

// legendSpots are the places of as many names as the rows hold, with how high the legend is.
func legendSpots(names []series) (spots []spot, height vg.Length) {
	if len(names) == 0 {
		return nil, 0
	}
	const rowHeight, more = 20, 90
	st := style(12.5, ink, "")
	x, row, full := vg.Length(0), 0, px(pictureWidth-2*margin)
	for i, s := range names {
		width := px(24) + st.Width(s.name)
		room := full
		if row == legendRows-1 && i < len(names)-1 {
			room -= px(more) // for the word on the others
		}
		if x > 0 && x+width > room {
			if row == legendRows-1 {
				break
			}
			x, row = 0, row+1
		}
		spots = append(spots, spot{x, px(rowHeight * float64(row))})
		x += width + px(18)
	}
	return spots, px(legendHeight + rowHeight*float64(row))
}

// paintLegend sets the names and says how many found no place.
func paintLegend(c draw.Canvas, names []series) {
	st := style(12.5, ink, "")
	spots, _ := legendSpots(names)
	for i, at := range spots {
		s, x, y := names[i], c.Min.X+at.x, c.Max.Y-at.y
		middle := y - px(8)
		switch {
		case s.stacked(), s.shape == column:
			c.FillPolygon(s.color, rectangle(x, middle-px(5), x+px(18), middle+px(5)))
		case s.shape == dot:
			c.DrawGlyph(draw.GlyphStyle{Color: s.color, Radius: px(4.5), Shape: s.symbol.glyph()}, vg.Point{X: x + px(10), Y: middle})
		default:
			c.StrokeLine2(s.stroke(), x, middle, x+px(18), middle)
		}
		c.FillText(st, vg.Point{X: x + px(24), Y: y}, s.name)
		if rest := len(names) - len(spots); rest > 0 && i == len(spots)-1 {
			c.FillText(st, vg.Point{X: x + px(42) + st.Width(s.name), Y: y}, fmt.Sprintf("and %s more", Count(int64(rest))))
		}
	}
}

// paintPanels draws the panels above each other, their plots aligned.
func (f *Figure) paintPanels(c draw.Canvas) {
	plots := make([]*plot.Plot, len(f.panels))
	tiles := make([]draw.Canvas, len(f.panels))
	scale := (c.Max.Y - c.Min.Y) / vg.Length(1000)
	var left, right vg.Length
	for i, room := range f.rooms(1000) {
		below := vg.Length(0)
		if f.named(i) {
			below = px(xNameHeight)
		}
		tiles[i] = draw.Crop(c, 0, 0, c.Max.Y-scale*vg.Length(room.to)-c.Min.Y-below, -scale*vg.Length(room.from))
		p := f.panels[i].drawable().padded()
		if f.coarse { // raw curves take most of a small file
			p.series = slices.DeleteFunc(slices.Clone(p.series), func(s series) bool { return s.shape == raw })
		}
		if p.drawing != nil {
			continue
		}
		if p.heat != nil {
			p = p.heat.onAxes(p)
		}
		plots[i] = p.plot()
		if f.named(i) {
			plots[i].X.Label.Text = p.x.name
		}
		data := plots[i].DataCanvas(tiles[i])
		left, right = max(left, data.Min.X-c.Min.X), max(right, c.Max.X-data.Max.X)
	}
	for i, tile := range tiles {
		p := f.panels[i]
		if p.drawing != nil {
			p.drawing.paint(tile)
			continue
		}
		tile.FillText(style(12.5, ink, ""), vg.Point{X: c.Min.X, Y: tile.Max.Y}, p.y.name)
		if p.heat != nil {
			p.heat.paintScale(tile)
		}
		data := plots[i].DataCanvas(tile)
		// gonum ends the axis where the last label would touch the canvas, so the name's room is taken from the top.
		plots[i].Draw(draw.Crop(tile, left-(data.Min.X-c.Min.X), -(right - (c.Max.X - data.Max.X)), 0, -px(22)))
	}
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
	if p.heat != nil { // its first row is at the top
		flipped := p.y
		flipped.categories = slices.Clone(p.y.categories)
		slices.Reverse(flipped.categories)
		out.Y.Tick.Marker = flipped.ticker()
	}
	if p.heat == nil {
		out.Add(gridLines{})
	} else {
		out.Add(p.heat)
		out.Y.Min, out.Y.Max = -0.5, float64(len(p.y.categories))-0.5
	}
	from, to := p.stack()
	slot, slots := p.slots()
	for _, depth := range []int{0, 1, 2} {
		for i, s := range p.series {
			if s.depth() == depth {
				out.Add(painted{s, from[i], to[i], slot[i], slots})
			}
		}
	}
	for _, l := range p.limits {
		out.Add(limitLine{l})
	}
	for _, l := range p.marks {
		out.Add(markLine{l})
	}
	if p.x.categories != nil {
		out.X.Min, out.X.Max = -0.5, float64(len(p.x.categories))-0.5
	}
	if p.x.turned() {
		out.X.Tick.Label.Rotation, out.X.Tick.Label.XAlign, out.X.Tick.Label.YAlign = 0.87, text.XRight, text.YCenter
	}
	if p.x.log {
		out.X.Scale = plot.LogScale{}
		if !(out.X.Max > out.X.Min) {
			out.X.Min, out.X.Max = out.X.Min/2, out.X.Max*2
		}
	}
	switch {
	case p.y.log && !(p.y.max > p.y.min):
		out.Y.Scale = plot.LogScale{}
		low, high := decades(out.Y.Min, out.Y.Max)
		out.Y.Min, out.Y.Max = math.Pow10(low), math.Pow10(high)
	case p.y.log:
		out.Y.Scale = plot.LogScale{}
		out.Y.Min, out.Y.Max = p.y.min, p.y.max
	case p.y.max > p.y.min:
		out.Y.Min, out.Y.Max = p.y.min, p.y.max
	case p.y.categories == nil:
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
			each := a.labelEach()
			for i, name := range a.categories {
				if i%each > 0 {
					name = ""
				}
				if r := []rune(name); len(r) > longestName {
					name = string(r[:longestName-1]) + "…"
				}
				ticks[i] = plot.Tick{Value: float64(i), Label: name}
			}
			return ticks
		case a.ticks != nil:
			return a.spread(low, high)
		}
		var ticks []plot.Tick
		if a.log {
			from, to := decades(low, high)
			for k := from; k <= to; k += 1 + (to-from)/(yTicks+1) {
				ticks = append(ticks, plot.Tick{Value: math.Pow10(k), Label: "labelled"})
			}
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

// labelEach is every how many categories of an axis along the picture have room for their names; 1 where all must stand.
func (a axis) labelEach() int {
	if !a.ordered {
		return 1
	}
	widest := vg.Length(0)
	for _, name := range a.categories {
		widest = max(widest, style(12, faded, "").Width(name)+px(12))
	}
	const room = pictureWidth - 2*margin - leftMargin - rightMargin
	return max(1, int(math.Ceil(float64(widest)*float64(len(a.categories))/float64(px(room)))))
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

// bandStrength is how much of its line's colour a band has.
const bandStrength = 0.25

// longestName of a category is written in full.
const longestName = 21

// depth orders the series: bands behind, raw curves before them, then the rest.
func (s series) depth() int {
	switch s.shape {
	case band:
		return 0
	case raw:
		return 1
	}
	return 2
}

// slots gives each series of columns its place among those side by side.
func (p panel) slots() (slot []int, slots int) {
	slot = make([]int, len(p.series))
	for i, s := range p.series {
		if s.shape == column {
			slot[i] = slots
			slots++
		}
	}
	return slot, slots
}

// painted is a series as gonum's plots take it. Stacked series have the values they reach from and to, columns their slot
// of those side by side.
type painted struct {
	series
	from, to    []float64
	slot, slots int
}

// DataRange says what the axes have to hold.
func (s painted) DataRange() (xmin, xmax, ymin, ymax float64) {
	xmin, xmax, ymin, ymax = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, x := range s.x {
		y := s.y[i]
		if s.to != nil {
			y = s.to[i]
		}
		list := []float64{y}
		if s.low != nil && (s.shape == band || finite(y)) {
			list = append(list, s.low[i], s.high[i])
		}
		for _, y := range list {
			if finite(x) && finite(y) {
				xmin, xmax, ymin, ymax = min(xmin, x), max(xmax, x), min(ymin, y), max(ymax, y)
			}
		}
	}
	return xmin, xmax, ymin, ymax
}

// whiskers draws the error bars, moved aside by a length.
func (s painted) whiskers(c draw.Canvas, at func(x, y float64) vg.Point, aside func(i int) vg.Length) {
	if !s.ranged() {
		return
	}
	for i, x := range s.x {
		if !finite(s.y[i]) || !finite(s.low[i]) || !finite(s.high[i]) {
			continue
		}
		low, high, end := at(x, s.low[i]), at(x, s.high[i]), px(4)
		low.X, high.X = low.X+aside(i), high.X+aside(i)
		st := draw.LineStyle{Color: s.color, Width: px(1.3)}
		if s.shape == column {
			st.Color = ink
		}
		c.StrokeLine2(st, low.X, low.Y, high.X, high.Y)
		c.StrokeLine2(st, low.X-end, low.Y, low.X+end, low.Y)
		c.StrokeLine2(st, high.X-end, high.Y, high.X+end, high.Y)
	}
}

// outline is what a band fills: its pieces between gaps.
func (s series) outlines() (pieces [][][2]float64) {
	var upper, lower [][2]float64
	flush := func() {
		if len(upper) > 0 {
			slices.Reverse(lower)
			pieces = append(pieces, append(upper, lower...))
		}
		upper, lower = nil, nil
	}
	for i, x := range s.x {
		if !finite(x) || !finite(s.low[i]) || !finite(s.high[i]) {
			flush()
			continue
		}
		upper, lower = append(upper, [2]float64{x, s.high[i]}), append(lower, [2]float64{x, s.low[i]})
	}
	flush()
	return pieces
}

// Plot draws the series.
func (s painted) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	at := func(x, y float64) vg.Point { return vg.Point{X: toX(x), Y: toY(y)} }
	switch s.shape {
	case band:
		for _, piece := range s.outlines() {
			outline := make([]vg.Point, len(piece))
			for i, v := range piece {
				outline[i] = at(v[0], v[1])
			}
			c.FillPolygon(soft(s.color, bandStrength), outline)
		}
	case dot:
		few := s
		few.series = s.sparse(pictureDots)
		few.whiskers(c, at, func(int) vg.Length { return 0 })
		for i, x := range few.x {
			if finite(x) && finite(few.y[i]) {
				c.DrawGlyph(draw.GlyphStyle{Color: s.color, Radius: px(s.dotSize() * 0.45), Shape: s.symbol.glyph()}, at(x, few.y[i]))
			}
		}
	case column:
		group := min(px(44)*vg.Length(s.slots), (c.Max.X-c.Min.X)/vg.Length(max(1, len(p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max))))*0.8)
		width := group / vg.Length(s.slots)
		aside := func(int) vg.Length { return width*(vg.Length(s.slot)+0.5) - group/2 }
		for i, x := range s.x {
			if finite(s.y[i]) {
				middle := toX(x) + aside(i)
				foot := toY(max(p.Y.Min, min(p.Y.Max, 0)))
				c.FillPolygon(s.color, rectangle(middle-0.45*width, foot, middle+0.45*width, toY(s.y[i])))
			}
		}
		s.whiskers(c, at, aside)
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

func (s symbol) glyph() draw.GlyphDrawer {
	switch s {
	case triangle:
		return draw.PyramidGlyph{}
	case square:
		return draw.BoxGlyph{}
	}
	return draw.CircleGlyph{}
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

// markLine is a vertical line as gonum's plots take it.
type markLine struct{ limit }

// DataRange makes room for the line.
func (l markLine) DataRange() (xmin, xmax, ymin, ymax float64) {
	return l.value, l.value, math.Inf(1), math.Inf(-1)
}

// Plot draws the line and its name along it.
func (l markLine) Plot(c draw.Canvas, p *plot.Plot) {
	toX, _ := p.Transforms(&c)
	x := toX(l.value)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: px(1.5), Dashes: []vg.Length{px(6), px(4)}}, x, c.Min.Y, x, c.Max.Y)
	st := style(12, ink, "")
	st.Rotation, st.XAlign, st.YAlign = math.Pi/2, text.XRight, text.YBottom
	c.FillText(st, vg.Point{X: x - px(3), Y: c.Max.Y - px(6)}, l.name)
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
