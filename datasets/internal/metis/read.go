package metis

import (
	"context"
	"fmt"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, lines.MaxNeighbours)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	m := &mesh{text: text, graph: schema.New(path, "column", choice)}
	if m.header, err = readHeader(text); err != nil {
		return nil, err
	}
	m.makeColumns()
	for text.Next() {
		switch {
		case text.Line != "" && text.Line[0] == '%':
		case m.node < m.nodes:
			m.node++
			if err := m.readNode(); err != nil {
				return nil, err
			}
		case text.Line != "":
			return nil, text.Errorf("a line more than the %d nodes of line %d", m.nodes, m.line)
		}
	}
	if err := text.Err(); err != nil {
		return nil, err
	}
	if m.node < m.nodes {
		return nil, fmt.Errorf("%s ends after the lines of %d nodes, and its line %d says %d; "+
			"make or fetch it again", path, m.node, m.line, m.nodes)
	}
	if err := m.halves.check(path, m.header); err != nil {
		return nil, err
	}
	return m.graph.Done()
}

// mesh is what the lines of a file have told so far.
type mesh struct {
	header
	text *lines.Reader

	graph   *schema.Reading
	columns []int // of the numbers that a node's line begins with
	weight  int   // the column of edge weights

	node   int // the last node
	halves halves
}

func (m *mesh) makeColumns() {
	number := schema.Stated{Kind: schema.Number}
	if m.sizes {
		m.columns = append(m.columns, m.graph.Nodes.Column("vertex size", number))
	}
	for i := range m.constraints {
		name := "vertex weight"
		if m.constraints > 1 {
			name += " " + strconv.Itoa(i+1)
		}
		m.columns = append(m.columns, m.graph.Nodes.Column(name, number))
	}
	if m.weights {
		m.weight = m.graph.Edges.Column("weight", schema.Stated{Kind: schema.Number, Role: schema.WeightRole})
	}
}

// readNode takes in the line of a node: its own numbers, then its neighbours.
func (m *mesh) readNode() error {
	id := strconv.Itoa(m.node)
	if err := m.graph.Node(id, m.text.Number); err != nil {
		return err
	}
	field, rest := lines.Blank.Cut(m.text.Line)
	for i, column := range m.columns {
		if field == "" {
			return m.text.Errorf("%d numbers; the line of a node begins with %d of its own", i, len(m.columns))
		}
		m.graph.Nodes.Set(column, field)
		field, rest = lines.Blank.Cut(rest)
	}
	for field != "" {
		to, err := strconv.Atoi(field)
		if err != nil || to < 1 || to > m.nodes {
			return m.text.Errorf("%q is no node; want a number from 1 to %d", files.Clip(field), m.nodes)
		}
		if to == m.node {
			return m.text.Errorf("an edge of node %d to itself, which METIS does not have; remove it", to)
		}
		weight := int64(1)
		text := ""
		if m.weights {
			if text, rest = lines.Blank.Cut(rest); text == "" {
				return m.text.Errorf("no weight after the neighbour %d; line %d says that edges have weights",
					to, m.line)
			}
			if weight, err = strconv.ParseInt(text, 10, 64); err != nil || weight < 0 {
				return m.text.Errorf("%q is no weight of an edge; METIS has whole numbers from 0 on", files.Clip(text))
			}
		}
		if err := m.graph.Edge(id, strconv.Itoa(to), schema.Directed, m.text.Number); err != nil {
			return err
		}
		if m.weights {
			m.graph.Edges.Set(m.weight, text)
		}
		m.halves.add(m.node, to, weight, m.text.Number)
		field, rest = lines.Blank.Cut(rest)
	}
	return nil
}
