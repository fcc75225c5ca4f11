package datasets

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/planetoid"
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
		{"cora", 0, 0, counts{nodes: 2708, edges: 2 * 5278, nodeFeatures: 1433, outputs: 7, train: 140, valid: 500,
			test: 1000}},
		{"citeseer", 15, 48, counts{nodes: 3327, edges: 2 * 4552, nodeFeatures: 3703, outputs: 6, train: 120,
			valid: 500, test: 1000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := FromPlanetoid(folder, c.name).Done()
			if err != nil {
				t.Fatal(err)
			}
			checkCounts(t, g, c.want)
			if unlabelled := g.NumNodes - g.Labelled(); unlabelled != c.unlabelled || g.Name != c.name ||
				g.Metric() != "accuracy" {
				t.Errorf("%d nodes without a label, want %d; name %q, metric %q", unlabelled, c.unlabelled, g.Name,
					g.Metric())
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

func planetoidFS(parts map[string]string) planetoid.Files {
	files := fstest.MapFS{}
	for part, value := range parts {
		content := madeup.Pickle(value)
		if part == "test.index" || strings.HasPrefix(value, "\x80") {
			content = []byte(value)
		}
		files["ind.made_up."+part] = &fstest.MapFile{Data: content}
	}
	return planetoid.Files{Context: context.Background(), FS: files, Folder: "data", Name: "made_up"}
}

func TestPlanetoidSmall(t *testing.T) {
	want := &Graph{
		Name: "made-up", NumNodes: 7,
		Source: []int32{1, 6, 0, 2, 1, 3, 2, 6, 0, 4},
		Target: []int32{0, 0, 1, 1, 2, 2, 3, 4, 6, 6},
		NodeFeatures: Matrix{Cols: 3, Data: []float32{0.5, 0, -1, 0, 2, 0, 0, 0, 0, 7, 0, 0, 0, 41, 0, 0, 0, 0, 60, 0,
			0}},
		Classes: []int32{0, 1, 0, 1, 0, -1, 1}, NumClasses: 2,
		Train: []int32{0, 1}, Valid: []int32{2, 3}, Test: []int32{4, 6},
	}
	g, err := planetoidGraph(planetoidFS(madeup.Planetoid()))
	if err != nil {
		t.Fatal(err)
	}
	if g, err = valid(g); err != nil || g.Name != want.Name || g.Fingerprint() != want.Fingerprint() {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, g, want)
	}
}

func TestFromPlanetoidFiles(t *testing.T) {
	folder := t.TempDir()
	for part, value := range madeup.Planetoid() {
		content := madeup.Pickle(value)
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

// FuzzPlanetoid puts any bytes in the place of one file.
func FuzzPlanetoid(f *testing.F) {
	for i, part := range planetoid.Parts {
		content := []byte(madeup.Planetoid()[part])
		if part != "test.index" {
			content = madeup.Pickle(string(content))
		}
		f.Add(uint8(i), content)
		f.Add(uint8(i+1), content)
	}
	f.Add(uint8(0), madeup.Pickle("T\xff\xff\xff\x7f"))
	f.Add(uint8(6), madeup.Pickle("}(K\x00]q\x01h\x01a"))
	f.Fuzz(func(t *testing.T, which uint8, content []byte) {
		files := planetoidFS(madeup.Planetoid())
		name := "ind.made_up." + planetoid.Parts[int(which)%len(planetoid.Parts)]
		files.FS.(fstest.MapFS)[name].Data = content
		g, err := planetoidGraph(files)
		switch {
		case err == nil && g.Validate() != nil:
			t.Errorf("an invalid graph: %v", g.Validate())
		case err != nil && (!strings.HasPrefix(err.Error(), filepath.Join("data", "ind.made_up.")) ||
			strings.Contains(err.Error(), "\n")):
			t.Errorf("not one clear line: %q", err)
		}
	})
}

var _ Source = (*Planetoid)(nil)
