package datasets

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// filesIn writes files into a new folder.
func filesIn(t *testing.T, files map[string][]byte) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// Archives and folders in published layouts are read by the builders for these.
func TestReadPublishedLayouts(t *testing.T) {
	folder := filesIn(t, map[string][]byte{"mine.npz": madeup.Archive(madeup.Benchmark()),
		"pairs.npz": madeup.Archive(madeup.Heterophilous())})
	planetoid := map[string][]byte{}
	for part, value := range madeup.Planetoid() {
		planetoid["ind.mine."+part] = madeup.Pickle(value)
	}
	planetoid["ind.mine.test.index"] = []byte("6\n4\n")
	saved := filepath.Join(folder, "karate.graph")
	if err := Karate().Must().Save(saved); err != nil {
		t.Fatal(err)
	}
	cites := filesIn(t, planetoid)
	for _, c := range []struct {
		format Format
		path   string
		want   Source
	}{
		{HeterophilousNPZ, filepath.Join(folder, "pairs.npz"), FromHeterophilous(filepath.Join(folder, "pairs.npz"))},
		{PlanetoidFolder, cites, FromPlanetoid(cites, "mine")},
		{SavedAs, saved, Karate()},
	} {
		t.Run(string(c.format), func(t *testing.T) {
			got := Read(c.path).WithName("another").Must()
			if got.Schema.Format != string(c.format) || got.Name != "another" {
				t.Errorf("%q, read as %q", got.Name, got.Schema.Format)
			}
			checkSame(t, got, c.want.Must())
			checkSame(t, Read(c.path).WithFormat(c.format).Must(), got)
		})
	}
	_, err := Read(filepath.Join(folder, "mine.npz")).Done() // its classes are too small for the split of the paper
	_, want := FromNPZ(filepath.Join(folder, "mine.npz")).Done()
	if err == nil || want == nil || err.Error() != want.Error() {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestReadRefuses(t *testing.T) {
	two := filesIn(t, map[string][]byte{"ind.a.graph": nil, "ind.b.graph": nil})
	folder := filesIn(t, map[string][]byte{"f.txt": []byte("0 1\n"), "f.csv": []byte("source,target\na,b\n"),
		"prose.txt": []byte("Nothing but a few words.\n"), "empty.txt": nil})
	in := func(name string) *File { return Read(filepath.Join(folder, name)) }
	for _, c := range []struct {
		name string
		from *File
		want string
	}{
		{"no file", in("none.csv"), "none.csv: no such file"},
		{"an empty file", in("empty.txt"), "empty.txt is empty"},
		{"a folder of nothing", Read(t.TempDir()), "is a directory, and in none of the formats that are one"},
		{"prose", in("prose.txt"), "prose.txt is in none of the formats graph, "},
		{"another format", in("f.csv").WithFormat("JPEG"), `there is no format "JPEG"; use one of graph, `},
		{"three files", Read("a", "b", "c"), "a: 3 files; give one, or a table of edges and a table of nodes"},
		{"nodes beside a list", in("f.txt").WithNodes("nodes.csv"), "WithNodes has no meaning for the format edge " +
			"list"},
		{"ends of a list", in("f.txt").WithEnds("a", "b"), "WithEnds has no meaning for the format edge list"},
		{"several sets", Read(two), `holds 2 sets of Planetoid, ["a" "b"]; name one by FromPlanetoid`},
		{"a class of a layout of its own", Read("testdata/cases/planetoid_py3/p2").WithClassFrom("x"),
			"a role of columns has no meaning for the format Planetoid folder"},
		{"reverse edges of such a layout", Read("testdata/cases/planetoid_py3/p2").WithUndirected(),
			"WithUndirected has no meaning for the format Planetoid folder"},
		{"a role that is none", in("f.csv").WithRole("colour", "x"), `WithRole: there is no role "colour"`},
		{"ends by a role", in("f.csv").WithRole(EndRole, "x"), "name the ends of edges by WithEnds"},
		{"a sign that is none", in("f.csv").WithDecimal(';'), "WithDecimal(';'): give '.' or ','"},
		{"an encoding that is none", in("f.csv").WithEncoding("EBCDIC"), `there is no encoding "EBCDIC"`},
		{"a class without nodes", in("f.csv").WithClassFrom("team"), "add their file by WithNodes"},
		{"an id in other digits", fromTexts("source,target\n7,8\n", "id,x\n07,1\n8,2\n"),
			`there is no node "7" in nodes.csv, but a node "07", and ids are words that must be written alike`},
		{"an id in other letters", fromTexts("source,target\nann,Bob\n", "id,x\nAnn,1\nBob,2\n"), `but a node "Ann"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.from.Done()
			checkRefused(t, err, c.want)
		})
	}
}

// Where a file says of all edges that they are undirected, WithUndirected adds nothing to them.
func TestUndirectedFiles(t *testing.T) {
	folder := filesIn(t, map[string][]byte{
		"snap.txt":   []byte("# Undirected graph\n1 2\n2 3\n"),
		"mixed.csv":  []byte("source,target,Type\n1,2,Directed\n2,3,Undirected\n"),
		"f.adjlist":  []byte("1 2\n2 3\n"),
		"plain.txt":  []byte("1 2\n2 3\n"),
		"direct.csv": []byte("source,target,Type\n1,2,Directed\n2,3,Directed\n"),
	})
	for name, want := range map[string][2]int{"snap.txt": {4, 4}, "f.adjlist": {2, 4}, "plain.txt": {2, 4},
		"mixed.csv": {3, 0}, "direct.csv": {2, 4}} {
		path := filepath.Join(folder, name)
		if g := Read(path).Must(); g.NumEdges() != want[0] {
			t.Errorf("%s: %d edges, want %d", name, g.NumEdges(), want[0])
		}
		g, err := Read(path).WithUndirected().Done()
		switch {
		case want[1] == 0:
			checkRefused(t, err, "says itself which edges are undirected; leave WithUndirected out")
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case g.NumEdges() != want[1]:
			t.Errorf("%s: %d edges with their reverse, want %d", name, g.NumEdges(), want[1])
		}
	}
}

// Whatever a file begins with, and whatever it is called: it is in a format or in none, and nothing panics.
func FuzzRecognizes(f *testing.F) {
	paths, err := filepath.Glob(filepath.Join("testdata", "cases", "*.*"))
	if err != nil || len(paths) == 0 {
		f.Fatal(paths, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Base(path), content[:min(len(content), recognizedBy)])
	}
	f.Fuzz(func(_ *testing.T, name string, start []byte) {
		for _, of := range layouts {
			of.recognizes(filepath.Join("nowhere", filepath.Base(name)), start)
		}
	})
}
