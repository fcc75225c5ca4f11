package datasets

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// named reads a published set from a data folder that links to the real file, or skips.
func named(t *testing.T, file npzFile, from Source) *Graph {
	t.Helper()
	set := file.set
	path := filepath.Join(needData(t, set.folder), set.files[0].Path)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here: fetch it from %s", path, set.files[0].URL)
	}
	data := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(data, set.folder), 0o755),
		os.Symlink(path, filepath.Join(data, set.folder, set.files[0].Path))); err != nil {
		t.Fatal(err)
	}
	var g *Graph
	var err error
	t.Run("read", func(t *testing.T) {
		t.Setenv("KILOLAYER_DATA", data) // for as long as this subtest runs
		g, err = from.Done()
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// Counts of gnn-benchmark's sets: PyTorch Geometric and DGL give the same, each edge in both directions.
func TestNPZNamed(t *testing.T) {
	for _, c := range []struct {
		of                              *NPZ
		nodes, edges, features, classes int
	}{
		{AmazonComputers(), 13752, 245861, 767, 10},
		{AmazonPhoto(), 7650, 119081, 745, 8},
		{CoauthorCS(), 18333, 81894, 6805, 15},
		{CoauthorPhysics(), 34493, 247962, 8415, 5},
		{CoraFull(), 19793, 63421, 8710, 70},
	} {
		t.Run(c.of.file.set.title, func(t *testing.T) {
			if testing.Short() && c.nodes*c.features > 1<<25 {
				t.Skip("large")
			}
			g := named(t, c.of.file, c.of)
			checkCounts(t, g, counts{nodes: c.nodes, edges: 2 * c.edges, nodeFeatures: c.features, outputs: c.classes,
				train: len(g.Train), valid: len(g.Valid), test: g.Labelled() - len(g.Train) - len(g.Valid)})
		})
	}
}

func TestPublishedCounts(t *testing.T) {
	g := Random(20, 40, 1).WithNodeFeatures(3).WithClasses(2).Must()
	set := &npzSet{published{title: "made-up"}, 20, 20, 3}
	if err := set.check("x.npz", g); err != nil {
		t.Error(err)
	}
	for want, other := range map[string]npzSet{
		"20 nodes; made-up is published with 21":            {set.published, 21, 20, 3},
		"20 undirected edges; made-up is published with 19": {set.published, 20, 19, 3},
		"3 features a node; made-up is published with 4":    {set.published, 20, 20, 4},
	} {
		if err := other.check("x.npz", g); err == nil || !strings.HasPrefix(err.Error(), "x.npz has "+want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
