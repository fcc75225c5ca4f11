package planetoid

import (
	"fmt"
	"math"

	"github.com/nlpodyssey/gopickle/types"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// pyArray is a NumPy array.
type pyArray struct {
	shape        []int
	kind         npz.Kind
	columnsFirst bool
	values       pyBytes // of the numbers
}

func newArray([]any) (any, error) { return new(pyArray), nil }

// newArrayOfBuffer takes (bytes, type, shape, order), as NumPy writes arrays by protocol 5.
func newArrayOfBuffer(arguments []any) (any, error) {
	if len(arguments) != 4 {
		return nil, pyErrorf("has a numpy.ndarray without its four parts")
	}
	order, isOrder := arguments[3].(string)
	made, ok := arrayOf(arguments[2], arguments[1], order == "F", arguments[0])
	if !isOrder || !ok {
		return nil, pyErrorf("has a numpy.ndarray whose parts are not (bytes, type, shape, order)")
	}
	return made, nil
}

// PySetState takes (version, shape, type, whether columns come first, bytes).
func (p *pyArray) PySetState(state any) error {
	tuple, ok := state.(*types.Tuple)
	if !ok || tuple.Len() != 5 {
		return pyErrorf("has a numpy.ndarray without its five parts")
	}
	columnsFirst, isOrder := tuple.Get(3).(bool)
	made, ok := arrayOf(tuple.Get(1), tuple.Get(2), columnsFirst, tuple.Get(4))
	if !isOrder || !ok {
		return pyErrorf("has a numpy.ndarray whose parts are not (version, shape, type, order, bytes)")
	}
	*p = *made
	return nil
}

func arrayOf(shape, kind any, columnsFirst bool, values any) (*pyArray, bool) {
	of, isType := kind.(*pyType)
	axes, isShape := pyShape(shape)
	content, isBytes := bytesOf(values)
	if !isType || !isShape || !isBytes {
		return nil, false
	}
	return &pyArray{axes, npz.Kind(*of), columnsFirst, content}, true
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
		if !ok || length < 0 || length > math.MaxInt32 {
			return nil, false
		}
		shape = append(shape, length)
	}
	return shape, true
}

// numbersOf is an array with so many axes, row after row. Its kind must be one that fits; wanted says which do.
func numbersOf[To int | float32](p *pyArray, axes int, fits func(npz.Kind) bool, wanted string) ([]To, error) {
	if !fits(p.kind) {
		return nil, fmt.Errorf("has type %.8q; want %s", string(p.kind), wanted)
	}
	if len(p.shape) != axes {
		return nil, fmt.Errorf("has shape %v; want %d axes", p.shape, axes)
	}
	size, width := 1, p.kind.Width()
	for _, length := range p.shape {
		size *= length // below 2⁶²: a length has 31 bits
	}
	raw, err := p.values.raw()
	if err != nil {
		return nil, err
	}
	if len(raw)%width != 0 || size != len(raw)/width {
		return nil, fmt.Errorf("has shape %v of %d bytes each, but %d bytes of values", p.shape, width, len(raw))
	}
	list := make([]To, size)
	npz.Decode(p.kind, raw, list)
	if !p.columnsFirst || axes < 2 {
		return list, nil
	}
	rows := make([]To, size)
	for i, value := range list {
		rows[i%p.shape[0]*p.shape[1]+i/p.shape[0]] = value
	}
	return rows, nil
}

// ints is an array of integers.
func (p *pyArray) ints(axes int) ([]int, error) {
	return numbersOf[int](p, axes, npz.Kind.IsInt, "integers")
}

// floats is an array of numbers, all finite.
func (p *pyArray) floats(axes int) ([]float32, error) {
	list, err := numbersOf[float32](p, axes, npz.Kind.IsNumber, "numbers")
	for i, value := range list {
		if !arrays.IsFinite(value) {
			return nil, fmt.Errorf("has %v at entry %d; want a finite float32", value, i)
		}
	}
	return list, err
}
