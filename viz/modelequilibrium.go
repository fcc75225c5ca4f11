package viz

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// drawEquilibrium draws the block inside its solver's loop: Z goes round until it stays as it is. It returns the
// solver.
func (s *sketch) drawEquilibrium(encoder int) int {
	const left, right, x = 34, 206, 112 // of the frame; the block's path
	below := s.y                        // the encoder
	top := s.down(44)
	s.drawEdges(solverX, "both conv", [2]float64{solverX, top - 14}, [2]float64{right - 20, top - 14},
		[2]float64{right - 20, top})
	around := s.frame(left, right, top)
	s.words(left+32, top+16, 50, "F(Z, X)")
	operator, tip := shorten(s.Options.Operator.Name, 16), s.tip(run.Block)
	middle := "LayerNorm, ReLU"
	if s.Options.Dropout > 0 {
		middle += "\ndropout " + units.Number(s.Options.Dropout)
	}
	start := s.words(x, s.down(22), 16, "Z")
	s.down(29)
	conv1 := s.box(x, s.row(26), 136, 26, operatorColor, "conv₁: "+operator, "Z' = conv₁(Z)\n"+tip)
	tap := s.joint(x, s.down(13))
	plus1 := s.sum(x, s.down(28), "+", "Z' + X")
	s.down(30)
	norm1 := s.box(x, s.row(36), 136, 36, operatorColor, middle, "")
	s.down(21)
	conv2 := s.box(x, s.row(26), 136, 26, operatorColor, "conv₂: "+operator, tip)
	plus2 := s.sum(x, s.down(27), "+", "conv₂(…) + Z'")
	s.down(27)
	norm2 := s.box(x, s.row(26), 136, 26, operatorColor, "ReLU, LayerNorm", "")
	around(s.down(15))
	s.flow(start, conv1, "")
	s.wire(conv1, tap)
	s.flow(tap, plus1, "")
	s.flow(plus1, norm1, "")
	s.flow(norm1, conv2, "")
	s.flow(conv2, plus2, "")
	s.flow(plus2, norm2, "")
	s.flow(tap, plus2, "", [2]float64{right - 12, s.Nodes[tap].Y}, [2]float64{right - 12, s.Nodes[plus2].Y})

	// The encoded input, normalized, comes from the left.
	part := s.part(run.Block)
	s.flow(s.point(20, below), plus1, "", [2]float64{20, s.Nodes[plus1].Y})
	s.words(70, below+20, 90, "X, normalized,\n"+partShape(part, part.In))

	text := s.solverText()
	solve := s.box(solverX, s.Nodes[norm2].Y, 100, 56, solverColor, text,
		"until F(Z, X) = Z\n"+strings.ReplaceAll(text, "\n", ", "))
	s.flow(norm2, solve, "")
	s.flow(solve, start, "", [2]float64{solverX, s.Nodes[start].Y})
	s.words(solverX+26, top+160, 40, "next Z")
	if s.groups() > 1 {
		s.words(134, s.down(34), 250, s.formula())
		s.down(18)
	} else {
		s.words(x, s.y+12, 170, s.formula())
	}
	return solve
}

// solverText tells how the equilibrium is sought.
func (n network) solverText() string {
	v := n.Options.Solver
	if v == nil {
		return "solver"
	}
	kind := "relative"
	if v.Absolute {
		kind = "absolute"
	}
	name := string(v.Method)
	if name != "" {
		name = strings.ToUpper(name[:1]) + name[1:]
	}
	return fmt.Sprintf("%s\nto %s %s\nat most %d", shorten(name, 14), kind, units.Number(v.Tolerance), v.Iterations)
}
