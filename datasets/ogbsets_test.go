package datasets

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/ogb"
)

// smallSet describes small as if it were published, and writes its files, some changed, into a data folder of its own.
func smallSet(t *testing.T, changes map[string]string) (set *ogbSet, folder string) {
	t.Helper()
	root := t.TempDir()
	t.Setenv("KILOLAYER_DATA", root)
	folder = filepath.Join(root, "ogbn_proteins")
	files := madeup.OGB()
	maps.Copy(files, changes)
	for name, text := range files {
		if text != "-" {
			writeSmall(t, folder, name, text)
		}
	}
	return &ogbSet{
		published: published{title: "ogbn-proteins", folder: "ogbn_proteins", archive: "proteins",
			files: ogbArchive("proteins", ""), needs: ogbFiles("species", ogb.NodeFeatureFile, ogb.EdgeFeatureFile)},
		nodes: 4, edges: 3, outputs: 2, nodeFeatures: 1, edgeFeatures: 2, species: true,
	}, folder
}

func writeSmall(t *testing.T, folder, name, text string) {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	data := []byte(text)
	if strings.HasSuffix(name, ".gz") {
		data = madeup.Gzip(text)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// said returns what do writes to stderr.
func said(t *testing.T, do func()) string {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	defer func(stderr *os.File) { os.Stderr = stderr }(os.Stderr)
	os.Stderr = file
	do()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(string(text))
}

func TestOGBSetIsKept(t *testing.T) {
	const kept = "compiled/ogbn_proteins.graph"
	for _, c := range []struct {
		name   string
		change func(t *testing.T, root string) // between the first Done and the second
		says   string                          // at the second
		fresh  bool                            // whether the second sees changed files
	}{
		{name: "nothing changed", change: func(*testing.T, string) {}},
		{name: "a file changed", says: "was made from other files; reading", fresh: true,
			change: func(t *testing.T, root string) {
				writeSmall(t, filepath.Join(root, "ogbn_proteins"), ogb.EdgeFile, "2,0\n0,1\n3,2\n")
			}},
		{name: "a file's time changed", says: "was made from other files; reading",
			change: func(t *testing.T, root string) {
				file := filepath.Join(root, "ogbn_proteins", "split", "species", "test.csv.gz")
				if err := os.Chtimes(file, time.Time{}, time.Now().Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}},
		{name: "the graph is damaged", says: "reading", change: func(t *testing.T, root string) {
			path := filepath.Join(root, filepath.FromSlash(kept))
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			content[len(content)/2] ^= 1
			if err := os.WriteFile(path, content, 0o666); err != nil {
				t.Fatal(err)
			}
		}},
		{name: "the graph is removed", change: func(t *testing.T, root string) {
			if err := os.Remove(filepath.Join(root, filepath.FromSlash(kept))); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, folder := smallSet(t, nil)
			root := filepath.Dir(folder)
			load := func(says string) *Graph {
				t.Helper()
				var g *Graph
				lines := said(t, func() {
					var err error
					if g, err = set.source().Done(); err != nil {
						t.Fatal(err)
					}
				})
				if says == "" && lines != "" || !strings.Contains(lines, says) || says != "" &&
					strings.Count(lines, "\n") != 1 {
					t.Errorf("said %q, want one line with %q", lines, says)
				}
				return g
			}
			first := load("")
			want, err := FromOGB(folder).Done()
			if err != nil {
				t.Fatal(err)
			}
			if first.Fingerprint() != want.Fingerprint() || first.Name != "ogbn-proteins" {
				t.Errorf("%s: %+v, want %+v", first.Name, first, want)
			}
			c.change(t, root)
			second := load(c.says)
			if changed := second.Fingerprint() != first.Fingerprint(); changed != c.fresh {
				t.Errorf("another graph: %v, want %v", changed, c.fresh)
			}
			// The third opens what the second kept: the files may be anything of the same sizes and times.
			file := filepath.Join(folder, filepath.FromSlash(ogb.LabelFile))
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, make([]byte, info.Size()), 0o666); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(file, time.Time{}, info.ModTime()); err != nil {
				t.Fatal(err)
			}
			if third := load(""); third.Fingerprint() != second.Fingerprint() {
				t.Errorf("the third time %+v, want %+v", third, second)
			}
		})
	}
}

// Each way to read a set is kept in a file of its own.
func TestOGBSetOptions(t *testing.T) {
	set, folder := smallSet(t, map[string]string{"split/a b/train.csv.gz": "0\n", "split/a b/valid.csv.gz": "1\n",
		"split/a b/test.csv.gz": "2\n"})
	for _, c := range []struct {
		from *OGB
		file string
	}{
		{set.source().WithSplit("species"), "ogbn_proteins-split-species.graph"},
		{set.source().WithSplit("a b").WithTasks(), "ogbn_proteins-tasks-split-a%20b.graph"},
		{set.source().WithSplit("species").WithReverse(false), "ogbn_proteins-as-stored-split-species.graph"},
		{set.source().WithSplit("species").WithReverse(true).WithoutNodeFeatures(),
			"ogbn_proteins-without-node-features-reverse-split-species.graph"},
	} {
		want, err := c.from.Done()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Open(filepath.Join(filepath.Dir(folder), "compiled", c.file)).Done()
		if err != nil {
			t.Fatal(err)
		}
		if got.Fingerprint() != want.Fingerprint() || (got.NodeFeatures.Cols == 0) != c.from.withoutNodeFeatures {
			t.Errorf("%s: %+v, want %+v", c.file, got, want)
		}
	}
}

func TestOGBSetCannotBeKept(t *testing.T) {
	set, folder := smallSet(t, nil)
	compiled := filepath.Join(filepath.Dir(folder), "compiled", "ogbn_proteins.graph")
	if err := os.MkdirAll(compiled, 0o755); err != nil { // a folder in the file's place
		t.Fatal(err)
	}
	lines := said(t, func() {
		if _, err := set.source().Done(); err != nil {
			t.Error(err)
		}
	})
	if !strings.Contains(lines, "datasets: ogbn-proteins is not kept for the next time: ") ||
		!strings.HasSuffix(lines, "\n") {
		t.Errorf("said %q", lines)
	}
}

func TestOGBSetRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		changes map[string]string
		set     func(*ogbSet)
		want    string // after the folder
	}{
		{"nodes", nil, func(s *ogbSet) { s.nodes = 5 },
			"/raw/num-node-list.csv.gz has 4 nodes; ogbn-proteins has 5; remove "},
		{"edges", nil, func(s *ogbSet) { s.edges = 6 },
			"/raw/num-edge-list.csv.gz has 3 edges; ogbn-proteins has 6; remove "},
		{"tasks", nil, func(s *ogbSet) { s.outputs = 112 },
			"/raw/node-label.csv.gz has 2 classes or tasks; ogbn-proteins has 112; remove "},
		{"node features", nil, func(s *ogbSet) { s.nodeFeatures = 128 },
			"/raw/node-feat.csv.gz has 1 node features; ogbn-proteins has 128; "},
		{"edge features", nil, func(s *ogbSet) { s.edgeFeatures = 8 },
			"/raw/edge-feat.csv.gz has 2 edge features; ogbn-proteins has 8; "},
		{"no node features", map[string]string{ogb.NodeFeatureFile: "-"}, nil, ": no raw/node-feat.csv.gz; "},
		{"no species", map[string]string{ogb.SpeciesFiles[0]: "-"}, nil,
			"/raw/node_species.csv.gz: file does not exist, and neither does species.csv.gz"},
		{"a wrong line", map[string]string{ogb.EdgeFile: "2,0\n0\n3,3\n"}, nil,
			"/raw/edge.csv.gz line 2: 1 fields, want 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, folder := smallSet(t, c.changes)
			if c.set != nil {
				c.set(set)
			}
			g, err := set.source().Done()
			if err == nil || g != nil {
				t.Fatalf("no error, but %+v", g)
			}
			got := filepath.ToSlash(err.Error())
			_, got, _ = strings.Cut(got, filepath.ToSlash(folder))
			if !strings.HasPrefix(err.Error(), "datasets: ") || !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant … %s", err, c.want)
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(folder), "compiled")); err == nil {
				t.Error("a graph is kept all the same")
			}
		})
	}
}

// linked is a data folder with links to real data.
func linked(t *testing.T, name string) {
	t.Helper()
	root := t.TempDir()
	if err := os.Symlink(needData(t, name), filepath.Join(root, name)); err != nil {
		t.Skip(err)
	}
	t.Setenv("KILOLAYER_DATA", root)
}

func TestArxiv(t *testing.T) {
	linked(t, "ogbn_arxiv")
	if _, err := os.Stat(filepath.Join(os.Getenv("KILOLAYER_DATA"), "ogbn_arxiv", "raw",
		"node-feat.csv.gz")); err != nil {
		if _, err := Arxiv().Done(); err == nil || !strings.Contains(err.Error(), "raw/node-feat.csv.gz") {
			t.Errorf("without the node features: %v", err)
		}
	}
	for range 2 { // read, then opened
		g, err := Arxiv().WithoutNodeFeatures().Done()
		if err != nil {
			t.Fatal(err)
		}
		checkCounts(t, g, counts{nodes: 169343, edges: 1166243, outputs: 40, train: 90941, valid: 29799, test: 48603})
		if len(g.Years) != g.NumNodes {
			t.Errorf("%d years", len(g.Years))
		}
	}
}
