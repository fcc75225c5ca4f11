package planetoid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

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
				return errorf("names %.60q, which is not a class of the data sets; pickled code is never executed",
					name)
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
