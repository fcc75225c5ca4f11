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
	leftMargin   = 66
	rightMargin  = 28
	turnedHeight = 104 // under a panel: labels that are turned
	shortName    = 3   // letters of names, such as numbers, that take little room when turned
	namesMargin  = 118 // left of a panel: the longest names of rows
	glyphWidth   = 6.8 // of a label's letter, about
	wideGlyph    = 7.8 // … in the widest of the usual fonts
)

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

// room is where a panel stands, in CSS pixels from the top.
type room struct{ from, to int }

// rooms splits a height among the panels by their shares, leaving place for the names under their x axes.
func (c *Chart) rooms(height int) (list []room) {
	all, below := 0.0, 0
	for i, p := range c.Panels {
		all += p.part()
		if c.named(i) {
			below += xNameHeight
		}
	}
	sum, used := 0.0, 0
	for i, p := range c.Panels {
		from := int(float64(height-below) * sum / all)
		sum += p.part()
		to := int(float64(height-below) * sum / all)
		list = append(list, room{from + used, to + used})
		if c.named(i) {
			used += xNameHeight
		}
	}
	return list
}

// named reports whether the x axis of panel i has its name. Of panels with the same x the last one has it.
func (c *Chart) named(i int) bool {
	name := c.Panels[i].X.Name
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
