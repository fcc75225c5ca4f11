package npz

import (
	"archive/zip"
	"cmp"
	"io"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// Ints reads an array of one axis of integers.
func (a *Archive) Ints(name string) ([]int, error) {
	list, _, err := readArray[int](a, name, "integers", Kind.IsInt, 1)
	return list, err
}

// Floats reads an array of one axis of floating-point numbers. Each must be finite, also as a float32.
func (a *Archive) Floats(name string) ([]float32, error) {
	list, _, err := readArray[float32](a, name, "float32 or float64", Kind.IsFloat, 1)
	for i, value := range list {
		if !arrays.IsFinite(value) {
			return nil, a.Errorf(name, "has %v at entry %d; want a finite float32", value, i)
		}
	}
	return list, err
}

// Matrix reads an array of two axes of floating-point numbers. Each must be finite, also as a float32.
func (a *Archive) Matrix(name string) (rows int, m arrays.Matrix, err error) {
	list, shape, err := readArray[float32](a, name, "float32 or float64", Kind.IsFloat, 2)
	if err != nil {
		return 0, m, err
	}
	rows, m = shape[0], arrays.Matrix{Data: list, Cols: shape[1]}
	for i, value := range list {
		if !arrays.IsFinite(value) {
			return 0, m, a.Errorf(name, "has %v in row %d, column %d; want a finite float32", value, i/m.Cols, i%m.Cols)
		}
	}
	return rows, m, nil
}

// IntRows reads an array of two axes of integers, one row after the other.
func (a *Archive) IntRows(name string) (list, shape []int, err error) {
	return readArray[int](a, name, "integers", Kind.IsInt, 2)
}

// BoolRows reads an array of two axes of yes (not 0) and no, one row after the other.
func (a *Archive) BoolRows(name string) (list []uint8, shape []int, err error) {
	return readArray[uint8](a, name, "bool", Kind.IsBool, 2)
}

// upToTwo stands for any number of axes up to two.
const upToTwo = 3

var axesNames = [4]string{1: "one axis", 2: "two axes", upToTwo: "at most two axes"}

// readArray reads the numbers of an array in row-major order, whichever it is stored in. They are held once, and only
// as many are read as the array's header promises.
func readArray[To number](a *Archive, name, wanted string, known func(Kind) bool, axes int) (
	list []To, shape []int, err error) {
	stream, descr, count, err := a.begin(name, wanted, known, axes)
	if err != nil {
		return nil, nil, err
	}
	defer stream.Close() // what it could report has been reported by reading to the end
	list = make([]To, count)
	if err := readValues(stream, list, descr); err != nil {
		return nil, nil, a.unreadable(name, err, "; fetch the file again")
	}
	return list, descr.Shape, nil
}

// begin opens an array at its first value. Its header, its size in the archive and what is wanted agree.
func (a *Archive) begin(name, wanted string, known func(Kind) bool, axes int) (
	stream io.ReadCloser, descr arrayDescr, count int64, err error) {
	stream, entrySize, err := a.open(name)
	if err != nil {
		return nil, descr, 0, err
	}
	descr, headerBytes, err := readHeader(stream)
	if err != nil {
		stream.Close()
		if stopped := files.Stopped(a.path, err); stopped != nil {
			return nil, descr, 0, stopped
		}
		return nil, descr, 0, a.Errorf(name, "is not a NumPy array: %w", err)
	}
	kind := Kind(descr.Type)
	width := max(1, kind.Width())
	size := entrySize - headerBytes
	count, fits := arrays.Count(descr.Shape...)
	switch {
	case strings.Contains(descr.Type, "O"):
		err = a.Errorf(name, "holds Python objects (type %q), which are never unpickled; want %s", descr.Type, wanted)
	case !known(kind):
		err = a.Errorf(name, "has type %q; want %s", descr.Type, wanted)
	case axes == upToTwo && len(descr.Shape) > 2, axes != upToTwo && len(descr.Shape) != axes:
		err = a.Errorf(name, "has shape %v; want %s", descr.Shape, axesNames[axes])
	case !fits || size%int64(width) != 0 || count != size/int64(width):
		err = a.Errorf(name, "has shape %v of %d bytes each, but %d bytes of values", descr.Shape, width, size)
	case count > arrays.MaxValues:
		err = a.Errorf(name, "has shape %v; at most %d values are read", descr.Shape, arrays.MaxValues)
	case size > a.size*maxDeflate:
		err = a.Errorf(name, "claims %d bytes, more than a file of %d bytes can hold", size, a.size)
	}
	if err != nil {
		stream.Close()
	}
	return stream, descr, count, err
}

// maxDeflate is what a byte of a zip file unpacks to at most.
const maxDeflate = 1032

// readValues fills list, and reads on to the end of the stream, where its checksum is compared.
func readValues[To number](stream io.Reader, list []To, descr arrayDescr) error {
	const chunk = 1 << 13
	kind := Kind(descr.Type)
	width := kind.Width()
	raw, part := make([]byte, chunk*width), make([]To, chunk)
	for done := 0; done < len(list); {
		n := min(chunk, len(list)-done)
		if _, err := io.ReadFull(stream, raw[:n*width]); err != nil {
			return err
		}
		if !descr.Fortran || len(descr.Shape) < 2 {
			Decode(kind, raw, list[done:done+n])
		} else {
			Decode(kind, raw, part[:n])
			rows, cols := descr.Shape[0], descr.Shape[1]
			for i, value := range part[:n] {
				list[(done+i)%rows*cols+(done+i)/rows] = value
			}
		}
		done += n
	}
	if _, err := io.ReadFull(stream, raw[:1]); err != io.EOF {
		return cmp.Or(err, zip.ErrFormat)
	}
	return nil
}
