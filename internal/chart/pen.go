package chart

import (
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The static picture is painted on white with dark text: it stands where no script can ask for the page's colours.
var (
	ink   = color.RGBA{0x1F, 0x23, 0x28, 0xFF}
	faded = color.RGBA{0x59, 0x63, 0x6E, 0xFF}
	rule  = color.RGBA{0xE1, 0xE4, 0xE8, 0xFF}
)

// Sizes of a picture, in CSS pixels.
const (
	pictureWidth = 720
	margin       = 14
)

// px is a length in CSS pixels, of which there are 96 an inch.
func px(n float64) vg.Length { return vg.Length(n) * vg.Inch / 96 }

// style is text of a size in CSS pixels. The weight is "bold" or "".
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

func rectangle(x0, y0, x1, y1 vg.Length) []vg.Point {
	return []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}}
}

// fillLines sets text of one line or more; lines are centred on the point as the style says.
func fillLines(c draw.Canvas, st text.Style, at vg.Point, s string) {
	lines := strings.Split(s, "\n")
	tall := st.Font.Size * 1.25
	at.Y += tall * vg.Length(len(lines)-1) / 2
	for i, l := range lines {
		c.FillText(st, vg.Point{X: at.X, Y: at.Y - tall*vg.Length(i)}, l)
	}
}
