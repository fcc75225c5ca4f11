package viz

import (
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// drawFirstLayer draws the first of weight-tied layers, which has parameters of its own.
func (s *sketch) drawFirstLayer(before int) int {
	text := "first layer, of its own:\none layer like those below"
	if s.Options.Family == options.Residual { // where it is the operator alone
		text = "first layer, of its own:\n" + shorten(s.Options.Operator.Name, 24)
	}
	part := s.part(run.FirstLayer)
	s.down(37)
	first := s.box(mainX, s.row(boxHeight(text)), 176, boxHeight(text), firstColor, text, s.tip(run.FirstLayer))
	s.flow(before, first, partShape(part, part.In))
	return first
}

// drawStack draws one layer in its frame, and that it is one of many.
func (s *sketch) drawStack(before int) int {
	const left, right = networkLeft, networkRight - 14
	part := s.part(run.Layers)
	top := s.down(46)
	s.drawEdges(sideX, "all layers", [2]float64{sideX, top})
	around := s.frame(left, right, top)
	head := s.down(14)
	s.wordsFrom(left+8, head, s.partName(part))
	entry := s.point(mainX, head)
	s.Links = append(s.Links, chart.Link{From: before, To: entry, Text: partShape(part, part.In)})
	if s.coupled() {
		s.drawCoupling(entry, left, right)
	} else {
		s.drawResidual(entry, left)
	}
	formula := s.formula()
	s.down(12)
	s.words((left+right)/2., s.row(textHeight(formula)), right-left, formula)
	bottom := s.down(8)
	around(bottom)
	switch {
	case s.Options.Tied:
		s.drawWayBack(right, top, bottom)
	case part.Layers > 1:
		s.drawDeck(left, right, top, bottom)
		s.down(12)
	}
	return s.point(mainX, s.y)
}

// drawWayBack leads from the end of a frame to its start: all layers have one set of parameters.
func (s *sketch) drawWayBack(right, top, bottom float64) {
	x, outside := right-24, right+14
	s.flow(s.point(x, bottom), s.point(x, top), "", [2]float64{x, bottom + 12}, [2]float64{outside, bottom + 12},
		[2]float64{outside, top - 12}, [2]float64{x, top - 12})
}

// drawDeck draws two more frames behind a frame: each layer has parameters of its own.
func (s *sketch) drawDeck(left, right, top, bottom float64) {
	for _, by := range []float64{6, 12} {
		s.Links = append(s.Links, chart.Link{From: s.point(right, top+by), To: s.point(left+by, bottom), Dashed: true,
			Via: [][2]float64{{right + by, top + by}, {right + by, bottom + by}, {left + by, bottom + by}}})
	}
}

// drawResidual draws Y = F(X) + X.
func (s *sketch) drawResidual(entry int, left float64) {
	x := left + 100 // of F, beside the main path
	split := s.joint(mainX, s.down(16))
	text := "F\n" + s.chain("\n")
	s.down(24)
	high := 10 + textHeight(text)
	f := s.box(x, s.row(high), 150, high, operatorColor, text, "F: "+s.chain(" → ")+"\n"+s.tip(run.Layers))
	plus := s.sum(mainX, s.down(22), "+", "Y = F(X) + X")
	end := s.words(mainX, s.down(34), 30, "Y")
	s.down(8)
	s.wire(entry, split)
	s.flow(split, plus, "X")
	s.flow(split, f, "", [2]float64{x, s.Nodes[split].Y})
	s.flow(f, plus, "", [2]float64{x, s.Nodes[plus].Y})
	s.flow(plus, end, "")
}
