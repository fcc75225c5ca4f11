package parquet

import (
	"github.com/parquet-go/parquet-go"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/csv"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// columns hands the values of a file to a reading's table.
type columns struct {
	file   *file
	parts  []schema.Parts
	stated []schema.Stated
	places [][]int

	numbers, none int // of lists: how many there are, and how many rows without a list lack
}

// newColumns takes what the header and the file say of the columns.
func newColumns(f *file, header csv.Header, ofEdges bool) (*columns, error) {
	if err := f.lists(); err != nil {
		return nil, err
	}
	c := &columns{file: f, places: make([][]int, len(f.names))}
	for i, name := range header.Names {
		part, stated := schema.Parts{Name: name, OfEdges: ofEdges, Count: 1}, f.columns[i].stated
		switch of := f.columns[i]; {
		case stated.Role == "" && header.Stated[i].Role != "":
			stated = header.Stated[i]
		case of.isList && of.length > 0:
			part.Count, part.Note = of.length, "lists of numbers"
			if schema.IsTargetName(name) && !ofEdges {
				stated = schema.Stated{Role: schema.LeftOut, Why: schema.MayBeTarget}
			}
		}
		c.parts, c.stated = append(c.parts, part), append(c.stated, stated)
	}
	return c, nil
}

// take says what the reader makes of a column.
func (c *columns) take(column int, stated schema.Stated) { c.stated[column] = stated }

// check refuses a role for a column that can't be read.
func (c *columns) check(choice schema.Choice) error {
	for i, of := range c.file.columns {
		for _, given := range choice.Roles {
			if of.kind.text == nil && c.parts[i].Is(given) && given.Role != schema.LeftOut {
				return c.file.errorf(1, "column %q can't be a %s by %s: %s", files.Clip(c.parts[i].Name), given.Role,
					given.Option,
					of.stated.Why)
			}
		}
	}
	return nil
}

// begin makes the columns of a reading's table.
func (c *columns) begin(to *schema.Table) {
	for i, p := range c.parts {
		for part := range p.Count {
			c.places[i] = append(c.places[i], to.Column(p.Column(part), c.stated[i]))
		}
	}
}

// set hands over the values of a row.
func (c *columns) set(to *schema.Table, row int, values [][]parquet.Value) error {
	for i, places := range c.places {
		if !c.file.columns[i].isList {
			to.Set(places[0], c.file.text(i, values[i]))
			continue
		}
		if isNone(values[i]) {
			// A long list in one row and nothing in many would be much more memory than the file has bytes.
			if c.none += len(places); arrays.ManyForFew(1, c.none, c.numbers/fewest) {
				return c.file.errorf(row,
					"column %q: no list in this row and many before, want one of %d numbers in most rows",
					files.Clip(c.parts[i].Name), len(places))
			}
			continue
		}
		if len(values[i]) != len(places) {
			return c.file.errorf(row, "column %q: a list of %d numbers, want %d, as in the rows before",
				files.Clip(c.parts[i].Name), len(values[i]), len(places))
		}
		c.numbers += len(places)
		for k, v := range values[i] {
			if !v.IsNull() {
				to.Set(places[k], c.file.columns[i].kind.text(v))
			}
		}
	}
	return nil
}

// fewest is how much stricter lists are held than the zeros of a matrix: a number takes more memory while it is read.
const fewest = 1 << 10
