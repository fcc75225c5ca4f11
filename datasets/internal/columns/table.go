package columns

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Table collects what a file says of its nodes, or of its edges, row by row. A row has a field for each column, ""
// where it is missing.
type Table struct {
	File    string   // for errors
	Noun    string   // what the file's format calls a column, for errors
	Columns []string // their names
	Numeric []bool   // the columns that the file says hold numbers; nil where their values tell
	Rows    int      // the number of rows so far

	readers  []reader
	features []*numberColumn
	class    *wordColumn // of a table of nodes, like the three below; nil where there is no such column
	species  *wordColumn
	years    *yearColumn
	split    *splitColumn
}

// reader takes in the fields of one column.
type reader struct {
	column int
	fields interface {
		add(field string, line int) error
	}
}

// Find is the column of the first of some names: as it stands, else in any case. It is −1 for none.
func (t *Table) Find(names ...string) int {
	for _, name := range names {
		if column := slices.Index(t.Columns, name); column >= 0 {
			return column
		}
		if column := slices.IndexFunc(t.Columns,
			func(c string) bool { return strings.EqualFold(c, name) }); column >= 0 {
			return column
		}
	}
	return -1
}

// Need is Find for a name that a user gave to an option.
func (t *Table) Need(name, option string) (int, error) {
	column := t.Find(name)
	if name == "" || column < 0 {
		return 0, fmt.Errorf("%s has no %s %q for %s; it has %s", t.File, t.Noun, name, option, t.List())
	}
	return column, nil
}

// List names the columns for an error.
func (t *Table) List() string {
	const most = 20
	if len(t.Columns) == 0 {
		return "none"
	}
	var quoted []string
	for _, name := range t.Columns[:min(most, len(t.Columns))] {
		quoted = append(quoted, strconv.Quote(files.Clip(name)))
	}
	if len(t.Columns) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

// Choice is what a user says of columns; nil where it is left to the file.
type Choice struct {
	Class                      *string
	NodeFeatures, EdgeFeatures []string // not nil where the user chose, be it none at all
}

// Chosen is a copy of names that is never nil.
func Chosen(names []string) []string { return append([]string{}, names...) }

// OfNodes says what the columns of a table of nodes mean. classNames are the names of the class where the user gives
// none; taken are columns that are no features.
func (t *Table) OfNodes(c Choice, classNames []string, taken ...int) error {
	class := t.Find(classNames...)
	if c.Class != nil {
		class, classNames = -1, nil
		if *c.Class != "" {
			var err error
			if class, err = t.Need(*c.Class, "WithClassFrom"); err != nil {
				return err
			}
		}
	}
	for _, name := range classNames { // a second one is no feature either
		taken = append(taken, t.Find(name))
	}
	if class >= 0 {
		t.class = &wordColumn{}
		t.readers = append(t.readers, reader{class, t.class})
	}
	species, year, split := t.Find("species"), t.Find("year"), t.Find("split")
	if species >= 0 {
		t.species = &wordColumn{required: true}
		t.readers = append(t.readers, reader{species, t.species})
	}
	if year >= 0 {
		t.years = &yearColumn{}
		t.readers = append(t.readers, reader{year, t.years})
	}
	if split >= 0 {
		t.split = &splitColumn{}
		t.readers = append(t.readers, reader{split, t.split})
	}
	return t.ofFeatures(c.NodeFeatures, "WithNodeFeatures", append(taken, class, species, year, split))
}

// OfEdges says what the columns of a table of edges mean; taken are columns that are no features.
func (t *Table) OfEdges(c Choice, taken ...int) error {
	return t.ofFeatures(c.EdgeFeatures, "WithEdgeFeatures", taken)
}

// ofFeatures makes features of the columns of some names, or with nil of all that hold numbers but those taken. A
// column without a name is a table's index.
func (t *Table) ofFeatures(names []string, option string, taken []int) error {
	for _, name := range names {
		column, err := t.Need(name, option)
		if err != nil {
			return err
		}
		t.addFeature(column, &numberColumn{option: option, kind: ofNumbers})
	}
	if names != nil {
		return nil
	}
	for column, name := range t.Columns {
		if name != "" && !slices.Contains(taken, column) && (t.Numeric == nil || t.Numeric[column]) {
			t.addFeature(column, &numberColumn{option: option, declared: t.Numeric != nil})
		}
	}
	return nil
}

func (t *Table) addFeature(column int, feature *numberColumn) {
	t.features = append(t.features, feature)
	t.readers = append(t.readers, reader{column, feature})
}

// Add takes in a row, which stands in the given line of the file.
func (t *Table) Add(row []string, line int) error {
	t.Rows++
	for _, r := range t.readers {
		if err := r.fields.add(strings.TrimSpace(row[r.column]), line); err != nil {
			return fmt.Errorf("%s line %d: %s %q: %w", t.File, line, t.Noun, files.Clip(t.Columns[r.column]), err)
		}
	}
	return nil
}

// Matrix holds the features: one row for each row of the table.
func (t *Table) Matrix() arrays.Matrix {
	features := slices.DeleteFunc(t.features, func(f *numberColumn) bool { return f.kind != ofNumbers })
	m := arrays.NewMatrix(t.Rows, len(features))
	for i, f := range features {
		for row, value := range f.values {
			m.Data[row*m.Cols+i] = value
		}
		f.values = nil // the largest part of what a file holds is not kept twice
	}
	return m
}

// EndNames are the names by which the columns of an edge's source and target are known.
var EndNames = [][2]string{{"source", "target"}, {"src", "dst"}, {"from", "to"}}

// Nodes is what a file says of its nodes.
type Nodes struct {
	IDs            []string      // in the order of the nodes
	Features       arrays.Matrix // one row per node
	Classes        []int32       // one per node, −1 for unlabelled; nil without classes
	ClassNames     []string      // in the order of the classes
	Species, Years []int32       // one per node, or nil
	Split          arrays.Split
}

// Edges is what a file says of its edges.
type Edges struct {
	Ends     [][2]int32    // source and target
	Features arrays.Matrix // one row per edge
}

// Nodes is what the table's rows say of the nodes of the given ids.
func (t *Table) Nodes(ids []string) (n Nodes, err error) {
	n.IDs, n.Features = ids, t.Matrix()
	if t.class != nil {
		n.Classes, n.ClassNames = t.class.sorted()
		if len(n.ClassNames) == 0 {
			return n, fmt.Errorf("%s has no class for any node; leave the classes out by WithClassFrom(\"\")", t.File)
		}
	}
	if t.species != nil {
		n.Species = t.species.numbers()
	}
	if t.years != nil {
		n.Years = t.years.values
	}
	if t.split != nil {
		n.Split = t.split.nodes
	}
	return n, nil
}
