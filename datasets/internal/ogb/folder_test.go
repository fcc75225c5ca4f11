package ogb

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// folder is the made-up folder.
func folder(ctx context.Context) Folder {
	fsys := fstest.MapFS{}
	for name, text := range madeup.OGB() {
		content := []byte(text)
		if strings.HasSuffix(name, ".gz") {
			content = madeup.Gzip(text)
		}
		fsys[name] = &fstest.MapFile{Data: content}
	}
	return Folder{Context: ctx, FS: fsys, Path: "small"}
}

func TestFolder(t *testing.T) {
	f := folder(t.Context())
	if err := f.Check(); err != nil {
		t.Fatal(err)
	}
	nodes, err := f.Nodes()
	if err != nil || nodes != 4 {
		t.Fatalf("%d nodes, %v", nodes, err)
	}
	for _, c := range []struct {
		name string
		read func() (any, error)
		want any
	}{
		{"edges", func() (any, error) {
			source, target, err := f.Edges(nodes)
			return [][]int32{source, target}, err
		}, [][]int32{{2, 0, 3}, {0, 1, 3}}},
		{"node features", func() (any, error) { return f.NodeFeatures(nodes) },
			arrays.Matrix{Data: []float32{1, 2, 3, 4}, Cols: 1}},
		{"species", func() (any, error) { return f.Species(nodes) }, []int32{9606, 4932, 9606, 3702}},
		{"years, of which there is no file", func() (any, error) { return f.Years(nodes) }, []int32(nil)},
		{"the only split", func() (any, error) { return f.Split("", nodes) }, arrays.Split{{2, 0}, {1}, {3}}},
		{"the split of that name", func() (any, error) { return f.Split("species", nodes) },
			arrays.Split{{2, 0}, {1}, {3}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.read()
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

// TestEdgeFeatures reads into rows in another order, and into a second row for the first edge.
func TestEdgeFeatures(t *testing.T) {
	rows, second := make([][]float32, 3), []float32(nil)
	err := folder(t.Context()).EdgeFeatures(3, func(columns int) func(int) ([]float32, []float32) {
		for i := range rows {
			rows[i] = make([]float32, columns)
		}
		second = make([]float32, columns)
		return func(edge int) ([]float32, []float32) {
			if edge == 0 {
				return rows[2], second
			}
			return rows[2-edge], nil
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := [][]float32{{-1, 0.125}, {0.25, 0}, {0.5, 1e-3}}; !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
	if !slices.Equal(second, rows[2]) {
		t.Errorf("the second row is %v, want %v", second, rows[2])
	}
}
