package heterophilous

import (
	"bytes"
	"fmt"
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
	all := madeup.Heterophilous()
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
	d, err := Read(changed(t, "other", nil), 1)
	if err != nil {
		t.Fatal(err)
	}
	want := &Data{
		Nodes:    4,
		Edges:    [][2]int32{{0, 1}, {1, 0}, {0, 1}, {3, 2}, {2, 3}, {2, 2}},
		Features: arrays.Matrix{Data: []float32{1, 2, 3, 4, 5, 6, 7, 8}, Cols: 2},
		Classes:  []int32{0, 2, 1, -1}, NumClasses: 3,
		Split: arrays.Split{{1, 2}, {0}, nil},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		name, array string
		other       []byte
		want        string // after the file's name
	}{
		{"missing array", "edges", nil, `array edges is missing; the file's arrays are ["node_features" `},
		{"features of one axis", "node_features", madeup.Vector[float32](1, 2, 3, 4),
			"array node_features has shape [4]; want two axes"},
		{"infinite feature", "node_features", madeup.Array("<f4", "(4, 1)", []float32{1, 2, float32(math.Inf(-1)), 4}),
			"array node_features has -Inf in row 2, column 0; "},
		{"no nodes", "node_features", madeup.Array("<f4", "(0, 2)", []float32{}),
			"array node_features has 0 rows; want 1 to 2147483646 nodes"},
		{"complex features", "node_features", madeup.Array("<c8", "(4, 1)", make([]float32, 8)),
			`array node_features has type "<c8"; want float32 or float64`},
		{"edges of three", "edges", madeup.Array("<i8", "(1, 3)", []int64{0, 1, 2}),
			"array edges has shape [1 3]; want two columns, the nodes of an edge"},
		{"edges as floats", "edges", madeup.Array("<f8", "(1, 2)", []float64{0, 1}),
			`array edges has type "<f8"; want integers`},
		{"no such node", "edges", madeup.Array("<i8", "(2, 2)", []int64{0, 1, 2, 4}),
			"array edges has 4 in row 1; nodes go from 0 to 3"},
		{"negative node", "edges", madeup.Array("<i8", "(1, 2)", []int64{-1, 0}),
			"array edges has -1 in row 0; nodes go from 0 to 3"},
		{"few labels", "node_labels", madeup.Vector[int64](0, 1),
			"array node_labels has 2 entries; want one for each of the 4 nodes"},
		{"pickled labels", "node_labels", madeup.Array("|O", "(4,)", []byte{0x80}),
			`array node_labels holds Python objects (type "|O"), which are never unpickled`},
		{"masks as numbers", "train_masks", madeup.Array("<i8", "(1, 4)", []int64{1, 0, 0, 0}),
			`array train_masks has type "<i8"; want bool`},
		{"masks of other nodes", "val_masks", madeup.Array("|b1", "(1, 3)", []byte{0, 0, 0}),
			"array val_masks has shape [1 3]; want a column for each of the 4 nodes"},
		{"no splits", "test_masks", madeup.Array("|b1", "(0, 4)", []byte{}),
			"array test_masks has 0 splits, counted from 0; there is no split 0"},
		{"overlapping split", "val_masks", madeup.Array("|b1", "(1, 4)", []byte{1, 0, 0, 0}),
			"array val_masks row 0: node 0 is in the train split already; "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(changed(t, c.array, c.other), 0)
			if want := "made_up.npz: " + c.want; err == nil || !strings.HasPrefix(err.Error(), want) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
	for _, split := range []int{-1, 2} {
		_, err := Read(changed(t, "other", nil), split)
		if want := fmt.Sprintf("array train_masks has 2 splits, counted from 0; there is no split %d",
			split); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
