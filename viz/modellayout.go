package viz

// rows goes down a drawing, row by row. Its value is the y that it has come to.
type rows struct{ y float64 }

// down goes on by a distance, and returns where that is.
func (r *rows) down(by float64) float64 {
	r.y += by
	return r.y
}

// row takes the next row of a height, goes to its lower edge, and returns its middle.
func (r *rows) row(height float64) (middle float64) {
	r.y += height
	return r.y - height/2
}

// columns are columns side by side from the left.
type columns struct {
	left   float64
	widths []float64
}

// columnsOf fills the width from left to right with columns, a number of times the same ones one after the other. The
// shares are those of each column among the same ones, and add up to 1.
func columnsOf(left, right float64, times int, shares ...float64) columns {
	c := columns{left: left}
	for range times {
		for _, share := range shares {
			c.widths = append(c.widths, share*(right-left)/float64(times))
		}
	}
	return c
}

// middle is the x of the middle of a column, counted from 0.
func (c columns) middle(i int) float64 {
	x := c.left
	for _, width := range c.widths[:i] {
		x += width
	}
	return x + c.widths[i]/2
}
