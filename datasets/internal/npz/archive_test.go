package npz

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"hash/crc32"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// writeFile writes a file into a folder of the test's.
func writeFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func archiveOf(t *testing.T, arrays map[string][]byte) *Archive {
	t.Helper()
	a, err := Open(t.Context(), writeFile(t, "made-up.npz", madeup.Archive(arrays)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

func TestArchiveReads(t *testing.T) {
	// Longer than a window of deflate (32 KiB), so that reads of the stream end inside elements.
	long := make([]int64, 10_001)
	for i := range long {
		long[i] = int64(i) * 1_000_003
	}
	a := archiveOf(t, map[string][]byte{
		"i1": madeup.Vector[int8](-1, 2), "u1": madeup.Vector[uint8](255, 2), "i2": madeup.Vector[int16](-300,
			2), "i4": madeup.Vector[int32](-1, 1<<30),
		"i8": madeup.Vector[int64](-1, 1<<60), "long": madeup.Vector(long...), "none": madeup.Vector[int32](),
		">i2": madeup.Array(">i2", "(2,)", []int16{0x0100, -1}), "u2": madeup.Array("<u2", "(1,)", []int16{-1}),
		"f4": madeup.Vector[float32](-0.5, 3), "f8": madeup.Vector(-0.5, 3.0),
	})
	for name, want := range map[string][]int{
		"i1": {-1, 2}, "u1": {255, 2}, "i2": {-300, 2}, "i4": {-1, 1 << 30}, "i8": {-1, 1 << 60}, "none": nil,
		">i2": {1, -1}, "u2": {65535},
	} {
		if got, err := a.Ints(name); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", name, got, err, want)
		}
	}
	for _, name := range []string{"f4", "f8"} {
		if got, err := a.Floats(name); err != nil || !slices.Equal(got, []float32{-0.5, 3}) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	got, err := a.Ints("long")
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
	whole := madeup.Vector[int32](1, 2, 3)
	claims := append([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"), whole[10:]...)
	for _, c := range []struct {
		name  string
		array []byte
		want  string // after "array x "
	}{
		{"floats", madeup.Vector(1.0), `has type "<f8"; want integers`},
		{"an unsigned integer", madeup.Vector[uint64](1), `has type "<u8"; want integers`},
		{"pickled objects", madeup.Array("|O", "(1,)", []byte("\x80\x02cos\nsystem\n")),
			`holds Python objects (type "|O"), which are never unpickled; want integers`},
		{"text", madeup.Array("<U7", "(1,)", make([]byte, 28)), `has type "<U7"; want integers`},
		{"a matrix", madeup.Array("<i4", "(1, 2)", []int32{1, 2}), "has shape [1 2]; want one axis"},
		{"a number", madeup.Array("<i4", "()", []int32{1}), "has shape []; want one axis"},
		{"too few values", whole[:len(whole)-4], "has shape [3] of 4 bytes each, but 8 bytes of values"},
		{"too many values", append(slices.Clone(whole), 0), "has shape [3] of 4 bytes each, but 13 bytes of values"},
		{"a negative shape", madeup.Array("<i4", "(-1,)", []int32{}),
			"has shape [-1] of 4 bytes each, but 0 bytes of values"},
		{"an absurd shape", madeup.Array("<i4", "(4611686018427387904,)", []int32{}),
			"has shape [4611686018427387904] of 4 bytes each, but 0 bytes"},
		{"a shape of words", madeup.Array("<i4", "(many,)", []int32{1}), "is not a NumPy array: "},
		{"nothing", nil, "is not a NumPy array: "},
		{"no magic", []byte("PK rather than NumPy, and so on"), "is not a NumPy array: "},
		{"half a header", whole[:40], "is not a NumPy array: "},
		{"a header without end", bytes.ReplaceAll(whole, []byte("\n"), []byte(" ")),
			"is not a NumPy array: its header is damaged"},
		{"a header of 4 GB", claims, "is not a NumPy array: its header has 4294967295 bytes; at most 65536 are read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := archiveOf(t, map[string][]byte{"x": c.array, "y": whole})
			_, err := a.Ints("x")
			if want := a.path + ": array x " + c.want; err == nil || !strings.HasPrefix(err.Error(), want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
			if _, err := a.Ints("y"); err != nil {
				t.Errorf("the array beside it: %v", err)
			}
		})
	}
}

func TestArchiveDamaged(t *testing.T) {
	values := make([]int32, 5000)
	for i := range values {
		values[i] = int32(i * i)
	}
	content := madeup.Archive(map[string][]byte{"x": madeup.Vector(values...)})
	content[len(content)/2] ^= 0xff // inside the values
	path := writeFile(t, "x.npz", content)
	a, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if _, err := a.Ints("x"); err == nil || !strings.HasPrefix(err.Error(), path+": array x can't be read: ") {
		t.Errorf("%v", err)
	}
}

func TestArchiveMatrices(t *testing.T) {
	fortran := func(array []byte) []byte { // of the same length
		return bytes.Replace(array, []byte("False, 'shape': (2, 3), }"), []byte("True, 'shape': (2, 3), } "), 1)
	}
	a := archiveOf(t, map[string][]byte{
		"rows":    madeup.Array("<f4", "(2, 3)", []float32{1, 2, 3, 4, 5, 6}),
		"columns": fortran(madeup.Array("<f8", "(2, 3)", []float64{1, 4, 2, 5, 3, 6})),
		"masks":   fortran(madeup.Array("|b1", "(2, 3)", []byte{1, 0, 0, 1, 1, 0})),
		"none":    madeup.Array("<f4", "(4, 0)", []float32{}),
		"bad":     madeup.Array("<f4", "(2, 2)", []float32{1, 2, 3, float32(math.Inf(1))}),
		"list":    madeup.Vector[float32](1, 2),
		"huge":    madeup.Array("|b1", "(2147483647, 2147483647)", []byte{1}),
		"past":    madeup.Array("|b1", "(4611686018427387904, 4)", []byte{}),
	})
	for _, name := range []string{"rows", "columns"} {
		rows, m, err := a.Matrix(name)
		if want := []float32{1, 2, 3, 4, 5, 6}; err != nil || rows != 2 || m.Cols != 3 || !slices.Equal(m.Data, want) {
			t.Errorf("%s: %d rows, %v, %v", name, rows, m, err)
		}
	}
	if masks, shape, err := a.BoolRows("masks"); err != nil || !slices.Equal(masks, []uint8{1, 0, 1, 0, 1, 0}) ||
		!slices.Equal(shape, []int{2, 3}) {
		t.Errorf("masks: %v, %v, %v", masks, shape, err)
	}
	if rows, m, err := a.Matrix("none"); err != nil || rows != 4 || m.Cols != 0 {
		t.Errorf("none: %d rows, %v, %v", rows, m, err)
	}
	for name, want := range map[string]string{
		"bad":  "has +Inf in row 1, column 1; want a finite float32",
		"list": "has shape [2]; want two axes",
	} {
		if _, _, err := a.Matrix(name); err == nil || !strings.HasSuffix(err.Error(), "array "+name+" "+want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	for name, want := range map[string]string{
		"rows": `has type "<f4"; want bool`,
		"huge": "has shape [2147483647 2147483647] of 1 bytes each, but 1 bytes of values",
		"past": "has shape [4611686018427387904 4] of 1 bytes each, but 0 bytes of values",
	} {
		if _, _, err := a.BoolRows(name); err == nil || !strings.HasSuffix(err.Error(), "array "+name+" "+want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// TestArchiveBombs has entries that hold less or more than the sizes in the zip file's directory and in the array's
// header.
func TestArchiveBombs(t *testing.T) {
	one := madeup.Vector[int8](make([]int8, 100_000)...)
	header := len(one) - 100_000
	for _, c := range []struct {
		name    string
		content []byte
		claimed int // by the directory
		want    string
	}{
		{"more than the directory says", one, header + 50_000,
			"has shape [100000] of 1 bytes each, but 50000 bytes of values"},
		{"more than both say", append(madeup.Vector[int8](1, 2), one...), header + 2, "can't be read: zip: "},
		{"less than both say", one[:60_000], len(one), "can't be read: unexpected EOF"},
		{"a gigabyte", madeup.Array("|i1", "(1000000000,)", make([]byte, 100_000)), header + 1_000_000_000,
			"claims 1000000000 bytes, more than a file of "},
		{"over the limit", madeup.Array("<i8", "(3000000000,)", make([]byte, 100_000)), header + 24_000_000_000,
			"has shape [3000000000]; at most 2147483648 values are read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var compressed, file bytes.Buffer
			w, _ := flate.NewWriter(&compressed, flate.BestCompression)
			w.Write(c.content)
			w.Close()
			z := zip.NewWriter(&file)
			entry, err := z.CreateRaw(&zip.FileHeader{Name: "x.npy", Method: zip.Deflate,
				CRC32:            crc32.ChecksumIEEE(c.content),
				CompressedSize64: uint64(compressed.Len()), UncompressedSize64: uint64(c.claimed)})
			if err == nil {
				_, err = entry.Write(compressed.Bytes())
			}
			if err := cmp.Or(err, z.Close()); err != nil {
				t.Fatal(err)
			}
			a, err := New("bomb.npz", bytes.NewReader(file.Bytes()), int64(file.Len()))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := a.Ints("x"); err == nil || !strings.HasPrefix(err.Error(), "bomb.npz: array x "+c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
