package chart

import (
	"image/color"
)

// Shape says how a series is drawn.
type Shape string

const (
	Line   Shape = "line"
	Raw    Shape = "raw"    // a faint line behind the smoothed one of the same name
	Dashed Shape = "dashed" // a line of dashes
	Area   Shape = "area"   // stacked on the areas before it
	Bar    Shape = "bar"    // stacked on the bars before it
	Mark   Shape = "mark"   // single points that stand out
	Dot    Shape = "dot"    // a scatter of points; the tooltip tells of one, with its note as its name
	Column Shape = "column" // bars side by side
	Band   Shape = "band"   // what lies between low and high, behind the line of the same name; y is not drawn
)

// Series is one curve, or what else its shape says. Series of one name share an entry of the legend; one without a name
// has no entry.
type Series struct {
	Name  string
	Shape Shape
	Color color.RGBA
	Points
	Notes     []string  // in the tooltip; nil, or one per point
	Low, High []float64 // of a band; of dots and columns, their error bars, where not nil; one per point
	Size      float64   // of dots, in CSS pixels; 0 means 8
	Symbol    Symbol    // of dots
	Dash      int       // of a line, the number of its pattern; 0 is a whole line
	Faint     bool      // dots behind the others
	Labels    []string  // beside dots, where they have room; nil, or one per point
}

// ranged reports whether s has error bars.
func (s Series) ranged() bool { return s.Low != nil && s.Shape != Band }

func (s Series) dotSize() float64 {
	if s.Size > 0 {
		return s.Size
	}
	return 8
}

// stacked reports whether s stands on the stacked series before it.
func (s Series) stacked() bool { return s.Shape == Area || s.Shape == Bar }
