package planetoid

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Arguments of an opcode that say their own length; other opcodes have as many bytes as pyOpcodes says.
const (
	pyName    = -1 // a class: its module and its name, a line each
	pyShort   = -2 // a length in 1 byte, and as many bytes
	pyLonger  = -4 // a length in 4 bytes, and as many bytes
	pyLongest = -8 // a length in 8 bytes, and as many bytes
)

// The opcodes that take part in naming a class.
const (
	opGlobal      = 'c'  // a class by its module and name, which follow
	opStackGlobal = 0x93 // a class by the two strings before
	opMemoize     = 0x94 // remembers the value before under the next number
	opFrame       = 0x95 // says how many bytes of opcodes follow
)

// pyOpcodes are the opcodes in the files of data sets, with the length of their arguments (pickletools.py of Python).
var pyOpcodes = map[byte]int{
	0x80: 1, opFrame: 8, '.': 0, '(': 0, // PROTO, FRAME, STOP, MARK
	opGlobal: pyName, opStackGlobal: 0, 'R': 0, 0x81: 0, 'b': 0, // GLOBAL, STACK_GLOBAL, REDUCE, NEWOBJ, BUILD
	'q': 1, 'r': 4, opMemoize: 0, 'h': 1, 'j': 4, // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
	'N': 0, 0x88: 0, 0x89: 0, // NONE, NEWTRUE, NEWFALSE
	'K': 1, 'M': 2, 'J': 4, 0x8a: pyShort, 'G': 8, // BININT1, BININT2, BININT, LONG1, BINFLOAT
	'U': pyShort, 'T': pyLonger, // SHORT_BINSTRING, BINSTRING
	0x8c: pyShort, 'X': pyLonger, 0x8d: pyLongest, // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
	'C': pyShort, 'B': pyLonger, 0x8e: pyLongest, 0x96: pyLongest, // SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8
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
	names := pyNames{memo: map[uint32]string{}}
	for len(rest) > 0 {
		opcode := rest[0]
		length, known := pyOpcodes[opcode]
		if !known || len(rest) == len(content) && opcode != 0x80 {
			return errorf("opcode %#02x is not one of a pickle with numbers of protocol 2 to 5; "+
				"in Python, write it with pickle.dump(…, protocol=2)", opcode)
		}
		arguments, whole := pyArguments(rest[1:], length)
		if !whole {
			return errorf("the file ends within an opcode; fetch it again")
		}
		if opcode == opFrame && binary.LittleEndian.Uint64(arguments) > uint64(len(rest)-9) {
			return errorf("the file ends within a frame of opcodes; fetch it again")
		}
		if name, err := names.after(opcode, arguments); err != nil {
			return errorf("%w", err)
		} else if _, known := pyClasses[name]; name != "" && !known {
			return errorf("names %.60q, which is not a class of the data sets; pickled code is never executed", name)
		}
		if opcode == '.' {
			return nil
		}
		rest = rest[1+len(arguments):]
	}
	return errorf("%w; fetch the file again", io.ErrUnexpectedEOF)
}

// pyArguments are the bytes of an opcode's arguments, which whole says are all there.
func pyArguments(rest []byte, length int) (arguments []byte, whole bool) {
	size, claimed := uint64(max(length, 0)), uint64(0)
	switch {
	case length == pyName:
		lines := bytes.SplitN(rest, []byte("\n"), 3)
		if len(lines) < 3 {
			return nil, false
		}
		size = uint64(len(lines[0]) + len(lines[1]) + 2)
	case length == pyShort && len(rest) >= 1:
		size, claimed = 1, uint64(rest[0])
	case length == pyLonger && len(rest) >= 4:
		size, claimed = 4, uint64(binary.LittleEndian.Uint32(rest))
	case length == pyLongest && len(rest) >= 8:
		size, claimed = 8, binary.LittleEndian.Uint64(rest)
	case length < 0:
		return nil, false
	}
	if size > uint64(len(rest)) || claimed > uint64(len(rest))-size {
		return nil, false
	}
	return rest[:size+claimed], true
}

// pyNames follows the strings of a pickle as far as they name classes: an opcode names one by the two strings that come
// right before it, each by itself or as a remembered one.
type pyNames struct {
	memo   map[uint32]string // what is remembered; "" where that is no string
	last   string            // the string that the last opcode made, or ""
	before string            // the one before, where nothing came between
}

// after takes an opcode and returns the class that it names, "" for none.
func (n *pyNames) after(opcode byte, arguments []byte) (class string, err error) {
	push := func(text string) { n.before, n.last = n.last, text }
	switch opcode {
	case 0x8c:
		push(string(arguments[1:]))
	case 'X':
		push(shortText(arguments[4:]))
	case 0x8d:
		push(shortText(arguments[8:]))
	case 'h':
		push(n.memo[uint32(arguments[0])])
	case 'j':
		push(n.memo[binary.LittleEndian.Uint32(arguments)])
	case 'q':
		n.memo[uint32(arguments[0])] = n.last
	case 'r':
		n.memo[binary.LittleEndian.Uint32(arguments)] = n.last
	case opMemoize:
		n.memo[uint32(len(n.memo))] = n.last
	case opFrame:
	case opGlobal:
		module, name, _ := bytes.Cut(arguments, []byte("\n"))
		n.last, n.before = "", ""
		return string(module) + " " + string(bytes.TrimSuffix(name, []byte("\n"))), nil
	case opStackGlobal:
		if n.last == "" || n.before == "" {
			return "", errors.New("names a class by what is no string; pickled code is never executed")
		}
		class = n.before + " " + n.last
		n.last, n.before = "", ""
	default:
		n.last, n.before = "", ""
	}
	return class, nil
}

// shortText is a string that could name a class, or "": the bytes of an array stand in long ones.
func shortText(text []byte) string {
	const most = 1 << 8
	if len(text) > most {
		return ""
	}
	return string(text)
}
