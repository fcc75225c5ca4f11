package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Table is the columns of nodes, or of edges.
type Table struct {
	origin

	columns []*column
	index   map[string]int
	texts   []string // the row that was begun, by column
	begun   bool
	line    int // where that row stands
	rows    int // the number of rows that have ended
	cells   int // the number of values in them
	err     error
}

// Column is the column of a name. The first call for a name makes it, at any time: rows that are there have no value of
// it. Two columns of one name can't be: where a format has two keys of one name, both are this column, of words where
// one of them is.
func (t *Table) Column(name string, stated Stated) int {
	if place, ok := t.index[name]; ok {
		if c := t.columns[place]; c.stated.Kind != stated.Kind {
			c.stated.Kind = AnyKind
		}
		return place
	}
	if t.index == nil {
		t.index = map[string]int{}
	}
	name = strings.Clone(name)
	place := len(t.columns)
	t.index[name] = place
	c := &column{table: &t.origin, name: name, stated: stated}
	c.resolve()
	t.columns, t.texts = append(t.columns, c), append(t.texts, "")
	// A file may have a column of its own for each row, and then far more cells than values.
	const freeCells, cellsPerValue = 1 << 22, 256
	if cells := t.rows * len(t.columns); cells > freeCells+cellsPerValue*t.cells && t.err == nil {
		t.err = fmt.Errorf("%s: %d different %ss in the first %d rows, most without a value; at most %d cells are read",
			t.File, len(t.columns), t.noun, t.rows, cells)
	}
	for range t.rows {
		if t.err != nil {
			break
		}
		if err := c.add("", 0); err != nil {
			break // only a default can be wrong, and the next row says so
		}
	}
	return place
}

// Took says for the report what a reader itself took a column for, such as the ends of an edge.
func (t *Table) Took(name string, role Role, note string) {
	t.columns = append(t.columns, &column{table: &t.origin, name: strings.Clone(name), role: role, note: note,
		taken: true})
	t.texts = append(t.texts, "")
}

// Set gives the element that was begun last a value; "" is no value. The text is not kept after the next Node, Edge or
// Done unless it is copied.
func (t *Table) Set(column int, text string) { t.texts[column] = text }

// begin ends the row before and begins one.
func (t *Table) begin(line int) error {
	err := t.end()
	t.begun, t.line = true, line
	return err
}

// end takes in the row that was begun, if there is one.
func (t *Table) end() error {
	if !t.begun {
		return nil
	}
	t.begun = false
	if t.err != nil {
		return t.err
	}
	t.rows++
	for i, c := range t.columns {
		text := t.texts[i]
		if t.texts[i] = ""; text != "" {
			t.cells++
		}
		if err := c.add(text, t.line); err != nil {
			return err
		}
	}
	return nil
}

// find is the column of a name as it stands, else in any case; nil for none.
func (t *Table) find(name string) *column {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		if i := slices.IndexFunc(t.columns, func(c *column) bool { return same(c.name, name) }); i >= 0 {
			return t.columns[i]
		}
	}
	return nil
}

// list names the columns for an error.
func (t *Table) list() string {
	const most = 20
	if len(t.columns) == 0 {
		return "none"
	}
	var quoted []string
	for _, c := range t.columns[:min(most, len(t.columns))] {
		quoted = append(quoted, strconv.Quote(clip(c.name)))
	}
	if len(t.columns) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}
