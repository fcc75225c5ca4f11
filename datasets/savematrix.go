package datasets

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/kilolayer/kilolayer/internal/atomicfile"
)

// SaveCSV writes the matrix, such as logits or embeddings, as comma-separated values, a line per row. Where the rows
// are the nodes of a graph, a line begins with the node's id (see [Graph.ID]), and its name where nodes have names;
// with a graph of nil it begins with the row's number. The columns of numbers are called x0, x1 and so on, or as given:
// a model's logits by the names of the classes, graph.Schema.Classes. A number reads back to the same float32.
//
// The file appears as a whole or not at all; one that was there is replaced.
func (m Matrix) SaveCSV(path string, g *Graph, columns ...string) error {
	if err := m.checkNames(g, columns); err != nil {
		return fmt.Errorf("datasets: %s: %w", path, err)
	}
	return m.save(path, func(out io.Writer) error {
		w := csv.NewWriter(out)
		m.writeCSV(w, g, columns) // leaves errors to the writer's Error
		w.Flush()
		return w.Error()
	})
}

func (m Matrix) checkNames(g *Graph, columns []string) error {
	switch {
	case g != nil && g.NumNodes != m.Rows():
		return fmt.Errorf("%d rows for a graph of %d nodes; give the graph that they were computed for", m.Rows(),
			g.NumNodes)
	case len(columns) > 0 && len(columns) != m.Cols:
		return fmt.Errorf("%d names for %d columns; give one for each, or none", len(columns), m.Cols)
	}
	return nil
}

func (m Matrix) writeCSV(w *csv.Writer, g *Graph, columns []string) {
	named := g != nil && g.Names != nil
	row := []string{"node"}
	if named {
		row = append(row, "name")
	}
	for i := range m.Cols {
		if len(columns) > 0 {
			row = append(row, columns[i])
		} else {
			row = append(row, "x"+strconv.Itoa(i))
		}
	}
	_ = w.Write(row)
	for i := range m.Rows() {
		row = append(row[:0], strconv.Itoa(i))
		if g != nil {
			row[0] = g.ID(int32(i))
		}
		if named {
			row = append(row, g.Names[i])
		}
		for _, v := range m.Row(i) {
			row = append(row, strconv.FormatFloat(float64(v), 'g', -1, 32))
		}
		_ = w.Write(row)
	}
}

// SaveNPY writes the matrix as NumPy's numpy.save does, for numpy.load: rows by columns of float32, in row-major order
// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0).
//
// The file appears as a whole or not at all; one that was there is replaced.
func (m Matrix) SaveNPY(path string) error {
	return m.save(path, func(w io.Writer) error {
		if _, err := w.Write(npyHeader(m.Rows(), m.Cols)); err != nil {
			return err
		}
		buffer := make([]byte, 0, 4*max(1, m.Cols))
		for i := range m.Rows() {
			buffer = buffer[:0]
			for _, v := range m.Row(i) {
				buffer = binary.LittleEndian.AppendUint32(buffer, math.Float32bits(v))
			}
			if _, err := w.Write(buffer); err != nil {
				return err
			}
		}
		return nil
	})
}

// npyHeader is what stands before the numbers. Its length is a multiple of 64, so that they are aligned.
func npyHeader(rows, cols int) []byte {
	const align, before = 64, 10 // bytes; those of the mark, the version and the length
	text := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }", rows, cols)
	blanks := align - (before+len(text)+1)%align
	b := append([]byte("\x93NUMPY\x01\x00"), 0, 0)
	b = append(append(b, text...), bytes.Repeat([]byte{' '}, blanks%align)...)
	b = append(b, '\n')
	binary.LittleEndian.PutUint16(b[8:], uint16(len(b)-before))
	return b
}

func (m Matrix) save(path string, write func(io.Writer) error) error {
	if err := atomicfile.Write(path, write); err != nil {
		return fmt.Errorf("datasets: the matrix can't be saved in %s: %w", path, err)
	}
	return nil
}
