package table

import (
	"encoding/csv"
	"strings"
)

// Markdown is the table for a README or an issue: title, table, note.
func (t Table) Markdown() string {
	var b strings.Builder
	if t.Title != "" {
		b.WriteString("**" + escape(t.Title) + "**\n\n")
	}
	write := func(cells []string) {
		b.WriteString("|")
		for i := range t.Columns {
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			b.WriteString(" " + escape(cell) + " |")
		}
		b.WriteString("\n")
	}
	if len(t.Columns) > 0 {
		write(t.Columns)
		b.WriteString("|" + "---|" + strings.Repeat("---:|", len(t.Columns)-1) + "\n")
	}
	for _, row := range t.Rows {
		write(row)
	}
	if t.Note != "" {
		b.WriteString("\n" + escape(t.Note) + "\n")
	}
	return b.String()
}

// escape keeps text from ending a cell or being read as HTML.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "\n", " ", "\r", "").Replace(s)
}

// CSV is the columns and rows as comma-separated values (RFC 4180, lines end with a line feed), without title and note.
func (t Table) CSV() string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	// A strings.Builder takes all that is written.
	if len(t.Columns) > 0 {
		_ = w.Write(t.Columns)
	}
	for _, row := range t.Rows {
		cells := make([]string, max(len(t.Columns), len(row)))
		copy(cells, row)
		_ = w.Write(cells)
	}
	w.Flush()
	return b.String()
}
