// Package golden reads reference results that tests are held against: one .npz file a case, with
// NumPy arrays by name and, in the array config, the bytes of a JSON object that says what was computed.
package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sbinet/npyio/npy"
	"github.com/sbinet/npyio/npz"
)

// FolderVariable is the environment variable that names a folder of further cases.
const FolderVariable = "KILOLAYER_GOLDEN"

// Array is a NumPy array: its shape (empty for a scalar) and its values in row-major order.
type Array[T any] struct {
	Shape  []int
	Values []T
}

// Case is one reference result.
type Case struct {
	Name   string         // the file's name without .npz
	Path   string         // where it was read from
	Config map[string]any // the JSON object in the array config; nil without one
	Floats map[string]Array[float64]
	Ints   map[string]Array[int64]
}

// Op says which operation the case is about: op in its config. A case without a config that holds y_true, y_pred and
// rocauc is "rocauc"; the op of any other is "".
func (c *Case) Op() string {
	if c.Config != nil {
		op, _ := c.Config["op"].(string)
		return op
	}
	for _, name := range []string{"y_true", "y_pred", "rocauc"} {
		if _, ok := c.Floats[name]; !ok {
			return ""
		}
	}
	return "rocauc"
}

// Paths lists the .npz files of a folder and then those of the folder that FolderVariable names, each in order of name.
//
// A folder without any .npz file is listed itself, so that Load reports it and no test passes on nothing.
func Paths(folder string) []string {
	folders := []string{folder}
	if more := os.Getenv(FolderVariable); more != "" {
		folders = append(folders, more)
	}
	var paths []string
	for _, folder := range folders {
		entries, _ := os.ReadDir(folder) // what can't be read is listed itself
		found := len(paths)
		for _, entry := range entries {
			if strings.HasSuffix(entry.Name(), ".npz") {
				paths = append(paths, filepath.Join(folder, entry.Name()))
			}
		}
		if len(paths) == found {
			paths = append(paths, folder)
		}
	}
	return paths
}

// Load reads one case. Floating-point arrays of 4 and 8 bytes come as float64, integers and booleans as int64;
// text other than config is left out. Any other type is an error.
func Load(path string) (*Case, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("golden: %s is a folder without .npz files", path)
	}
	file, err := npz.Open(path)
	if err != nil {
		return nil, fmt.Errorf("golden: %s: %w", path, err)
	}
	defer file.Close()
	c := &Case{
		Name: strings.TrimSuffix(filepath.Base(path), ".npz"), Path: path,
		Floats: map[string]Array[float64]{}, Ints: map[string]Array[int64]{},
	}
	for _, key := range file.Keys() {
		if err := c.read(file, key); err != nil {
			return nil, fmt.Errorf("golden: %s: array %s: %w", path, strings.TrimSuffix(key, ".npy"), err)
		}
	}
	return c, nil
}

func (c *Case) read(file *npz.Reader, key string) error {
	// npy reads an element with a single Read and takes a short one for a whole; from memory none is short.
	stream, err := file.Open(key)
	if err != nil {
		return err
	}
	defer stream.Close()
	content, err := io.ReadAll(stream)
	if err != nil {
		return err
	}
	memory := bytes.NewReader(content)
	array, err := npy.NewReader(memory)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(key, ".npy")
	descr := array.Header.Descr
	kind := strings.TrimLeft(descr.Type, "<|=")
	size := 1
	for _, n := range descr.Shape {
		size *= n
	}
	width := map[string]int{"f8": 8, "f4": 4, "i8": 8, "i4": 4, "u1": 1, "b1": 1}[kind]
	if width > 0 && memory.Len() != size*width {
		return fmt.Errorf("shape %v of %s needs %d bytes, the file holds %d", descr.Shape, descr.Type, size*width,
			memory.Len())
	}
	switch {
	case name == "config" && (kind == "u1" || strings.HasPrefix(kind, "S")):
		text := bytes.TrimRight(content[len(content)-memory.Len():], "\x00")
		if err := json.Unmarshal(text, &c.Config); err != nil {
			return fmt.Errorf("not a JSON object: %w", err)
		}
		return nil
	case kind == "f8":
		values, err := values[float64](array, size)
		c.Floats[name] = rowMajor(values, descr.Shape, descr.Fortran)
		return err
	case kind == "f4":
		values, err := values[float32](array, size)
		c.Floats[name] = rowMajor(convert[float64](values), descr.Shape, descr.Fortran)
		return err
	case kind == "i8":
		values, err := values[int64](array, size)
		c.Ints[name] = rowMajor(values, descr.Shape, descr.Fortran)
		return err
	case kind == "i4":
		values, err := values[int32](array, size)
		c.Ints[name] = rowMajor(convert[int64](values), descr.Shape, descr.Fortran)
		return err
	case kind == "u1":
		values, err := values[uint8](array, size)
		c.Ints[name] = rowMajor(convert[int64](values), descr.Shape, descr.Fortran)
		return err
	case kind == "b1":
		flags, err := values[bool](array, size)
		ints := make([]int64, len(flags))
		for i, flag := range flags {
			if flag {
				ints[i] = 1
			}
		}
		c.Ints[name] = rowMajor(ints, descr.Shape, descr.Fortran)
		return err
	case strings.HasPrefix(kind, "S") || strings.HasPrefix(kind, "U"):
		return nil
	}
	return fmt.Errorf("type %q is not read here; write float64, float32, int64, int32, uint8 or bool", descr.Type)
}

func values[T any](array *npy.Reader, size int) ([]T, error) {
	values := make([]T, size)
	if size == 0 {
		return values, nil
	}
	return values, array.Read(&values)
}

func convert[To, From float64 | float32 | int64 | int32 | uint8](from []From) []To {
	to := make([]To, len(from))
	for i, value := range from {
		to[i] = To(value)
	}
	return to
}

// rowMajor reorders values that NumPy stored with the first index running fastest.
func rowMajor[T any](stored []T, shape []int, fortran bool) Array[T] {
	shape = slices.Clone(shape)
	if !fortran || len(shape) < 2 {
		return Array[T]{shape, stored}
	}
	values := make([]T, len(stored))
	for i := range values {
		rest, at, stride := i, 0, len(stored)
		for axis := len(shape) - 1; axis >= 0; axis-- {
			stride /= shape[axis]
			at += rest % shape[axis] * stride
			rest /= shape[axis]
		}
		values[i] = stored[at]
	}
	return Array[T]{shape, values}
}
