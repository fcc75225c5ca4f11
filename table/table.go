// Package table holds a small table of text that prints in a terminal and shows in a notebook, and that copies into a
// README (Markdown), a spreadsheet (CSV) and a paper (LaTeX).
//
//	t := viz.Compare(sweep.Runs()...).Table()
//	fmt.Print(t.Markdown())
//	inPercent := cell.Must(t.Percent("test accuracy"))
//	fmt.Print(inPercent.LaTeX())
package table

import (
	"strings"
	"unicode/utf8"
)

// Table is a titled grid of text. The first column is set flush left, the others flush right.
type Table struct {
	Title   string
	Columns []string
	Rows    [][]string
	Note    string // a sentence under the table; may be empty
}

// Tabler is what can show itself as a table.
type Tabler interface{ Table() Table }

// String sets the table in columns of plain text.
func (t Table) String() string {
	widths := make([]int, len(t.Columns))
	measure := func(row []string) {
		for i, cell := range row {
			if i < len(widths) {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	measure(t.Columns)
	for _, row := range t.Rows {
		measure(row)
	}
	var b strings.Builder
	if t.Title != "" {
		b.WriteString(t.Title + "\n")
	}
	write := func(row []string) {
		var line strings.Builder
		for i, width := range widths {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			pad := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
			if i == 0 {
				line.WriteString(cell + pad)
			} else {
				line.WriteString("  " + pad + cell)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	write(t.Columns)
	for _, row := range t.Rows {
		write(row)
	}
	if t.Note != "" {
		b.WriteString(t.Note + "\n")
	}
	return b.String()
}
