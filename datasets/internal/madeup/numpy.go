package madeup

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Array is an array as NumPy writes it: format version 1, the header padded to 64 bytes. descr is the type of its
// values, shape is written as in Python.
func Array(descr, shape string, values any) []byte {
	var b bytes.Buffer
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)
	header += strings.Repeat(" ", 64-(10+len(header)+1)%64) + "\n"
	b.WriteString("\x93NUMPY\x01\x00")
	for _, part := range []any{uint16(len(header)), []byte(header), values} {
		if err := binary.Write(&b, binary.LittleEndian, part); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// Vector is an array of one axis.
func Vector[T int8 | uint8 | int16 | int32 | int64 | uint64 | float32 | float64](values ...T) []byte {
	descr := map[string]string{"int8": "|i1", "uint8": "|u1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
		"uint64":  "<u8",
		"float32": "<f4", "float64": "<f8"}[fmt.Sprintf("%T", *new(T))]
	return Array(descr, fmt.Sprintf("(%d,)", len(values)), values)
}

// Archive is an archive (.npz) of arrays by their names.
func Archive(arrays map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		entry, err := w.Create(name + ".npy")
		if err == nil {
			_, err = entry.Write(arrays[name])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
