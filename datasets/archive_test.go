package datasets

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// npyArray is an array as NumPy writes it: format version 1, the header padded to 64 bytes.
func npyArray(descr, shape string, values any) []byte {
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

func vectorOf[T int8 | uint8 | int16 | int32 | int64 | uint64 | float32 | float64](values ...T) []byte {
	descr := map[string]string{"int8": "|i1", "uint8": "|u1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "uint64": "<u8",
		"float32": "<f4", "float64": "<f8"}[fmt.Sprintf("%T", *new(T))]
	return npyArray(descr, fmt.Sprintf("(%d,)", len(values)), values)
}

// zipArrays is an archive of the arrays.
func zipArrays(arrays map[string][]byte) []byte {
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

func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func archiveOf(t *testing.T, arrays map[string][]byte) *archive {
	t.Helper()
	a, err := openArchive(writeFile(t, "made-up.npz", zipArrays(arrays)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.close)
	return a
}

func TestArchiveReads(t *testing.T) {
	// Longer than a window of deflate (32 KiB), so that reads of the stream end inside elements.
	long := make([]int64, 10_001)
	for i := range long {
		long[i] = int64(i) * 1_000_003
	}
	a := archiveOf(t, map[string][]byte{
		"i1": vectorOf[int8](-1, 2), "u1": vectorOf[uint8](255, 2), "i2": vectorOf[int16](-300, 2), "i4": vectorOf[int32](-1, 1<<30),
		"i8": vectorOf[int64](-1, 1<<60), "long": vectorOf(long...), "none": vectorOf[int32](),
		"f4": vectorOf[float32](-0.5, 3), "f8": vectorOf(-0.5, 3.0),
	})
	for name, want := range map[string][]int{
		"i1": {-1, 2}, "u1": {255, 2}, "i2": {-300, 2}, "i4": {-1, 1 << 30}, "i8": {-1, 1 << 60}, "none": nil,
	} {
		if got, err := a.ints(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, want)
		}
	}
	for _, name := range []string{"f4", "f8"} {
		if got, err := a.floats(name); err != nil || !slices.Equal(got, []float32{-0.5, 3}) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	got, err := a.ints("long")
	if err != nil {
		t.Fatal(err)
	}
	for i, value := range got {
		if value != int(long[i]) {
			t.Fatalf("entry %d is %d, want %d", i, value, long[i])
		}
	}
}

func TestArchiveRefuses(t *testing.T) {
	whole := vectorOf[int32](1, 2, 3)
	claims := append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), whole[10:]...)
	for _, c := range []struct {
		name  string
		array []byte
		want  string // after "array x "
	}{
		{"floats", vectorOf(1.0), `has type "<f8"; want integers`},
		{"an unsigned integer", vectorOf[uint64](1), `has type "<u8"; want integers`},
		{"another order of bytes", npyArray(">i4", "(1,)", []int32{1}), `has type ">i4"; want integers`},
		{"pickled objects", npyArray("|O", "(1,)", []byte("\x80\x02cos\nsystem\n")), `holds Python objects (type "|O"), which are never unpickled; want integers`},
		{"text", npyArray("<U7", "(1,)", make([]byte, 28)), `has type "<U7"; want integers`},
		{"a matrix", npyArray("<i4", "(1, 2)", []int32{1, 2}), "has shape [1 2]; want one axis"},
		{"a number", npyArray("<i4", "()", []int32{1}), "has shape []; want one axis"},
		{"too few values", whole[:len(whole)-4], "has shape [3] of 4 bytes each, but 8 bytes of values"},
		{"too many values", append(slices.Clone(whole), 0), "has shape [3] of 4 bytes each, but 13 bytes of values"},
		{"a negative shape", npyArray("<i4", "(-1,)", []int32{}), "has shape [-1] of 4 bytes each, but 0 bytes of values"},
		{"an absurd shape", npyArray("<i4", "(4611686018427387904,)", []int32{}), "has shape [4611686018427387904] of 4 bytes each, but 0 bytes"},
		{"a shape of words", npyArray("<i4", "(many,)", []int32{1}), "is not a NumPy array: "},
		{"nothing", nil, "is not a NumPy array: "},
		{"no magic", []byte("PK rather than NumPy, and so on"), "is not a NumPy array: "},
		{"half a header", whole[:40], "is not a NumPy array: "},
		{"a header without end", bytes.ReplaceAll(whole, []byte("\n"), []byte(" ")), "is not a NumPy array: its header is damaged"},
		{"a header of 4 GB", claims, "is not a NumPy array: its header is longer than the file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := archiveOf(t, map[string][]byte{"x": c.array, "y": whole})
			_, err := a.ints("x")
			if want := a.path + ": array x " + c.want; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if _, err := a.ints("y"); err != nil {
				t.Errorf("the array beside it: %v", err)
			}
		})
	}
}

func TestArchiveDamaged(t *testing.T) {
	content := zipArrays(map[string][]byte{"x": vectorOf[int32](1, 2, 3)})
	at := bytes.Index(content, []byte("x.npy")) + 20 // inside what is compressed
	content[at] ^= 0xff
	path := writeFile(t, "x.npz", content)
	a, err := openArchive(path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	if _, err := a.ints("x"); err == nil || !strings.HasPrefix(err.Error(), path+": array x can't be read: ") {
		t.Errorf("%v", err)
	}
}
