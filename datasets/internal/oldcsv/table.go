package oldcsv

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// table reads the rows of a file.
type table struct {
	file    *files.Text
	rows    *csv.Reader
	columns []string
	first   []string // the first row, where that had to be read for the number of columns
	line    int      // of the last row
}

func openTable(ctx context.Context, open files.Opener, path string, headless bool) (*table, error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	t := &table{file: file, rows: csv.NewReader(file)}
	if err := t.begin(headless); err != nil {
		file.Close()
		return nil, err
	}
	return t, nil
}

func (t *table) begin(headless bool) error {
	t.rows.Comma = t.separator()
	// A tab is a blank too: trimming would eat an empty first field. What is left of blanks is trimmed later.
	t.rows.TrimLeadingSpace = t.rows.Comma != '\t'
	t.rows.FieldsPerRecord = -1
	t.rows.ReuseRecord = true
	row, err := t.read()
	if err == io.EOF {
		return fmt.Errorf("%s is empty", t.file.Path())
	}
	if err != nil {
		return err
	}
	t.columns = slices.Clone(row)
	if headless {
		t.first = row
		for column := range t.columns {
			t.columns[column] = strconv.Itoa(column + 1)
		}
		return nil
	}
	numbers := 0
	for column, name := range t.columns {
		name = strings.TrimSpace(name)
		t.columns[column] = name
		if _, err := strconv.ParseFloat(name, 64); err == nil {
			numbers++
		}
		if name != "" && slices.Contains(t.columns[:column], name) {
			return t.errorf("two columns have the name %q; give each its own", files.Clip(name))
		}
	}
	if numbers == len(t.columns) {
		return t.errorf("numbers, want the columns' names; add such a line, or WithoutHeader")
	}
	return nil
}

// separator is the most frequent one of the first line.
func (t *table) separator() rune {
	start, _ := t.file.Peek(1 << 15) // an error comes back with the first row
	start, _, _ = bytes.Cut(bytes.TrimLeft(start, "\r\n"), []byte("\n"))
	best, most := ',', 0
	for _, separator := range ",;\t" {
		if count := strings.Count(string(start), string(separator)); count > most {
			best, most = separator, count
		}
	}
	return best
}

// about is where the table's rows go.
func (t *table) about() *columns.Table {
	return &columns.Table{File: t.file.Path(), Noun: "column", Columns: t.columns}
}

// errorf is an error about the last row.
func (t *table) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", t.file.Path(), t.line, fmt.Errorf(format, values...))
}

// next is the next row, valid until the call after, or io.EOF.
func (t *table) next() ([]string, error) {
	row, err := t.first, error(nil)
	if t.first = nil; row == nil {
		row, err = t.read()
	}
	if err == nil && len(row) != len(t.columns) {
		return nil, t.errorf("%d fields, want %d, one a column", len(row), len(t.columns))
	}
	return row, err
}

func (t *table) read() ([]string, error) {
	row, err := t.rows.Read()
	for err == nil && len(row) == 1 && len(t.columns) > 1 && strings.TrimSpace(row[0]) == "" { // a line of blanks
		row, err = t.rows.Read()
	}
	if of := (*csv.ParseError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d: %w", t.file.Path(), of.Line, of.Err)
	}
	if err != nil && err != io.EOF {
		return nil, t.file.Error(err)
	}
	if err == nil {
		t.line, _ = t.rows.FieldPos(0)
	}
	return row, err
}

// id is a row's field that names a node.
func (t *table) id(row []string, column int) (string, error) {
	name := strings.TrimSpace(row[column])
	if name == "" {
		return "", t.errorf("column %q is empty, want a node's id", files.Clip(t.columns[column]))
	}
	return name, nil
}
