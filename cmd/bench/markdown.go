package main

import (
	"strings"
	"unicode/utf8"
)

// markdown sets a table in Markdown, its columns aligned in the source too. The first two columns are flush left.
func markdown(columns []string, rows [][]string) string {
	const left = 2
	widths := make([]int, len(columns))
	for _, row := range append([][]string{columns}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 2)
		}
	}
	var b strings.Builder
	write := func(row []string) {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < left {
				b.WriteString("| " + cell + pad + " ")
			} else {
				b.WriteString("| " + pad + cell + " ")
			}
		}
		b.WriteString("|\n")
	}
	write(columns)
	rule := make([]string, len(columns))
	for i, width := range widths {
		rule[i] = strings.Repeat("-", width)
		if i >= left {
			rule[i] = rule[i][1:] + ":"
		}
	}
	write(rule)
	for _, row := range rows {
		write(row)
	}
	return b.String()
}
