package planetoid

import (
	"errors"

	"github.com/nlpodyssey/gopickle/types"

	"github.com/kilolayer/kilolayer/datasets/internal/npz"
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

// newScalar takes (type, bytes), which are one number of NumPy's.
func newScalar(arguments []any) (any, error) {
	if len(arguments) == 2 {
		kind, isType := arguments[0].(*pyType)
		content, isBytes := bytesOf(arguments[1])
		// 8 bytes, each of two where they are letters
		if isType && isBytes && len(content.text)+len(content.bytes) <= 16 {
			raw, err := content.raw()
			of := npz.Kind(*kind)
			if err == nil && of.IsInt() && len(raw) == of.Width() {
				number := make([]int, 1)
				npz.Decode(of, raw, number)
				return number[0], nil
			}
			if err == nil && of.IsFloat() && len(raw) == of.Width() {
				number := make([]float64, 1)
				npz.Decode(of, raw, number)
				return number[0], nil
			}
		}
	}
	return nil, pyErrorf("has a number of NumPy that is neither integer nor floating-point")
}

// pyBytes are bytes, which protocol 2 writes as the letters of Latin-1 where Python 3 pickles. They stay as they are
// written until they are needed, as a file may refer to them often.
type pyBytes struct {
	text   string
	bytes  []byte // in the place of text
	latin1 bool
}

// newEncoded takes (text, "latin1").
func newEncoded(arguments []any) (any, error) {
	if len(arguments) == 2 && arguments[1] == "latin1" {
		if text, ok := arguments[0].(string); ok {
			return pyBytes{text: text, latin1: true}, nil
		}
	}
	return nil, pyErrorf("encodes what is no text in Latin-1")
}

// newNoBytes is bytes() of Python, with which protocol 2 writes that there are none.
func newNoBytes(arguments []any) (any, error) {
	if len(arguments) > 0 {
		return nil, pyErrorf("makes bytes by their class")
	}
	return pyBytes{}, nil
}

// bytesOf takes what the protocols write for bytes.
func bytesOf(value any) (pyBytes, bool) {
	switch value := value.(type) {
	case pyBytes:
		return value, true
	case string: // of Python 2
		return pyBytes{text: value}, true
	case []byte:
		return pyBytes{bytes: value}, true
	case *types.ByteArray:
		return pyBytes{bytes: *value}, true
	}
	return pyBytes{}, false
}

// raw are the bytes themselves.
func (p pyBytes) raw() ([]byte, error) {
	switch {
	case p.bytes != nil:
		return p.bytes, nil
	case !p.latin1:
		return []byte(p.text), nil
	}
	raw := make([]byte, 0, len(p.text))
	for _, letter := range p.text {
		if letter > 0xff { // also where the text is not UTF-8
			return nil, errors.New("has bytes that are not letters of Latin-1")
		}
		raw = append(raw, byte(letter))
	}
	return raw, nil
}
