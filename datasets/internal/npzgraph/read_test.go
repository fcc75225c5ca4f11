package npzgraph

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// report says what became of each array, in a line.
func report(result *schema.Result) string {
	var lines []string
	for _, c := range result.Columns {
		lines = append(lines, fmt.Sprintf("%s: %s: %s", c.Name, c.Role, c.Note))
	}
	return strings.Join(lines, "\n")
}

// TestReadMatrices reads what testdata/make.py wrote: one matrix in all its forms.
func TestReadMatrices(t *testing.T) {
	ends, weights := [][2]int32{{0, 1}, {0, 2}, {1, 2}, {2, 0}}, []float32{0.5, 2, 1, 0.25}
	for _, c := range []struct {
		file    string
		ends    [][2]int32
		weights []float32
		nodes   int
		report  string // a part of it
	}{
		{"csr.npz", ends, weights, 4,
			"a matrix (csr): each entry that is stored is an edge from its row to its column\n" +
				"data: weight: "},
		{"csc.npz", [][2]int32{{2, 0}, {0, 1}, {0, 2}, {1, 2}}, []float32{0.25, 0.5, 2, 1}, 4, "a matrix (csc)"},
		{"coo.npz", ends, weights, 4, "row, col: end: a matrix (coo)"},
		{"array.npz", ends, weights, 4, "a matrix (csr)"},
		{"old.npz", ends, weights, 4, "a matrix (csr)"},
		{"zeros.npz", [][2]int32{{0, 1}, {1, 2}, {2, 0}}, []float32{0.5, 1, 0.25}, 4, "but for stored zeros: 1"},
		{"bool.npz", ends, nil, 4, "data: weight: each is 1"},
		{"ones.npz", ends, nil, 4, "data: weight: each is 1"},
		{"matrix.npy", ends, weights, 4, "matrix: weight: "},
		{"edge_index.npy", ends, nil, 3, "edge_index: end: [2, E]: sources and targets"},
		{"list.npy", ends, nil, 3, "list: end: [E, 2]: a source and a target each"},
		{"pair.npz", ends, nil, 6, "num_nodes: id: nodes are numbered from 0"},
		{"adj.npz", ends, weights, 4, "x: feature: "},
	} {
		t.Run(c.file, func(t *testing.T) {
			got, err := Read(t.Context(), files.FromDisk, filepath.Join("testdata", c.file), schema.Choice{})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Ends, c.ends) || !slices.Equal(got.Weights, c.weights) || len(got.IDs) != c.nodes {
				t.Errorf("%v, edges %v, weights %v", got.IDs, got.Ends, got.Weights)
			}
			if text := report(got); !strings.Contains(text, c.report) {
				t.Errorf("got  %s\nwant %s", text, c.report)
			}
		})
	}
}

// TestReadNamedArrays reads archives of named arrays, with roles that a user gives.
func TestReadNamedArrays(t *testing.T) {
	role := func(column string, role schema.Role) schema.Given {
		return schema.Given{Column: column, Role: role, Option: "an option"}
	}
	for _, c := range []struct {
		name, file string
		roles      []schema.Given
		get        func(*schema.Result) any
		want       string
	}{
		{"features", "pyg.npz", nil, func(r *schema.Result) any { return r.NodeFeatures },
			"{[0 0.25 0.5 0.75 1 1.25 1.5 1.75] 2}"},
		{"edge features", "pyg.npz", nil, func(r *schema.Result) any { return r.EdgeFeatures },
			"{[2 3 2 3 2 3 2 3] 2}"},
		{"weights", "pyg.npz", nil, func(r *schema.Result) any { return r.Weights }, "[0.5 2 1 0.25]"},
		{"masks", "pyg.npz", nil, func(r *schema.Result) any { return r.Split }, "[[0 1] [2] [3]]"},
		{"no target by itself", "pyg.npz", nil, func(r *schema.Result) any { return r.Classes }, "[]"},
		{"classes", "pyg.npz", []schema.Given{role("y", schema.ClassRole)},
			func(r *schema.Result) any { return r.Classes }, "[0 1 0 1]"},
		{"values", "pyg.npz", []schema.Given{role("y", schema.ValueRole)},
			func(r *schema.Result) any { return r.Values }, "{[0 1 0 1] 1}"},
		{"features left out", "pyg.npz", []schema.Given{role("x", schema.LeftOut)},
			func(r *schema.Result) any { return r.NodeFeatures.Cols }, "0"},
		{"a column of an array", "pyg.npz", []schema.Given{role("x1", schema.ValueRole)},
			func(r *schema.Result) any { return r.Values }, "{[0.25 0.75 1.25 1.75] 1}"},
		{"values of a matrix as features", "csr.npz", []schema.Given{role("data", schema.FeatureRole)},
			func(r *schema.Result) any { return r.EdgeFeatures }, "{[0.5 2 1 0.25] 1}"},
		{"ones as features", "ones.npz", []schema.Given{role("data", schema.FeatureRole)},
			func(r *schema.Result) any { return r.EdgeFeatures }, "{[1 1 1 1] 1}"},
		{"columns first, high bytes first", "more.npz", nil, func(r *schema.Result) any { return r.NodeFeatures.Data },
			"[0 0.25 0.5 0.75 1 1.25 1.5 1.75]"},
		{"ids", "more.npz", nil, func(r *schema.Result) any { return r.IDs }, "[10 20 30 40]"},
		{"names", "more.npz", nil, func(r *schema.Result) any { return r.Names }, "[Ann Bob Zoë Dee]"},
		{"years", "more.npz", nil, func(r *schema.Result) any { return r.Years }, "[2001 2002 2003 2004]"},
		{"node numbers and the first of masks", "more.npz", nil, func(r *schema.Result) any { return r.Split },
			"[[0 3] [1] [2]]"},
		{"one-hot classes", "more.npz", []schema.Given{role("labels", schema.ClassRole)},
			func(r *schema.Result) any { return r.Classes }, "[0 1 -1 0]"},
		{"tasks", "more.npz", []schema.Given{role("labels", schema.TaskRole)},
			func(r *schema.Result) any { return r.Tasks }, "{[1 0 0 1 0 0 1 0] 2}"},
		{"categories", "more.npz", []schema.Given{role("team", schema.CategoryRole)},
			func(r *schema.Result) any { return r.NodeColumns[2:] }, "[team=a team=b]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(t.Context(), files.FromDisk, filepath.Join("testdata", c.file),
				schema.Choice{Roles: c.roles})
			if err != nil {
				t.Fatal(err)
			}
			if text := fmt.Sprint(c.get(got)); text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

// TestReport holds the report of an archive of many kinds of arrays.
func TestReport(t *testing.T) {
	got, err := Read(t.Context(), files.FromDisk, filepath.Join("testdata", "more.npz"), schema.Choice{})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"features: feature: 2 columns: features0 to features1",
		"names: name: ",
		"ids: id: ",
		"labels: left out: 2 columns: labels0 to labels1; " + schema.MayBeTarget,
		"year: time: ",
		"idx_train: split: node numbers",
		"idx_test: split: node numbers",
		"description: left out: one value for all of the graph",
		"cube: left out: its shape [4 1 1] has more than two axes",
		"other: left out: Python objects, which are never unpickled",
		`days: left out: its type "<M8[D]" is neither numbers nor texts`,
		"five: left out: its shape [5] is neither a row for each of 4 nodes nor of 4 edges",
		"team: left out: words; WithCategories makes a feature of each of them",
		"val_mask: split: the first of 2 splits",
		"edges: end: [E, 2]: a source and a target each",
	}, "\n")
	if text := report(got); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestReadRefuses(t *testing.T) {
	edges := madeup.Array("<i8", "(2, 2)", []int64{0, 1, 1, 2})
	archive := func(name string, array []byte) []byte {
		return madeup.Archive(map[string][]byte{"edge_index": edges, name: array})
	}
	sparse := func(name string, array []byte) []byte {
		parts := map[string][]byte{"format": madeup.Array("|S3", "()", []byte("csr")), "shape": madeup.Vector[int64](2,
			2),
			"indptr": madeup.Vector[int32](0, 1, 2), "indices": madeup.Vector[int32](1, 0), "data": madeup.Vector(1.0,
				2.0)}
		parts[name] = array
		return madeup.Archive(parts)
	}
	file := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	for _, c := range []struct {
		name    string
		content []byte
		given   schema.Given
		want    string
	}{
		{"bsr", file("bsr.npz"), schema.Given{}, `g.npz: array format is "bsr"; want csr, csc or coo`},
		{"dia", file("dia.npz"), schema.Given{}, `g.npz: array format is "dia"; want csr, csc or coo`},
		{"two sides", file("wide.npz"), schema.Given{}, "g.npz: array shape is [2 3]; a matrix of edges is square"},
		{"a vector", file("line.npz"), schema.Given{}, "g.npz: array shape is [3]; a matrix of edges is square"},
		{"a list or a matrix", file("either.npy"), schema.Given{}, "which may be a list of edges or a matrix"},
		{"a cube", file("cube.npy"), schema.Given{}, `has type "<f8" and shape [3 3 3]; want integers [2, E]`},
		{"no edges", madeup.Archive(map[string][]byte{"a": edges, "b": edges}), schema.Given{},
			`g.npz has no edges: want an array edge_index [2, E] or adj [N, N], or what scipy.sparse.save_npz ` +
				`writes; its arrays are ["a" "b"]`},
		{"text", []byte("source,target\n"), schema.Given{}, "g.npz is not an .npz file"},
		{"a negative node", madeup.Archive(map[string][]byte{"edge_index": madeup.Array("<i8", "(2, 1)", []int64{0,
			-1})}),
			schema.Given{}, "array edge_index has node -1 at edge 0; nodes go from 0 to 0"},
		{"a node past the features", archive("x", madeup.Vector(1.0, 2.0)), schema.Given{},
			"array edge_index has node 2 at edge 1; nodes go from 0 to 1, by array x"},
		{"a node far away", madeup.Archive(map[string][]byte{"edge_index": madeup.Array("<i8", "(2, 1)",
			[]int64{0, 1 << 40})}), schema.Given{}, "array edge_index makes 1099511627777 nodes in a file of"},
		{"many nodes", archive("num_nodes", madeup.Vector[int64](1<<40)), schema.Given{},
			"array num_nodes makes 1099511627776 nodes in a file of"},
		{"few weights", archive("edge_weight", madeup.Vector(1.0)), schema.Given{},
			"array edge_weight has shape [1]; want a row for each of the 2 edges of edge_index"},
		{"a missing feature", archive("x", madeup.Array("<f8", "(3,)", []uint64{0, 0x7ff8000000000000, 0})),
			schema.Given{}, `g.npz: array "x": "" stands for no value, which is missing for 1 of 3 nodes`},
		{"a role for what can't be read", archive("o", madeup.Array("|O", "(3,)", []byte{})),
			schema.Given{Column: "o", Role: schema.FeatureRole, Option: "WithNodeFeatures"},
			"array o can't be a feature by WithNodeFeatures: Python objects, which are never unpickled"},
		{"a name of two lines", archive("o\np", nil), schema.Given{}, `g.npz: array o\np is not a NumPy array: EOF`},
		{"a role for no array", archive("x", madeup.Vector(1.0, 2.0, 3.0)),
			schema.Given{Column: "z", Role: schema.FeatureRole, Option: "WithNodeFeatures"},
			`g.npz has no array "z" of nodes for WithNodeFeatures; it has "x"`},
		{"two classes at once", archive("y", madeup.Array("|u1", "(3, 2)", []byte{1, 0, 1, 1, 0, 1})),
			schema.Given{Column: "y", Role: schema.ClassRole, Option: "WithClassFrom"},
			"array y has 2 ones in row 1; a class is one 1 among zeros"},
		{"a node number past the end", archive("train_idx", madeup.Vector[int64](3)), schema.Given{},
			"array train_idx has 3 at entry 0; nodes go from 0 to 2"},
		{"rows past the end", sparse("indptr", madeup.Vector[int32](0, 5, 2)), schema.Given{},
			"array indptr goes from 0 to 5 at entry 1; want it to rise to 2"},
		{"few rows", sparse("indptr", madeup.Vector[int32](0, 2)), schema.Given{},
			"array indptr has 2 entries; want one"},
		{"no such column", sparse("indices", madeup.Vector[int32](1, 2)), schema.Given{},
			"array indptr, indices has node 2 at edge 1; nodes go from 0 to 1, by array shape"},
		{"few values", sparse("data", madeup.Vector(1.0)), schema.Given{},
			"array data has shape [1]; want one value for each of 2 entries"},
		{"complex values", sparse("data", madeup.Array("<c8", "(2,)", make([]byte, 16))), schema.Given{},
			`array data has type "<c8"; want numbers`},
		{"infinite weights", sparse("data", madeup.Array("<f8", "(2,)", []uint64{0x7ff0000000000000, 1})),
			schema.Given{}, `g.npz: array "data": "+Inf" is not a finite float32`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var choice schema.Choice
			if c.given.Column != "" {
				choice.Roles = []schema.Given{c.given}
			}
			open := madeup.Texts(map[string]string{"g.npz": string(c.content)})
			got, err := Read(t.Context(), open, "g.npz", choice)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %+v, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		name, path string
		content    []byte
		want       bool
	}{
		{"edges", "g", madeup.Archive(map[string][]byte{"edge_index": nil, "x": nil}), true},
		{"a matrix", "g", madeup.Archive(map[string][]byte{"indptr": nil}), true},
		{"unknown arrays", "g", madeup.Archive(map[string][]byte{"k": nil}), false},
		{"unknown arrays in .npz", "g.npz", madeup.Archive(map[string][]byte{"k": nil}), true},
		{"an array", "g", madeup.Vector(1.0), true},
		{"another zip file", "g.zip", []byte("PK\x03\x04 and so on"), false},
		{"text", "g.npz", []byte("a b\n"), false},
		{"nothing", "g.npz", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes(c.path, c.content[:min(len(c.content), 4096)]); got != c.want {
				t.Error(got)
			}
		})
	}
}

// FuzzRead reads any bytes, begun with the files of testdata.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "*.np*"))
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		open := func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(content))), nil }
		got, err := Read(t.Context(), open, "g.npz", schema.Choice{})
		if err != nil && (!strings.HasPrefix(err.Error(), "g.npz") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("not one line: %q", err)
		}
		if err == nil && got.Weights != nil && len(got.Weights) != len(got.Ends) {
			t.Errorf("%d weights for %d edges", len(got.Weights), len(got.Ends))
		}
	})
}
