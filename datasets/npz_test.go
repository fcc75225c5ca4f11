package datasets

import (
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Counts: the reference of the data sets. An undirected edge is two.
func TestFromNPZReal(t *testing.T) {
	folder := needData(t, "gnn_benchmark")
	for _, c := range []struct {
		file                            string
		nodes, edges, features, classes int
	}{
		{"cora", 2708, 5278, 1433, 7},
		{"citeseer", 3312, 4536, 3703, 6},
		{"amazon_electronics_photo", 7650, 119081, 745, 8},
	} {
		t.Run(c.file, func(t *testing.T) {
			g, err := FromNPZ(filepath.Join(folder, c.file+".npz")).Done()
			if err != nil {
				t.Fatal(err)
			}
			checkCounts(t, g, counts{nodes: c.nodes, edges: 2 * c.edges, nodeFeatures: c.features, outputs: c.classes,
				train: 20 * c.classes, valid: 30 * c.classes, test: c.nodes - 50*c.classes})
			if g.Metric() != "accuracy" || g.Labelled() != c.nodes || g.Name != strings.ReplaceAll(c.file, "_", "-") {
				t.Errorf("metric %q, %d labelled nodes, name %q", g.Metric(), g.Labelled(), g.Name)
			}
		})
	}
}

// TestFromNPZCora holds the content against figures taken from the file by another program.
func TestFromNPZCora(t *testing.T) {
	g, err := FromNPZ(filepath.Join(needData(t, "gnn_benchmark"), "cora.npz")).Done()
	if err != nil {
		t.Fatal(err)
	}
	ones := 0
	for _, value := range g.NodeFeatures.Data {
		switch value {
		case 0:
		case 1:
			ones++
		default:
			t.Fatalf("a feature of %v, want 0 or 1", value)
		}
	}
	if ones != 49216 {
		t.Errorf("%d features are 1, want 49216", ones)
	}
	sizes := make([]int, g.NumClasses)
	for _, class := range g.Classes {
		sizes[class]++
	}
	if want := []int{298, 418, 818, 426, 217, 180, 351}; !slices.Equal(sizes, want) {
		t.Errorf("classes of %v nodes, want %v", sizes, want)
	}
}

// tiny is a graph of 6 nodes in 2 classes. Edge 0–1 is stored in both directions, 1→2 twice, and 3 has one to itself.
func tiny() map[string][]byte {
	return map[string][]byte{
		"adj_shape":    vectorOf[int64](6, 6),
		"adj_indptr":   vectorOf[int32](0, 1, 4, 4, 6, 6, 7),
		"adj_indices":  vectorOf[int32](1, 0, 2, 2, 3, 0, 4),
		"adj_data":     vectorOf[float32](1, 1, 1, 1, 1, 7, 1),
		"attr_shape":   vectorOf[int64](6, 3),
		"attr_indptr":  vectorOf[int32](0, 2, 2, 3, 3, 5, 5),
		"attr_indices": vectorOf[int32](0, 2, 1, 2, 2),
		"attr_data":    vectorOf[float32](0.5, -1, 2, 3, 4), // node 4 has two entries in column 2
		"labels":       vectorOf[int8](0, 1, 0, 1, 0, -1),
		"class_names":  npyArray("|O", "(2,)", []byte("\x80\x02cos\nsystem\n")),
	}
}

// fromTiny is tiny with one array changed: nil takes it out.
func fromTiny(t *testing.T, name string, array []byte) *NPZ {
	t.Helper()
	arrays := tiny()
	if array == nil {
		delete(arrays, name)
	} else {
		arrays[name] = array
	}
	return FromNPZ(writeFile(t, "made_up.npz", zipArrays(arrays))).WithSplit(1, 1)
}

func TestFromNPZSmall(t *testing.T) {
	want := &Graph{
		Name: "made-up", NumNodes: 6,
		Source:       []int32{1, 3, 0, 2, 1, 0, 5, 4},
		Target:       []int32{0, 0, 1, 1, 2, 3, 4, 5},
		NodeFeatures: Matrix{Cols: 3, Data: []float32{0.5, 0, -1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0}},
		Classes:      []int32{0, 1, 0, 1, 0, -1}, NumClasses: 2,
		Train: []int32{3, 4}, Valid: []int32{1, 2}, Test: []int32{0}, // the split of seed 0
	}
	for _, c := range []struct {
		name  string
		array string
		other []byte
	}{
		{"as it is", "class_names", nil},
		{"labels of 8 bytes", "labels", vectorOf[int64](0, 1, 0, 1, 0, -1)},
		{"indices of 8 bytes", "adj_indices", vectorOf[int64](1, 0, 2, 2, 3, 0, 4)},
		{"features of 8 bytes", "attr_data", vectorOf(0.5, -1.0, 2.0, 3.0, 4.0)},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := fromTiny(t, c.array, c.other).Done()
			if err != nil {
				t.Fatal(err)
			}
			if g.Name != want.Name || g.Fingerprint() != want.Fingerprint() {
				t.Errorf("got  %+v\nwant %+v", g, want)
			}
		})
	}
}

// TestNPZSplit draws from a graph of two classes of 60 nodes each, and one between them that has none.
func TestNPZSplit(t *testing.T) {
	const nodes = 120
	arrays := tiny()
	labels := make([]int64, nodes)
	for i := range labels {
		labels[i] = int64(i % 2 * 2)
	}
	for _, name := range []string{"adj", "attr"} {
		arrays[name+"_shape"] = vectorOf[int64](nodes, nodes)
		arrays[name+"_indptr"] = vectorOf(make([]int32, nodes+1)...)
		arrays[name+"_indices"], arrays[name+"_data"] = vectorOf[int32](), vectorOf[float32]()
	}
	arrays["labels"] = vectorOf(labels...)
	path := writeFile(t, "split.npz", zipArrays(arrays))
	read := func(b *NPZ) *Graph {
		g, err := b.Done()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	g := read(FromNPZ(path))
	for i, split := range [][]int32{g.Train, g.Valid, g.Test} {
		perClass := make([]int, 3)
		for _, node := range split {
			perClass[g.Classes[node]]++
		}
		want := [][]int{{20, 0, 20}, {30, 0, 30}, {10, 0, 10}}[i]
		if !slices.Equal(perClass, want) || !slices.IsSorted(split) {
			t.Errorf("%s: %v nodes a class, want %v; ascending: %t", splitNames[i], perClass, want, slices.IsSorted(split))
		}
	}
	if again := read(FromNPZ(path).WithSeed(0)); again.Fingerprint() != g.Fingerprint() {
		t.Error("seed 0 gives another split than no seed")
	}
	if other := read(FromNPZ(path).WithSeed(1)); slices.Equal(other.Train, g.Train) {
		t.Error("seed 1 gives the split of seed 0")
	}
	all := read(FromNPZ(path).WithSplit(0, 60))
	if len(all.Train) != 0 || len(all.Valid) != nodes || len(all.Test) != 0 {
		t.Errorf("%d / %d / %d", len(all.Train), len(all.Valid), len(all.Test))
	}
}

func TestFromNPZRefuses(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name, array string
		other       []byte
		want        string // after the file's name
	}{
		{"missing array", "adj_indptr", nil, `array adj_indptr is missing; the file's arrays are ["adj_data" "adj_indices" "adj_shape" `},
		{"missing labels", "labels", nil, "array labels is missing; "},
		{"labels as text", "labels", npyArray("<U1", "(6,)", make([]byte, 24)), `array labels has type "<U1"; want integers`},
		{"pickled labels", "labels", npyArray("|O", "(6,)", []byte{0x80}), `array labels holds Python objects (type "|O"), which are never unpickled`},
		{"integer weights", "attr_data", vectorOf[int32](1, 2, 3, 4, 5), `array attr_data has type "<i4"; want float32 or float64`},
		{"shape of three", "adj_shape", vectorOf[int64](6, 6, 1), "array adj_shape is [6 6 1]; want two numbers, rows and columns"},
		{"negative shape", "attr_shape", vectorOf[int64](6, -1), "array attr_shape is [6 -1]; want two numbers"},
		{"not square", "adj_shape", vectorOf[int64](6, 7), "array adj_shape is 6 × 7; want a square of 1 to 2147483646 nodes"},
		{"short offsets", "adj_indptr", vectorOf[int32](0, 1, 4, 4, 6, 7), "array adj_indptr has 6 entries; want one more than the 6 rows of adj_shape"},
		{"no offsets", "adj_indptr", vectorOf[int32](), "array adj_indptr has 0 entries; want one more than the 6 rows"},
		{"offsets that fall", "adj_indptr", vectorOf[int32](0, 4, 1, 4, 6, 6, 7), "array adj_indptr falls from 4 to 1 at entry 2; "},
		{"offsets past the end", "adj_indptr", vectorOf[int32](0, 99, 4, 4, 6, 6, 7), "array adj_indptr falls from 99 to 4 at entry 2; "},
		{"offsets from 1", "attr_indptr", vectorOf[int32](1, 2, 2, 3, 3, 5, 5), "array attr_indptr goes from 1 to 5; want from 0 to 5, the number of entries of attr_indices"},
		{"offsets to more", "attr_indptr", vectorOf[int32](0, 2, 2, 3, 3, 5, 6), "array attr_indptr goes from 0 to 6; want from 0 to 5"},
		{"ragged", "attr_data", vectorOf[float32](1, 2), "array attr_data has 2 entries; want 5, as attr_indices"},
		{"no such node", "adj_indices", vectorOf[int32](1, 0, 2, 6, 3, 0, 4), "array adj_indices has 6 at entry 3; columns go from 0 to 5"},
		{"negative column", "attr_indices", vectorOf[int32](0, 2, -1, 2, 2), "array attr_indices has -1 at entry 2; columns go from 0 to 2"},
		{"NaN feature", "attr_data", vectorOf(1, 1, nan, 1, 1), "array attr_data has NaN at entry 2; want a finite float32"},
		{"NaN weight", "adj_data", vectorOf(1, 1, 1, 1, nan, 1, 1), "array adj_data has NaN at entry 4; want a finite float32"},
		{"feature over float32", "attr_data", vectorOf(1, 1, 1, 1e39, 1), "array attr_data has +Inf at entry 3; want a finite float32"},
		{"rows for other nodes", "attr_shape", vectorOf[int64](5, 3), "array attr_indptr has 7 entries; want one more than the 5 rows of attr_shape"},
		{"absurdly many features", "attr_shape", vectorOf[int64](6, 1<<40), "array attr_shape is 6 × 1099511627776; at most 2147483648 values fit"},
		{"many features for few values", "attr_shape", vectorOf[int64](6, 1<<28), "array attr_shape is 6 × 268435456, for only 5 values"},
		{"few labels", "labels", vectorOf[int8](0, 1), "array labels has 2 entries; want one for each of the 6 nodes"},
		{"class too small", "labels", vectorOf[int8](0, 1, -2, 1, 0, -1), "array labels has -2 at entry 2; a class is from 0 to 1048576"},
		{"class too large", "labels", vectorOf[int64](0, 1, 1<<32, 1, 0, -1), "array labels has 4294967296 at entry 2; a class"},
		{"no class", "labels", vectorOf[int8](-1, -1, -1, -1, -1, -1), "array labels has no class, only −1"},
		{"small class", "labels", vectorOf[int8](0, 0, 0, 0, 0, 1), "array labels can't be split: class 1 has 1 nodes, fewer than the 1 to train and 1 to validate; ask for fewer by WithSplit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := fromTiny(t, c.array, c.other)
			g, err := from.Done()
			if err == nil {
				t.Fatalf("no error, but %+v", g)
			}
			if want := "datasets: " + from.file.path + ": " + c.want; !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
	t.Run("attributes of other nodes", func(t *testing.T) {
		arrays := tiny()
		arrays["attr_shape"], arrays["attr_indptr"] = vectorOf[int64](5, 3), vectorOf[int32](0, 2, 2, 3, 3, 5)
		_, err := FromNPZ(writeFile(t, "made_up.npz", zipArrays(arrays))).Done()
		if err == nil || !strings.Contains(err.Error(), "array attr_shape has 5 rows; want one for each of the 6 nodes") {
			t.Errorf("%v", err)
		}
	})
	t.Run("a small class is left out", func(t *testing.T) {
		from := fromTiny(t, "labels", vectorOf[int8](0, 0, 0, 0, 0, 1))
		from.skipSmall = true
		g, err := from.Done()
		if err != nil || !slices.Equal(g.Classes, []int32{0, 0, 0, 0, 0, -1}) || g.NumClasses != 2 || len(g.Test) != 3 {
			t.Errorf("%+v, %v", g, err)
		}
	})
	t.Run("a negative split", func(t *testing.T) {
		if _, err := FromNPZ("none.npz").WithSplit(-1, 30).Done(); err == nil || !strings.Contains(err.Error(), "WithSplit(-1, 30)") {
			t.Errorf("%v", err)
		}
	})
}

func TestFromNPZRefusesFiles(t *testing.T) {
	whole := zipArrays(tiny())
	for _, c := range []struct{ name, path, want string }{
		{"a folder", t.TempDir(), ": is a directory"},
		{"text", writeFile(t, "text.npz", []byte("2,0\n")), " is not an .npz file: zip: not a valid zip file"},
		{"an empty file", writeFile(t, "empty.npz", nil), " is not an .npz file: "},
		{"half a file", writeFile(t, "half.npz", whole[:len(whole)/2]), " is not an .npz file: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := FromNPZ(c.path).Done()
			if want := c.path + c.want; err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// FuzzFromNPZ puts any bytes in the place of one array.
func FuzzFromNPZ(f *testing.F) {
	names := slices.Sorted(maps.Keys(tiny()))
	for i, name := range names {
		f.Add(uint8(i), tiny()[name])
		f.Add(uint8(i+1), tiny()[name])
	}
	f.Add(uint8(0), []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, which uint8, array []byte) {
		arrays := tiny()
		arrays[names[int(which)%len(names)]] = array
		fuzzArchive(t, zipArrays(arrays), FromNPZ("").WithSplit(1, 1).graph)
	})
}

var _ Source = (*NPZ)(nil)
