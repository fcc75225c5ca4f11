package viz

import (
	"image/color"
	"strings"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// The drawing of a network is half a screen wide, and its main path stands at mainX.
const (
	networkLeft, networkRight = 10, 350

	mainX   = 258
	sideX   = 88  // of the edges' encoder
	solverX = 274 // of an equilibrium network's solver
)

var (
	encoderColor, operatorColor, headColor = chart.Palette(0), chart.Palette(1), chart.Palette(3)
	sumColor, solverColor, firstColor      = chart.Palette(2), chart.Palette(4), chart.Palette(5)
)

// sketch is the drawing of a network while it is made. The rows are those of its main path.
type sketch struct {
	network
	chart.Drawing
	rows
}

func (s *sketch) add(n chart.Node) int {
	s.Nodes = append(s.Nodes, n)
	return len(s.Nodes) - 1
}

func (s *sketch) box(x, y, w, h float64, c color.RGBA, text, name string) int {
	return s.add(chart.Node{Shape: chart.Box, X: x, Y: y, Width: w, Height: h, Color: c, Text: text, Name: name})
}

// boxHeight is the height of a box around a text.
func boxHeight(text string) float64 { return 8 + 16*float64(linesOf(text)) }

// textHeight is the height of a text alone.
func textHeight(text string) float64 { return 15 * float64(linesOf(text)) }

func linesOf(text string) int { return 1 + strings.Count(text, "\n") }

// words is text alone; its height makes room for the lines around its middle.
func (s *sketch) words(x, y, w float64, text string) int {
	return s.add(chart.Node{Shape: chart.Label, X: x, Y: y, Width: w, Height: textHeight(text), Text: text})
}

// wordsFrom is text that begins at the left, by the width that its letters usually have.
func (s *sketch) wordsFrom(left, y float64, text string) int {
	width := 6.4 * float64(len([]rune(text)))
	return s.words(left+width/2, y, width, text)
}

// point is a place without a mark, where links begin or end.
func (s *sketch) point(x, y float64) int { return s.add(chart.Node{Shape: chart.Label, X: x, Y: y}) }

// joint is where one value goes several ways.
func (s *sketch) joint(x, y float64) int {
	return s.add(chart.Node{Shape: chart.Circle, X: x, Y: y, Width: 5})
}

func (s *sketch) sum(x, y float64, text, name string) int {
	return s.add(chart.Node{Shape: chart.Circle, X: x, Y: y, Width: 20, Color: sumColor, Text: text, Name: name})
}

// frame makes room for a frame behind what is added next. What it returns draws it around that.
func (s *sketch) frame(left, right, top float64) (around func(bottom float64)) {
	at := s.add(chart.Node{})
	return func(bottom float64) {
		s.Nodes[at] = chart.Node{Shape: chart.Frame, X: (left + right) / 2, Y: (top + bottom) / 2, Width: right - left,
			Height: bottom - top}
	}
}

// wire is a link without an arrow, flow one with an arrow.
func (s *sketch) wire(from, to int, via ...[2]float64) {
	s.Links = append(s.Links, chart.Link{From: from, To: to, Via: via})
}

func (s *sketch) flow(from, to int, text string, via ...[2]float64) {
	s.Links = append(s.Links, chart.Link{From: from, To: to, Via: via, Arrow: true, Text: text})
}

// dashedFlow is a flow of what all layers share, or of what stands for several.
func (s *sketch) dashedFlow(from, to int, via ...[2]float64) {
	s.Links = append(s.Links, chart.Link{From: from, To: to, Via: via, Arrow: true, Dashed: true})
}
