package datasets

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/python"
)

func ExampleMatrix_SaveCSV() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "logits.csv")
	logits := Matrix{Data: []float32{0.5, -1, 0.1, 3e-8}, Cols: 2}
	if err := logits.SaveCSV(path, nil, "red", "blue"); err != nil {
		panic(err)
	}
	content, err := os.ReadFile(path)
	fmt.Print(string(content), err)
	// Output:
	// node,red,blue
	// 0,0.5,-1
	// 1,0.1,3e-08
	// <nil>
}

func ExampleMatrix_SaveNPY() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "embeddings.npy")
	embeddings := Matrix{Data: []float32{0.5, -1, 0.1, 3}, Cols: 2}
	if err := embeddings.SaveNPY(path); err != nil {
		panic(err)
	}
	content, err := os.ReadFile(path)
	fmt.Printf("%q %v", content[10:69], err)
	// Output: "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }" <nil>
}

func TestSaveMatrixCSV(t *testing.T) {
	m := Matrix{Data: []float32{1, 2, 3, 4}, Cols: 2}
	for _, c := range []struct {
		name    string
		m       Matrix
		g       *Graph
		columns []string
		want    string // the file, or what the error has
	}{
		{"numbers", m, nil, nil, "node,x0,x1\n0,1,2\n1,3,4\n"},
		{"ids", m, &Graph{NumNodes: 2, IDs: []string{"a,b", "c"}}, nil, "node,x0,x1\n\"a,b\",1,2\nc,3,4\n"},
		{"names", m, &Graph{NumNodes: 2, IDs: []string{"a", "b"}, Names: []string{"Ann", "Bob"}},
			[]string{"red", "blue"}, "node,name,red,blue\na,Ann,1,2\nb,Bob,3,4\n"},
		{"empty", Matrix{}, nil, nil, "node\n"},
		{"another graph", m, &Graph{NumNodes: 3}, nil, "2 rows for a graph of 3 nodes"},
		{"another number of names", m, nil, []string{"red"}, "1 names for 2 columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "m.csv")
			if err := c.m.SaveCSV(path, c.g, c.columns...); err != nil {
				if !strings.HasPrefix(err.Error(), "datasets: "+path+": "+c.want) {
					t.Error(err)
				}
				return
			}
			if got, err := os.ReadFile(path); err != nil || string(got) != c.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	if err := m.SaveCSV(filepath.Join(t.TempDir(), "none", "m.csv"), nil); err == nil ||
		!strings.HasPrefix(err.Error(), "datasets: the matrix can't be saved in ") {
		t.Error(err)
	}
}

// TestSaveNPY has the very bytes that numpy.save of NumPy 2 writes for float32 arrays of these shapes.
func TestSaveNPY(t *testing.T) {
	for _, c := range []struct {
		m    Matrix
		want string
	}{
		{Matrix{Data: []float32{1, -2, 3, 4, 5, 6}, Cols: 2}, "\x93NUMPY\x01\x00v\x00{'descr': '<f4', " +
			"'fortran_order': False, 'shape': (3, 2), }" + strings.Repeat(" ", 58) + "\n" +
			"\x00\x00\x80?\x00\x00\x00\xc0\x00\x00@@\x00\x00\x80@\x00\x00\xa0@\x00\x00\xc0@"},
		{Matrix{}, "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (0, 0), }" +
			strings.Repeat(" ", 58) + "\n"},
	} {
		path := filepath.Join(t.TempDir(), "m.npy")
		if err := c.m.SaveNPY(path); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != c.want {
			t.Errorf("%q, not %q, %v", got, c.want, err)
		}
	}
	for rows := 1; rows < 1e18; rows *= 10 {
		if n := len(npyHeader(rows, rows)); n%64 != 0 {
			t.Errorf("%d rows: %d bytes", rows, n)
		}
	}
}

// TestNumPy lets NumPy itself read a file, and compares it with what NumPy writes.
func TestNumPy(t *testing.T) {
	program := python.With(t, "numpy")
	path := filepath.Join(t.TempDir(), "m.npy")
	if err := (Matrix{Data: []float32{1, -2, 3, 4, 5, 6}, Cols: 2}).SaveNPY(path); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "-c", `
import io, sys, numpy
a = numpy.load(sys.argv[1])
b = io.BytesIO()
numpy.save(b, a)
print(a.tolist(), a.dtype, b.getvalue() == open(sys.argv[1], "rb").read())`, path).CombinedOutput()
	const want = "[[1.0, -2.0], [3.0, 4.0], [5.0, 6.0]] float32 True"
	if got := strings.TrimSpace(string(out)); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
}
