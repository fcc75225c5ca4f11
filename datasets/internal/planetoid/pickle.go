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
