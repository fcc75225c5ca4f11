package planetoid

import (
	"errors"
	"fmt"

	"github.com/nlpodyssey/gopickle/types"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// pyMatrix is a SciPy matrix in compressed sparse rows.
type pyMatrix struct {
	shape  []int
	arrays map[string]*pyArray
}

// PySetState takes the dictionary of the matrix's parts.
func (p *pyMatrix) PySetState(state any) error {
	parts, ok := state.(*types.Dict)
	if !ok || parts.Len() > 16 { // SciPy stores six to eight
		return pyErrorf("has a csr_matrix without its parts")
	}
	p.arrays = map[string]*pyArray{}
	for _, part := range *parts {
		name, _ := part.Key.(string)
		if array, ok := part.Value.(*pyArray); ok {
			p.arrays[name] = array
		} else if name == "_shape" {
			p.shape, _ = pyShape(part.Value)
		}
	}
	return nil
}

// sparse is the matrix with its parts checked.
func (p *pyMatrix) sparse() (m arrays.Sparse, err error) {
	if len(p.shape) != 2 {
		return m, errors.New("part _shape is missing or not two numbers, rows and columns")
	}
	m.Rows, m.Cols = p.shape[0], p.shape[1]
	for _, name := range []string{"indptr", "indices", "data"} {
		array := p.arrays[name]
		switch {
		case array == nil:
			err = errors.New("is missing")
		case name == "indptr":
			m.First, err = array.ints(1)
		case name == "indices":
			m.Columns, err = array.ints(1)
		default:
			m.Values, err = array.floats(1)
		}
		if err != nil {
			return m, fmt.Errorf("part %s %w", name, err)
		}
	}
	switch {
	case len(m.First)-1 != m.Rows:
		return m, fmt.Errorf("part indptr has %d entries; want one more than the %d rows", len(m.First), m.Rows)
	case m.First[0] != 0 || m.First[m.Rows] != len(m.Columns):
		return m, fmt.Errorf("part indptr goes from %d to %d; want from 0 to %d, the number of entries of indices",
			m.First[0], m.First[m.Rows], len(m.Columns))
	case len(m.Values) != len(m.Columns):
		return m, fmt.Errorf("part data has %d entries; want %d, as indices", len(m.Values), len(m.Columns))
	}
	for i := range m.Rows {
		if m.First[i+1] < m.First[i] {
			return m, fmt.Errorf("part indptr falls from %d to %d at entry %d; a row can't have less than no entries",
				m.First[i], m.First[i+1], i+1)
		}
	}
	for k, column := range m.Columns {
		if column < 0 || column >= m.Cols {
			return m, fmt.Errorf("part indices has %d at entry %d; columns go from 0 to %d", column, k, m.Cols-1)
		}
	}
	return m, nil
}
