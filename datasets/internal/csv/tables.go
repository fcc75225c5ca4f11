package csv

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Tables is a table of edges and, if there is one, a table of nodes.
type Tables struct {
	Open           files.Opener
	Edges, Nodes   string // the paths; "" for no table of nodes
	Source, Target string // the columns of an edge's ends, where they are named
	ID             string // the column of a node's id, where it is named
	Choice         schema.Choice
	Headless       bool // the files have no header line; columns are named "1", "2" and so on
}

// Read reads a table of edges, or an adjacency matrix. An error names the file, the line and the column.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	return Tables{Open: open, Edges: path, Choice: choice}.Read(ctx)
}

// Read reads the tables. An error names the file, the line and the column.
func (t Tables) Read(ctx context.Context) (*schema.Result, error) {
	for _, given := range t.Choice.Roles {
		if given.Nodes && t.Nodes == "" {
			return nil, fmt.Errorf("%s names a column of the nodes; add their file by WithNodes", given.Option)
		}
	}
	return schema.ByDecimal(t.Choice, func(choice schema.Choice) (*schema.Result, error) {
		t.Choice = choice
		return t.read(ctx)
	})
}

func (t Tables) read(ctx context.Context) (*schema.Result, error) {
	r := schema.New(t.Edges, "column", t.Choice)
	edges, err := openTable(ctx, t.Open, t.Edges, t.Headless)
	if err != nil {
		return nil, err
	}
	defer edges.file.Close()
	matrix := edges.matrix()
	commas := edges.rows.separator == ','
	firstName := "" // of the nodes' table, where it may be an id
	if t.Nodes != "" {
		r.Nodes.File = t.Nodes
		nodes, err := openTable(ctx, t.Open, t.Nodes, t.Headless)
		if err != nil {
			return nil, err
		}
		defer nodes.file.Close()
		commas = commas && nodes.rows.separator == ','
		if commas {
			r.CommasSeparate()
		}
		if firstName, err = readNodes(r, nodes, t.ID); err != nil {
			return nil, err
		}
	} else if commas {
		r.CommasSeparate()
	}
	if matrix != noMatrix {
		err = edges.readMatrix(r, matrix, t.Nodes != "")
	} else {
		err = t.readEdges(r, edges, firstName)
	}
	if err != nil {
		return nil, err
	}
	return r.Done()
}

// readEdges reads the rows of edges. firstName is the name of the nodes' column of ids, where that may be an id.
func (t Tables) readEdges(r *schema.Reading, table *table, firstName string) error {
	e, err := t.edgesOf(table)
	if err != nil {
		return err
	}
	places := add(r.Edges, e.columns)
	const smaller = 50 // rows at the start, by a part of their size, as ids count up
	r.ExpectEdges(table.expected + table.expected/smaller)
	some := false
	for {
		row, err := table.next()
		if err == io.EOF && !some {
			return fmt.Errorf("%s has a header but no edges", t.Edges)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		some = true
		source, target := row[e.source], row[e.target]
		switch {
		case source == "":
			return table.noID(e.source)
		case target == "":
			return table.noID(e.target)
		case e.guessed && isEnd(table.names[e.source], source, target):
			return table.idAsName(t.Edges, table.names[e.source])
		case e.guessed && isEnd(table.names[e.target], source, target):
			return table.idAsName(t.Edges, table.names[e.target])
		case firstName != "" && isEnd(firstName, source, target):
			return table.idAsName(t.Nodes, firstName)
		}
		direction, err := e.directionOf(table, row)
		if err != nil {
			return err
		}
		if err := r.Edge(source, target, direction, table.line); err != nil {
			return err
		}
		for column, place := range places {
			r.Edges.Set(place, row[column])
		}
	}
}

func isEnd(name, source, target string) bool { return name == source || name == target }

// idAsName is the error for an edge with an end that stands in the first line of a file.
func (t *table) idAsName(path, id string) error {
	return t.errorf("%q is a node's id here, and in the first line of %s, which names the columns; add such a line "+
		"there, or read the files by WithoutHeader", files.Clip(id), path)
}

// edges says which columns of a table are what to an edge.
type edges struct {
	columns        []column
	source, target int
	guessed        bool // the ends are the first two columns
	direction      int  // of the column that says whether an edge has a direction; −1 for none
}

func (t Tables) edgesOf(table *table) (e edges, err error) {
	e.columns = describe(table.names, true)
	if table.headless {
		if err := table.checkHeadless(); err != nil {
			return e, err
		}
	}
	if err := t.ends(table, &e); err != nil {
		return e, err
	}
	if !table.headless {
		var unknown []int
		if e.guessed {
			unknown = []int{e.source, e.target}
		}
		if err := table.checkHeader(unknown...); err != nil {
			return e, err
		}
	}
	note := ""
	if e.guessed {
		note = "the first two columns are the ends"
	}
	for _, end := range []int{e.source, e.target} {
		e.columns[end].stated = schema.Stated{Role: schema.EndRole, Why: note}
	}
	if e.direction = table.directions(); e.direction >= 0 {
		e.columns[e.direction].stated = leftOut("it says which edges have a direction")
	}
	return e, table.checkNames(e.columns)
}

// ends finds the columns of an edge's source and target.
func (t Tables) ends(table *table, e *edges) (err error) {
	if t.Source != "" || t.Target != "" {
		if e.source, err = table.find(e.columns, t.Source, "WithEnds"); err == nil {
			e.target, err = table.find(e.columns, t.Target, "WithEnds")
		}
		return err
	}
	names := typeless(table.names)
	e.source, e.target = knownEnds(names)
	switch {
	case e.source >= 0 && e.target >= 0:
		return nil
	case e.source >= 0 || e.target >= 0:
		pair := endsByName(names)
		return fmt.Errorf("%s has one of the columns %q and %q without the other; it has %s; name the two by WithEnds",
			t.Edges, pair[0], pair[1], table.list())
	}
	var named []int
	for column, name := range table.names {
		if name != "" && !strings.HasPrefix(name, "Unnamed: ") {
			named = append(named, column)
		}
	}
	if len(named) < 2 {
		return fmt.Errorf("%s has the columns %s, want at least two, separated by commas, semicolons, tabs or blanks",
			t.Edges, table.list())
	}
	if named[0] == 1 && !countUp(table.sample, 0) { // the names of rows, as of a matrix
		return fmt.Errorf("%s has the columns %s, of which none is known as the ends of edges; name the two by "+
			"WithEnds", t.Edges, table.list())
	}
	if !table.headless && table.looksLikeNodes(named[0], named[1]) {
		return fmt.Errorf("%s looks like a table of nodes, as none of its columns %s is known as the ends of edges; "+
			"give it by "+
			"WithNodes beside the table of edges, or name the two ends by WithEnds", t.Edges, table.list())
	}
	e.source, e.target, e.guessed = named[0], named[1], !table.headless
	return nil
}

// looksLikeNodes says whether the first two columns with a name are rather the ids of nodes and a number of each than
// the ends of edges: by the name of ids, or by words that are all different beside numbers.
func (t *table) looksLikeNodes(first, second int) bool {
	if known(t.names[first:first+1], idNames...) == 0 {
		return true
	}
	const few = 3 // rows that tell nothing
	return len(t.sample) >= few && t.areIDs(first) && !slices.ContainsFunc(t.sample, func(row []string) bool {
		return len(row) <= second || !isNumber(row[second])
	})
}

// directions is the column that says for each edge whether it has a direction, as Gephi writes it; −1 for none.
func (t *table) directions() int {
	column := known(t.names, "Type")
	if column < 0 || len(t.sample) == 0 {
		return -1
	}
	for _, row := range t.sample {
		if len(row) <= column || !among(strings.ToLower(row[column]), "directed", "undirected") {
			return -1
		}
	}
	return column
}

func (e *edges) directionOf(table *table, row []string) (schema.Direction, error) {
	switch {
	case e.direction < 0, strings.EqualFold(row[e.direction], "directed"):
		return schema.Directed, nil
	case strings.EqualFold(row[e.direction], "undirected"):
		return schema.Undirected, nil
	}
	return schema.Directed, table.errorf("column %q: %q, want Directed or Undirected, as in the lines before",
		table.names[e.direction], files.Clip(row[e.direction]))
}
