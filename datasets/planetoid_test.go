package datasets

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/internal/fetch"
)

// Counts: Yang et al., 2016 (nodes, classes, features, training nodes); the edges as PyTorch Geometric counts them.
func TestFromPlanetoidReal(t *testing.T) {
	folder := needData(t, "planetoid")
	for _, c := range []struct {
		name              string
		unlabelled, alone int // nodes without a label, and without an edge
		want              counts
	}{
		{"cora", 0, 0, counts{nodes: 2708, edges: 2 * 5278, nodeFeatures: 1433, outputs: 7, train: 140, valid: 500, test: 1000}},
		{"citeseer", 15, 48, counts{nodes: 3327, edges: 2 * 4552, nodeFeatures: 3703, outputs: 6, train: 120, valid: 500, test: 1000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := FromPlanetoid(folder, c.name).Done()
			if err != nil {
				t.Fatal(err)
			}
			checkCounts(t, g, c.want)
			if unlabelled := g.NumNodes - g.Labelled(); unlabelled != c.unlabelled || g.Name != c.name || g.Metric() != "accuracy" {
				t.Errorf("%d nodes without a label, want %d; name %q, metric %q", unlabelled, c.unlabelled, g.Name, g.Metric())
			}
			alone := 0
			for _, degree := range g.InDegrees() {
				if degree == 0 {
					alone++
				}
			}
			if alone != c.alone {
				t.Errorf("%d nodes without an edge, want %d", alone, c.alone)
			}
		})
	}
}

// TestPlanetoidSums holds the real files against the sums that a download must have.
func TestPlanetoidSums(t *testing.T) {
	folder := needData(t, "planetoid")
	for _, set := range []*Planetoid{Cora(), CiteSeer()} {
		for _, file := range set.published.files {
			content, err := os.ReadFile(filepath.Join(folder, file.Path))
			if err != nil {
				t.Fatal(err)
			}
			sum := sha1.Sum(append(fmt.Appendf(nil, "blob %d\x00", len(content)), content...))
			if got := fetch.Sum(hex.EncodeToString(sum[:])); got != file.Sum || int64(len(content)) != file.Size {
				t.Errorf("%s: %s of %d bytes, want %s of %d", file.Path, got, len(content), file.Sum, file.Size)
			}
		}
	}
}

func TestPlanetoidSets(t *testing.T) {
	seen := map[fetch.Sum]string{}
	for _, set := range []*Planetoid{Cora(), CiteSeer(), PubMed()} {
		p := set.published
		if p.folder != "planetoid" || len(p.files) != 8 || len(p.needs) != 8 || p.licence == "" {
			t.Errorf("%+v", p)
		}
		for i, file := range p.files {
			if file.Path != p.needs[i] || !strings.HasSuffix(file.URL, "/data/"+file.Path) || len(file.Sum) != 40 {
				t.Errorf("%+v", file)
			}
			if other, twice := seen[file.Sum]; twice {
				t.Errorf("%s and %s have one sum", file.Path, other)
			}
			seen[file.Sum] = file.Path
		}
	}
}

// tinyPlanetoid is a graph of 7 nodes: 0 and 1 train, 2 and 3 validate, 6 and 4 test, 5 has neither features nor label.
// Edge 0–1 is stored in both directions, 1–2 in one, 2–3 twice; 4 has an edge to itself.
func tinyPlanetoid() map[string]string {
	return map[string]string{
		"x":          pyMatrixOf(2, 3, []int32{0, 2, 3}, []int32{0, 2, 1}, []float32{0.5, -1, 2}),
		"allx":       pyMatrixOf(4, 3, []int32{0, 2, 3, 3, 5}, []int32{0, 2, 1, 0, 0}, []float32{0.5, -1, 2, 3, 4}),
		"tx":         pyMatrixOf(2, 3, []int32{0, 1, 2}, []int32{0, 1}, []float32{60, 41}),
		"y":          pyArrayOf([]int32{1, 0, 0, 1}, 2, 2),
		"ally":       pyArrayOf([]int32{1, 0, 0, 1, 1, 0, 0, 1}, 4, 2),
		"ty":         pyArrayOf([]int32{0, 1, 1, 0}, 2, 2),
		"graph":      pyNeighbours([]int{1}, []int{0, 2}, []int{3, 3}, nil, []int{4, 6}, nil, []int{4, 0}),
		"test.index": "6\n4\n",
	}
}

func planetoidFS(parts map[string]string) *planetoidFiles {
	files := fstest.MapFS{}
	for part, value := range parts {
		content := pickled(value)
		if part == "test.index" || strings.HasPrefix(value, "\x80") {
			content = []byte(value)
		}
		files["ind.made_up."+part] = &fstest.MapFile{Data: content}
	}
	return &planetoidFiles{files, "data", "made_up"}
}

func TestPlanetoidSmall(t *testing.T) {
	want := &Graph{
		Name: "made-up", NumNodes: 7,
		Source:       []int32{1, 6, 0, 2, 1, 3, 2, 6, 0, 4},
		Target:       []int32{0, 0, 1, 1, 2, 2, 3, 4, 6, 6},
		NodeFeatures: Matrix{Cols: 3, Data: []float32{0.5, 0, -1, 0, 2, 0, 0, 0, 0, 7, 0, 0, 0, 41, 0, 0, 0, 0, 60, 0, 0}},
		Classes:      []int32{0, 1, 0, 1, 0, -1, 1}, NumClasses: 2,
		Train: []int32{0, 1}, Valid: []int32{2, 3}, Test: []int32{4, 6},
	}
	g, err := planetoidFS(tinyPlanetoid()).graph()
	if err != nil {
		t.Fatal(err)
	}
	if g, err = valid(g); err != nil || g.Name != want.Name || g.Fingerprint() != want.Fingerprint() {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, g, want)
	}
}

func TestFromPlanetoidFiles(t *testing.T) {
	folder := t.TempDir()
	for part, value := range tinyPlanetoid() {
		content := pickled(value)
		if part == "test.index" {
			content = []byte(value)
		}
		if err := os.WriteFile(filepath.Join(folder, "ind.own."+part), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	g, err := FromPlanetoid(folder, "own").Done()
	if err != nil {
		t.Fatal(err)
	}
	checkCounts(t, g, counts{nodes: 7, edges: 10, nodeFeatures: 3, outputs: 2, train: 2, valid: 2, test: 2})
}

// TestPlanetoidValid has more than 500 nodes that could validate.
func TestPlanetoidValid(t *testing.T) {
	const rows = 510
	parts := tinyPlanetoid()
	parts["allx"] = pyMatrixOf(rows, 3, make([]int32, rows+1), nil, nil)
	labels := []int32{1, 0, 0, 1}
	for range rows - 2 {
		labels = append(labels, 1, 0)
	}
	parts["ally"] = pyArrayOf(labels, rows, 2)
	parts["graph"] = pyNeighbours(make([][]int, rows+2)...)
	parts["test.index"] = fmt.Sprintf("%d\n%d\n", rows, rows+1)
	g, err := planetoidFS(parts).graph()
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Valid) != 500 || g.Valid[0] != 2 || g.Valid[499] != 501 {
		t.Errorf("%d nodes to validate: %v", len(g.Valid), g.Valid)
	}
}

func TestPlanetoidRefuses(t *testing.T) {
	sharedList := "ccollections\ndefaultdict\n)R(K\x00]q\x01K\x01h\x01u"
	for _, c := range []struct{ name, part, other, want string }{
		{"code", "x", "cos\nsystem\nU\x02ls\x85R", `byte 2: names "os system", which is not a class of the data sets`},
		{"a cut file", "allx", string(pickled(tinyPlanetoid()["allx"]))[:400], "byte "},
		{"an array for a matrix", "tx", tinyPlanetoid()["ty"], "holds a NumPy array; want a SciPy csr_matrix"},
		{"a matrix for an array", "ty", tinyPlanetoid()["tx"], "holds a SciPy csr_matrix; want a NumPy array"},
		{"a list for a graph", "graph", "]", "holds a list; want a dictionary of neighbours"},
		{"no nodes", "graph", pyNeighbours(), "has 0 nodes; want 1 to 2147483646"},
		{"a name for a node", "graph", "}U\x01a]s", "key 0 is a string; want a node from 0 to 0"},
		{"a node left out", "graph", "}(K\x00]K\x02]u", "key 1 is 2; want a node from 0 to 1"},
		{"a node twice", "graph", "}(K\x00]K\x00]u", "has node 0 twice"},
		{"no list", "graph", "}(K\x00)u", "has a tuple for node 0; want a list of neighbours"},
		{"one list for two", "graph", sharedList, "has one list for node 1 and another node; want a list a node"},
		{"no such neighbour", "graph", pyNeighbours([]int{1}, []int{2}), "node 1 has neighbour 2; nodes go from 0 to 1"},
		{"a negative neighbour", "graph", pyNeighbours([]int{-1}), "node 0 has neighbour -1; nodes go from 0 to 0"},
		{"half a neighbour", "graph", "}K\x00](G\x3f\xe0\x00\x00\x00\x00\x00\x00es", "node 0 has neighbour 0.5; nodes go from 0 to 0"},
		{"NaN", "allx", strings.Replace(tinyPlanetoid()["allx"], "\x00\x00\x00\x3f", "\x00\x00\xc0\x7f", 1), "part data has NaN at entry 0; want a finite float32"},
		{"narrow x", "x", pyMatrixOf(2, 2, []int32{0, 0, 0}, nil, nil), "has 2 features a row; allx has 3"},
		{"wide tx", "tx", pyMatrixOf(2, 4, []int32{0, 0, 0}, nil, nil), "has 4 features a row; allx has 3"},
		{"long x", "x", pyMatrixOf(5, 3, make([]int32, 6), nil, nil), "has 5 rows; allx, which begins with them, has 4"},
		{"long allx", "allx", pyMatrixOf(8, 3, make([]int32, 9), nil, nil), "has 8 rows; graph has 7 nodes"},
		{"long tx", "tx", pyMatrixOf(3, 3, make([]int32, 4), nil, nil), "has 2 nodes; tx has 3 rows"},
		{"a word to test", "test.index", "6\nfour\n", `line 2: "four" is not a whole number`},
		{"an empty line", "test.index", "6\n\n4\n", `line 2: "" is not a whole number`},
		{"to test past the end", "test.index", "7\n4\n", "line 1: node 7 is not one to test; those go from 4, after the rows of allx, to 6"},
		{"to test and known", "test.index", "6\n3\n", "line 2: node 3 is not one to test; those go from 4"},
		{"to test twice", "test.index", "6\n6\n", "line 2: node 6 again; each is there once"},
		{"few labels", "ally", pyArrayOf([]int32{1, 0, 0, 1}, 2, 2), "has 2 rows; allx has 4"},
		{"few labels to train", "y", pyArrayOf([]int32{1, 0}, 1, 2), "has 1 rows; x has 2"},
		{"few labels to test", "ty", pyArrayOf([]int32{1, 0}, 1, 2), "has 1 rows; tx has 2"},
		{"other classes", "ty", pyArrayOf([]int32{1, 0, 0, 0, 1, 0}, 2, 3), "has 3 classes; ally has 2"},
		{"two classes at once", "ty", pyArrayOf([]int32{1, 0, 1, 1}, 2, 2), "has 2 ones in row 1; a class is one 1 among zeros"},
		{"no class", "ally", pyArrayOf([]int32{1, 0, 0, 0, 1, 0, 1, 0}, 4, 2), "has 0 ones in row 1; a class is one 1 among zeros"},
		{"a class of 2", "y", pyArrayOf([]int32{2, 0, 0, 1}, 2, 2), "has 2 in row 0; a class is one 1 among zeros"},
		{"labels of another set", "y", pyArrayOf([]int32{0, 1, 0, 1}, 2, 2), "is not how ally begins; the files are not of one set"},
		{"floating-point labels", "y", pyArrayOf([]float32{1, 0, 0, 1}, 2, 2), `has type "<f4"; want "<i4"`},
		{"labels on one axis", "y", pyArrayOf([]int32{1, 0, 0, 1}, 4), "has shape [4]; want 2 axes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts := tinyPlanetoid()
			parts[c.part] = c.other
			g, err := planetoidFS(parts).graph()
			if err == nil {
				t.Fatalf("no error, but %+v", g)
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
	for part := range maps.Keys(tinyPlanetoid()) {
		t.Run("no "+part, func(t *testing.T) {
			parts := tinyPlanetoid()
			delete(parts, part)
			_, err := planetoidFS(parts).graph()
			if want := filepath.Join("data", "ind.made_up."+part) + ": file does not exist"; err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		})
	}
}

// TestPlanetoidManyFeatures claims wide rows of features, without a value in them.
func TestPlanetoidManyFeatures(t *testing.T) {
	for _, c := range []struct {
		features int
		want     string
	}{
		{1_000_000_000, "has 1000000000 features for each of 7 nodes; at most 2147483648 values fit as dense rows"},
		{200_000, "has 200000 features for each of 7 nodes, but only 0 values"},
	} {
		parts := tinyPlanetoid()
		for part, rows := range map[string]int{"x": 2, "tx": 2, "allx": 4} {
			parts[part] = pyMatrixOf(rows, c.features, make([]int32, rows+1), nil, nil)
		}
		_, err := planetoidFS(parts).graph()
		if want := filepath.Join("data", "ind.made_up.allx") + ": " + c.want; err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// FuzzPlanetoid puts any bytes in the place of one file.
func FuzzPlanetoid(f *testing.F) {
	for i, part := range planetoidParts {
		content := []byte(tinyPlanetoid()[part])
		if part != "test.index" {
			content = pickled(string(content))
		}
		f.Add(uint8(i), content)
		f.Add(uint8(i+1), content)
	}
	f.Add(uint8(0), pickled("T\xff\xff\xff\x7f"))
	f.Add(uint8(6), pickled("}(K\x00]q\x01h\x01a"))
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		files := planetoidFS(tinyPlanetoid())
		name := "ind.made_up." + planetoidParts[int(which)%len(planetoidParts)]
		files.folder.(fstest.MapFS)[name].Data = content
		g, err := files.graph()
		switch {
		case err == nil && g.Validate() != nil:
			t.Errorf("an invalid graph: %v", g.Validate())
		case err != nil && (!strings.HasPrefix(err.Error(), filepath.Join("data", "ind.made_up.")) || strings.Contains(err.Error(), "\n")):
			t.Errorf("not one clear line: %q", err)
		}
	})
}

var _ Source = (*Planetoid)(nil)
