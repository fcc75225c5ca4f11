package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

const (
	pictureDPI = 144 // of a saved picture: one and a half device pixels per CSS pixel
	inlineDPI  = 96  // of the picture in a notebook, which must stay small
)

// A static picture has few colours, which makes its file several times smaller.
const (
	savedColors  = 64 // where not all of the picture's own can be kept
	inlineColors = 40
	coarseColors = 24
)

// png is the picture of a chart that is laid out for paper.
func (c *Chart) png(dpi int) ([]byte, error) {
	canvas := vgimg.NewWith(vgimg.UseWH(px(c.across), c.pictureHeight()), vgimg.UseDPI(dpi),
		vgimg.UseBackgroundColor(color.White))
	c.paint(draw.New(canvas))
	var picture image.Image
	switch {
	case c.Coarse:
		picture = commonest(canvas.Image(), coarseColors, c.colors())
	case dpi == inlineDPI:
		picture = commonest(canvas.Image(), inlineColors, c.colors())
	default:
		if picture = posterized(canvas.Image()); picture == nil {
			picture = commonest(canvas.Image(), savedColors, c.colors())
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("chart: the picture of %q: %w", c.Title, err)
	}
	return out.Bytes(), nil
}

// colors are those of text and of the series: they must be told apart however little of the picture they take.
func (c *Chart) colors() []color.RGBA {
	list := []color.RGBA{{0xFF, 0xFF, 0xFF, 0xFF}, rule, ink, soft(ink, 0.6), faded, soft(faded, 0.5)}
	add := func(of color.RGBA) {
		if !slices.Contains(list, of) {
			list = append(list, of)
		}
	}
	for _, s := range legend(c.Panels) {
		add(s.Color)
	}
	for _, p := range c.Panels { // what is seen through looks mixed with the page
		for _, s := range p.Series {
			switch {
			case s.Shape == Band:
				add(soft(s.Color, bandStrength))
			case s.Faint:
				add(soft(s.Color, faintStrength))
			case p.Small != "":
				add(s.Color)
			}
		}
	}
	return list
}

// heading is the lines above the panels and the height that they take.
func (c *Chart) heading() (title, subtitle []string, height vg.Length) {
	title = wrap(c.Title, style(16, ink, "bold"), c.inner())
	subtitle = wrap(c.Subtitle, style(12.5, faded, ""), c.inner())
	if len(title)+len(subtitle) == 0 {
		return nil, nil, 0
	}
	return title, subtitle, px(float64(21*len(title) + 17*len(subtitle) + 8))
}

func (c *Chart) pictureHeight() vg.Length {
	_, _, height := c.heading()
	if _, rows := legendSpots(legend(c.Panels), c.inner()); rows > px(legendHeight) {
		height += rows - px(legendHeight)
	}
	return height + px(float64(c.Height)+2*c.edge)
}

// paint draws the whole picture: the heading, then the legend and the panels, or the message in their place.
func (c *Chart) paint(on draw.Canvas) {
	edge := px(c.edge)
	on = draw.Crop(on, edge, -edge, edge, -edge)
	title, subtitle, height := c.heading()
	y := on.Max.Y
	for _, l := range title {
		on.FillText(style(16, ink, "bold"), vg.Point{X: on.Min.X, Y: y}, l)
		y -= px(21)
	}
	for _, l := range subtitle {
		on.FillText(style(12.5, faded, ""), vg.Point{X: on.Min.X, Y: y}, l)
		y -= px(17)
	}
	on = draw.Crop(on, 0, 0, 0, -height)
	if c.Message != "" {
		st := style(14, faded, "")
		for i, l := range wrap(c.Message, st, on.Max.X-on.Min.X) {
			on.FillText(st, vg.Point{X: on.Min.X, Y: on.Max.Y - px(float64(14+20*i))}, l)
		}
		return
	}
	names := legend(c.Panels)
	paintLegend(on, names)
	_, height = legendSpots(names, c.inner())
	c.paintPanels(draw.Crop(on, 0, 0, 0, -height))
}

// paintPanels draws the panels above each other, their plots aligned.
func (c *Chart) paintPanels(on draw.Canvas) {
	plots := make([]*plot.Plot, len(c.Panels))
	tiles := make([]draw.Canvas, len(c.Panels))
	scale := px(1)
	var left, right vg.Length
	wide := on.Max.X - on.Min.X
	rooms, heads := c.rooms(int((on.Max.Y - on.Min.Y) / scale))
	for _, h := range heads {
		on.FillText(style(12.5, ink, "bold"), vg.Point{X: on.Min.X, Y: on.Max.Y - scale*vg.Length(h.at)}, h.name)
	}
	for i, room := range rooms {
		below := vg.Length(0)
		if c.named(i) {
			below = px(xNameHeight)
		}
		gap := vg.Length(0)
		if room.right < 1 {
			gap = px(smallGap)
		}
		tiles[i] = draw.Crop(on, wide*vg.Length(room.left), -wide*vg.Length(1-room.right)-gap,
			on.Max.Y-scale*vg.Length(room.to)-on.Min.Y-below, -scale*vg.Length(room.from))
		p := c.Panels[i].drawable().padded()
		if c.Coarse { // raw curves take most of a small file
			p.Series = slices.DeleteFunc(slices.Clone(p.Series), func(s Series) bool { return s.Shape == Raw })
		}
		if p.Drawing != nil {
			continue
		}
		if p.Heat != nil {
			p = p.Heat.onAxes(p)
		}
		plots[i] = p.plot(tiles[i].Max.X-tiles[i].Min.X, tiles[i].Max.Y-tiles[i].Min.Y)
		if c.named(i) {
			plots[i].X.Label.Text = p.X.Name
		}
		data := plots[i].DataCanvas(tiles[i])
		left, right = max(left, data.Min.X-tiles[i].Min.X), max(right, tiles[i].Max.X-data.Max.X)
		left = max(left, p.X.overhang(data.Max.X-data.Min.X))
	}
	for i, tile := range tiles {
		p := c.Panels[i]
		if p.Drawing != nil {
			p.Drawing.paint(tile)
			continue
		}
		room := tile.Max.X - tile.Min.X
		if p.Heat != nil {
			room -= p.Heat.paintScale(tile)
		}
		st := style(12.5, ink, "")
		tile.FillText(st, vg.Point{X: tile.Min.X, Y: tile.Max.Y}, fitted(p.Y.Name, st, room))
		data := plots[i].DataCanvas(tile)
		// gonum ends the axis where the last label would touch the canvas, so the name's room is taken from the top.
		plots[i].Draw(draw.Crop(tile, left-(data.Min.X-tile.Min.X), -(right - (tile.Max.X - data.Max.X)), 0, -px(22)))
	}
}

// inner is the width of the picture between its edges.
func (c *Chart) inner() vg.Length { return px(c.across - 2*c.edge) }
