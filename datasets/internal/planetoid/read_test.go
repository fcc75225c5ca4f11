package planetoid

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// filesOf are the files of some parts, given as opcodes.
func filesOf(parts map[string]string) Files {
	files := fstest.MapFS{}
	for part, value := range parts {
		content := madeup.Pickle(value)
		if part == "test.index" || strings.HasPrefix(value, "\x80") {
			content = []byte(value)
		}
		files["ind.made_up."+part] = &fstest.MapFile{Data: content}
	}
	return Files{Context: context.Background(), FS: files, Folder: "data", Name: "made_up"}
}

// TestAtMost500Validate has more than 500 nodes that could validate.
func TestAtMost500Validate(t *testing.T) {
	const rows = 510
	parts := madeup.Planetoid()
	parts["allx"] = madeup.PyMatrix(rows, 3, make([]int32, rows+1), nil, nil)
	labels := []int32{1, 0, 0, 1}
	for range rows - 2 {
		labels = append(labels, 1, 0)
	}
	parts["ally"] = madeup.PyArray(labels, rows, 2)
	parts["graph"] = madeup.PyNeighbours(make([][]int, rows+2)...)
	parts["test.index"] = fmt.Sprintf("%d\n%d\n", rows, rows+1)
	d, err := filesOf(parts).Read()
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Split[arrays.Valid]) != 500 || d.Split[arrays.Valid][0] != 2 || d.Split[arrays.Valid][499] != 501 {
		t.Errorf("%d nodes to validate: %v", len(d.Split[arrays.Valid]), d.Split[arrays.Valid])
	}
}

func TestReadRefuses(t *testing.T) {
	sharedList := "ccollections\ndefaultdict\n)R(K\x00]q\x01K\x01h\x01u"
	for _, c := range []struct{ name, part, other, want string }{
		{"code", "x", "cos\nsystem\nU\x02ls\x85R", `byte 2: names "os system", which is not a class of the data sets`},
		{"a cut file", "allx", string(madeup.Pickle(madeup.Planetoid()["allx"]))[:400], "byte "},
		{"an array for a matrix", "tx", madeup.Planetoid()["ty"], "holds a NumPy array; want a SciPy csr_matrix"},
		{"a matrix for an array", "ty", madeup.Planetoid()["tx"], "holds a SciPy csr_matrix; want a NumPy array"},
		{"a list for a graph", "graph", "]", "holds a list; want a dictionary of neighbours"},
		{"no nodes", "graph", madeup.PyNeighbours(), "has 0 nodes; want 1 to 2147483646"},
		{"a name for a node", "graph", "}U\x01a]s", "key 0 is a string; want a node from 0 to 0"},
		{"a node left out", "graph", "}(K\x00]K\x02]u", "key 1 is 2; want a node from 0 to 1"},
		{"a node twice", "graph", "}(K\x00]K\x00]u", "has node 0 twice"},
		{"no list", "graph", "}(K\x00)u", "has a tuple for node 0; want a list of neighbours"},
		{"one list for two", "graph", sharedList, "has one list for node 1 and another node; want a list a node"},
		{"no such neighbour", "graph", madeup.PyNeighbours([]int{1}, []int{2}),
			"node 1 has neighbour 2; nodes go from 0 to 1"},
		{"a negative neighbour", "graph", madeup.PyNeighbours([]int{-1}),
			"node 0 has neighbour -1; nodes go from 0 to 0"},
		{"half a neighbour", "graph", "}K\x00](G\x3f\xe0\x00\x00\x00\x00\x00\x00es",
			"node 0 has neighbour 0.5; nodes go from 0 to 0"},
		{"NaN", "allx", strings.Replace(madeup.Planetoid()["allx"], "\x00\x00\x00\x3f", "\x00\x00\xc0\x7f", 1),
			"part data has NaN at entry 0; want a finite float32"},
		{"narrow x", "x", madeup.PyMatrix(2, 2, []int32{0, 0, 0}, nil, nil), "has 2 features a row; allx has 3"},
		{"wide tx", "tx", madeup.PyMatrix(2, 4, []int32{0, 0, 0}, nil, nil), "has 4 features a row; allx has 3"},
		{"long x", "x", madeup.PyMatrix(5, 3, make([]int32, 6), nil, nil),
			"has 5 rows; allx, which begins with them, has 4"},
		{"long allx", "allx", madeup.PyMatrix(8, 3, make([]int32, 9), nil, nil), "has 8 rows; graph has 7 nodes"},
		{"long tx", "tx", madeup.PyMatrix(3, 3, make([]int32, 4), nil, nil), "has 2 nodes; tx has 3 rows"},
		{"a word to test", "test.index", "6\nfour\n", `line 2: "four" is not a whole number`},
		{"an empty line", "test.index", "6\n\n4\n", `line 2: "" is not a whole number`},
		{"to test past the end", "test.index", "7\n4\n",
			"line 1: node 7 is not one to test; those go from 4, after the rows of allx, to 6"},
		{"to test and known", "test.index", "6\n3\n", "line 2: node 3 is not one to test; those go from 4"},
		{"to test twice", "test.index", "6\n6\n", "line 2: node 6 again; each is there once"},
		{"few labels", "ally", madeup.PyArray([]int32{1, 0, 0, 1}, 2, 2), "has 2 rows; allx has 4"},
		{"few labels to train", "y", madeup.PyArray([]int32{1, 0}, 1, 2), "has 1 rows; x has 2"},
		{"few labels to test", "ty", madeup.PyArray([]int32{1, 0}, 1, 2), "has 1 rows; tx has 2"},
		{"other classes", "ty", madeup.PyArray([]int32{1, 0, 0, 0, 1, 0}, 2, 3), "has 3 classes; ally has 2"},
		{"two classes at once", "ty", madeup.PyArray([]int32{1, 0, 1, 1}, 2, 2),
			"has 2 ones in row 1; a class is one 1 among zeros"},
		{"no class", "ally", madeup.PyArray([]int32{1, 0, 0, 0, 1, 0, 1, 0}, 4, 2),
			"has 0 ones in row 1; a class is one 1 among zeros"},
		{"a class of 2", "y", madeup.PyArray([]int32{2, 0, 0, 1}, 2, 2),
			"has 2 in row 0; a class is one 1 among zeros"},
		{"labels of another set", "y", madeup.PyArray([]int32{0, 1, 0, 1}, 2, 2),
			"is not how ally begins; the files are not of one set"},
		{"half a class", "y", madeup.PyArray([]float32{0.5, 0, 0, 1}, 2, 2),
			"has 0.5 in row 0; a class is one 1 among zeros"},
		{"labels on one axis", "y", madeup.PyArray([]int32{1, 0, 0, 1}, 4), "has shape [4]; want 2 axes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := madeup.Planetoid()
			parts[c.part] = c.other
			d, err := filesOf(parts).Read()
			if err == nil {
				t.Fatalf("no error, but %+v", d)
			}
			part := c.part
			if c.name == "long tx" {
				part = "test.index"
			}
			want := filepath.Join("data", "ind.made_up."+part) + ": " + c.want
			if !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %s\nwant %s", err, want)
			}
		})
	}
	for part := range maps.Keys(madeup.Planetoid()) {
		t.Run("no "+part, func(t *testing.T) {
			parts := madeup.Planetoid()
			delete(parts, part)
			_, err := filesOf(parts).Read()
			if want := filepath.Join("data", "ind.made_up."+part) + ": file does not exist"; err == nil ||
				err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

// TestReadRefusesManyFeatures claims wide rows of features, without a value in them.
func TestReadRefusesManyFeatures(t *testing.T) {
	for _, c := range []struct {
		features int
		want     string
	}{
		{1_000_000_000, "has 1000000000 features for each of 7 nodes; at most 2147483648 values fit as dense rows"},
		{200_000, "has 200000 features for each of 7 nodes, but only 0 values"},
	} {
		parts := madeup.Planetoid()
		for part, rows := range map[string]int{"x": 2, "tx": 2, "allx": 4} {
			parts[part] = madeup.PyMatrix(rows, c.features, make([]int32, rows+1), nil, nil)
		}
		_, err := filesOf(parts).Read()
		if want := filepath.Join("data", "ind.made_up.allx") + ": " + c.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
