package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// coupling is where the groups of a layer stand: side by side, each with a column for its F and one for its X and Y,
// and each in a row below the group before, whose Y it needs.
type coupling struct {
	shown []int // the numbers of the groups; 0 stands for those that have no room
	names float64
	sums  float64 // the y of the sum that feeds the first group
	rows  []float64
	ends  float64
	grid  columns
}

// ways is how far from each other lines run in parallel.
const ways = 10

// place makes room for the groups between left and right.
func (s *sketch) place(left, right float64) coupling {
	const most = 4 // groups that have room
	var c coupling
	c.shown = []int{1, 2, 0, s.groups()}
	if s.groups() <= most {
		c.shown = []int{1, 2, 3, 4}[:s.groups()]
	}
	// Of each group: a margin, F, a margin, its X and Y.
	c.grid = columnsOf(left+4, right-4, len(c.shown), 0.06, 0.56, 0.06, 0.32)
	c.names = s.down(44)
	c.sums = s.down(36)
	for range c.shown {
		c.rows = append(c.rows, s.down(46))
	}
	c.ends = s.down(40)
	s.down(8)
	return c
}

// f is the middle of the column of a group's F, and value that of its X and Y. Groups count from 0 as they are shown.
func (c coupling) f(k int) float64     { return c.grid.middle(4*k + 1) }
func (c coupling) value(k int) float64 { return c.grid.middle(4*k + 3) }

// fWidth is how much room an F has.
func (c coupling) fWidth() float64 { return c.grid.widths[1] }

// way is the y of a group's own line to the sum: lines that met would be one value.
func (c coupling) way(k int) float64 { return c.sums + ways*(float64(k)-float64(len(c.shown))/2) }

// toSum is the bend before the sum; a single line needs none.
func (c coupling) toSum(k int) [][2]float64 {
	if len(c.shown) == 2 {
		return nil
	}
	return [][2]float64{{c.f(0) + 22, c.way(k)}}
}

// drawCoupling draws Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ of each group, which is split off at the entry.
func (s *sketch) drawCoupling(entry int, left, right float64) {
	split := s.point(mainX, s.y+14)
	s.wire(entry, split)
	c := s.place(left, right)
	start := s.point(c.f(0), c.sums)
	if s.groups() > 2 {
		s.Nodes[start] = chart.Node{Shape: chart.Circle, X: c.f(0), Y: c.sums, Width: 20, Color: sumColor, Text: "Σ",
			Name: "Y₀ = " + s.sumOfOthers()}
	}
	from := start // what feeds the next group
	for k, group := range c.shown {
		if group == 0 {
			s.dashedFlow(s.words(c.value(k), c.names, 12, "…"), start,
				append([][2]float64{{c.value(k), c.way(k)}}, c.toSum(k)...)...)
			dots := s.words(c.value(k), c.rows[k], 14, "…")
			s.flow(from, dots, "")
			from = dots
			continue
		}
		from = s.drawGroup(c, k, split, start, from)
	}
	s.words(c.f(0), c.ends, c.fWidth(), "each\n"+shapeOf("N", s.Options.Channels/s.groups()))
}

// drawGroup draws a group that is split off, whose X goes to the sum at the start unless it is the first, and whose F
// reads what comes from the group before. It returns what feeds the next group.
func (s *sketch) drawGroup(c coupling, k, split, start, from int) int {
	i := subscript(c.shown[k])
	x := s.words(c.value(k), c.names, 22, "X"+i)
	s.flow(split, x, "")
	plus := s.sum(c.value(k), c.rows[k], "+", fmt.Sprintf("Y%s = F%s(Y%s) + X%s", i, i, subscript(c.shown[k]-1), i))
	if k == 0 {
		s.flow(x, plus, "")
	} else {
		tap := s.joint(c.value(k), c.way(k))
		s.wire(x, tap)
		s.flow(tap, plus, "")
		s.Links = append(s.Links, chart.Link{From: tap, To: start, Via: c.toSum(k), Arrow: s.groups() > 2})
	}
	f := s.box(c.f(k), c.rows[k], min(60, c.fWidth()), 26, operatorColor, "F"+i,
		"F"+i+": "+s.chain(" → ")+"\n"+s.tip(run.Layers))
	if k > 0 && c.shown[k-1] == 0 {
		s.flow(from, f, "", [2]float64{c.value(k - 1), c.rows[k]})
	} else {
		s.flow(from, f, "")
	}
	s.flow(f, plus, "")
	end := s.words(c.value(k), c.ends, 22, "Y"+i)
	if k == len(c.shown)-1 {
		s.flow(plus, end, "")
		return end
	}
	next := s.joint(c.value(k), c.rows[k+1])
	s.wire(plus, next)
	s.flow(next, end, "")
	return next
}
