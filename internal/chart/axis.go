package chart

// Axis is one axis. On one with categories the values are the indices of the categories.
type Axis struct {
	Name       string // with its unit
	Format     Format
	Log        bool // logarithmic
	CanLog     bool // the reader may choose between linear and logarithmic
	Categories []string
	Ordered    bool      // the categories are numbers in order: labels may be left out where they have no room
	Ticks      []float64 // where labels stand; nil leaves it to the library
	Min, Max   float64   // the axis' ends where max > min; else the data's
	FromZero   bool      // the axis begins at 0
}
