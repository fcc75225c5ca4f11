package chart

import (
	"math"

	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// legendRows is the most rows that the legend of a picture has; narrow ones have as much more room as they need.
const legendRows = 3

// spot is where a name of the legend stands, from the legend's upper left.
type spot struct{ x, y vg.Length }

// legendSpots are the places of the first names, as many as the rows hold, with the height of the legend.
func legendSpots(names []Series, full vg.Length) (spots []spot, height vg.Length) {
	if len(names) == 0 {
		return nil, 0
	}
	const rowHeight, more = 20, 90
	st := style(12.5, ink, "")
	x, row := vg.Length(0), 0
	last := int(math.Ceil(legendRows*float64(px(pictureWidth-2*margin)/full))) - 1
	for i, s := range names {
		width := px(24) + st.Width(s.Name)
		room := full
		if row == last && i < len(names)-1 {
			room -= px(more) // for the word on the others
		}
		if x > 0 && x+width > room {
			if row == last {
				break
			}
			x, row = 0, row+1
		}
		spots = append(spots, spot{x, px(rowHeight * float64(row))})
		x += width + px(18)
	}
	return spots, px(legendHeight + rowHeight*float64(row))
}

// paintLegend paints the names that have a place, each behind a sample of its series, and says how many have none.
func paintLegend(c draw.Canvas, names []Series) {
	st := style(12.5, ink, "")
	spots, _ := legendSpots(names, c.Max.X-c.Min.X)
	for i, at := range spots {
		s, x, y := names[i], c.Min.X+at.x, c.Max.Y-at.y
		middle := y - px(8)
		switch {
		case s.stacked(), s.Shape == Column:
			c.FillPolygon(s.Color, rectangle(x, middle-px(5), x+px(18), middle+px(5)))
		case s.Shape == Dot:
			s.Symbol.paint(c, s.Color, vg.Point{X: x + px(10), Y: middle}, px(4.5))
		default:
			c.StrokeLine2(s.stroke(), x, middle, x+px(18), middle)
		}
		c.FillText(st, vg.Point{X: x + px(24), Y: y}, fitted(s.Name, st, c.Max.X-c.Min.X-px(24)))
		if rest := len(names) - len(spots); rest > 0 && i == len(spots)-1 {
			c.FillText(st, vg.Point{X: x + px(42) + st.Width(s.Name), Y: y}, "and "+units.Count(rest)+" more")
		}
	}
}
