package dgl

import (
	"context"
	"io"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// columns is the columns of a table. One whose cells are lists is as many columns as the lists are long.
type columns struct {
	parts  []schema.Parts
	stated []schema.Stated
	places [][]int // in the reading's table

	numbers, none int // of lists: how many there are, and how many rows without a list lack
}

// readColumns finds the columns of a table. The first cell of a column that is not empty says whether it has lists.
func readColumns(ctx context.Context, open files.Opener, path, separator string, ofEdges bool) (*columns, error) {
	t, err := openTable(ctx, open, path, separator)
	if err != nil {
		return nil, err
	}
	defer t.text.Close()
	c := &columns{stated: make([]schema.Stated, len(t.names)), places: make([][]int, len(t.names))}
	for _, name := range t.names {
		c.parts = append(c.parts, schema.Parts{Name: name, OfEdges: ofEdges})
	}
	for unknown := len(c.parts); unknown > 0; {
		row, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		for i, cell := range row {
			if c.parts[i].Count == 0 && strings.TrimSpace(cell) != "" {
				c.parts[i].Count = max(1, len(list(cell)))
				unknown--
			}
		}
	}
	for i := range c.parts {
		if c.parts[i].Count = max(1, c.parts[i].Count); c.parts[i].Count > 1 {
			c.parts[i].Note = "lists of numbers"
			if schema.IsTargetName(c.parts[i].Name) {
				c.stated[i] = schema.Stated{Role: schema.LeftOut, Why: schema.MayBeTarget}
			}
		}
	}
	return c, nil
}

// begin makes the columns of a reading's table.
func (c *columns) begin(to *schema.Table) {
	for i, p := range c.parts {
		for part := range p.Count {
			c.places[i] = append(c.places[i], to.Column(p.Column(part), c.stated[i]))
		}
	}
}

// fewest is how much stricter lists are held than the zeros of a matrix: a number takes more memory while it is read.
const fewest = 1 << 10

// set hands over the cells of a row.
func (c *columns) set(from *table, to *schema.Table, row []string) error {
	for i, cell := range row {
		if len(c.places[i]) == 1 {
			to.Set(c.places[i][0], cell)
			continue
		}
		if strings.TrimSpace(cell) == "" {
			// A long list in one row and nothing in many would be much more memory than the file has bytes.
			if c.none += len(c.places[i]); arrays.ManyForFew(1, c.none, c.numbers/fewest) {
				return from.errorf("column %q: no list in this row and many before; want %d numbers in most rows",
					files.Clip(c.parts[i].Name), len(c.places[i]))
			}
			continue
		}
		numbers := list(cell)
		if len(numbers) != len(c.places[i]) {
			return from.errorf("column %q: %q, want a list of %d numbers, as in the rows before",
				files.Clip(c.parts[i].Name), files.Clip(cell), len(c.places[i]))
		}
		c.numbers += len(numbers)
		for k, place := range c.places[i] {
			to.Set(place, numbers[k])
		}
	}
	return nil
}

// take says what the format makes of a column, which holds no lists then.
func (c *columns) take(column int, stated schema.Stated) {
	c.stated[column], c.parts[column].Count, c.parts[column].Note = stated, 1, ""
}
