package oldcsv

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Tables is a table of edges and, if there is one, a table of nodes.
type Tables struct {
	Open           files.Opener
	Edges, Nodes   string // the paths; "" for no table of nodes
	Source, Target string // the columns of an edge's ends, where they are named
	Choice         columns.Choice
	Headless       bool // the files have no header line; columns are named "1", "2" and so on
}

// Read reads the tables. Nodes are numbered by their table; without one, in ascending order of their ids where all are
// whole numbers, else in order of first appearance.
func (t Tables) Read(ctx context.Context) (nodes columns.Nodes, edges columns.Edges, err error) {
	ids, about := columns.NewIDs(), &columns.Table{}
	switch {
	case t.Nodes != "":
		if about, err = t.readNodes(ctx, ids); err != nil {
			return nodes, edges, err
		}
	case t.Choice.Class != nil && *t.Choice.Class != "":
		return nodes, edges, errors.New("WithClassFrom names a column of the nodes; add their file by WithNodes")
	case len(t.Choice.NodeFeatures) > 0:
		return nodes, edges, errors.New("WithNodeFeatures names columns of the nodes; add their file by WithNodes")
	}
	if edges, err = t.readEdges(ctx, ids); err != nil {
		return nodes, edges, err
	}
	if t.Nodes == "" {
		ids.Ascending(edges.Ends)
	}
	nodes, err = about.Nodes(ids.Names)
	return nodes, edges, err
}

func (t Tables) readNodes(ctx context.Context, ids *columns.IDs) (*columns.Table, error) {
	table, err := openTable(ctx, t.Open, t.Nodes, t.Headless)
	if err != nil {
		return nil, err
	}
	defer table.file.Close()
	about := table.about()
	id := max(0, about.Find("id", "node"))
	if err := about.OfNodes(t.Choice, []string{"class", "label"}, id); err != nil {
		return nil, err
	}
	var lines []int32 // the line of each node, for the error of a second one
	for {
		row, err := table.next()
		if err == io.EOF && about.Rows == 0 {
			return nil, fmt.Errorf("%s has a header but no nodes", t.Nodes)
		}
		if err == io.EOF {
			return about, nil
		}
		if err != nil {
			return nil, err
		}
		name, err := table.id(row, id)
		if err != nil {
			return nil, err
		}
		if first, ok := ids.Find(name); ok {
			return nil, table.errorf("node %q is in line %d already; give each node one line", files.Clip(name),
				lines[first])
		}
		ids.Add(strings.Clone(name)) // or it would hold on to its line
		lines = append(lines, int32(table.line))
		if err := about.Add(row, table.line); err != nil {
			return nil, err
		}
	}
}

func (t Tables) readEdges(ctx context.Context, ids *columns.IDs) (edges columns.Edges, err error) {
	table, err := openTable(ctx, t.Open, t.Edges, t.Headless)
	if err != nil {
		return edges, err
	}
	defer table.file.Close()
	about := table.about()
	ends, err := t.ends(about)
	if err != nil {
		return edges, err
	}
	if err := about.OfEdges(t.Choice, ends[0], ends[1], about.Find("id")); err != nil {
		return edges, err
	}
	for {
		row, err := table.next()
		if err == io.EOF && len(edges.Ends) == 0 {
			return edges, fmt.Errorf("%s has a header but no edges", t.Edges)
		}
		if err == io.EOF {
			edges.Features = about.Matrix()
			return edges, nil
		}
		if err != nil {
			return edges, err
		}
		edge, err := t.edge(table, row, ends, ids)
		if err != nil {
			return edges, err
		}
		edges.Ends = append(edges.Ends, edge)
		if err := about.Add(row, table.line); err != nil {
			return edges, err
		}
	}
}

// edge numbers the ends of the edge in a row. A table of nodes must have both.
func (t Tables) edge(table *table, row []string, ends [2]int, ids *columns.IDs) (edge [2]int32, err error) {
	for i, column := range ends {
		name, err := table.id(row, column)
		if err != nil {
			return edge, err
		}
		node, ok := ids.Find(name)
		if !ok && t.Nodes != "" {
			return edge, table.errorf("column %q: there is no node %q in %s; add it there, or correct it here",
				files.Clip(table.columns[column]), files.Clip(name), t.Nodes)
		}
		if !ok {
			node = ids.Add(strings.Clone(name)) // or it would hold on to its line
		}
		edge[i] = node
	}
	return edge, nil
}

// ends are the columns of an edge's source and target.
func (t Tables) ends(about *columns.Table) (ends [2]int, err error) {
	if t.Source != "" || t.Target != "" {
		if ends[0], err = about.Need(t.Source, "WithEnds"); err == nil {
			ends[1], err = about.Need(t.Target, "WithEnds")
		}
		return ends, err
	}
	for _, names := range columns.EndNames {
		source, target := about.Find(names[0]), about.Find(names[1])
		switch {
		case source >= 0 && target >= 0:
			return [2]int{source, target}, nil
		case source >= 0 || target >= 0:
			return ends, fmt.Errorf("%s has one of the columns %q and %q without the other; it has %s; name the two "+
				"by WithEnds",
				t.Edges, names[0], names[1], about.List())
		}
	}
	var named []int
	for column, name := range about.Columns {
		if name != "" {
			named = append(named, column)
		}
	}
	if len(named) < 2 {
		return ends, fmt.Errorf("%s has the columns %s, want at least two, separated by commas, semicolons or tabs; "+
			"FromEdgeList reads ids separated by blanks", t.Edges, about.List())
	}
	return [2]int{named[0], named[1]}, nil
}
