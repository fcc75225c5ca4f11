package planetoid

import (
	"errors"
	"fmt"
	"math"

	"github.com/nlpodyssey/gopickle/types"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// pyType is NumPy's type of an array's numbers: "<i4".
type pyType string

func newType(arguments []any) (any, error) {
	if len(arguments) > 0 {
		if name, ok := arguments[0].(string); ok {
			made := pyType(name)
			return &made, nil
		}
	}
	return nil, pyErrorf("makes a numpy.dtype without its name")
}

// PySetState takes (version, byte order, …).
func (p *pyType) PySetState(state any) error {
	tuple, ok := state.(*types.Tuple)
	if ok && tuple.Len() > 1 {
		if order, ok := tuple.Get(1).(string); ok && len(order) == 1 && len(*p) == 2 {
			*p = pyType(order) + *p
			return nil
		}
	}
	return pyErrorf("has a numpy.dtype without its byte order")
}

// pyArray is a NumPy array.
type pyArray struct {
	shape  []int
	kind   pyType
	values string // the numbers' bytes
}

// PySetState takes (version, shape, type, whether columns come first, bytes).
func (p *pyArray) PySetState(state any) error {
	tuple, ok := state.(*types.Tuple)
	if !ok || tuple.Len() != 5 {
		return pyErrorf("has a numpy.ndarray without its five parts")
	}
	shape, isShape := pyShape(tuple.Get(1))
	kind, isType := tuple.Get(2).(*pyType)
	columnsFirst, isOrder := tuple.Get(3).(bool)
	values, isBytes := tuple.Get(4).(string)
	if !isShape || !isType || !isOrder || !isBytes {
		return pyErrorf("has a numpy.ndarray whose parts are not (version, shape, type, order, bytes)")
	}
	if columnsFirst && len(shape) > 1 {
		return pyErrorf("has an array of shape %v with its columns first; want its rows first", shape)
	}
	*p = pyArray{shape, *kind, values}
	return nil
}

// pyShape takes a tuple of one or two numbers.
func pyShape(value any) ([]int, bool) {
	tuple, ok := value.(*types.Tuple)
	if !ok || tuple.Len() < 1 || tuple.Len() > 2 {
		return nil, false
	}
	var shape []int
	for _, item := range *tuple {
		length, ok := item.(int)
		if !ok || length < 0 {
			return nil, false
		}
		shape = append(shape, length)
	}
	return shape, true
}

// check holds the array's type and size against what it should have.
func (p *pyArray) check(kind pyType, axes int) error {
	size := 1
	for _, length := range p.shape {
		size *= length // below 2⁶²: a length has 31 bits
	}
	switch {
	case p.kind != kind:
		return fmt.Errorf("has type %.8q; want %q", string(p.kind), string(kind))
	case len(p.shape) != axes:
		return fmt.Errorf("has shape %v; want %d axes", p.shape, axes)
	case len(p.values)%4 != 0 || size != len(p.values)/4:
		return fmt.Errorf("has shape %v of 4 bytes each, but %d bytes of values", p.shape, len(p.values))
	}
	return nil
}

// ints is an array of 32-bit integers.
func (p *pyArray) ints(axes int) ([]int, error) {
	if err := p.check("<i4", axes); err != nil {
		return nil, err
	}
	list := make([]int, len(p.values)/4)
	for i := range list {
		list[i] = int(int32(p.bits(i)))
	}
	return list, nil
}

// floats is an array of one axis of 32-bit floating-point numbers, all finite.
func (p *pyArray) floats() ([]float32, error) {
	if err := p.check("<f4", 1); err != nil {
		return nil, err
	}
	list := make([]float32, len(p.values)/4)
	for i := range list {
		if list[i] = math.Float32frombits(p.bits(i)); !arrays.IsFinite(list[i]) {
			return nil, fmt.Errorf("has %v at entry %d; want a finite float32", list[i], i)
		}
	}
	return list, nil
}

func (p *pyArray) bits(i int) uint32 {
	b := p.values[4*i : 4*i+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

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
			m.Values, err = array.floats()
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
