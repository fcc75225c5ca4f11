package gnnbenchmark

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// changed is the made-up archive with one array changed: nil takes it out.
func changed(t *testing.T, name string, array []byte) *npz.Archive {
	t.Helper()
	all := madeup.Benchmark()
	if all[name] = array; array == nil {
		delete(all, name)
	}
	return archive(t, all)
}

func archive(t *testing.T, all map[string][]byte) *npz.Archive {
	t.Helper()
	content := madeup.Archive(all)
	a, err := npz.New("made_up.npz", bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRead(t *testing.T) {
	d, err := Read(changed(t, "class_names", nil))
	if err != nil {
		t.Fatal(err)
	}
	want := &Data{
		Nodes:    6,
		Edges:    [][2]int32{{0, 1}, {1, 0}, {1, 2}, {1, 2}, {3, 0}, {5, 4}},
		Features: arrays.Matrix{Data: []float32{0.5, 0, -1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0}, Cols: 3},
		Classes:  []int32{0, 1, 0, 1, 0, -1}, NumClasses: 2,
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
}

func TestReadRefuses(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name, array string
		other       []byte
		want        string // after the file's name
	}{
		{"missing array", "adj_indptr", nil,
			`array adj_indptr is missing; the file's arrays are ["adj_data" "adj_indices" "adj_shape" `},
		{"missing labels", "labels", nil, "array labels is missing; "},
		{"labels as text", "labels", madeup.Array("<U1", "(6,)", make([]byte, 24)),
			`array labels has type "<U1"; want integers`},
		{"pickled labels", "labels", madeup.Array("|O", "(6,)", []byte{0x80}),
			`array labels holds Python objects (type "|O"), which are never unpickled`},
		{"integer weights", "attr_data", madeup.Vector[int32](1, 2, 3, 4, 5),
			`array attr_data has type "<i4"; want float32 or float64`},
		{"shape of three", "adj_shape", madeup.Vector[int64](6, 6, 1),
			"array adj_shape is [6 6 1]; want two numbers, rows and columns"},
		{"negative shape", "attr_shape", madeup.Vector[int64](6, -1), "array attr_shape is [6 -1]; want two numbers"},
		{"not square", "adj_shape", madeup.Vector[int64](6, 7),
			"array adj_shape is 6 × 7; want a square of 1 to 2147483646 nodes"},
		{"short offsets", "adj_indptr", madeup.Vector[int32](0, 1, 4, 4, 6, 7),
			"array adj_indptr has 6 entries; want one more than the 6 rows of adj_shape"},
		{"no offsets", "adj_indptr", madeup.Vector[int32](),
			"array adj_indptr has 0 entries; want one more than the 6 rows"},
		{"offsets that fall", "adj_indptr", madeup.Vector[int32](0, 4, 1, 4, 6, 6, 7),
			"array adj_indptr falls from 4 to 1 at entry 2; "},
		{"offsets past the end", "adj_indptr", madeup.Vector[int32](0, 99, 4, 4, 6, 6, 7),
			"array adj_indptr falls from 99 to 4 at entry 2; "},
		{"offsets from 1", "attr_indptr", madeup.Vector[int32](1, 2, 2, 3, 3, 5, 5),
			"array attr_indptr goes from 1 to 5; want from 0 to 5, the number of entries of attr_indices"},
		{"offsets to more", "attr_indptr", madeup.Vector[int32](0, 2, 2, 3, 3, 5, 6),
			"array attr_indptr goes from 0 to 6; want from 0 to 5"},
		{"ragged", "attr_data", madeup.Vector[float32](1, 2), "array attr_data has 2 entries; want 5, as attr_indices"},
		{"no such node", "adj_indices", madeup.Vector[int32](1, 0, 2, 6, 3, 0, 4),
			"array adj_indices has 6 at entry 3; columns go from 0 to 5"},
		{"negative column", "attr_indices", madeup.Vector[int32](0, 2, -1, 2, 2),
			"array attr_indices has -1 at entry 2; columns go from 0 to 2"},
		{"NaN feature", "attr_data", madeup.Vector(1, 1, nan, 1, 1),
			"array attr_data has NaN at entry 2; want a finite float32"},
		{"NaN weight", "adj_data", madeup.Vector(1, 1, 1, 1, nan, 1, 1),
			"array adj_data has NaN at entry 4; want a finite float32"},
		{"feature over float32", "attr_data", madeup.Vector(1, 1, 1, 1e39, 1),
			"array attr_data has +Inf at entry 3; want a finite float32"},
		{"rows for other nodes", "attr_shape", madeup.Vector[int64](5, 3),
			"array attr_indptr has 7 entries; want one more than the 5 rows of attr_shape"},
		{"absurdly many features", "attr_shape", madeup.Vector[int64](6, 1<<40),
			"array attr_shape is 6 × 1099511627776; at most 2147483648 values fit"},
		{"many features for few values", "attr_shape", madeup.Vector[int64](6, 1<<28),
			"array attr_shape is 6 × 268435456, for only 5 values"},
		{"few labels", "labels", madeup.Vector[int8](0, 1),
			"array labels has 2 entries; want one for each of the 6 nodes"},
		{"class too small", "labels", madeup.Vector[int8](0, 1, -2, 1, 0, -1),
			"array labels has -2 at entry 2; a class is from 0 to 1048576"},
		{"class too large", "labels", madeup.Vector[int64](0, 1, 1<<32, 1, 0, -1),
			"array labels has 4294967296 at entry 2; a class"},
		{"no class", "labels", madeup.Vector[int8](-1, -1, -1, -1, -1, -1), "array labels has no class, only −1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Read(changed(t, c.array, c.other))
			if err == nil {
				t.Fatalf("no error, but %+v", d)
			}
			if want := "made_up.npz: " + c.want; !strings.HasPrefix(err.Error(), want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
	t.Run("attributes of other nodes", func(t *testing.T) {
		all := madeup.Benchmark()
		all["attr_shape"], all["attr_indptr"] = madeup.Vector[int64](5, 3), madeup.Vector[int32](0, 2, 2, 3, 3, 5)
		_, err := Read(archive(t, all))
		if err == nil || !strings.Contains(err.Error(),
			"array attr_shape has 5 rows; want one for each of the 6 nodes") {
			t.Errorf("%v", err)
		}
	})
}
