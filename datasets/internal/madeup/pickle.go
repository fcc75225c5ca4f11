package madeup

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// What Python 2 writes: PyNumber(3) is the opcodes that make 3, pickled the file that holds it.
func Pickle(value string) []byte { return []byte("\x80\x02" + value + ".") }

// PyNumber makes a number.
func PyNumber(n int) string { return "J" + string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

// PyString makes a string.
func PyString(s string) string {
	return "T" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
}

// PyTuple makes a tuple.
func PyTuple(items ...string) string { return "(" + strings.Join(items, "") + "t" }

// PyList makes a list.
func PyList(items ...string) string { return "](" + strings.Join(items, "") + "e" }

// PyNumbers makes numbers, each by itself.
func PyNumbers(numbers ...int) (items []string) {
	for _, n := range numbers {
		items = append(items, PyNumber(n))
	}
	return items
}

// PyArray makes a NumPy array.
func PyArray[T int32 | int64 | float32](values []T, shape ...int) string {
	bytes, err := binary.Append(nil, binary.LittleEndian, values)
	if err != nil {
		panic(err)
	}
	name := map[string]string{"int32": "i4", "int64": "i8", "float32": "f4"}[fmt.Sprintf("%T", *new(T))]
	kind := "cnumpy\ndtype\n" + PyTuple(PyString(name), PyNumber(0), PyNumber(1)) + "R" +
		PyTuple(PyNumber(3), PyString("<"), "N", "N", "N", PyNumber(-1), PyNumber(-1), PyNumber(0)) + "b"
	return "cnumpy.core.multiarray\n_reconstruct\n" +
		PyTuple("cnumpy\nndarray\n", PyTuple(PyNumber(0)), PyString("b")) + "R" +
		PyTuple(PyNumber(1), PyTuple(PyNumbers(shape...)...), kind, "\x89", PyString(string(bytes))) + "b"
}

// PyMatrix makes a SciPy matrix in compressed sparse rows.
func PyMatrix(rows, cols int, first, columns []int32, values []float32) string {
	return "cscipy.sparse.csr\ncsr_matrix\n)\x81}(" +
		PyString("format") + PyString("csr") +
		PyString("_shape") + PyTuple(PyNumbers(rows, cols)...) +
		PyString("indptr") + PyArray(first, len(first)) +
		PyString("indices") + PyArray(columns, len(columns)) +
		PyString("data") + PyArray(values, len(values)) + "ub"
}

// PyNeighbours makes the dictionary of each node's neighbours, from node 0.
func PyNeighbours(lists ...[]int) string {
	text := "ccollections\ndefaultdict\n" + PyTuple("c__builtin__\nlist\n") + "R("
	for node, list := range lists {
		text += PyNumber(node) + PyList(PyNumbers(list...)...)
	}
	return text + "u"
}
