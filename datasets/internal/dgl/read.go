package dgl

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Recognizes says whether a path is a folder with a meta.yaml, whose start is empty, or is such a file.
func Recognizes(path string, start []byte) bool {
	if len(start) == 0 {
		info, err := os.Stat(filepath.Join(path, metaName))
		return err == nil && info.Mode().IsRegular()
	}
	return strings.EqualFold(filepath.Base(path), metaName) && strings.Contains(string(start), "edge_data")
}

// Read reads a folder, which is named by its path or by that of its meta.yaml.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	if !strings.EqualFold(filepath.Base(path), metaName) {
		path = filepath.Join(path, metaName)
	}
	m, err := readMeta(ctx, open, path)
	if err != nil {
		return nil, err
	}
	return schema.ByDecimal(choice, func(choice schema.Choice) (*schema.Result, error) {
		return m.read(ctx, open, choice)
	})
}

func (m *meta) read(ctx context.Context, open files.Opener, choice schema.Choice) (*schema.Result, error) {
	nodesPath, edgesPath := m.file(m.Nodes[0].File), m.file(m.Edges[0].File)
	ofNodes, err := readColumns(ctx, open, nodesPath, m.Separator, false)
	if err != nil {
		return nil, err
	}
	ofEdges, err := readColumns(ctx, open, edgesPath, m.Separator, true)
	if err != nil {
		return nil, err
	}
	parts := slices.Concat(ofNodes.parts, ofEdges.parts)
	choice.Spread(parts)
	r := schema.New(edgesPath, "column", choice)
	r.Nodes.File = nodesPath
	if m.Separator == "," {
		r.CommasSeparate()
	}
	var graph string
	if err := m.readNodes(ctx, open, r, ofNodes, &graph); err != nil {
		return nil, err
	}
	if err := m.readEdges(ctx, open, r, ofEdges, &graph); err != nil {
		return nil, err
	}
	result, err := r.Done()
	if err != nil {
		return nil, err
	}
	result.Together(parts)
	if m.Graphs != nil {
		err = m.readGraphs(ctx, open, result)
	}
	return result, err
}

// readNodes reads the table of nodes.
func (m *meta) readNodes(ctx context.Context, open files.Opener, r *schema.Reading, c *columns, graph *string) error {
	t, err := openTable(ctx, open, r.Nodes.File, m.Separator)
	if err != nil {
		return err
	}
	defer t.text.Close()
	id, err := t.need(m.Nodes[0].ID, "node_id_field")
	if err != nil {
		return err
	}
	c.take(id, schema.Stated{Role: schema.IDRole})
	return t.each(r.Nodes, c, m.Nodes[0].Graph, graph, func(row []string) error {
		if row[id] == "" {
			return t.errorf("column %q is empty, want a node's id", t.names[id])
		}
		return r.Node(row[id], t.line)
	})
}

// readEdges reads the table of edges.
func (m *meta) readEdges(ctx context.Context, open files.Opener, r *schema.Reading, c *columns, graph *string) error {
	t, err := openTable(ctx, open, r.Edges.File, m.Separator)
	if err != nil {
		return err
	}
	defer t.text.Close()
	source, err := t.need(m.Edges[0].Source, "src_id_field")
	if err != nil {
		return err
	}
	target, err := t.need(m.Edges[0].Target, "dst_id_field")
	if err != nil {
		return err
	}
	c.take(source, schema.Stated{Role: schema.EndRole})
	c.take(target, schema.Stated{Role: schema.EndRole})
	return t.each(r.Edges, c, m.Edges[0].Graph, graph, func(row []string) error {
		if row[source] == "" || row[target] == "" {
			return t.errorf("column %q or %q is empty, want a node's id", t.names[source], t.names[target])
		}
		return r.Edge(row[source], row[target], schema.Directed, t.line)
	})
}

// each hands over the rows of a table, each begun by begin. A column that says which graph a row is of must say the
// same of all rows, in all files.
func (t *table) each(to *schema.Table, c *columns, graphColumn string, graph *string,
	begin func([]string) error) error {
	of := slices.Index(t.names, graphColumn)
	if of >= 0 {
		c.take(of, schema.Stated{Role: schema.LeftOut, Why: "the number of the only graph"})
	}
	c.begin(to)
	for {
		row, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		if of >= 0 {
			if *graph == "" {
				*graph = strings.Clone(row[of])
			}
			if row[of] != *graph {
				return t.errorf("column %q: graph %q after graph %q; a folder of several graphs is not read: keep "+
					"the rows of one", graphColumn, files.Clip(row[of]), files.Clip(*graph))
			}
		}
		if err := begin(row); err != nil {
			return err
		}
		if err := c.set(t, to, row); err != nil {
			return err
		}
	}
}

// readGraphs reports what stands in the table of graphs, which has one.
func (m *meta) readGraphs(ctx context.Context, open files.Opener, result *schema.Result) error {
	path := m.file(m.Graphs.File)
	t, err := openTable(ctx, open, path, m.Separator)
	if err != nil {
		return err
	}
	defer t.text.Close()
	for rows := 0; ; rows++ {
		_, err := t.next()
		if err == io.EOF {
			break
		}
		if err == nil && rows == 1 {
			err = fmt.Errorf("%s has several graphs; a folder of several graphs is not read: keep the rows of one",
				path)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range t.names {
		result.Columns = append(result.Columns, schema.Column{File: filepath.Base(path), Name: name,
			Role: schema.LeftOut,
			Note: "of the whole graph"})
	}
	return nil
}
