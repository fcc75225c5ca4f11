package datasets

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sbinet/npyio/npy"
	"github.com/sbinet/npyio/npz"
)

// archive reads arrays from a NumPy archive (.npz). Its errors name the file and the array.
//
// Only arrays that are asked for are read, and only those of numbers: a pickled object is never unpickled.
type archive struct {
	path string
	file *npz.Reader
}

func openArchive(path string) (*archive, error) {
	file, err := npz.Open(path)
	if err != nil {
		if failed := cause(err); failed != err {
			return nil, fmt.Errorf("%s: %w", path, failed)
		}
		return nil, fmt.Errorf("%s is not an .npz file: %w", path, errors.Unwrap(err))
	}
	return &archive{path, file}, nil
}

func (a *archive) close() { a.file.Close() }

func (a *archive) errorf(name, format string, values ...any) error {
	return fmt.Errorf("%s: array %s "+format, append([]any{a.path, name}, values...)...)
}

// The types that are read, by NumPy's names, with their widths in bytes.
var (
	intTypes   = map[string]int{"i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1}
	floatTypes = map[string]int{"f4": 4, "f8": 8}
)

// ints reads an array of one axis of integers.
func (a *archive) ints(name string) ([]int, error) {
	v, err := a.vector(name, "integers", intTypes)
	if err != nil {
		return nil, err
	}
	switch v.kind {
	case "i1":
		return values[int, int8](a, v)
	case "u1":
		return values[int, uint8](a, v)
	case "i2":
		return values[int, int16](a, v)
	case "i4":
		return values[int, int32](a, v)
	}
	return values[int, int64](a, v)
}

// floats reads an array of one axis of floating-point numbers. Each must be finite, also as a float32.
func (a *archive) floats(name string) (list []float32, err error) {
	v, err := a.vector(name, "float32 or float64", floatTypes)
	if err != nil {
		return nil, err
	}
	if v.kind == "f4" {
		list, err = values[float32, float32](a, v)
	} else {
		list, err = values[float32, float64](a, v)
	}
	for i, value := range list {
		if !isFinite(value) {
			return nil, a.errorf(name, "has %v at entry %d; want a finite float32", value, i)
		}
	}
	return list, err
}

// vector is an array of one axis, with its values still to be read.
type vector struct {
	*npy.Reader
	name, kind string
	length     int
}

func (a *archive) vector(name, wanted string, types map[string]int) (v vector, err error) {
	content, err := a.content(name)
	if err != nil {
		return v, err
	}
	// npy reads an element with a single Read and takes a short one for a whole; from memory none is short.
	memory := bytes.NewReader(content)
	array, err := readHeader(memory, content)
	if err != nil {
		return v, a.errorf(name, "is not a NumPy array: %w", err)
	}
	descr := array.Header.Descr
	kind := strings.TrimLeft(descr.Type, "<|=")
	width, known := types[kind]
	switch {
	case strings.Contains(kind, "O"):
		return v, a.errorf(name, "holds Python objects (type %q), which are never unpickled; want %s", descr.Type, wanted)
	case !known:
		return v, a.errorf(name, "has type %q; want %s", descr.Type, wanted)
	case len(descr.Shape) != 1:
		return v, a.errorf(name, "has shape %v; want one axis", descr.Shape)
	case memory.Len()%width != 0 || descr.Shape[0] != memory.Len()/width:
		return v, a.errorf(name, "has shape %v of %d bytes each, but %d bytes of values", descr.Shape, width, memory.Len())
	}
	return vector{array, name, kind, descr.Shape[0]}, nil
}

// content is the whole of an array's entry in the archive.
func (a *archive) content(name string) ([]byte, error) {
	file := name + ".npy"
	if keys := slices.Clone(a.file.Keys()); !slices.Contains(keys, file) {
		const most = 12
		for i, key := range keys {
			keys[i] = strings.TrimSuffix(key, ".npy")
		}
		return nil, a.errorf(name, "is missing; the file's arrays are %q", keys[:min(most, len(keys))])
	}
	stream, err := a.file.Open(file)
	if err != nil {
		return nil, a.errorf(name, "can't be read: %w", err)
	}
	defer stream.Close()
	content, err := io.ReadAll(stream)
	if err != nil {
		return nil, a.errorf(name, "can't be read: %w; fetch the file again", err)
	}
	return content, nil
}

// readHeader reads an array's header from memory, which holds content. What npy panics on becomes an error.
func readHeader(memory io.Reader, content []byte) (array *npy.Reader, err error) {
	// npy would make room for as many bytes as version 2 of the format claims.
	if len(content) >= 12 && content[6] == 2 && int64(binary.LittleEndian.Uint32(content[8:])) > int64(len(content)) {
		return nil, errors.New("its header is longer than the file")
	}
	defer func() {
		if recover() != nil {
			err = errors.New("its header is damaged")
		}
	}()
	return npy.NewReader(memory)
}

// values reads what v holds.
func values[To int | float32, From int8 | uint8 | int16 | int32 | int64 | float32 | float64](a *archive, v vector) ([]To, error) {
	if v.length == 0 {
		return nil, nil
	}
	stored := make([]From, v.length)
	if err := v.Read(&stored); err != nil {
		return nil, a.errorf(v.name, "can't be read: %w", err)
	}
	list := make([]To, v.length)
	for i, value := range stored {
		list[i] = To(value)
	}
	return list, nil
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

// name is the file's name without its folder and extension.
func (a *archive) name() string { return strings.TrimSuffix(filepath.Base(a.path), ".npz") }
