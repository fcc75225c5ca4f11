package parquet

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/kilolayer/kilolayer/datasets/internal/csv"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Recognizes says whether a file begins as one of Parquet.
func Recognizes(_ string, start []byte) bool { return bytes.HasPrefix(start, []byte("PAR1")) }

// Tables is a table of edges and, if there is one, a table of nodes.
type Tables struct {
	Open           files.Opener
	Edges, Nodes   string // the paths; "" for no table of nodes
	Source, Target string // the columns of an edge's ends, where they are named
	ID             string // the column of a node's id, where it is named
	Choice         schema.Choice
}

// Read reads a table of edges. An error names the file, the row and the column.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	return Tables{Open: open, Edges: path, Choice: choice}.Read(ctx)
}

// Read reads the tables. An error names the file, the row and the column.
func (t Tables) Read(ctx context.Context) (*schema.Result, error) {
	for _, given := range t.Choice.Roles {
		if given.Nodes && t.Nodes == "" {
			return nil, fmt.Errorf("%s names a column of the nodes; add their file by WithNodes", given.Option)
		}
	}
	edges, err := t.openEdges(ctx)
	if err != nil {
		return nil, err
	}
	defer edges.file.close()
	parts := edges.parts
	var nodes *table
	if t.Nodes != "" {
		if nodes, err = t.openNodes(ctx); err != nil {
			return nil, err
		}
		defer nodes.file.close()
		parts = slices.Concat(nodes.parts, edges.parts)
	}
	choice := t.Choice
	choice.Decimal = '.' // numbers become text on the way, and so their commas have no say
	choice.Spread(parts)
	r := schema.New(t.Edges, "column", choice)
	if nodes != nil {
		r.Nodes.File = t.Nodes
		if err := nodes.readNodes(r); err != nil {
			return nil, err
		}
	}
	if err := edges.readEdges(r); err != nil {
		return nil, err
	}
	result, err := r.Done()
	if err != nil {
		return nil, err
	}
	result.Together(parts)
	return result, nil
}

// table is a file and what its columns are to nodes or to edges.
type table struct {
	*columns
	ends      [2]int // of edges
	id        int    // of nodes
	direction int    // the column that says which edges have a direction; −1 for none
}

// openEdges finds the ends of edges: by the user's names, by those that are known, or as the first two columns.
func (t Tables) openEdges(ctx context.Context) (*table, error) {
	f, err := openFile(ctx, t.Open, t.Edges)
	if err != nil {
		return nil, err
	}
	header, source, target := csv.EdgesHeader(f.names)
	made := &table{direction: slices.Index(f.names, "Type")}
	note := ""
	switch {
	case t.Source != "" || t.Target != "":
		for _, name := range []string{t.Source, t.Target} {
			if header.Column(f.names, name) < 0 {
				err = fmt.Errorf("%s has no column %q for WithEnds; it has %s", t.Edges, name, f.list())
			}
		}
		source, target = header.Column(f.names, t.Source), header.Column(f.names, t.Target)
	case source >= 0 && target >= 0:
	case source >= 0 || target >= 0:
		err = fmt.Errorf("%s has one of the columns for the ends of edges, %q, without the other; it has %s; name the "+
			"two by WithEnds", t.Edges, f.names[max(source, target)], f.list())
	default:
		ids := f.ids()
		if len(ids) < 2 {
			err = fmt.Errorf("%s has the columns %s, want at least two, of numbers or texts", t.Edges, f.list())
			break
		}
		source, target, note = ids[0], ids[1], "the first two columns are the ends"
	}
	if err == nil {
		made.columns, err = newColumns(f, header, true)
	}
	if err == nil {
		err = made.check(t.Choice)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	made.ends = [2]int{source, target}
	made.take(source, schema.Stated{Role: schema.EndRole, Why: note})
	made.take(target, schema.Stated{Role: schema.EndRole, Why: note})
	return made, nil
}

// openNodes finds the ids of nodes: by the user's name, by those that are known, as the index of pandas, or as the
// first column.
func (t Tables) openNodes(ctx context.Context) (*table, error) {
	f, err := openFile(ctx, t.Open, t.Nodes)
	if err != nil {
		return nil, err
	}
	header, id := csv.NodesHeader(f.names)
	const index = "__index_level_0__"
	if t.ID != "" {
		if id = header.Column(f.names, t.ID); id < 0 {
			err = fmt.Errorf("%s has no column %q for WithRole(datasets.IDRole, …); it has %s", t.Nodes, t.ID, f.list())
		}
	} else if i := slices.Index(f.names, index); id < 0 && i >= 0 && f.columns[i].kind.text != nil {
		id = i
	} else if ids := f.ids(); id < 0 && len(ids) > 0 {
		id = ids[0]
	} else if id < 0 {
		err = fmt.Errorf("%s has no column for the ids of nodes; it has %s", t.Nodes, f.list())
	}
	made := &table{id: id}
	if err == nil {
		made.columns, err = newColumns(f, header, false)
	}
	if err == nil {
		err = made.check(t.Choice)
	}
	if err != nil {
		f.close()
		return nil, err
	}
	made.take(id, schema.Stated{Role: schema.IDRole})
	return made, nil
}

// ids are the columns whose values may be ids of nodes.
func (f *file) ids() (list []int) {
	for i, c := range f.columns {
		if c.kind.text != nil && !c.isList && c.stated.Role == "" {
			list = append(list, i)
		}
	}
	return list
}

func (t *table) readNodes(r *schema.Reading) error {
	t.begin(r.Nodes)
	return t.file.each(func(row int, values [][]parquet.Value) error {
		id := t.file.text(t.id, values[t.id])
		if id == "" {
			return t.file.errorf(row, "column %q is empty, want a node's id", files.Clip(t.file.names[t.id]))
		}
		if err := r.Node(id, 0); err != nil {
			return err
		}
		return t.set(r.Nodes, row, values)
	})
}

func (t *table) readEdges(r *schema.Reading) error {
	begun := false
	err := t.file.each(func(row int, values [][]parquet.Value) error {
		direction := schema.Directed
		if t.direction >= 0 {
			word := t.file.text(t.direction, values[t.direction])
			said, says := csv.DirectionOf(word)
			switch {
			case says:
				direction = said
			case begun:
				return t.file.errorf(row, "column %q: %q, want Directed or Undirected, as in the rows before",
					t.file.names[t.direction], files.Clip(word))
			default:
				t.direction = -1 // another kind of type
			}
		}
		if !begun {
			if t.direction >= 0 {
				t.take(t.direction, schema.Stated{Role: schema.LeftOut, Why: "it says which edges have a direction"})
			}
			t.begin(r.Edges)
			begun = true
		}
		var ends [2]string
		for i, column := range t.ends {
			if ends[i] = t.file.text(column, values[column]); ends[i] == "" {
				return t.file.errorf(row, "column %q is empty, want a node's id", files.Clip(t.file.names[column]))
			}
		}
		if err := r.Edge(ends[0], ends[1], direction, 0); err != nil {
			return err
		}
		return t.set(r.Edges, row, values)
	})
	if err == nil && !begun {
		err = fmt.Errorf("%s has no edges", t.file.path)
	}
	return err
}
