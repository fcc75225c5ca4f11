package datasets

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
)

// CSV is the builder of a graph from a table of edges and, if there is one, a table of nodes.
type CSV struct {
	open            opener
	edges, nodes    string
	name            string
	source, target  string
	choice          choice
	headless        bool
	undirected      bool
	ids, classNames []string
}

// FromCSV reads a table of edges: a line an edge, with a header line, the columns separated by commas, semicolons or
// tabs. Source and target are the columns of these names, or src and dst, or from and to, in any case; else the first
// two. The other columns of numbers are features of the edge, in their order; true and false are 1 and 0. Left out are
// columns whose first value is no number, a column id, and one without a name, which is a table's index.
//
// Node ids are any words. Nodes are numbered in ascending order of their ids where all are whole numbers, so that ids
// from 0 to n−1 stay as they are; else in order of first appearance. A table of nodes, [CSV.WithNodes], decides
// it by its order, and adds features, classes and a split.
//
// Files may be zipped by gzip. They are in UTF-8, with or without a byte-order mark. Blanks around a field do not count,
// and a field that holds a separator, a quote or a line's end stands in quotes (RFC 4180).
func FromCSV(edges string) *CSV { return &CSV{open: openFile, edges: edges, name: graphName(edges)} }

// WithNodes reads a table of nodes, a line a node; an edge must not name any other. Its columns by their names, in any
// case:
//
//	id or node     the id, different for each node; the first column, if there is none of the two
//	class or label a word or number; empty, −1 or nan is unlabelled
//	split          train, valid (or val), test or empty
//	species        a word or number
//	year           a whole number
//
// Every other column of numbers is a feature, as for edges. Classes are numbered from 0 in ascending order of their
// names, as numbers where all are numbers; so are species that are words.
func (b *CSV) WithNodes(path string) *CSV { b.nodes = path; return b }

// WithName names the graph; without it, it has the name of the file of edges.
func (b *CSV) WithName(name string) *CSV { b.name = name; return b }

// WithUndirected adds the reverse of each edge, as [Own.WithUndirected] does.
func (b *CSV) WithUndirected() *CSV { b.undirected = true; return b }

// WithEnds names the columns that hold an edge's source and target.
func (b *CSV) WithEnds(source, target string) *CSV { b.source, b.target = source, target; return b }

// WithClassFrom names the column of the nodes that holds the class; "" for none.
func (b *CSV) WithClassFrom(column string) *CSV { b.choice.class = &column; return b }

// WithNodeFeatures names the columns of the nodes that are features; none without a name.
func (b *CSV) WithNodeFeatures(columns ...string) *CSV {
	b.choice.nodeFeatures = chosen(columns)
	return b
}

// WithEdgeFeatures names the columns of the edges that are features; none without a name.
func (b *CSV) WithEdgeFeatures(columns ...string) *CSV {
	b.choice.edgeFeatures = chosen(columns)
	return b
}

// WithoutHeader says that the files have no header line. Columns are then named "1", "2" and so on.
func (b *CSV) WithoutHeader() *CSV { b.headless = true; return b }

// IDs are the nodes' ids in the files, in the order of the nodes. They are there after Done.
func (b *CSV) IDs() []string { return b.ids }

// ClassNames are the names of the classes in the file, in the order of the classes. They are there after Done.
func (b *CSV) ClassNames() []string { return b.classNames }

// Done reads the files. An error names the file, and the line and column where it is about one.
func (b *CSV) Done() (*Graph, error) {
	own, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return own.Done()
}

// Must is Done for notebook cells; see [Source].
func (b *CSV) Must() *Graph { return cell.Must(b.Done()) }

func (b *CSV) read() (*Own, error) {
	ids, about := newNodeIDs(), &attributes{}
	switch {
	case b.nodes != "":
		var err error
		if about, err = b.readNodes(ids); err != nil {
			return nil, err
		}
	case b.choice.class != nil && *b.choice.class != "":
		return nil, errors.New("WithClassFrom names a column of the nodes; add their file by WithNodes")
	case len(b.choice.nodeFeatures) > 0:
		return nil, errors.New("WithNodeFeatures names columns of the nodes; add their file by WithNodes")
	}
	edges, features, err := b.readEdges(ids)
	if err != nil {
		return nil, err
	}
	if b.nodes == "" {
		ids.ascending(edges)
	}
	own := newOwn(len(ids.names), edges).WithName(b.name)
	own.edgeFeatures, own.undirected = features, b.undirected
	b.ids, own.graph.IDs = ids.names, ids.of()
	b.classNames, err = about.describe(&own.graph)
	return own, err
}

func (b *CSV) readNodes(ids *nodeIDs) (*attributes, error) {
	t, err := openTable(b.open, b.nodes, b.headless)
	if err != nil {
		return nil, err
	}
	defer t.file.close()
	about := t.attributes()
	id := max(0, about.find("id", "node"))
	if err := about.ofNodes(b.choice, []string{"class", "label"}, id); err != nil {
		return nil, err
	}
	var lines []int32 // of each node, for the error of a second one
	for {
		row, err := t.next()
		if err == io.EOF && about.rows == 0 {
			return nil, fmt.Errorf("%s has a header but no nodes", b.nodes)
		}
		if err == io.EOF {
			return about, nil
		}
		if err != nil {
			return nil, err
		}
		name, err := t.id(row, id)
		if err != nil {
			return nil, err
		}
		if first, ok := ids.index[name]; ok {
			return nil, t.errorf("node %q is in line %d already; give each node one line", shortened(name), lines[first])
		}
		ids.add(strings.Clone(name)) // or it would hold on to its line
		lines = append(lines, int32(t.line))
		if err := about.add(row, t.line); err != nil {
			return nil, err
		}
	}
}

func (b *CSV) readEdges(ids *nodeIDs) (edges [][2]int32, features Matrix, err error) {
	t, err := openTable(b.open, b.edges, b.headless)
	if err != nil {
		return nil, Matrix{}, err
	}
	defer t.file.close()
	about := t.attributes()
	ends, err := b.ends(about)
	if err != nil {
		return nil, Matrix{}, err
	}
	if err := about.ofEdges(b.choice, ends[0], ends[1], about.find("id")); err != nil {
		return nil, Matrix{}, err
	}
	for {
		row, err := t.next()
		if err == io.EOF && len(edges) == 0 {
			return nil, Matrix{}, fmt.Errorf("%s has a header but no edges", b.edges)
		}
		if err == io.EOF {
			return edges, about.matrix(), nil
		}
		if err != nil {
			return nil, Matrix{}, err
		}
		var edge [2]int32
		for i, column := range ends {
			name, err := t.id(row, column)
			if err != nil {
				return nil, Matrix{}, err
			}
			node, ok := ids.index[name]
			if !ok {
				if b.nodes != "" {
					return nil, Matrix{}, t.errorf("column %q: there is no node %q in %s; add it there, or correct it here",
						shortened(t.columns[column]), shortened(name), b.nodes)
				}
				node = ids.add(strings.Clone(name))
			}
			edge[i] = node
		}
		edges = append(edges, edge)
		if err := about.add(row, t.line); err != nil {
			return nil, Matrix{}, err
		}
	}
}

// endNames are the names by which an edge's source and target are known.
var endNames = [][2]string{{"source", "target"}, {"src", "dst"}, {"from", "to"}}

// ends are the columns of an edge's source and target.
func (b *CSV) ends(about *attributes) (ends [2]int, err error) {
	if b.source != "" || b.target != "" {
		if ends[0], err = about.need(b.source, "WithEnds"); err == nil {
			ends[1], err = about.need(b.target, "WithEnds")
		}
		return ends, err
	}
	for _, names := range endNames {
		source, target := about.find(names[0]), about.find(names[1])
		switch {
		case source >= 0 && target >= 0:
			return [2]int{source, target}, nil
		case source >= 0 || target >= 0:
			return ends, fmt.Errorf("%s has one of the columns %q and %q without the other; it has %s; name the two by WithEnds",
				b.edges, names[0], names[1], about.list())
		}
	}
	var named []int
	for column, name := range about.columns {
		if name != "" {
			named = append(named, column)
		}
	}
	if len(named) < 2 {
		return ends, fmt.Errorf("%s has the columns %s, want at least two, separated by commas, semicolons or tabs; "+
			"FromEdgeList reads ids separated by blanks", b.edges, about.list())
	}
	return [2]int{named[0], named[1]}, nil
}

// csvTable reads the rows of a file.
type csvTable struct {
	file    *textFile
	rows    *csv.Reader
	columns []string
	first   []string // the first row, where that had to be read for the number of columns
	line    int      // of the last row
}

func openTable(open opener, path string, headless bool) (*csvTable, error) {
	file, err := open.text(path)
	if err != nil {
		return nil, err
	}
	t := &csvTable{file: file, rows: csv.NewReader(file)}
	if err := t.begin(headless); err != nil {
		file.close()
		return nil, err
	}
	return t, nil
}

func (t *csvTable) begin(headless bool) error {
	t.rows.Comma = t.separator()
	// A tab is a blank too: trimming would eat an empty first field. What is left of blanks is trimmed later.
	t.rows.TrimLeadingSpace = t.rows.Comma != '\t'
	t.rows.FieldsPerRecord = -1
	t.rows.ReuseRecord = true
	row, err := t.read()
	if err == io.EOF {
		return fmt.Errorf("%s is empty", t.file.path)
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
			return t.errorf("two columns have the name %q; give each its own", shortened(name))
		}
	}
	if numbers == len(t.columns) {
		return t.errorf("numbers, want the columns' names; add such a line, or WithoutHeader")
	}
	return nil
}

// separator is the most frequent one of the first line.
func (t *csvTable) separator() rune {
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

// attributes is where the table's rows go.
func (t *csvTable) attributes() *attributes {
	return &attributes{file: t.file.path, noun: "column", columns: t.columns}
}

// errorf is an error about the last row.
func (t *csvTable) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", t.file.path, t.line, fmt.Errorf(format, values...))
}

// next is the next row, valid until the call after, or io.EOF.
func (t *csvTable) next() ([]string, error) {
	row, err := t.first, error(nil)
	if t.first = nil; row == nil {
		row, err = t.read()
	}
	if err == nil && len(row) != len(t.columns) {
		return nil, t.errorf("%d fields, want %d, one a column", len(row), len(t.columns))
	}
	return row, err
}

func (t *csvTable) read() ([]string, error) {
	row, err := t.rows.Read()
	for err == nil && len(row) == 1 && len(t.columns) > 1 && strings.TrimSpace(row[0]) == "" { // a line of blanks
		row, err = t.rows.Read()
	}
	if of := (*csv.ParseError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d: %w", t.file.path, of.Line, of.Err)
	}
	if err != nil && err != io.EOF {
		return nil, t.file.readError(err)
	}
	if err == nil {
		t.line, _ = t.rows.FieldPos(0)
	}
	return row, err
}

// id is a row's field that names a node.
func (t *csvTable) id(row []string, column int) (string, error) {
	name := strings.TrimSpace(row[column])
	if name == "" {
		return "", t.errorf("column %q is empty, want a node's id", shortened(t.columns[column]))
	}
	return name, nil
}
