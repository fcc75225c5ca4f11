package planetoid

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/nlpodyssey/gopickle/pickle"
	"github.com/nlpodyssey/gopickle/types"
)

// unpickle reads what Python 2 or 3 pickled, by protocol 2 to 5. It returns a *pyArray, a *pyMatrix, a *types.Dict or
// what else there is. Nothing in it is executed: the classes of pyClasses stand for Python's, and any other name is
// refused.
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

// pyClass makes an empty object of a class; its state comes after.
type pyClass func(arguments []any) (any, error)

// Call is Python's call of the class.
func (c pyClass) Call(arguments ...any) (any, error) { return c(arguments) }

// PyNew is Python's __new__ of the class.
func (c pyClass) PyNew(arguments ...any) (any, error) { return c(arguments) }

// pyClasses are the classes of the data sets by their modules, which NumPy and SciPy have renamed over the years.
var pyClasses = map[string]pyClass{
	"numpy.core.multiarray _reconstruct":  newArray,
	"numpy._core.multiarray _reconstruct": newArray,
	"numpy.core.multiarray scalar":        newScalar,
	"numpy._core.multiarray scalar":       newScalar,
	"numpy.core.numeric _frombuffer":      newArrayOfBuffer,
	"numpy._core.numeric _frombuffer":     newArrayOfBuffer,
	"numpy dtype":                         newType,
	"scipy.sparse.csr csr_matrix":         newMatrix,
	"scipy.sparse._csr csr_matrix":        newMatrix,
	"scipy.sparse._csr csr_array":         newMatrix,
	"scipy.sparse._arrays csr_array":      newMatrix,
	"collections defaultdict":             newDict,
	"_codecs encode":                      newEncoded,
	"__builtin__ bytes":                   newNoBytes,
	// Named as arguments, never called.
	"numpy ndarray":    func([]any) (any, error) { return nil, pyErrorf("makes a numpy.ndarray by itself") },
	"__builtin__ list": newList,
	"builtins list":    newList,
}

func newMatrix([]any) (any, error) { return new(pyMatrix), nil }
func newDict([]any) (any, error)   { return types.NewDict(), nil }
func newList([]any) (any, error)   { return nil, pyErrorf("makes a list by its class") }

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
