package datasets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// attributes collects what a file says of its nodes, or of its edges, a row at a time. A row has a field for each
// column, "" where it is missing.
type attributes struct {
	file    string   // for errors
	noun    string   // what the file's format calls a column, for errors
	columns []string // their names
	numeric []bool   // the columns that the file says hold numbers; nil where their values tell
	rows    int

	readers  []reader
	features []*numberColumn
	class    *wordColumn // of nodes, as the next ones; nil where there is no such column
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

// find is the column of the first of some names: as it stands, else in any case. It is −1 for none.
func (a *attributes) find(names ...string) int {
	for _, name := range names {
		if column := slices.Index(a.columns, name); column >= 0 {
			return column
		}
		if column := slices.IndexFunc(a.columns, func(c string) bool { return strings.EqualFold(c, name) }); column >= 0 {
			return column
		}
	}
	return -1
}

// need is find for a name that a user gave to an option.
func (a *attributes) need(name, option string) (int, error) {
	column := a.find(name)
	if name == "" || column < 0 {
		return 0, fmt.Errorf("%s has no %s %q for %s; it has %s", a.file, a.noun, name, option, a.list())
	}
	return column, nil
}

// list names the columns for an error.
func (a *attributes) list() string {
	const most = 20
	if len(a.columns) == 0 {
		return "none"
	}
	var quoted []string
	for _, name := range a.columns[:min(most, len(a.columns))] {
		quoted = append(quoted, strconv.Quote(shortened(name)))
	}
	if len(a.columns) > most {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

// choice is what a user says of columns; nil where it is left to the file.
type choice struct {
	class                      *string
	nodeFeatures, edgeFeatures []string // not nil where they were chosen, be it none
}

// chosen is names, never nil.
func chosen(names []string) []string { return append([]string{}, names...) }

// ofNodes says what a node's columns mean. classNames are the names of the class where the user gives none; taken are
// columns that are no features.
func (a *attributes) ofNodes(c choice, classNames []string, taken ...int) error {
	class := a.find(classNames...)
	if c.class != nil {
		class, classNames = -1, nil
		if *c.class != "" {
			var err error
			if class, err = a.need(*c.class, "WithClassFrom"); err != nil {
				return err
			}
		}
	}
	for _, name := range classNames { // a second one is no feature either
		taken = append(taken, a.find(name))
	}
	if class >= 0 {
		a.class = &wordColumn{}
		a.readers = append(a.readers, reader{class, a.class})
	}
	species, year, split := a.find("species"), a.find("year"), a.find("split")
	if species >= 0 {
		a.species = &wordColumn{required: true}
		a.readers = append(a.readers, reader{species, a.species})
	}
	if year >= 0 {
		a.years = &yearColumn{}
		a.readers = append(a.readers, reader{year, a.years})
	}
	if split >= 0 {
		a.split = &splitColumn{}
		a.readers = append(a.readers, reader{split, a.split})
	}
	return a.ofFeatures(c.nodeFeatures, "WithNodeFeatures", append(taken, class, species, year, split))
}

// ofEdges says what an edge's columns mean; taken are columns that are no features.
func (a *attributes) ofEdges(c choice, taken ...int) error {
	return a.ofFeatures(c.edgeFeatures, "WithEdgeFeatures", taken)
}

// ofFeatures makes features of the columns of some names, or with nil of all that hold numbers but those taken. A
// column without a name is a table's index.
func (a *attributes) ofFeatures(names []string, option string, taken []int) error {
	for _, name := range names {
		column, err := a.need(name, option)
		if err != nil {
			return err
		}
		a.addFeature(column, &numberColumn{option: option, kind: ofNumbers})
	}
	if names != nil {
		return nil
	}
	for column, name := range a.columns {
		if name != "" && !slices.Contains(taken, column) && (a.numeric == nil || a.numeric[column]) {
			a.addFeature(column, &numberColumn{option: option, declared: a.numeric != nil})
		}
	}
	return nil
}

func (a *attributes) addFeature(column int, feature *numberColumn) {
	a.features = append(a.features, feature)
	a.readers = append(a.readers, reader{column, feature})
}

// add takes in a row, which stands in the given line of the file.
func (a *attributes) add(row []string, line int) error {
	a.rows++
	for _, r := range a.readers {
		if err := r.fields.add(strings.TrimSpace(row[r.column]), line); err != nil {
			return fmt.Errorf("%s line %d: %s %q: %w", a.file, line, a.noun, shortened(a.columns[r.column]), err)
		}
	}
	return nil
}

// matrix holds the features, a row a node or an edge.
func (a *attributes) matrix() Matrix {
	features := slices.DeleteFunc(a.features, func(f *numberColumn) bool { return f.kind != ofNumbers })
	m := newMatrix(a.rows, len(features))
	for i, f := range features {
		for row, value := range f.values {
			m.Data[row*m.Cols+i] = value
		}
		f.values = nil // the largest of what a file holds is not kept twice
	}
	return m
}

// describe gives the graph what its nodes' rows say, and returns the names of its classes.
func (a *attributes) describe(g *Graph) (classNames []string, err error) {
	g.NodeFeatures = a.matrix()
	if a.class != nil {
		g.Classes, classNames = a.class.sorted()
		if g.NumClasses = len(classNames); g.NumClasses == 0 {
			return nil, fmt.Errorf("%s has no class for any node; leave the classes out by WithClassFrom(\"\")", a.file)
		}
	}
	if a.species != nil {
		g.Species = a.species.numbers()
	}
	if a.years != nil {
		g.Years = a.years.values
	}
	if a.split != nil {
		g.Train, g.Valid, g.Test = a.split.nodes[0], a.split.nodes[1], a.split.nodes[2]
	}
	return classNames, nil
}
