package matrixmarket

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/lines"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	text, err := lines.Open(ctx, open, path, files.MaxLine)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	m := &matrix{text: text, graph: schema.New(path, "column", choice)}
	if m.banner, err = readBanner(text); err != nil {
		return nil, err
	}
	if !m.pattern {
		m.weight = m.graph.Edges.Column("weight", schema.Stated{Kind: schema.Number, Role: schema.WeightRole})
	}
	read := m.readEntries
	if m.dense {
		read = m.readArray
	}
	if err := read(); err != nil {
		return nil, err
	}
	if err := m.nodes(); err != nil {
		return nil, err
	}
	if m.zeros > 0 {
		m.graph.Edges.Took("entries of 0", schema.LeftOut, fmt.Sprintf("%d in the file; they are no edges", m.zeros))
	}
	return m.graph.Done()
}

// matrix is what the lines of a file have told so far.
type matrix struct {
	banner
	text   *lines.Reader
	graph  *schema.Reading
	weight int // its column
	zeros  int // entries of a coordinate matrix that are 0

	lower, upper bool // entries of a symmetric matrix below and above its diagonal
}

// readEntries reads a coordinate matrix.
func (m *matrix) readEntries() error {
	read := 0
	for ; m.text.NextOf("%"); read++ {
		if read == m.entries {
			return m.text.Errorf("an entry more than the %d of the matrix's size", m.entries)
		}
		row, rest := lines.Blank.Cut(m.text.Line)
		column, value := lines.Blank.Cut(rest)
		i, err := m.place(row, "row", m.rows)
		if err != nil {
			return err
		}
		j, err := m.place(column, "column", m.columns)
		if err != nil {
			return err
		}
		if m.pattern && value != "" || !m.pattern && (value == "" || strings.ContainsAny(value, " \t")) {
			return m.text.Errorf("%q; want a row, a column and, but for a pattern, a value", files.Clip(m.text.Line))
		}
		if err := m.entry(i, j, value, false); err != nil {
			return err
		}
	}
	if err := m.text.Err(); err != nil {
		return err
	}
	if read < m.entries {
		return m.text.Errorf("the file ends after %d of %d entries; make or fetch it again", read, m.entries)
	}
	return nil
}

// place reads the number of a row or a column.
func (m *matrix) place(text, kind string, most int) (int, error) {
	place, err := strconv.Atoi(text)
	if err != nil || place < 1 || place > most {
		return 0, m.text.Errorf("%q is no %s; want a number from 1 to %d", files.Clip(text), kind, most)
	}
	return place, nil
}

// readArray reads an array: one value a line, column by column, of a symmetric one those from the diagonal down.
func (m *matrix) readArray() error {
	for j := 1; j <= m.columns && m.rows > 0; j++ {
		first := 1
		switch m.symmetry {
		case symmetric, hermitian:
			first = j
		case skew:
			first = j + 1
		}
		for i := first; i <= m.rows; i++ {
			if !m.text.NextOf("%") {
				if err := m.text.Err(); err != nil {
					return err
				}
				return m.text.Errorf("the file ends before row %d of column %d; make or fetch it again", i, j)
			}
			if err := m.entry(i, j, m.text.Line, true); err != nil {
				return err
			}
		}
	}
	if m.text.NextOf("%") {
		return m.text.Errorf("a value more than the %d × %d of the matrix's size", m.rows, m.columns)
	}
	return m.text.Err()
}

// entry makes an edge of an entry that is not 0.
func (m *matrix) entry(i, j int, text string, dense bool) error {
	if !m.pattern {
		text = strings.Replace(strings.ToLower(text), "d", "e", 1) // Fortran writes 1.5D+00
		value, err := strconv.ParseFloat(text, 64)
		if err != nil && value == 0 {
			return m.text.Errorf("%q is not a number", files.Clip(text))
		}
		if value == 0 {
			if !dense {
				m.zeros++
			}
			return nil
		}
	}
	switch {
	case m.rows != m.columns:
		return m.edge(left(i), right(j), text, schema.Undirected)
	case m.symmetry == general || i == j && m.symmetry != skew:
		return m.edge(left(i), left(j), text, schema.Directed)
	case i == j:
		return m.text.Errorf("%s on the diagonal of a skew-symmetric matrix, which is 0", files.Printed(text))
	}
	m.lower, m.upper = m.lower || i > j, m.upper || i < j
	if m.lower && m.upper {
		return m.text.Errorf("an entry on the other side of the diagonal than those before; "+
			"a %s matrix holds one of them", m.symmetry)
	}
	if m.symmetry != skew {
		return m.edge(left(i), left(j), text, schema.Undirected)
	}
	if err := m.edge(left(i), left(j), text, schema.Directed); err != nil {
		return err
	}
	if positive, isNegative := strings.CutPrefix(text, "-"); isNegative {
		text = positive
	} else {
		text = "-" + strings.TrimPrefix(text, "+")
	}
	return m.edge(left(j), left(i), text, schema.Directed)
}

func (m *matrix) edge(source, target, value string, direction schema.Direction) error {
	if err := m.graph.Edge(source, target, direction, m.text.Number); err != nil {
		return err
	}
	if !m.pattern {
		m.graph.Edges.Set(m.weight, value)
	}
	return nil
}

// left and right are the ids of nodes.
func left(row int) string     { return strconv.Itoa(row) }
func right(column int) string { return "right " + strconv.Itoa(column) }

// nodes makes the nodes, once it is known that the file is as long as it says.
func (m *matrix) nodes() error {
	if arrays.ManyForFew(m.rows+m.columns, 1, m.entries) {
		return fmt.Errorf("%s has %d rows and %d columns, too many for %d entries", m.text.Path(), m.rows, m.columns,
			m.entries)
	}
	twoSides := m.rows != m.columns
	side := 0
	if twoSides {
		side = m.graph.Nodes.Column("side", schema.Stated{Kind: schema.Text, Role: schema.CategoryRole})
	}
	for i := range m.rows {
		if err := m.graph.Node(left(i+1), 0); err != nil {
			return err
		}
		if twoSides {
			m.graph.Nodes.Set(side, "left")
		}
	}
	for j := 0; twoSides && j < m.columns; j++ {
		if err := m.graph.Node(right(j+1), 0); err != nil {
			return err
		}
		m.graph.Nodes.Set(side, "right")
	}
	return nil
}
