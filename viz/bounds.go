package viz

import (
	"image/color"

	"github.com/kilolayer/kilolayer/internal/chart"
)

const (
	curvePoints  = 600  // that a figure keeps of one curve; thinning keeps every peak
	figurePoints = 4000 // that it keeps of all its curves of one kind
	fewestPoints = 16   // that a curve keeps, however many there are
	rawCurves    = 6    // with more runs the raw losses would hide the smoothed ones
)

// pointsOf is how many points each of a number of curves may keep.
func pointsOf(curves int) int {
	return min(curvePoints, max(fewestPoints, figurePoints/max(1, curves)))
}

// lineOf tells runs apart that share a colour, where there are more runs than colours.
func lineOf(i int) chart.Shape {
	if i/chart.Colors%2 == 1 {
		return chart.Dashed
	}
	return chart.Line
}

// grey is what is not told apart, pale what is not known: both are seen on a dark and on a white page.
var grey, pale = color.RGBA{0x7F, 0x88, 0x92, 0xFF}, color.RGBA{0xB8, 0xBF, 0xC7, 0xFF}
