package datasets

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/sbinet/npyio/npy"
)

// archive reads arrays from a NumPy archive (.npz), which is a zip file of arrays. Its errors name the file and the array.
//
// Only arrays that are asked for are read, and only those of numbers: a pickled object is never unpickled.
type archive struct {
	path string
	size int64 // of the file, in bytes
	zip  *zip.Reader
	io.Closer
}

func openArchive(path string) (*archive, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, cause(err))
	}
	a, err := newArchive(path, file, info.Size())
	if err != nil {
		file.Close()
		return nil, err
	}
	a.Closer = file
	return a, nil
}

func newArchive(path string, file io.ReaderAt, size int64) (*archive, error) {
	entries, err := zip.NewReader(file, size)
	if failed := cause(err); failed != err {
		return nil, fmt.Errorf("%s: %w", path, failed)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not an .npz file: %w", path, err)
	}
	return &archive{path: path, size: size, zip: entries}, nil
}

func (a *archive) errorf(name, format string, values ...any) error {
	return fmt.Errorf("%s: array %s "+format, append([]any{a.path, name}, values...)...)
}

// The types that are read, by NumPy's names, with their widths in bytes. Each is little-endian.
var (
	intTypes   = map[string]int{"i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1}
	floatTypes = map[string]int{"f4": 4, "f8": 8}
	boolTypes  = map[string]int{"b1": 1}
)

// ints reads an array of one axis of integers.
func (a *archive) ints(name string) ([]int, error) {
	list, _, err := readArray[int](a, name, "integers", intTypes, 1)
	return list, err
}

// floats reads an array of one axis of floating-point numbers. Each must be finite, also as a float32.
func (a *archive) floats(name string) ([]float32, error) {
	list, _, err := readArray[float32](a, name, "float32 or float64", floatTypes, 1)
	for i, value := range list {
		if !isFinite(value) {
			return nil, a.errorf(name, "has %v at entry %d; want a finite float32", value, i)
		}
	}
	return list, err
}

// matrix reads an array of two axes of floating-point numbers. Each must be finite, also as a float32.
func (a *archive) matrix(name string) (rows int, m Matrix, err error) {
	list, shape, err := readArray[float32](a, name, "float32 or float64", floatTypes, 2)
	if err != nil {
		return 0, m, err
	}
	rows, m = shape[0], Matrix{list, shape[1]}
	for i, value := range list {
		if !isFinite(value) {
			return 0, m, a.errorf(name, "has %v in row %d, column %d; want a finite float32", value, i/m.Cols, i%m.Cols)
		}
	}
	return rows, m, nil
}

// intRows reads an array of two axes of integers, one row after the other.
func (a *archive) intRows(name string) (list, shape []int, err error) {
	return readArray[int](a, name, "integers", intTypes, 2)
}

// boolRows reads an array of two axes of yes (not 0) and no, one row after the other.
func (a *archive) boolRows(name string) (list []uint8, shape []int, err error) {
	return readArray[uint8](a, name, "bool", boolTypes, 2)
}

var axesNames = [3]string{1: "one axis", 2: "two axes"}

// readArray reads the numbers of an array in row-major order, whichever it is stored in. They are held once, and only
// as many are read as the array's header promises.
func readArray[To int | float32 | uint8](a *archive, name, wanted string, types map[string]int, axes int) ([]To, []int, error) {
	stream, entry, err := a.open(name)
	if err != nil {
		return nil, nil, err
	}
	defer stream.Close() // what it could report has been reported by reading to the end
	descr, headerBytes, err := readHeader(stream)
	if err != nil {
		return nil, nil, a.errorf(name, "is not a NumPy array: %w", err)
	}
	kind := strings.TrimLeft(descr.Type, "<|=")
	width, known := types[kind]
	size := int64(entry.UncompressedSize64) - headerBytes
	count, fits := product(descr.Shape)
	switch {
	case strings.Contains(kind, "O"):
		err = a.errorf(name, "holds Python objects (type %q), which are never unpickled; want %s", descr.Type, wanted)
	case !known:
		err = a.errorf(name, "has type %q; want %s", descr.Type, wanted)
	case len(descr.Shape) != axes:
		err = a.errorf(name, "has shape %v; want %s", descr.Shape, axesNames[axes])
	case !fits || size%int64(width) != 0 || count != size/int64(width):
		err = a.errorf(name, "has shape %v of %d bytes each, but %d bytes of values", descr.Shape, width, size)
	case count > maxFeatureValues:
		err = a.errorf(name, "has shape %v; at most %d values are read", descr.Shape, maxFeatureValues)
	case size > a.size*maxDeflate:
		err = a.errorf(name, "claims %d bytes, more than a file of %d bytes can hold", size, a.size)
	}
	if err != nil {
		return nil, nil, err
	}
	list := make([]To, count)
	if err := readValues(stream, kind, width, list, descr); err != nil {
		return nil, nil, a.errorf(name, "can't be read: %w; fetch the file again", err)
	}
	return list, descr.Shape, nil
}

// maxDeflate is what a byte of a zip file unpacks to at most.
const maxDeflate = 1032

// product is the number of values of an array; fits is false for a shape that no array has.
func product(shape []int) (count int64, fits bool) {
	count = 1
	for _, size := range shape {
		if size < 0 || size > 0 && count > math.MaxInt64/8/int64(size) {
			return 0, false
		}
		count *= int64(size)
	}
	return count, true
}

// readValues fills list, and reads on to the end of the stream, where its checksum is compared.
func readValues[To int | float32 | uint8](stream io.Reader, kind string, width int, list []To, descr arrayDescr) error {
	const chunk = 1 << 13
	raw, part := make([]byte, chunk*width), make([]To, chunk)
	for done := 0; done < len(list); {
		n := min(chunk, len(list)-done)
		if _, err := io.ReadFull(stream, raw[:n*width]); err != nil {
			return err
		}
		if !descr.Fortran || len(descr.Shape) < 2 {
			decodeNumbers(kind, raw, list[done:done+n])
		} else {
			decodeNumbers(kind, raw, part[:n])
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

// decodeNumbers turns the bytes of as many numbers of a type as into holds.
func decodeNumbers[To int | float32 | uint8](kind string, raw []byte, into []To) {
	order := binary.LittleEndian
	switch kind {
	case "u1", "b1":
		for i := range into {
			into[i] = To(raw[i])
		}
	case "i1":
		for i := range into {
			into[i] = To(int8(raw[i]))
		}
	case "i2":
		for i := range into {
			into[i] = To(int16(order.Uint16(raw[2*i:])))
		}
	case "i4":
		for i := range into {
			into[i] = To(int32(order.Uint32(raw[4*i:])))
		}
	case "i8":
		for i := range into {
			into[i] = To(int64(order.Uint64(raw[8*i:])))
		}
	case "f4":
		for i := range into {
			into[i] = To(math.Float32frombits(order.Uint32(raw[4*i:])))
		}
	case "f8":
		for i := range into {
			into[i] = To(math.Float64frombits(order.Uint64(raw[8*i:])))
		}
	}
}

// open opens the entry that holds an array.
func (a *archive) open(name string) (io.ReadCloser, *zip.File, error) {
	var names []string
	for _, entry := range a.zip.File {
		if entry.Name == name+".npy" {
			stream, err := entry.Open()
			if err != nil {
				return nil, nil, a.errorf(name, "can't be read: %w", err)
			}
			return stream, entry, nil
		}
		names = append(names, strings.TrimSuffix(entry.Name, ".npy"))
	}
	const most = 12
	return nil, nil, a.errorf(name, "is missing; the file's arrays are %q", names[:min(most, len(names))])
}

// arrayDescr says what an array holds.
type arrayDescr struct {
	Type    string
	Fortran bool // column after column
	Shape   []int
}

// readHeader reads an array's header and counts its bytes. What npy panics on becomes an error.
func readHeader(stream io.Reader) (d arrayDescr, size int64, err error) {
	header := make([]byte, 10)
	more := func(n int64) error {
		header = append(header, make([]byte, n)...)
		_, err := io.ReadFull(stream, header[int64(len(header))-n:])
		return err
	}
	if _, err := io.ReadFull(stream, header); err != nil {
		return d, 0, err
	}
	if !bytes.HasPrefix(header, npy.Magic[:]) {
		return d, 0, npy.ErrInvalidNumPyFormat
	}
	rest := int64(binary.LittleEndian.Uint16(header[8:]))
	if version := header[6]; version > 1 {
		if err := more(2); err != nil {
			return d, 0, err
		}
		rest = int64(binary.LittleEndian.Uint32(header[8:]))
	}
	// npy makes room for as many bytes as are claimed. A real header has some hundred.
	const most = 1 << 16
	if rest > most {
		return d, 0, fmt.Errorf("its header has %d bytes; at most %d are read", rest, most)
	}
	if err := more(rest); err != nil {
		return d, 0, err
	}
	defer func() {
		if recover() != nil {
			err = errors.New("its header is damaged")
		}
	}()
	array, err := npy.NewReader(bytes.NewReader(header))
	if err != nil {
		return d, 0, errors.New(strings.Join(strings.Fields(err.Error()), " ")) // it repeats parts of the file
	}
	return array.Header.Descr, int64(len(header)), nil
}

// sparse is a matrix in compressed sparse rows: row i has values[k] in column columns[k], for k from first[i] to first[i+1]−1.
type sparse struct {
	rows, cols     int
	first, columns []int
	values         []float32
}

// sparse reads the arrays <name>_shape, _indptr, _indices and _data, as SciPy names the parts of such a matrix.
func (a *archive) sparse(name string) (m sparse, err error) {
	shapeName, firstName, columnsName, dataName := name+"_shape", name+"_indptr", name+"_indices", name+"_data"
	shape, err := a.ints(shapeName)
	if err != nil {
		return m, err
	}
	if len(shape) != 2 || shape[0] < 0 || shape[1] < 0 {
		return m, a.errorf(shapeName, "is %v; want two numbers, rows and columns", shape[:min(3, len(shape))])
	}
	m.rows, m.cols = shape[0], shape[1]
	if m.first, err = a.ints(firstName); err != nil {
		return m, err
	}
	if m.columns, err = a.ints(columnsName); err != nil {
		return m, err
	}
	if m.values, err = a.floats(dataName); err != nil {
		return m, err
	}
	switch {
	case len(m.first)-1 != m.rows:
		return m, a.errorf(firstName, "has %d entries; want one more than the %d rows of %s", len(m.first), m.rows, shapeName)
	case m.first[0] != 0 || m.first[m.rows] != len(m.columns):
		return m, a.errorf(firstName, "goes from %d to %d; want from 0 to %d, the number of entries of %s",
			m.first[0], m.first[m.rows], len(m.columns), columnsName)
	case len(m.values) != len(m.columns):
		return m, a.errorf(dataName, "has %d entries; want %d, as %s", len(m.values), len(m.columns), columnsName)
	}
	for i := range m.rows {
		if m.first[i+1] < m.first[i] {
			return m, a.errorf(firstName, "falls from %d to %d at entry %d; a row can't have less than no entries",
				m.first[i], m.first[i+1], i+1)
		}
	}
	for k, column := range m.columns {
		if column < 0 || column >= m.cols {
			return m, a.errorf(columnsName, "has %d at entry %d; columns go from 0 to %d", column, k, m.cols-1)
		}
	}
	return m, nil
}

// name is the file's name without its folder and extension, with hyphens.
func (a *archive) name() string {
	return strings.ReplaceAll(strings.TrimSuffix(filepath.Base(a.path), ".npz"), "_", "-")
}
