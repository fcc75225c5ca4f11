package chart

import (
	"unicode/utf8"
)

// HalfScreen is the width in CSS pixels at which a chart must still be readable: two charts stand side by side.
const HalfScreen = 360

// Sizes of a chart's parts, in CSS pixels.
const (
	legendHeight = 30
	nameHeight   = 30 // above a panel: the y axis' name
	labelHeight  = 24 // under a panel: the x axis' labels
	xNameHeight  = 20 // under the last panel: the x axis' name
	headHeight   = 24 // above small panels: what they show
	smallMargin  = 40 // left of a small panel: the y axis' labels
	smallGap     = 12 // right of one
	leftMargin   = 66
	rightMargin  = 28
	turnedHeight = 104 // under a panel: labels that are turned
	shortName    = 3   // letters of names, such as numbers, that take little room when turned
	namesMargin  = 118 // left of a panel: the longest names of rows
	widestName   = 112 // of a label that is turned, which some fonts of pages set a sixth wider
	glyphWidth   = 6.8 // of a label's letter, about
	wideGlyph    = 7.8 // … in the widest of the usual fonts
)

// turnedBy is the angle of turned labels in the static picture, in radians.
const turnedBy = 0.87

// turned reports whether the labels are turned, as they have no place side by side at half a screen.
func (a Axis) turned() bool {
	if a.Ordered {
		return false
	}
	wide := 0.0
	for _, name := range a.Categories {
		wide = max(wide, glyphWidth*float64(utf8.RuneCountInString(name))+8)
	}
	return wide*float64(len(a.Categories)) > HalfScreen-leftMargin
}

// longest counts the letters of the longest name.
func (a Axis) longest() (most int) {
	for _, name := range a.Categories {
		most = max(most, utf8.RuneCountInString(name))
	}
	return most
}

// labelHeight is the room that the labels take under the panel.
func (a Axis) labelHeight() int {
	if a.turned() {
		if a.longest() <= shortName {
			return labelHeight + shortName*4
		}
		return turnedHeight
	}
	return labelHeight
}

// leftMargin leaves place for the names of rows.
func (p Panel) leftMargin() int {
	margin := leftMargin
	for _, name := range p.Y.Categories {
		margin = max(margin, min(namesMargin, int(wideGlyph*float64(utf8.RuneCountInString(name)))+16))
	}
	return margin
}

// room is where a panel stands: in CSS pixels from the top, and in parts of the width from the left.
type room struct {
	from, to    int
	left, right float64
}

// head is the name of small panels, at a height in CSS pixels from the top.
type head struct {
	name string
	at   int
}

// smallColumns is how many small panels stand side by side.
const smallColumns = 3

// rows are the panels that stand side by side, by their indices. A panel that is not small has a row for itself.
func (c *Chart) rows() (list [][]int) {
	for i, p := range c.Panels {
		last := len(list) - 1
		if p.Small != "" && i > 0 && c.Panels[i-1].Small == p.Small && len(list[last]) < smallColumns {
			list[last] = append(list[last], i)
			continue
		}
		list = append(list, []int{i})
	}
	return list
}

// rooms splits a height among the rows of panels by their shares, leaving place for the names under their x axes, and
// for those above small panels.
func (c *Chart) rooms(height int) (list []room, heads []head) {
	rows := c.rows()
	all := 0.0
	above, below := make([]int, len(rows)), make([]int, len(rows))
	for r, row := range rows {
		first := c.Panels[row[0]]
		all += first.part()
		if first.Small != "" && (row[0] == 0 || c.Panels[row[0]-1].Small != first.Small) {
			above[r] = headHeight
		}
		for _, i := range row {
			if c.named(i) {
				below[r] = xNameHeight
			}
		}
		height -= above[r] + below[r]
	}
	sum, used := 0.0, 0
	for r, row := range rows {
		first := c.Panels[row[0]]
		if above[r] > 0 {
			heads = append(heads, head{first.Small, int(float64(height)*sum/all) + used})
		}
		used += above[r]
		from := int(float64(height)*sum/all) + used
		sum += first.part()
		to := int(float64(height)*sum/all) + used
		for at := range row {
			of := room{from, to, 0, 1}
			if first.Small != "" {
				of.left, of.right = float64(at)/smallColumns, float64(at+1)/smallColumns
			}
			list = append(list, of)
		}
		used += below[r]
	}
	return list, heads
}

// named reports whether the x axis of panel i has its name. Of panels with the same x the last one has it, and of
// small ones the first of the last row.
func (c *Chart) named(i int) bool {
	name := c.Panels[i].X.Name
	if small := c.Panels[i].Small; small != "" {
		from, to := i, i
		for from > 0 && c.Panels[from-1].Small == small {
			from--
		}
		for to < len(c.Panels) && c.Panels[to].Small == small {
			to++
		}
		return (i-from)%smallColumns == 0 && i+smallColumns >= to
	}
	last := i == len(c.Panels)-1
	return c.Panels[i].Drawing == nil && (last || c.Panels[i+1].X.Name != name || c.Panels[i+1].Drawing != nil)
}

// part is the panel's share of the height.
func (p Panel) part() float64 {
	if p.Share > 0 {
		return p.Share
	}
	return 1
}
