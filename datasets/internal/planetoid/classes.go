package planetoid

import "github.com/nlpodyssey/gopickle/types"

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
