package golden

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// item is one array of a file as NumPy writes it: format version 1, header padded to 64 bytes.
type item struct {
	name, descr, order, shape string
	values                    any // what binary.Write takes
}

func write(t *testing.T, method uint16, items ...item) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "case.npz")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	for _, item := range items {
		w, err := archive.CreateHeader(&zip.FileHeader{Name: item.name + ".npy", Method: method})
		if err != nil {
			t.Fatal(err)
		}
		header := fmt.Sprintf("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }", item.descr, item.order, item.shape)
		header += strings.Repeat(" ", 64-(10+len(header)+1)%64) + "\n"
		fmt.Fprintf(w, "\x93NUMPY\x01\x00")
		for _, part := range []any{uint16(len(header)), []byte(header), item.values} {
			if err := binary.Write(w, binary.LittleEndian, part); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	config := []byte(`{"op": "gen", "aggr": "max", "num_layers": 2}`)
	// Longer than a window of deflate (32 KiB), so that reads end inside elements.
	long := make([]float64, 10_001)
	for i := range long {
		long[i] = math.Sqrt(float64(i))
	}
	path := write(t, zip.Deflate,
		item{"config", "|u1", "False", fmt.Sprintf("(%d,)", len(config)), config},
		item{"out", "<f8", "False", "(2, 3)", []float64{1, 2, 3, 4, 5, math.NaN()}},
		item{"scalar", "<f8", "False", "()", []float64{0.5}},
		item{"single", "<f4", "False", "(2,)", []float32{0.25, -1}},
		item{"fortran", "<f8", "True", "(2, 3)", []float64{1, 4, 2, 5, 3, 6}},
		item{"cube", "<i8", "True", "(2, 2, 2)", []int64{0, 4, 2, 6, 1, 5, 3, 7}},
		item{"edge_index", "<i8", "False", "(2, 2)", []int64{0, 1, 1, 0}},
		item{"small", "<i4", "False", "(2,)", []int32{-7, 7}},
		item{"flags", "|b1", "False", "(3,)", []byte{1, 0, 1}},
		item{"bytes", "|u1", "False", "(2,)", []byte{255, 3}},
		item{"empty", "<f8", "False", "(0, 4)", []float64{}},
		item{"source", "|S4", "False", "()", []byte("text")},
		item{"long", "<f8", "False", "(10001,)", long},
	)
	c, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "case" || c.Path != path || c.Op() != "gen" || c.Config["num_layers"] != 2.0 {
		t.Errorf("name %q, path %q, op %q, config %v", c.Name, c.Path, c.Op(), c.Config)
	}
	if last := c.Floats["out"].Values[5]; !math.IsNaN(last) {
		t.Errorf("out ends with %v, want NaN", last)
	}
	floats := map[string]Array[float64]{
		"scalar":  {nil, []float64{0.5}},
		"single":  {[]int{2}, []float64{0.25, -1}},
		"fortran": {[]int{2, 3}, []float64{1, 2, 3, 4, 5, 6}},
		"empty":   {[]int{0, 4}, []float64{}},
		"long":    {[]int{10_001}, long},
	}
	for name, want := range floats {
		if got := c.Floats[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	ints := map[string]Array[int64]{
		"cube":       {[]int{2, 2, 2}, []int64{0, 1, 2, 3, 4, 5, 6, 7}},
		"edge_index": {[]int{2, 2}, []int64{0, 1, 1, 0}},
		"small":      {[]int{2}, []int64{-7, 7}},
		"flags":      {[]int{3}, []int64{1, 0, 1}},
		"bytes":      {[]int{2}, []int64{255, 3}},
	}
	if !reflect.DeepEqual(c.Ints, ints) {
		t.Errorf("integers %v, want %v", c.Ints, ints)
	}
}

func TestOp(t *testing.T) {
	one := item{"y_true", "<f8", "False", "(1,)", []float64{1}}
	score, figure := one, one
	score.name, figure.name = "y_pred", "rocauc"
	text := item{"config", "|S16", "False", "()", []byte("{\"op\": \"gcn\"}\x00\x00\x00")}
	cases := []struct {
		name, want string
		items      []item
	}{
		{"a config of text", "gcn", []item{text}},
		{"a config goes first", "gcn", []item{one, score, figure, text}},
		{"ROC-AUC without a config", "rocauc", []item{one, score, figure}},
		{"neither", "", []item{one}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c, err := Load(write(t, zip.Store, test.items...))
			if err != nil {
				t.Fatal(err)
			}
			if c.Op() != test.want {
				t.Errorf("op %q, want %q", c.Op(), test.want)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	text := filepath.Join(t.TempDir(), "text.npz")
	if err := os.WriteFile(text, []byte("not an archive"), 0o644); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, path, want string }{
		{"a folder", t.TempDir(), "without .npz files"},
		{"a missing file", filepath.Join(t.TempDir(), "none.npz"), "no such file"},
		{"no archive", text, "text.npz"},
		{"a short array", write(t, zip.Store, item{"x", "<f8", "False", "(3,)", []float64{1, 2}}),
			"array x: shape [3]"},
		{"complex numbers", write(t, zip.Store, item{"x", "<c16", "False", "(1,)", []float64{1, 2}}),
			`array x: type "<c16"`},
		{"a config without JSON", write(t, zip.Store, item{"config", "|u1", "False", "(2,)", []byte("no")}),
			"not a JSON object"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Load(test.path); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestPaths(t *testing.T) {
	first, second, empty := t.TempDir(), t.TempDir(), t.TempDir()
	for _, path := range []string{first + "/b.npz", first + "/a.npz", first + "/README.md", second + "/c.npz"} {
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		name, variable string
		want           []string
	}{
		{"one folder", "", []string{first + "/a.npz", first + "/b.npz"}},
		{"two folders", second, []string{first + "/a.npz", first + "/b.npz", second + "/c.npz"}},
		{"a folder without cases", empty, []string{first + "/a.npz", first + "/b.npz", empty}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(FolderVariable, test.variable)
			if got := Paths(first); !reflect.DeepEqual(got, test.want) {
				t.Errorf("%v, want %v", got, test.want)
			}
		})
	}
}
