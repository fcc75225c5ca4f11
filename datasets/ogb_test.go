package datasets

import (
	"bytes"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/internal/athand"
)

func needData(t *testing.T, name string) string {
	t.Helper()
	folder := athand.Find(name)
	if folder == "" {
		t.Skipf("%s is not here: set KILOLAYER_DATA to the folder that holds it", name)
	}
	return folder
}

// Counts: the reference of the data sets; 157,152 is twice the 78,576 stored edges.
func TestFromOGBYeast(t *testing.T) {
	g, err := FromOGB(needData(t, "ogbn_yeast")).Done()
	if err != nil {
		t.Fatal(err)
	}
	checkCounts(t, g, counts{nodes: 6400, edges: 157152, edgeFeatures: 4, outputs: 17, train: 2665, valid: 889,
		test: 889})
	if g.Metric() != "rocauc" || g.Name != "ogbn-yeast" || g.Species != nil {
		t.Errorf("metric %q, name %q, species %v", g.Metric(), g.Name, g.Species != nil)
	}
	if g.Labelled() != 2665+889+889 { // the split holds the labelled nodes
		t.Errorf("%d labelled nodes, want %d", g.Labelled(), 2665+889+889)
	}
	// The file's first edge is 3,13 with features 0.15,0,0,0.
	for e := range g.NumEdges() {
		if g.Source[e] == 3 && g.Target[e] == 13 || g.Source[e] == 13 && g.Target[e] == 3 {
			if want := []float32{0.15, 0, 0, 0}; !slices.Equal(g.EdgeFeatures.Row(e), want) {
				t.Errorf("edge %d has features %v, want %v", e, g.EdgeFeatures.Row(e), want)
			}
		}
	}
}

func TestFromOGBArxiv(t *testing.T) {
	g, err := FromOGB(needData(t, "ogbn_arxiv")).Done()
	if err != nil {
		t.Fatal(err)
	}
	checkCounts(t, g, counts{nodes: 169343, edges: 1166243, outputs: 40, train: 90941, valid: 29799, test: 48603})
	if g.Metric() != "accuracy" || g.NumClasses != 40 || !slices.Equal(g.Classes[:3], []int32{4, 5, 28}) {
		t.Errorf("metric %q, %d classes, first ones %v", g.Metric(), g.NumClasses, g.Classes[:3])
	}
	if len(g.Years) != g.NumNodes || !slices.Equal(g.Years[:4], []int32{2013, 2015, 2014, 2014}) {
		t.Errorf("%d years", len(g.Years))
	}
}

type counts struct {
	nodes, edges, nodeFeatures, edgeFeatures, outputs, train, valid, test int
}

func checkCounts(t *testing.T, g *Graph, want counts) {
	t.Helper()
	got := counts{g.NumNodes, g.NumEdges(), g.NodeFeatures.Cols, g.EdgeFeatures.Cols, g.Outputs(), len(g.Train),
		len(g.Valid), len(g.Test)}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// fromSmall is small with some files changed: "-" takes one out.
func fromSmall(changes map[string]string) *OGB {
	folder := fstest.MapFS{}
	files := madeup.OGB()
	maps.Copy(files, changes)
	for name, text := range files {
		if text == "-" {
			continue
		}
		data := []byte(text)
		if strings.HasSuffix(name, ".gz") && !bytes.HasPrefix(data, []byte("RAW")) {
			data = madeup.Gzip(text)
		}
		folder[name] = &fstest.MapFile{Data: bytes.TrimPrefix(data, []byte("RAW"))}
	}
	return &OGB{path: "ogbn_proteins", folder: folder}
}

func TestFromOGBSmall(t *testing.T) {
	nan := float32(math.NaN())
	both := &Graph{
		Name: "ogbn-proteins", NumNodes: 4,
		// The self-loop is stored once, so it comes twice, as in the ogb package.
		Source: []int32{2, 1, 0, 0, 3, 3},
		Target: []int32{0, 0, 1, 2, 3, 3},
		EdgeFeatures: Matrix{Cols: 2, Data: []float32{
			0.5, 1e-3, 0.25, 0, 0.25, 0, 0.5, 1e-3, -1, 0.125, -1, 0.125}},
		NodeFeatures: Matrix{Cols: 1, Data: []float32{1, 2, 3, 4}},
		Tasks:        Matrix{Cols: 2, Data: []float32{0, 1, nan, 0, nan, nan, 1, 0}},
		Species:      []int32{9606, 4932, 9606, 3702},
		Train:        []int32{2, 0}, Valid: []int32{1}, Test: []int32{3},
	}
	asStored := *both
	asStored.Source, asStored.Target = []int32{2, 0, 3}, []int32{0, 1, 3}
	asStored.EdgeFeatures = Matrix{Cols: 2, Data: []float32{0.5, 1e-3, 0.25, 0, -1, 0.125}}
	lean := *both
	lean.EdgeFeatures, lean.NodeFeatures = Matrix{}, Matrix{}
	classes := *both
	classes.Tasks, classes.Classes, classes.NumClasses = Matrix{}, []int32{2, -1, 0, 1}, 3
	oneTask := *both
	oneTask.Tasks = Matrix{Cols: 1, Data: []float32{1, nan, 0, 1}}

	oneColumn := map[string]string{"raw/node-label.csv.gz": "2\nnan\n0\n1\n"}
	for _, c := range []struct {
		name string
		from *OGB
		want *Graph
	}{
		{"stored once", fromSmall(nil), both},
		{"lines end in CRLF", fromSmall(map[string]string{"raw/edge.csv.gz": "2,0\r\n0,1\r\n3,3\r\n"}), both},
		{"zipped in several parts", fromSmall(map[string]string{"raw/edge.csv.gz": "RAW" +
			string(madeup.Gzip("2,0\n0,")) + string(madeup.Gzip("")) + string(madeup.Gzip("1\n3,3\n"))}), both},
		{"as stored", fromSmall(nil).WithReverse(false), &asStored},
		{"species.csv.gz", fromSmall(map[string]string{
			"raw/node_species.csv.gz": "-", "raw/species.csv.gz": madeup.OGB()["raw/node_species.csv.gz"]}), both},
		{"no features", fromSmall(map[string]string{"raw/edge-feat.csv.gz": "-", "raw/node-feat.csv.gz": "-"}), &lean},
		{"classes", fromSmall(oneColumn), &classes},
		{"one task", fromSmall(map[string]string{"raw/node-label.csv.gz": "1\nnan\n0\n1\n"}).WithTasks(), &oneTask},
		{"a chosen split", fromSmall(map[string]string{"split/random/train.csv.gz": "0\n"}).WithSplit("species"), both},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			if g.Name != c.want.Name || g.Fingerprint() != c.want.Fingerprint() {
				t.Errorf("got %+v, want %+v", g, c.want)
			}
		})
	}
}

func TestFromOGBRefuses(t *testing.T) {
	change := func(name, text string) *OGB { return fromSmall(map[string]string{name: text}) }
	half := string(madeup.Gzip(madeup.OGB()["raw/edge.csv.gz"])[:20])
	wrongSum := madeup.Gzip(madeup.OGB()["raw/edge.csv.gz"])
	wrongSum[len(wrongSum)-8] ^= 1 // the checksum stands 8 bytes before the end
	unknown := fromSmall(nil)
	unknown.path = "mine"
	for _, c := range []struct {
		name string
		from *OGB
		want string // after "datasets: "
	}{
		{"missing file", change("raw/edge.csv.gz", "-"), "ogbn_proteins/raw/edge.csv.gz: file does not exist"},
		{"missing release note", change("RELEASE_v1.txt", "-"),
			"ogbn_proteins/RELEASE_v1.txt: file does not exist; a complete"},
		{"missing split file", change("split/species/valid.csv.gz", "-"),
			"ogbn_proteins/split/species/valid.csv.gz: file does not exist"},
		{"unknown name", unknown,
			`folder mine: "mine" is not a name that says whether edges are stored once; add WithReverse`},
		{"short line", change("raw/edge.csv.gz", "2,0\n0\n3,3\n"),
			"ogbn_proteins/raw/edge.csv.gz line 2: 1 fields, want 2"},
		{"long line", change("raw/edge.csv.gz", "2,0\n0,1,5\n3,3\n"),
			"ogbn_proteins/raw/edge.csv.gz line 2: 3 fields, want 2"},
		{"empty line", change("raw/edge.csv.gz", "2,0\n\n3,3\n"), "ogbn_proteins/raw/edge.csv.gz line 2: empty"},
		{"not a number", change("raw/edge.csv.gz", "2,0\n0,x\n3,3\n"),
			`ogbn_proteins/raw/edge.csv.gz line 2: "x" is not a whole number`},
		{"not a feature", change("raw/edge-feat.csv.gz", "1,2\n3,4\n5,y\n"),
			`ogbn_proteins/raw/edge-feat.csv.gz line 3: "y" is not a number`},
		{"infinite feature", change("raw/node-feat.csv.gz", "1\ninf\n3\n4\n"),
			`ogbn_proteins/raw/node-feat.csv.gz line 2: "inf" is not a finite number`},
		{"feature over float32", change("raw/node-feat.csv.gz", "1\n1e39\n3\n4\n"),
			`ogbn_proteins/raw/node-feat.csv.gz line 2: "1e39" is not a finite number`},
		{"missing feature", change("raw/node-feat.csv.gz", "1\n2\nnan\n4\n"),
			`ogbn_proteins/raw/node-feat.csv.gz line 3: "nan" is not a finite number`},
		{"no such node", change("raw/edge.csv.gz", "2,0\n0,4\n3,3\n"),
			"ogbn_proteins/raw/edge.csv.gz line 2: there is no node 4; ids go from 0 to 3"},
		{"negative node", change("raw/edge.csv.gz", "-1,0\n0,1\n3,3\n"),
			"ogbn_proteins/raw/edge.csv.gz line 1: there is no node -1; ids go from 0 to 3"},
		{"few edges", change("raw/num-edge-list.csv.gz", "4\n"),
			"ogbn_proteins/raw/edge.csv.gz has 3 lines; there are 4 edges in num-edge-list.csv.gz"},
		{"many edges", change("raw/num-edge-list.csv.gz", "2\n"),
			"ogbn_proteins/raw/edge.csv.gz line 3: one line too many; there are 2 edges"},
		{"few features", change("raw/edge-feat.csv.gz", "1\n2\n"),
			"ogbn_proteins/raw/edge-feat.csv.gz has 2 lines; there are 3 edges"},
		{"many features", change("raw/edge-feat.csv.gz", "1\n2\n3\n4\n"),
			"ogbn_proteins/raw/edge-feat.csv.gz line 4: one line too many; there are 3 edges"},
		{"few labels", change("raw/node-label.csv.gz", "1\n2\n"),
			"ogbn_proteins/raw/node-label.csv.gz has 2 lines; there are 4 nodes in num-node-list.csv.gz"},
		{"many labels", change("raw/node-label.csv.gz", "1\n2\n3\n4\n5\n"),
			"ogbn_proteins/raw/node-label.csv.gz line 5: one line too many; there are 4 nodes"},
		{"task label 2", change("raw/node-label.csv.gz", "1,0\n2,0\n0,0\n0,0\n"),
			"ogbn_proteins/raw/node-label.csv.gz line 2: label 2; a task's label is 0, 1 or nan"},
		{"half a class", change("raw/node-label.csv.gz", "1\n0.5\n0\n0\n"),
			"ogbn_proteins/raw/node-label.csv.gz line 2: label 0.5; a class is a whole number"},
		{"negative class", change("raw/node-label.csv.gz", "1\n-1\n0\n0\n"),
			"ogbn_proteins/raw/node-label.csv.gz line 2: label -1; a class is a whole number"},
		{"no labels", change("raw/node-label.csv.gz", "nan\nnan\nnan\nnan\n"),
			"ogbn_proteins/raw/node-label.csv.gz: every label is nan"},
		{"classes in two columns", fromSmall(nil).WithClasses(),
			"ogbn_proteins/raw/node-label.csv.gz has 2 columns; classes are in one"},
		{"split out of range", change("split/species/test.csv.gz", "3\n4\n"),
			"ogbn_proteins/split/species/test.csv.gz line 2: there is no node 4; ids go from 0 to 3"},
		{"node in two splits", change("split/species/test.csv.gz", "3\n1\n"),
			"ogbn_proteins/split/species/test.csv.gz line 2: node 1 is in the valid split already"},
		{"two splits", change("split/random/train.csv.gz", "0\n"),
			"ogbn_proteins/split has several splits; choose one of random, species by WithSplit"},
		{"no such split", fromSmall(nil).WithSplit("time"),
			`ogbn_proteins/split has no folder "time"; there is: species`},
		{"two graphs", change("raw/num-node-list.csv.gz", "4\n5\n"),
			"ogbn_proteins/raw/num-node-list.csv.gz line 2: a second number"},
		{"no nodes", change("raw/num-node-list.csv.gz", "0\n"),
			"ogbn_proteins/raw/num-node-list.csv.gz line 1: 0 is out of range"},
		{"absurdly many nodes", change("raw/num-node-list.csv.gz", "2000000000\n"),
			"ogbn_proteins/raw/node-label.csv.gz has 4 lines"},
		{"absurdly many edges", change("raw/num-edge-list.csv.gz", "2000000000\n"),
			"ogbn_proteins/raw/edge.csv.gz has 3 lines"},
		{"species too many", change("raw/node_species.csv.gz", "1\n2\n3\n4\n5\n"),
			"ogbn_proteins/raw/node_species.csv.gz line 5: one line too many"},
		{"empty file", change("raw/edge.csv.gz", "RAW"), "ogbn_proteins/raw/edge.csv.gz is empty"},
		{"nothing zipped", change("raw/edge.csv.gz", ""), "ogbn_proteins/raw/edge.csv.gz is empty"},
		{"no features zipped", change("raw/edge-feat.csv.gz", ""), "ogbn_proteins/raw/edge-feat.csv.gz is empty"},
		{"not zipped", change("raw/edge.csv.gz", "RAW2,0\n0,1\n3,3 and so on"),
			"ogbn_proteins/raw/edge.csv.gz is not a gzip file"},
		{"cut short", change("raw/edge.csv.gz", "RAW"+half), "ogbn_proteins/raw/edge.csv.gz ends early"},
		{"its second part cut short",
			change("raw/edge.csv.gz", "RAW"+string(madeup.Gzip("2,0\n"))+string(madeup.Gzip("0,1\n3,3\n")[:12])),
			"ogbn_proteins/raw/edge.csv.gz ends early, after line 1; the file is cut short, fetch it again"},
		{"its second part no gzip", change("raw/edge.csv.gz",
			"RAW"+string(madeup.Gzip("2,0\n0,1\n"))+"and so on, as text"),
			"ogbn_proteins/raw/edge.csv.gz is not a gzip file"},
		{"damaged", change("raw/edge.csv.gz", "RAW"+string(wrongSum)),
			"ogbn_proteins/raw/edge.csv.gz is damaged after line 3, fetch it again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err == nil {
				t.Fatalf("no error, but %+v", g)
			}
			if g != nil {
				t.Error("a graph beside the error")
			}
			got := filepath.ToSlash(err.Error())
			if !strings.HasPrefix(got, "datasets: "+c.want) || strings.Contains(got, "\n") {
				t.Errorf("got  %s\nwant datasets: %s", got, c.want)
			}
		})
	}
}

func TestFromOGBWithoutFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "ogbn_arxiv")
	_, err := FromOGB(folder).Done()
	if err == nil || !strings.Contains(err.Error(), folder) {
		t.Errorf("got %v, want an error that names %s", err, folder)
	}
}

func FuzzFromOGB(f *testing.F) {
	const raw = "raw/"
	f.Add(madeup.OGB()[raw+"num-node-list.csv.gz"], madeup.OGB()[raw+"edge.csv.gz"],
		madeup.OGB()[raw+"edge-feat.csv.gz"], madeup.OGB()[raw+"node-label.csv.gz"], "0\n")
	f.Add("4\n", "2,0\n0,1\n3,3\n", "1\n2\n3\n", "0\n1\nnan\n7\n", "0\n3")
	f.Add("99999999999\n", "1,", "nan", "", "-0")
	f.Fuzz(func(t *testing.T, nodes, edges, features, labels, train string) {
		if len(nodes)+len(edges)+len(features)+len(labels)+len(train) > 1<<16 {
			t.Skip("long")
		}
		g, err := fromSmall(map[string]string{
			"raw/num-node-list.csv.gz":   nodes,
			"raw/edge.csv.gz":            edges,
			"raw/edge-feat.csv.gz":       features,
			"raw/node-label.csv.gz":      labels,
			"raw/node-feat.csv.gz":       "-",
			"raw/node_species.csv.gz":    "-",
			"split/species/train.csv.gz": train,
			"split/species/valid.csv.gz": "1\n",
			"split/species/test.csv.gz":  "2\n",
		}).Done()
		switch {
		case err == nil && g.Validate() != nil:
			t.Errorf("an invalid graph: %v", g.Validate())
		case err != nil && (!strings.HasPrefix(err.Error(), "datasets: ") || strings.Contains(err.Error(), "\n")):
			t.Errorf("not one clear line: %q", err)
		}
	})
}
