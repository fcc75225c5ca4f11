package datasets

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
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

// fromTiny is the made-up archive with one array changed: nil takes it out.
func fromTiny(t *testing.T, name string, array []byte) *NPZ {
	t.Helper()
	arrays := madeup.Benchmark()
	if array == nil {
		delete(arrays, name)
	} else {
		arrays[name] = array
	}
	return FromNPZ(writeFile(t, "made_up.npz", madeup.Archive(arrays))).WithSplit(1, 1)
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
		{"labels of 8 bytes", "labels", madeup.Vector[int64](0, 1, 0, 1, 0, -1)},
		{"indices of 8 bytes", "adj_indices", madeup.Vector[int64](1, 0, 2, 2, 3, 0, 4)},
		{"features of 8 bytes", "attr_data", madeup.Vector(0.5, -1.0, 2.0, 3.0, 4.0)},
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
	parts := madeup.Benchmark()
	labels := make([]int64, nodes)
	for i := range labels {
		labels[i] = int64(i % 2 * 2)
	}
	for _, name := range []string{"adj", "attr"} {
		parts[name+"_shape"] = madeup.Vector[int64](nodes, nodes)
		parts[name+"_indptr"] = madeup.Vector(make([]int32, nodes+1)...)
		parts[name+"_indices"], parts[name+"_data"] = madeup.Vector[int32](), madeup.Vector[float32]()
	}
	parts["labels"] = madeup.Vector(labels...)
	path := writeFile(t, "split.npz", madeup.Archive(parts))
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
			t.Errorf("%s: %v nodes a class, want %v; ascending: %t", arrays.SplitNames[i], perClass, want,
				slices.IsSorted(split))
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
	t.Run("a small class", func(t *testing.T) {
		from := fromTiny(t, "labels", madeup.Vector[int8](0, 0, 0, 0, 0, 1))
		_, err := from.Done()
		want := "datasets: " + from.file.path + ": array labels can't be split: class 1 has 1 nodes, " +
			"fewer than the 1 to train and 1 to validate; ask for fewer by WithSplit"
		if err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
	t.Run("a missing array", func(t *testing.T) {
		from := fromTiny(t, "labels", nil)
		_, err := from.Done()
		if want := "datasets: " + from.file.path + ": array labels is missing; "; err == nil ||
			!strings.HasPrefix(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	})
	t.Run("a small class is left out", func(t *testing.T) {
		from := fromTiny(t, "labels", madeup.Vector[int8](0, 0, 0, 0, 0, 1))
		from.skipSmall = true
		g, err := from.Done()
		if err != nil || !slices.Equal(g.Classes, []int32{0, 0, 0, 0, 0, -1}) || g.NumClasses != 2 || len(g.Test) != 3 {
			t.Errorf("%+v, %v", g, err)
		}
	})
	t.Run("a negative split", func(t *testing.T) {
		if _, err := FromNPZ("none.npz").WithSplit(-1, 30).
			Done(); err == nil || !strings.Contains(err.Error(), "WithSplit(-1, 30)") {
			t.Errorf("%v", err)
		}
	})
}

func TestFromNPZRefusesFiles(t *testing.T) {
	whole := madeup.Archive(madeup.Benchmark())
	for _, c := range []struct{ name, path, want string }{
		{"a folder", t.TempDir(), ": is a directory"},
		{"text", writeFile(t, "text.npz", []byte("2,0\n")), " is not an .npz file: zip: not a valid zip file"},
		{"an empty file", writeFile(t, "empty.npz", nil), " is not an .npz file: "},
		{"half a file", writeFile(t, "half.npz", whole[:len(whole)/2]), " is not an .npz file: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := FromNPZ(c.path).Done()
			if want := c.path + c.want; err == nil || !strings.Contains(err.Error(), want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

// FuzzFromNPZ puts any bytes in the place of one array.
func FuzzFromNPZ(f *testing.F) {
	names := slices.Sorted(maps.Keys(madeup.Benchmark()))
	for i, name := range names {
		f.Add(uint8(i), madeup.Benchmark()[name])
		f.Add(uint8(i+1), madeup.Benchmark()[name])
	}
	f.Add(uint8(0), []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, which uint8, array []byte) {
		arrays := madeup.Benchmark()
		arrays[names[int(which)%len(names)]] = array
		fuzzArchive(t, madeup.Archive(arrays), FromNPZ("").WithSplit(1, 1).graph)
	})
}

var _ Source = (*NPZ)(nil)
