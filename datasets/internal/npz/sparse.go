package npz

import "github.com/kilolayer/kilolayer/datasets/internal/arrays"

// Sparse reads the arrays <name>_shape, _indptr, _indices and _data, as SciPy names the parts of such a matrix.
func (a *Archive) Sparse(name string) (m arrays.Sparse, err error) {
	shapeName, firstName, columnsName, dataName := name+"_shape", name+"_indptr", name+"_indices", name+"_data"
	shape, err := a.Ints(shapeName)
	if err != nil {
		return m, err
	}
	if len(shape) != 2 || shape[0] < 0 || shape[1] < 0 {
		return m, a.Errorf(shapeName, "is %v; want two numbers, rows and columns", shape[:min(3, len(shape))])
	}
	m.Rows, m.Cols = shape[0], shape[1]
	if m.First, err = a.Ints(firstName); err != nil {
		return m, err
	}
	if m.Columns, err = a.Ints(columnsName); err != nil {
		return m, err
	}
	if m.Values, err = a.Floats(dataName); err != nil {
		return m, err
	}
	switch {
	case len(m.First)-1 != m.Rows:
		return m, a.Errorf(firstName, "has %d entries; want one more than the %d rows of %s", len(m.First), m.Rows,
			shapeName)
	case m.First[0] != 0 || m.First[m.Rows] != len(m.Columns):
		return m, a.Errorf(firstName, "goes from %d to %d; want from 0 to %d, the number of entries of %s",
			m.First[0], m.First[m.Rows], len(m.Columns), columnsName)
	case len(m.Values) != len(m.Columns):
		return m, a.Errorf(dataName, "has %d entries; want %d, as %s", len(m.Values), len(m.Columns), columnsName)
	}
	for i := range m.Rows {
		if m.First[i+1] < m.First[i] {
			return m, a.Errorf(firstName, "falls from %d to %d at entry %d; a row can't have less than no entries",
				m.First[i], m.First[i+1], i+1)
		}
	}
	for k, column := range m.Columns {
		if column < 0 || column >= m.Cols {
			return m, a.Errorf(columnsName, "has %d at entry %d; columns go from 0 to %d", column, k, m.Cols-1)
		}
	}
	return m, nil
}
