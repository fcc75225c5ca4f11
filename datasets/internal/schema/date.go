package schema

import "time"

// dateLayouts are the ways to write a date that are known, as package time writes layouts. Where several fit all dates
// of a column and tell different days, the file does not say which is meant.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04", "2006-01-02T15:04", "2006/01/02", "2006/01/02 15:04:05",
	"20060102", "2006-01", "02.01.2006", "02.01.2006 15:04", "02.01.2006 15:04:05", "2.1.2006",
	"01/02/2006", "02/01/2006", "1/2/2006", "2/1/2006", "01/02/2006 15:04", "02/01/2006 15:04", "01/02/2006 15:04:05",
	"02/01/2006 15:04:05", "1/2/2006 15:04", "2/1/2006 15:04", "02-01-2006", "01-02-2006",
	"2 Jan 2006", "02 Jan 2006", "Jan 2, 2006", "January 2, 2006", "2 January 2006", "02-Jan-2006", "2-Jan-06",
	"02-Jan-06", time.RFC1123, time.RFC1123Z, time.ANSIC,
}

// dates reads a column of dates by all layouts that fit those so far.
type dates struct {
	layouts []string
	seconds [][]int64 // since 1970, for each layout
}

func newDates(layout string) *dates {
	d := &dates{layouts: dateLayouts}
	if layout != "" {
		d.layouts = []string{layout}
	}
	d.layouts = append([]string{}, d.layouts...)
	d.seconds = make([][]int64, len(d.layouts))
	return d
}

// add takes in a date; false where no layout fits it and all before.
func (d *dates) add(text string) bool {
	kept := 0
	for i, layout := range d.layouts {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		d.layouts[kept], d.seconds[kept] = layout, append(d.seconds[i], at.Unix())
		kept++
	}
	if kept > 0 {
		d.layouts, d.seconds = d.layouts[:kept], d.seconds[:kept]
	}
	return kept > 0
}

// differ names two layouts that tell different days of the same dates; "" where all agree.
func (d *dates) differ() (one, other string) {
	for i := range d.layouts {
		for row, second := range d.seconds[i] {
			if second != d.seconds[0][row] {
				return d.layouts[0], d.layouts[i]
			}
		}
	}
	return "", ""
}

// isDate says whether a text is a date in any of the known ways.
func isDate(text string) bool {
	if len(text) < len("2006-01") || len(text) > 40 { // no layout is longer
		return false
	}
	return newDates("").add(text)
}
