package csv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// table is a file of rows that have as many fields as there are columns.
type table struct {
	file     *files.Text
	rows     *rows
	names    []string   // of the columns
	headless bool       // they are numbers, as the file has no header
	first    []string   // the first row, where that had to be read for the number of columns
	sample   [][]string // the first rows below the header, or all where there is none
	whole    bool       // these are all rows
	expected int        // about how many rows there are; 0 where nothing tells
	line     int        // where the header is, then of the row that was read last
}

func openTable(ctx context.Context, open files.Opener, path string, headless bool) (*table, error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, headless: headless}
	if err := t.begin(); err != nil {
		file.Close()
		return nil, err
	}
	return t, nil
}

// startBytes is how much of a file is looked at for its separator and its kind. It is what files.Text can hold.
const startBytes = 1 << 16

func (t *table) begin() error {
	peeked, err := t.file.Peek(startBytes)
	s := start{text: string(peeked), whole: err == io.EOF}
	s.passOver(t.headless)
	if s.separator == 0 {
		s.separate()
	}
	if _, err := t.file.Discard(s.bytes); err != nil {
		return t.file.Error(err)
	}
	t.rows = &rows{text: t.file, separator: s.separator, ends: s.lines}
	row, err := t.read()
	if err == io.EOF {
		return fmt.Errorf("%s is empty", t.file.Path())
	}
	if err != nil {
		return err
	}
	t.names = slices.Clone(row)
	t.sample = s.rows(s.separator)
	if lines := strings.Count(s.text, "\n"); lines > 0 {
		t.expected = int(min(t.file.Size(), 1<<40)) / (len(s.text) / lines)
	}
	t.whole = s.whole && len(t.sample) < sampleRows
	if t.headless {
		t.first = slices.Clone(row)
		for column := range t.names {
			t.names[column] = strconv.Itoa(column + 1)
		}
		return nil
	}
	t.sample = t.sample[min(1, len(t.sample)):]
	if name, is := strings.CutPrefix(t.names[0], "#"); is {
		t.names[0] = strings.TrimSpace(name)
	}
	switch {
	case !oneMore(t.sample, len(t.names)):
	case slices.ContainsFunc(t.sample, func(row []string) bool { return row[len(row)-1] != "" }):
		t.names = append([]string{""}, t.names...) // R's write.table has no name for the rows' names
	default:
		t.names = append(t.names, "") // each row ends with a separator
	}
	return nil
}

// next is the next row, valid until the call after, or io.EOF.
func (t *table) next() ([]string, error) {
	row, err := t.first, error(nil)
	if t.first = nil; row == nil {
		row, err = t.read()
	}
	if err == nil && len(row) != len(t.names) {
		return nil, t.errorf("%d fields, want %d, one a column; a field that holds a separator stands in quotes",
			len(row), len(t.names))
	}
	return row, err
}

func (t *table) read() ([]string, error) {
	row, err := t.rows.next()
	if err == nil {
		t.line = t.rows.line
		return row, nil
	}
	if of := (rowError{}); errors.As(err, &of) {
		return nil, fmt.Errorf("%s %w", t.file.Path(), of)
	}
	if err != io.EOF {
		err = t.file.Error(err)
	}
	return nil, err
}

// errorf is an error about the row that was read last.
func (t *table) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", t.file.Path(), t.line, fmt.Errorf(format, values...))
}

// noID is the error for a row whose field of a column, which names a node, is empty.
func (t *table) noID(column int) error {
	return t.errorf("column %q is empty, want a node's id", files.Clip(t.names[column]))
}

// list names the columns for an error.
func (t *table) list() string {
	const most = 20
	quoted := make([]string, 0, most+1)
	for _, name := range t.names[:min(most, len(t.names))] {
		quoted = append(quoted, strconv.Quote(files.Clip(name)))
	}
	if len(t.names) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}
