package npz

import (
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Header is what an array says of itself: the type of its values, and its shape.
type Header struct {
	Kind  Kind
	Shape []int
}

// Header reads what an array says of itself.
func (a *Archive) Header(name string) (h Header, err error) {
	stream, _, err := a.open(name)
	if err != nil {
		return h, err
	}
	defer stream.Close() // nothing is written
	descr, _, err := readHeader(stream)
	if stopped := files.Stopped(a.path, err); stopped != nil {
		return h, stopped
	}
	if err != nil {
		return h, a.Errorf(name, "is not a NumPy array: %w", err)
	}
	return Header{Kind(descr.Type), descr.Shape}, nil
}

// Any is an array of numbers, truth values or texts with at most two axes, row after row.
type Any struct {
	Header

	ints    []int
	singles []float32
	doubles []float64
	texts   []string
}

// Any reads an array of any kind that [Any] has.
func (a *Archive) Any(name string) (*Any, error) {
	header, err := a.Header(name)
	if err != nil {
		return nil, err
	}
	made, kind := &Any{Header: header}, header.Kind
	switch {
	case kind.IsText():
		made.texts, err = a.texts(name)
	case kind.IsFloat() && kind.Width() == 4:
		made.singles, _, err = readArray[float32](a, name, "", Kind.IsNumber, upToTwo)
	case kind.IsFloat():
		made.doubles, _, err = readArray[float64](a, name, "", Kind.IsNumber, upToTwo)
	default:
		made.ints, _, err = readArray[int](a, name, "numbers, truth values or texts", Kind.IsNumber, upToTwo)
	}
	if err != nil {
		return nil, err
	}
	return made, nil
}

// Len is the number of values.
func (v *Any) Len() int { return len(v.ints) + len(v.singles) + len(v.doubles) + len(v.texts) }

// Rows is the length of the first axis; 1 for a value by itself.
func (h Header) Rows() int {
	if len(h.Shape) == 0 {
		return 1
	}
	return h.Shape[0]
}

// Cols is the length of the second axis; 1 where there is none.
func (h Header) Cols() int {
	if len(h.Shape) < 2 {
		return 1
	}
	return h.Shape[1]
}

// Text is value i as text; "" for NaN.
func (v *Any) Text(i int) string {
	switch {
	case v.texts != nil:
		return v.texts[i]
	case v.singles != nil:
		return numberText(float64(v.singles[i]), 32)
	case v.doubles != nil:
		return numberText(v.doubles[i], 64)
	}
	return strconv.Itoa(v.ints[i])
}

func numberText(x float64, bits int) string {
	if math.IsNaN(x) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, bits)
}

// Float is value i as a number; NaN for texts.
func (v *Any) Float(i int) float64 {
	switch {
	case v.texts != nil:
		return math.NaN()
	case v.singles != nil:
		return float64(v.singles[i])
	case v.doubles != nil:
		return v.doubles[i]
	}
	return float64(v.ints[i])
}

// Int is value i as a whole number, where it is one.
func (v *Any) Int(i int) (int, bool) {
	if v.ints != nil {
		return v.ints[i], true
	}
	x := v.Float(i)
	return int(x), x == math.Trunc(x) && math.Abs(x) < 1<<53
}

// texts reads an array of texts: of four bytes a letter (U), or of one (S).
func (a *Archive) texts(name string) ([]string, error) {
	stream, descr, count, err := a.begin(name, "texts", Kind.IsText, upToTwo)
	if err != nil {
		return nil, err
	}
	defer stream.Close() // what it could report has been reported by reading to the end
	kind := Kind(descr.Type)
	if descr.Fortran && len(descr.Shape) > 1 || strings.HasPrefix(descr.Type, ">") {
		return nil, a.Errorf(name,
			"holds texts column after column, or with the high byte first; save it anew by NumPy")
	}
	const free, perByte = 1 << 20, 16 // texts, whose places in memory take more room than a short text in a zip file
	if count > free+perByte*a.size {
		return nil, a.Errorf(name, "claims %d texts, more than a file of %d bytes should hold", count, a.size)
	}
	list, letters := make([]string, count), make([]byte, kind.Width())
	for i := range list {
		if _, err := io.ReadFull(stream, letters); err != nil {
			return nil, a.unreadable(name, err, "; fetch the file again")
		}
		text := letters
		if kind.plain()[0] == 'U' {
			text = make([]byte, 0, len(letters)/4)
			for at := 0; at+4 <= len(letters); at += 4 {
				text = utf8.AppendRune(text, rune(binary.LittleEndian.Uint32(letters[at:])))
			}
		}
		list[i] = strings.TrimRight(string(text), "\x00")
	}
	return list, nil
}
