package table

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Percent is the table with the numbers of some columns in percent: 0.7900 ± 0.0141 becomes 79.00 ± 1.41, and the
// column's name says so. A number keeps its digits. What is in percent already, and cells without a number, stay.
func (t Table) Percent(columns ...string) (Table, error) {
	out := t
	out.Columns = slices.Clone(t.Columns)
	out.Rows = make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		out.Rows[i] = slices.Clone(row)
	}
	for _, name := range columns {
		at := slices.Index(t.Columns, name)
		if at < 0 {
			return t, fmt.Errorf("table: no column %q; it has %q", name, t.Columns)
		}
		out.Columns[at] = name + " (%)"
		for _, row := range out.Rows {
			if at < len(row) && !strings.Contains(row[at], "%") {
				row[at] = number.ReplaceAllStringFunc(row[at], percent)
			}
		}
	}
	return out, nil
}

var number = regexp.MustCompile(`\d+(\.\d+)?([eE][-+]?\d+)?`)

// percent is a number times 100, with two decimals fewer.
func percent(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil { // of one too large, which is no share
		return s
	}
	decimals := -1 // as many as it takes
	if !strings.ContainsAny(s, "eE") {
		_, after, _ := strings.Cut(s, ".")
		decimals = max(0, len(after)-2)
	}
	return strconv.FormatFloat(100*v, 'f', decimals, 64)
}
