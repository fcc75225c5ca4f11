package parquet

import (
	"encoding/binary"
	"errors"
)

// The types of Thrift's compact protocol
// (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
const (
	thriftStop = iota
	thriftTrue
	thriftFalse
	thriftByte
	thriftInt16
	thriftInt32
	thriftInt64
	thriftDouble
	thriftBinary
	thriftList
	thriftSet
	thriftMap
	thriftStruct
)

var (
	errCut    = errors.New("it ends too early")
	errThrift = errors.New("its description is damaged")
)

// thrift walks over a structure before the library reads it: the library makes room for as many elements as a list
// claims.
type thrift struct {
	rest []byte
}

// structure walks over a structure and calls number for the whole numbers and truth values of its own fields, and of
// the structures right in it, whose fields have the number of theirs times 100 in front.
func (t *thrift) structure(depth, outer int, number func(field int, value int64)) error {
	const deepest, outerTimes = 16, 100
	if depth > deepest {
		return errThrift
	}
	for field := 0; ; {
		header, err := t.byte()
		if err != nil || header == thriftStop {
			return err
		}
		if delta := int(header >> 4); delta > 0 {
			field += delta
		} else if id, err := t.varint(); err != nil {
			return err
		} else {
			field = int(id)
		}
		switch kind := header & 0xf; kind {
		case thriftTrue, thriftFalse:
			if depth < 2 {
				number(outer*outerTimes+field, int64(thriftFalse-kind))
			}
		case thriftInt16, thriftInt32, thriftInt64:
			value, err := t.varint()
			if err != nil {
				return err
			}
			if depth < 2 {
				number(outer*outerTimes+field, value)
			}
		case thriftStruct:
			err = t.structure(depth+1, field, number)
		default:
			err = t.value(depth, kind)
		}
		if err != nil {
			return err
		}
	}
}

// value walks over a value that stands by itself, such as an element of a list.
func (t *thrift) value(depth int, kind byte) error {
	switch kind {
	case thriftTrue, thriftFalse, thriftByte:
		_, err := t.byte()
		return err
	case thriftInt16, thriftInt32, thriftInt64:
		_, err := t.varint()
		return err
	case thriftDouble:
		return t.skip(8)
	case thriftBinary:
		size, err := t.size()
		if err != nil {
			return err
		}
		return t.skip(size)
	case thriftStruct:
		return t.structure(depth+2, 0, func(int, int64) {})
	case thriftList, thriftSet:
		header, err := t.byte()
		if err != nil {
			return err
		}
		count := int(header >> 4)
		if count == 15 {
			if count, err = t.size(); err != nil {
				return err
			}
		}
		if count > len(t.rest) { // an element has a byte at least
			return errCut
		}
		for range count {
			if err := t.value(depth+1, header&0xf); err != nil {
				return err
			}
		}
		return nil
	}
	return errThrift // Parquet has no maps
}

func (t *thrift) byte() (byte, error) {
	if len(t.rest) == 0 {
		return 0, errCut
	}
	first := t.rest[0]
	t.rest = t.rest[1:]
	return first, nil
}

func (t *thrift) skip(size int) error {
	if size > len(t.rest) {
		return errCut
	}
	t.rest = t.rest[size:]
	return nil
}

// varint is a whole number with its sign in its lowest bit.
func (t *thrift) varint() (int64, error) {
	value, n := binary.Varint(t.rest)
	if n <= 0 {
		return 0, errCut
	}
	t.rest = t.rest[n:]
	return value, nil
}

// size is a whole number without a sign.
func (t *thrift) size() (int, error) {
	value, n := binary.Uvarint(t.rest)
	if n <= 0 || value > 1<<31 {
		return 0, errCut
	}
	t.rest = t.rest[n:]
	return int(value), nil
}
