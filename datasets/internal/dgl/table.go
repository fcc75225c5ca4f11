package dgl

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// table is a file of rows, the first of which names the columns.
type table struct {
	path  string
	text  *files.Text
	rows  *csv.Reader
	names []string
	line  int // of the row that was read last
}

func openTable(ctx context.Context, open files.Opener, path, separator string) (*table, error) {
	text, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	t := &table{path: path, text: text, rows: csv.NewReader(text)}
	t.rows.Comma = []rune(separator)[0]
	t.rows.ReuseRecord = true
	names, err := t.next()
	if err == io.EOF {
		err = fmt.Errorf("%s is empty", path)
	}
	if err != nil {
		text.Close()
		return nil, err
	}
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name != "" && slices.Contains(t.names, name) {
			text.Close()
			return nil, t.errorf("two columns have the name %q; give each its own", files.Clip(name))
		}
		t.names = append(t.names, name)
	}
	return t, nil
}

// next is the next row, valid until the call after, or io.EOF.
func (t *table) next() ([]string, error) {
	row, err := t.rows.Read()
	if of := (*csv.ParseError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d: %w", t.path, of.Line, of.Err)
	}
	if err != nil && err != io.EOF {
		return nil, t.text.Error(err)
	}
	if err == nil {
		t.line, _ = t.rows.FieldPos(0)
	}
	return row, err
}

// errorf is an error about the row that was read last.
func (t *table) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", t.path, t.line, fmt.Errorf(format, values...))
}

// need is the column of a name, which field of meta.yaml says.
func (t *table) need(name, field string) (int, error) {
	column := slices.Index(t.names, name)
	if column < 0 {
		const most = 20
		return 0, fmt.Errorf("%s has no column %q; it has %q: say which by %s in %s", t.path, name,
			t.names[:min(most, len(t.names))], field, metaName)
	}
	return column, nil
}

// list is the numbers of a cell that is a list of them: "0.1,0.2", "[0.1, 0.2]" or "(0.1, 0.2)"; nil for another.
func list(cell string) (numbers []string) {
	cell = strings.TrimSpace(cell)
	for _, brackets := range []string{"[]", "()"} {
		if len(cell) >= 2 && cell[0] == brackets[0] && cell[len(cell)-1] == brackets[1] {
			cell = cell[1 : len(cell)-1]
			break
		}
	}
	cell = strings.TrimSuffix(strings.TrimSpace(cell), ",") // a tuple of one
	for number := range strings.SplitSeq(cell, ",") {
		number = strings.TrimSpace(number)
		if _, err := strconv.ParseFloat(number, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
			return nil
		}
		numbers = append(numbers, number)
	}
	return numbers
}
