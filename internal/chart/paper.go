package chart

import (
	"bytes"
	"fmt"
	"math"
	"regexp"

	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Paper says how a picture is laid out for a page of paper. Nothing is stretched: on narrow paper the text keeps its
// size, and the lines of the heading and of the legend break.
type Paper struct {
	Width  float64 // in inches; 0 is 7.5, the picture's own width
	Height float64 // in inches; 0 follows from the width
	Text   float64 // size of the labels at the axes, in points; 0 is 8, or 9 at the picture's own width
	Dense  float64 // pixels an inch, of a PNG; 0 is 144 at the picture's own width, else 300
	Across int     // pixels, of a PNG; 0 follows from the width
	Bare   bool    // without title and subtitle, which stand in the caption
}

const (
	ownText   = 9    // points of the labels at the axes, which are set in 12 CSS pixels
	paperText = 8    // points, the size of captions in most templates of journals
	paperDPI  = 300  // that journals ask for
	slimEdge  = 2    // CSS pixels around a picture whose size is given: the page has a margin of its own
	flattest  = 0.62 // of the height that a picture keeps at least on narrow paper
	flatRows  = 0.8  // … one of several rows of panels
)

// layout is the chart as it is laid out on paper, and how much its lengths grow there.
func (p Paper) layout(c *Chart) (on *Chart, scale float64) {
	laid := *c
	laid.across, laid.edge = pictureWidth, margin
	if p.Bare {
		laid.Alt, laid.Title, laid.Subtitle = c.AltText(), "", ""
	}
	scale = 1
	if p.Text > 0 {
		scale = p.Text / ownText
	} else if p.Width > 0 {
		scale = paperText / float64(ownText)
	}
	if p.Width > 0 || scale != 1 {
		inches := p.Width
		if inches == 0 {
			inches = pictureWidth / 96.0
		}
		laid.across, laid.edge = inches*96/scale, slimEdge
		least := flattest
		if len(c.rows()) > 1 {
			least = flatRows
		}
		laid.Height = int(float64(c.Height) * math.Max(least, math.Min(1, laid.across/pictureWidth)))
	}
	if p.Height > 0 {
		around := laid.pictureHeight() - px(float64(laid.Height))
		const least = 60 // CSS pixels, in which a chart can just be drawn
		laid.Height = max(least, int(p.Height*96/scale-float64(around/px(1))))
	}
	return &laid, scale
}

// PNG is the static picture for paper. Without a size it is 1080 pixels wide.
func (c *Chart) PNG(p Paper) ([]byte, error) {
	on, scale := p.layout(c)
	dense := p.Dense
	if dense == 0 {
		if dense = paperDPI; p.Width == 0 {
			dense = pictureDPI
		}
	}
	pixels := math.Round(on.across * scale / 96 * dense)
	if p.Across > 0 {
		dense *= float64(p.Across) / pixels
		pixels = float64(p.Across)
	}
	dpi := max(1, int(math.Round(dense*scale)))
	on.across = pixels * 96 / float64(dpi) // which the whole number of pixels an inch asks for
	return on.png(dpi)
}

// svgSize is the size that gonum writes, in points.
var svgSize = regexp.MustCompile(`width="[\d.e+]+pt" height="[\d.e+]+pt"`)

// SVG is the static picture as vectors, with its text as text. Its letters are those of Liberation Sans, or of fonts
// that are as wide: Arial, or Helvetica.
func (c *Chart) SVG(p Paper) ([]byte, error) {
	on, scale := p.layout(c)
	width, height := px(on.across), on.pictureHeight()
	canvas := vgsvg.New(width, height)
	on.paint(draw.New(canvas))
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("chart: the picture of %q: %w", c.Title, err)
	}
	text := out.Bytes()
	if at := svgSize.FindIndex(text); at != nil {
		size := fmt.Sprintf(`width="%.5gpt" height="%.5gpt"`, float64(width)*scale, float64(height)*scale)
		text = append(append(append([]byte{}, text[:at[0]]...), size...), text[at[1]:]...)
	}
	return bytes.ReplaceAll(text, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")), nil
}

// PDF is the static picture as a PDF of one page, which is as large as the picture. Its text is text.
func (c *Chart) PDF(p Paper) ([]byte, error) {
	on, scale := p.layout(c)
	width, height := px(on.across), on.pictureHeight()
	canvas := newPDF(c.Title, width, height, scale)
	on.paint(draw.NewCanvas(canvas, width, height))
	out, err := canvas.bytes()
	if err != nil {
		return nil, fmt.Errorf("chart: the picture of %q: %w", c.Title, err)
	}
	return out, nil
}
