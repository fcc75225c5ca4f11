package edgelist

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/pyliteral"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, files.MaxLine)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	l := &list{text: text, graph: schema.New(path, "column", choice)}
	l.graph.Implicit = true
	if files.Extension(path) == ".ncol" {
		l.direction, l.isNCOL = schema.Undirected, true
	}
	for text.Next() {
		switch {
		case text.Line == "":
		case isComment(text.Line):
			if !l.began {
				l.comments.read(text)
			}
		default:
			if err := l.line(); err != nil {
				return nil, err
			}
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	if l.edges == 0 {
		return nil, fmt.Errorf("%s has no edges", path)
	}
	if err := l.konect.complete(path, l.edges); err != nil {
		return nil, err
	}
	return l.graph.Done()
}

// list is what the lines of a file have told so far.
type list struct {
	comments
	text      *lines.Reader
	graph     *schema.Reading
	separator lines.Separator // of the first line
	columns   []int           // after the ids
	isNCOL    bool            // a number after the ids is a weight
	began     bool            // the first line that is no comment is read
	edges     int
	fields    []string // of the last line
}

// line takes in a line of an edge.
func (l *list) line() error {
	ends, dict := cutDict(l.text.Line)
	if !l.began {
		l.separator = lines.SeparatorOf(ends)
		if l.konect != nil {
			l.separator = lines.Blank
		}
		if l.separator == ',' {
			l.graph.CommasSeparate()
		}
	}
	l.fields = l.separator.Fields(l.fields[:0], ends)
	if dict != "" && len(l.fields) > 2 {
		return l.text.Errorf("%d fields before the dict, want two ids; write names with blanks by delimiter=\"\\t\"",
			len(l.fields))
	}
	if !l.began {
		l.began = true
		if l.konect == nil && isHeader(l.fields) {
			l.names = append(l.names[:0], l.fields[2:]...)
			return l.makeColumns(nil)
		}
		if err := l.begin(); err != nil {
			return err
		}
	}
	if err := l.check(); err != nil {
		return err
	}
	if err := l.edge(l.fields[0], l.fields[1]); err != nil {
		return err
	}
	for i, value := range l.fields[2:] {
		l.graph.Edges.Set(l.columns[i], value)
	}
	if dict == "" {
		return nil
	}
	if err := pyliteral.Dict(dict, func(key, value string) error {
		l.graph.Edges.Set(l.graph.Edges.Column(key, schema.Stated{}), value)
		return nil
	}); err != nil {
		return l.text.Errorf("%w", err)
	}
	return nil
}

// cutDict cuts off the dict of Python that a line may end in.
func cutDict(line string) (ends, dict string) {
	const separators = " \t,;"
	if strings.HasSuffix(line, "}") {
		for i := 1; i < len(line); i++ {
			if line[i] == '{' && strings.IndexByte(separators, line[i-1]) >= 0 {
				return strings.TrimRight(line[:i], separators), line[i:]
			}
		}
	}
	return line, ""
}

// begin names the columns by the first edge.
func (l *list) begin() error {
	numbers := l.fields[min(2, len(l.fields)):]
	if l.konect != nil || l.names != nil {
		return l.makeColumns(numbers)
	}
	for _, value := range numbers {
		if !isValue(value) {
			return l.text.Errorf("%q is not a number; where an edge has more than two ids and numbers, name "+
				"the columns in a first line such as # from to kind, and separate names with blanks by tabs",
				files.Clip(value))
		}
	}
	return l.makeColumns(numbers)
}

// isValue says whether a field may be a value of a column without a name: a number, a truth value or none of them.
func isValue(field string) bool {
	switch strings.ToLower(field) {
	case "", "true", "false", "none", "na", "null":
		return true
	}
	_, err := strconv.ParseFloat(strings.Replace(field, ",", ".", 1), 64)
	return err == nil
}

// makeColumns makes the columns after the ids; first is their values in the first edge.
func (l *list) makeColumns(first []string) error {
	number := schema.Stated{Kind: schema.Number}
	weight := schema.Stated{Kind: schema.Number, Role: schema.WeightRole}
	switch {
	case l.konect != nil:
		for i := range first {
			name, stated := l.konect.column(i)
			l.addColumn(name, stated)
		}
	case l.names != nil:
		for i, name := range l.names {
			if slices.Contains(l.names[:i], name) {
				return l.text.Errorf("two columns are called %q; give each its own name", files.Clip(name))
			}
			l.addColumn(name, schema.Stated{})
		}
	case len(first) == 1 && l.isNCOL:
		l.addColumn("weight", weight)
	case len(first) == 1 && isUnixTime(first[0]):
		l.addColumn("3", schema.Stated{Role: schema.TimeRole})
	case len(first) == 1:
		l.addColumn("3", weight)
	default:
		for i := range first {
			l.addColumn(strconv.Itoa(i+3), number)
		}
	}
	return nil
}

func (l *list) addColumn(name string, stated schema.Stated) {
	l.columns = append(l.columns, l.graph.Edges.Column(name, stated))
}

// isUnixTime says whether a number without a name is a time in seconds since 1970: from March 1973 on, as of SNAP's
// temporal networks.
func isUnixTime(text string) bool {
	const march1973 = 100_000_000
	value, err := strconv.ParseInt(text, 10, 64)
	return err == nil && value >= march1973
}

// check refuses lines without two ids, and with more fields than there are columns. Fewer are missing values.
func (l *list) check() error {
	fields, most := len(l.fields), 2+len(l.columns)
	switch {
	case fields < 2:
		return l.text.Errorf("%q is one field; want two ids separated by blanks, tabs, commas or semicolons",
			files.Clip(l.text.Line))
	case fields > most:
		return l.text.Errorf("%d fields, want %d as in the first line; name the columns in a first line such as "+
			"# from to weight, and separate names with blanks by tabs", fields, most)
	}
	for i, id := range l.fields[:2] {
		if id == "" {
			return l.text.Errorf("field %d is empty; it is the id of a node", i+1)
		}
	}
	return nil
}

// edge begins an edge.
func (l *list) edge(source, target string) error {
	l.edges++
	if l.konect != nil {
		if l.konect.ends(l.fields) {
			return l.text.Errorf("an edge that ends here, of a dynamic network; keep those that are there in the end")
		}
		var err error
		if source, target, err = l.konect.nodes(l.graph, source, target, l.text.Number); err != nil {
			return err
		}
	}
	return l.graph.Edge(source, target, l.direction, l.text.Number)
}
