package gnnbenchmark

import (
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// LabelsArray is the array that holds the classes.
const LabelsArray = "labels"

// Data is what an archive holds.
type Data struct {
	Nodes      int
	Edges      [][2]int32    // as stored, without those from a node to itself; weights are not kept
	Features   arrays.Matrix // one row per node; entries that are stored twice are added up
	Classes    []int32       // one per node, −1 for unlabelled
	NumClasses int
}

// Read reads an archive.
func Read(a *npz.Archive) (*Data, error) {
	d := &Data{}
	for _, step := range []func(*npz.Archive) error{d.readAdjacency, d.readAttributes, d.readClasses} {
		if err := step(a); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Data) readAdjacency(a *npz.Archive) error {
	m, err := a.Sparse("adj")
	if err != nil {
		return err
	}
	if m.Rows != m.Cols || m.Rows < 1 || m.Rows > arrays.MaxNodes {
		return a.Errorf("adj_shape", "is %d × %d; want a square of 1 to %d nodes", m.Rows, m.Cols, arrays.MaxNodes)
	}
	d.Nodes = m.Rows
	d.Edges = make([][2]int32, 0, len(m.Columns))
	for row := range m.Rows {
		for _, column := range m.Columns[m.First[row]:m.First[row+1]] {
			if row != column {
				d.Edges = append(d.Edges, [2]int32{int32(row), int32(column)})
			}
		}
	}
	return nil
}

func (d *Data) readAttributes(a *npz.Archive) error {
	const shape = "attr_shape"
	m, err := a.Sparse("attr")
	switch {
	case err != nil:
		return err
	case m.Rows != d.Nodes:
		return a.Errorf(shape, "has %d rows; want one for each of the %d nodes", m.Rows, d.Nodes)
	case m.Cols > arrays.MaxValues/m.Rows:
		return a.Errorf(shape, "is %d × %d; at most %d values fit as dense rows", m.Rows, m.Cols, arrays.MaxValues)
	case arrays.ManyForFew(m.Rows, m.Cols, len(m.Values)):
		return a.Errorf(shape, "is %d × %d, for only %d values", m.Rows, m.Cols, len(m.Values))
	}
	d.Features = arrays.NewMatrix(m.Rows, m.Cols)
	for node := range m.Rows {
		m.AddRow(node, d.Features.Row(node))
	}
	return nil
}

func (d *Data) readClasses(a *npz.Archive) (err error) {
	d.Classes, d.NumClasses, err = a.Classes(LabelsArray, d.Nodes)
	return err
}
