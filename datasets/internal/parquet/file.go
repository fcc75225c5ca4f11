package parquet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// file is a table in a file.
type file struct {
	path  string
	whole *files.Whole
	table *parquet.File

	names   []string // of the columns
	columns []column
	ofLeaf  []int // of each leaf of the file's schema, its column
}

// column is a column of the table. Its values have one leaf in the file's schema unless they are nested.
type column struct {
	kind
	isList bool
	length int // of the lists; 0 before the first
}

// guard makes an error of what the library panics on.
func guard(path string, do func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%s is damaged; make or fetch it again", path)
		}
	}()
	return do()
}

func openFile(ctx context.Context, open files.Opener, path string) (*file, error) {
	whole, err := files.OpenWhole(ctx, open, path)
	if err != nil {
		return nil, err
	}
	f := &file{path: path, whole: whole}
	if err := guard(path, f.begin); err != nil {
		whole.Close()
		return nil, err
	}
	return f, nil
}

func (f *file) begin() error {
	err := checkFooter(f.whole)
	if err != nil {
		return f.unreadable(err)
	}
	table, err := parquet.OpenFile(f.whole, f.whole.Size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return f.unreadable(err)
	}
	f.table = table
	const free, perByte = 1 << 20, 64 // rows, which take much more room in memory than they may take in the file
	most := min(free+perByte*f.whole.Size, arrays.MaxEdges)
	if rows := table.NumRows(); rows < 0 || rows > most {
		return fmt.Errorf("%s claims %d rows in %d bytes; it is damaged, or too large", f.path, rows, f.whole.Size)
	}
	if err := checkPages(f.whole, table.Metadata(), most); err != nil {
		return f.unreadable(err)
	}
	for i, c := range table.Root().Columns() {
		if slices.Contains(f.names, c.Name()) {
			return fmt.Errorf("%s: two columns have the name %q; give each its own", f.path, files.Clip(c.Name()))
		}
		f.names = append(f.names, c.Name())
		leaves, made := leavesOf(c), column{}
		switch {
		case c.Leaf() && !c.Repeated():
			made.kind = f.kindOf(c)
		case f.isListOfNumbers(leaves):
			made.kind, made.isList = f.kindOf(leaves[0]), true
		default:
			made.stated = schema.Stated{Role: schema.LeftOut, Why: "nested values"}
		}
		if strings.HasPrefix(c.Name(), "__index_level_") {
			made.stated = schema.Stated{Role: schema.LeftOut, Why: pandasIndex}
		}
		f.columns = append(f.columns, made)
		for range leaves {
			f.ofLeaf = append(f.ofLeaf, i)
		}
	}
	return nil
}

// pandasIndex is the note of the column that pandas writes for the names of a table's rows.
const pandasIndex = "the index of pandas"

func leavesOf(c *parquet.Column) (leaves []*parquet.Column) {
	if c.Leaf() {
		return []*parquet.Column{c}
	}
	for _, inner := range c.Columns() {
		leaves = append(leaves, leavesOf(inner)...)
	}
	return leaves
}

// isListOfNumbers says whether the values of a column are lists of numbers, and not lists of lists.
func (f *file) isListOfNumbers(leaves []*parquet.Column) bool {
	return len(leaves) == 1 && leaves[0].MaxRepetitionLevel() == 1 && f.kindOf(leaves[0]).stated.Kind == schema.Number
}

// kindOf says how the values of a leaf are read. The library does not tell of numbers of 16 bits, but the file does.
func (f *file) kindOf(leaf *parquet.Column) kind {
	at := 0
	for _, element := range f.table.Metadata().Schema {
		if !element.Type.Valid {
			continue // no leaf
		}
		if at == leaf.Index() {
			if _, is := element.LogicalType.Value.(*format.Float16Type); is {
				return kindOf(leaf.Type(), element.LogicalType.Value)
			}
		}
		at++
	}
	if logical := leaf.Type().LogicalType(); logical != nil {
		return kindOf(leaf.Type(), logical.Value)
	}
	return kindOf(leaf.Type(), nil)
}

func (f *file) close() { f.whole.Close() }

// unreadable is the error of the library, in one line.
func (f *file) unreadable(err error) error {
	if stopped := files.Stopped(f.path, err); stopped != nil {
		return stopped
	}
	return fmt.Errorf("%s can't be read as Parquet: %s", f.path, strings.Join(strings.Fields(fmt.Sprintf("%.200s",
		err)), " "))
}

// each calls row for each row, with the values of each column: one, or those of a list.
func (f *file) each(row func(number int, values [][]parquet.Value) error) error {
	number := 0
	values := make([][]parquet.Value, len(f.columns))
	buffer := make([]parquet.Row, 64)
	for _, group := range f.table.RowGroups() {
		if group.NumRows() == 0 { // pandas writes one for an empty table, which the library can't read
			continue
		}
		rows := group.Rows()
		for {
			var n int
			err := guard(f.path, func() (err error) {
				n, err = rows.ReadRows(buffer)
				return err
			})
			for _, read := range buffer[:n] {
				for i := range values {
					values[i] = values[i][:0]
				}
				for _, v := range read {
					if leaf := v.Column(); leaf >= 0 && leaf < len(f.ofLeaf) {
						values[f.ofLeaf[leaf]] = append(values[f.ofLeaf[leaf]], v)
					}
				}
				number++
				if err := row(number, values); err != nil {
					rows.Close()
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil && n == 0 {
				err = io.ErrNoProgress
			}
			if err != nil {
				rows.Close()
				return f.unreadable(err)
			}
		}
		if err := rows.Close(); err != nil {
			return f.unreadable(err)
		}
	}
	return nil
}

// lists finds how long the lists of each column are, by the first that is not empty. It reads rows only as far as
// needed.
func (f *file) lists() error {
	unknown := 0
	for i := range f.columns {
		if f.columns[i].isList {
			unknown++
		}
	}
	errEnough := errors.New("all is known")
	if unknown == 0 {
		return nil
	}
	err := f.each(func(_ int, values [][]parquet.Value) error {
		for i := range f.columns {
			if c := &f.columns[i]; c.isList && c.length == 0 && !isNone(values[i]) {
				c.length = len(values[i])
				unknown--
			}
		}
		if unknown == 0 {
			return errEnough
		}
		return nil
	})
	if err == errEnough {
		return nil
	}
	return err
}

func isNone(values []parquet.Value) bool {
	return len(values) == 0 || len(values) == 1 && values[0].IsNull()
}

// text is the value of a column that is no list; "" for none.
func (f *file) text(i int, values []parquet.Value) string {
	if isNone(values) || f.columns[i].kind.text == nil {
		return ""
	}
	return f.columns[i].kind.text(values[0])
}

// errorf is an error about a row.
func (f *file) errorf(row int, format string, values ...any) error {
	return fmt.Errorf("%s row %d: %w", f.path, row, fmt.Errorf(format, values...))
}

// list names the columns for an error.
func (f *file) list() string {
	const most = 20
	var quoted []string
	for _, name := range f.names[:min(most, len(f.names))] {
		quoted = append(quoted, strconv.Quote(files.Clip(name)))
	}
	return strings.Join(quoted, ", ")
}
