package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/nlpodyssey/gopickle/pickle"
	"github.com/nlpodyssey/gopickle/types"
)

// unpickle reads what Python 2 pickled (protocol 2). It returns a *pyArray, a *pyMatrix, a *types.Dict or what else
// there is. Nothing in it is executed: the classes of pyClasses stand for Python's, and any other name is refused.
func unpickle(content []byte) (value any, err error) {
	if err := checkPickle(content); err != nil {
		return nil, err
	}
	defer func() { // the library panics on some opcodes without the values they need
		if recover() != nil {
			err = errDamaged
		}
	}()
	u := pickle.NewUnpickler(bytes.NewReader(content))
	u.FindClass = func(module, name string) (any, error) { return pyClasses[module+" "+name], nil }
	if value, err = u.Load(); err == nil || errors.As(err, new(pyError)) {
		return value, err
	}
	return nil, errDamaged // the library's own words print whole values
}

var errDamaged = errors.New("is a damaged pickle; fetch the file again")

// Arguments of an opcode that say their own length; other opcodes have as many bytes as pyOpcodes says.
const (
	pyName   = -1 // a class: its module and its name, a line each
	pyShort  = -2 // a length in 1 byte, and as many bytes
	pyLonger = -4 // a length in 4 bytes, and as many bytes
)

// pyOpcodes are the opcodes in the files of data sets, with the length of their arguments (pickletools.py of Python).
var pyOpcodes = map[byte]int{
	0x80: 1, '.': 0, '(': 0, // PROTO, STOP, MARK
	'c': pyName, 'R': 0, 0x81: 0, 'b': 0, // GLOBAL, REDUCE, NEWOBJ, BUILD
	'q': 1, 'r': 4, 'h': 1, 'j': 4, // BINPUT, LONG_BINPUT, BINGET, LONG_BINGET
	'N': 0, 0x88: 0, 0x89: 0, // NONE, NEWTRUE, NEWFALSE
	'K': 1, 'M': 2, 'J': 4, 'G': 8, // BININT1, BININT2, BININT, BINFLOAT
	'U': pyShort, 'T': pyLonger, // SHORT_BINSTRING, BINSTRING
	')': 0, 't': 0, 0x85: 0, 0x86: 0, 0x87: 0, // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
	']': 0, 'a': 0, 'e': 0, // EMPTY_LIST, APPEND, APPENDS
	'}': 0, 's': 0, 'u': 0, // EMPTY_DICT, SETITEM, SETITEMS
}

// checkPickle walks over the opcodes before the library does: the library makes room for as many bytes as a length
// claims, has opcodes that no data set needs, and knows some classes of its own.
func checkPickle(content []byte) error {
	rest := content
	errorf := func(format string, values ...any) error {
		return fmt.Errorf("byte %d: "+format, append([]any{len(content) - len(rest)}, values...)...)
	}
	for len(rest) > 0 {
		opcode := rest[0]
		length, known := pyOpcodes[opcode]
		if !known || len(rest) == len(content) && opcode != 0x80 {
			return errorf("opcode %#02x is not one of a pickle of protocol 2 with numbers; "+
				"in Python 2, write it with pickle.dump(…, protocol=2)", opcode)
		}
		arguments := rest[1:]
		switch {
		case length == pyName:
			lines := bytes.SplitN(arguments, []byte("\n"), 3)
			if len(lines) < 3 {
				return errorf("the file ends within a name")
			}
			name := string(lines[0]) + " " + string(lines[1])
			if _, known := pyClasses[name]; !known {
				return errorf("names %.60q, which is not a class of the data sets; pickled code is never executed", name)
			}
			length = len(name) + len("\n")
		case length == pyShort && len(arguments) >= 1:
			length = 1 + int(arguments[0])
		case length == pyLonger && len(arguments) >= 4:
			length = 4 + int(binary.LittleEndian.Uint32(arguments))
		}
		if length < 0 || length > len(arguments) {
			return errorf("the file ends within an opcode of %d bytes; fetch it again", 1+max(length, -length))
		}
		if opcode == '.' {
			return nil
		}
		rest = arguments[length:]
	}
	return errorf("%w; fetch the file again", io.ErrUnexpectedEOF)
}

// pyError says what is wrong with what a pickle holds.
type pyError struct{ error }

func pyErrorf(format string, values ...any) error { return pyError{fmt.Errorf(format, values...)} }

// pyClass makes an empty object of a class; its state comes after.
type pyClass func(arguments []any) (any, error)

// Call is Python's call of the class.
func (c pyClass) Call(arguments ...any) (any, error) { return c(arguments) }

// PyNew is Python's __new__ of the class.
func (c pyClass) PyNew(arguments ...any) (any, error) { return c(arguments) }

var pyClasses = map[string]pyClass{
	"numpy.core.multiarray _reconstruct": func([]any) (any, error) { return new(pyArray), nil },
	"numpy dtype":                        newType,
	"scipy.sparse.csr csr_matrix":        func([]any) (any, error) { return new(pyMatrix), nil },
	"collections defaultdict":            func([]any) (any, error) { return types.NewDict(), nil },
	// Named as arguments, never called.
	"numpy ndarray":    func([]any) (any, error) { return nil, pyErrorf("makes a numpy.ndarray by itself") },
	"__builtin__ list": func([]any) (any, error) { return nil, pyErrorf("makes a list by its class") },
}

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
		if list[i] = math.Float32frombits(p.bits(i)); !isFinite(list[i]) {
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
func (p *pyMatrix) sparse() (m sparse, err error) {
	if len(p.shape) != 2 {
		return m, errors.New("part _shape is missing or not two numbers, rows and columns")
	}
	m.rows, m.cols = p.shape[0], p.shape[1]
	for _, name := range []string{"indptr", "indices", "data"} {
		array := p.arrays[name]
		switch {
		case array == nil:
			err = errors.New("is missing")
		case name == "indptr":
			m.first, err = array.ints(1)
		case name == "indices":
			m.columns, err = array.ints(1)
		default:
			m.values, err = array.floats()
		}
		if err != nil {
			return m, fmt.Errorf("part %s %w", name, err)
		}
	}
	switch {
	case len(m.first)-1 != m.rows:
		return m, fmt.Errorf("part indptr has %d entries; want one more than the %d rows", len(m.first), m.rows)
	case m.first[0] != 0 || m.first[m.rows] != len(m.columns):
		return m, fmt.Errorf("part indptr goes from %d to %d; want from 0 to %d, the number of entries of indices",
			m.first[0], m.first[m.rows], len(m.columns))
	case len(m.values) != len(m.columns):
		return m, fmt.Errorf("part data has %d entries; want %d, as indices", len(m.values), len(m.columns))
	}
	for i := range m.rows {
		if m.first[i+1] < m.first[i] {
			return m, fmt.Errorf("part indptr falls from %d to %d at entry %d; a row can't have less than no entries",
				m.first[i], m.first[i+1], i+1)
		}
	}
	for k, column := range m.columns {
		if column < 0 || column >= m.cols {
			return m, fmt.Errorf("part indices has %d at entry %d; columns go from 0 to %d", column, k, m.cols-1)
		}
	}
	return m, nil
}

// pyKind names a value in an error: numbers in full, of all else only what it is.
func pyKind(value any) string {
	switch value := value.(type) {
	case int, float64, bool:
		return fmt.Sprint(value)
	case string:
		return "a string"
	case *types.Tuple:
		return "a tuple"
	case *types.List:
		return "a list"
	case *types.Dict:
		return "a dictionary"
	case *pyArray:
		return "a NumPy array"
	case *pyMatrix:
		return "a SciPy csr_matrix"
	}
	return "no number, array, list or dictionary"
}
