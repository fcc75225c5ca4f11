package datasets

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// Nodes, edges, features and classes of the first five: table 1 of Platonov et al. (2023); homophily, the share of edges
// between nodes of one label: the same. All else was taken from the files by NumPy:
//
//	d = numpy.load(file); e, y = d["edges"], d["node_labels"]
//	numpy.mean(y[e[:, 0]] == y[e[:, 1]]), d["node_features"].astype(float).sum(), [d[m][0].sum() for m in masks],
//	numpy.flatnonzero(d["train_masks"][3])[:5]
func TestHeterophilousNamed(t *testing.T) {
	for _, c := range []struct {
		of                             *Heterophilous
		nodes, edges, features, labels int // labels: classes, 1 for a task
		train, valid, test             int
		homophily, featureSum          float64
		ofSplit3                       []int32 // the first that train; nil where the file was not at hand
	}{
		{RomanEmpire(), 22662, 32927, 300, 18, 0, 0, 0, 0.05, 0, nil},
		{AmazonRatings(), 24492, 93050, 300, 5, 0, 0, 0, 0.38, 0, nil},
		{Questions(), 48921, 153540, 301, 1, 0, 0, 0, 0.84, 0, nil},
		{Minesweeper(), 10000, 39402, 7, 1, 5000, 2500, 2500, 0.68, 10000, []int32{0, 1, 4, 6, 8}},
		{Tolokers(), 11758, 519000, 10, 1, 5879, 2939, 2940, 0.59, 44970, []int32{0, 1, 4, 9, 10}},
		{Chameleon(), 890, 8854, 2325, 5, 409, 287, 194, 0.24, 9903, []int32{0, 1, 2, 4, 8}},
		{Squirrel(), 2223, 46998, 2089, 5, 1053, 718, 452, 0.21, 32481, []int32{4, 6, 7, 9, 13}},
		{Actor(), 7600, 26659, 932, 5, 3648, 2432, 1520, 0.22, 40977, []int32{0, 1, 2, 5, 6}},
		{Texas(), 183, 279, 1703, 5, 87, 59, 37, 0.06, 15266, []int32{1, 5, 6, 7, 9}},
		{Cornell(), 183, 277, 1703, 5, 87, 59, 37, 0.12, 17240, []int32{0, 1, 2, 8, 10}},
		{Wisconsin(), 251, 450, 1703, 5, 120, 80, 51, 0.18, 24057, []int32{0, 1, 3, 4, 8}},
	} {
		t.Run(c.of.file.set.title, func(t *testing.T) {
			g := named(t, c.of.file, c.of)
			want := counts{nodes: c.nodes, edges: 2 * c.edges, nodeFeatures: c.features, outputs: c.labels, train: c.train, valid: c.valid, test: c.test}
			if c.ofSplit3 == nil {
				want.train, want.valid, want.test = len(g.Train), len(g.Valid), len(g.Test)
			}
			checkCounts(t, g, want)
			metric := map[bool]string{true: "rocauc", false: "accuracy"}[c.labels == 1]
			if g.Metric() != metric || g.Labelled() != c.nodes || g.Name != c.of.file.set.title {
				t.Errorf("judged by %s, %d labelled nodes, name %s", g.Metric(), g.Labelled(), g.Name)
			}
			same := 0
			for e := range g.NumEdges() {
				if u, v := g.Source[e], g.Target[e]; c.labels == 1 && g.Tasks.Data[u] == g.Tasks.Data[v] || c.labels > 1 && g.Classes[u] == g.Classes[v] {
					same++
				}
			}
			if homophily := float64(same) / float64(g.NumEdges()); math.Abs(homophily-c.homophily) > 0.005 {
				t.Errorf("homophily %.3f, want %.2f", homophily, c.homophily)
			}
			if c.ofSplit3 == nil {
				return
			}
			sum := 0.0
			for _, value := range g.NodeFeatures.Data {
				sum += float64(value)
			}
			if math.Abs(sum-c.featureSum) > 0.5 {
				t.Errorf("features add up to %v, want %v", sum, c.featureSum)
			}
			if g := named(t, c.of.file, c.of.WithSplit(3)); !slices.Equal(g.Train[:5], c.ofSplit3) {
				t.Errorf("split 3 trains %v, want %v", g.Train[:5], c.ofSplit3)
			}
		})
	}
}

// tinyPairs is a graph of 4 nodes in 3 classes. Edge 0–1 comes twice, 2–3 in both directions, and 2 has one to itself.
func tinyPairs() map[string][]byte {
	masks := func(yes ...byte) []byte { return npyArray("|b1", "(2, 4)", yes) }
	return map[string][]byte{
		"node_features": npyArray("<f4", "(4, 2)", []float32{1, 2, 3, 4, 5, 6, 7, 8}),
		"node_labels":   vectorOf[int64](0, 2, 1, -1),
		"edges":         npyArray("<i8", "(6, 2)", []int64{0, 1, 1, 0, 0, 1, 3, 2, 2, 3, 2, 2}),
		"train_masks":   masks(1, 0, 0, 0 /**/, 0, 1, 1, 0),
		"val_masks":     masks(0, 1, 0, 0 /**/, 1, 0, 0, 0),
		"test_masks":    masks(0, 0, 1, 0 /**/, 0, 0, 0, 0),
		"other":         npyArray("|O", "(2,)", []byte("\x80\x02cos\nsystem\n")),
	}
}

func fromTinyPairs(t *testing.T, name string, array []byte) *Heterophilous {
	t.Helper()
	arrays := tinyPairs()
	if array == nil {
		delete(arrays, name)
	} else {
		arrays[name] = array
	}
	return FromHeterophilous(writeFile(t, "made_up.npz", zipArrays(arrays)))
}

func TestFromHeterophilousSmall(t *testing.T) {
	want := Graph{
		Name: "made-up", NumNodes: 4,
		Source: []int32{1, 0, 2, 3, 2}, Target: []int32{0, 1, 2, 2, 3},
		NodeFeatures: Matrix{Cols: 2, Data: []float32{1, 2, 3, 4, 5, 6, 7, 8}},
		Classes:      []int32{0, 2, 1, -1}, NumClasses: 3,
		Train: []int32{0}, Valid: []int32{1}, Test: []int32{2},
	}
	second, two, task, none := want, want, want, float32(math.NaN())
	second.Train, second.Valid, second.Test = []int32{1, 2}, []int32{0}, nil
	two.Classes, two.NumClasses = []int32{0, 1, 1, -1}, 2
	task.Classes, task.NumClasses, task.Tasks = nil, 0, Matrix{Cols: 1, Data: []float32{0, 1, 1, none}}
	twoLabels := vectorOf[int64](0, 1, 1, -1)
	for _, c := range []struct {
		name string
		from *Heterophilous
		want Graph
	}{
		{"as it is", fromTinyPairs(t, "other", nil), want},
		{"the second split", fromTinyPairs(t, "other", nil).WithSplit(1), second},
		{"three classes as classes", fromTinyPairs(t, "other", nil).WithClasses(), want},
		{"two classes", fromTinyPairs(t, "node_labels", twoLabels), task},
		{"two classes as classes", fromTinyPairs(t, "node_labels", twoLabels).WithClasses(), two},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			if g.Name != c.want.Name || g.Fingerprint() != c.want.Fingerprint() {
				t.Errorf("got  %+v\nwant %+v", *g, c.want)
			}
		})
	}
}

func TestFromHeterophilousRefuses(t *testing.T) {
	for _, c := range []struct {
		name, array string
		other       []byte
		want        string // after the file's name
	}{
		{"missing array", "edges", nil, `array edges is missing; the file's arrays are ["node_features" `},
		{"features of one axis", "node_features", vectorOf[float32](1, 2, 3, 4), "array node_features has shape [4]; want two axes"},
		{"infinite feature", "node_features", npyArray("<f4", "(4, 1)", []float32{1, 2, float32(math.Inf(-1)), 4}), "array node_features has -Inf in row 2, column 0; "},
		{"no nodes", "node_features", npyArray("<f4", "(0, 2)", []float32{}), "array node_features has 0 rows; want 1 to 2147483646 nodes"},
		{"other byte order", "node_features", npyArray(">f4", "(4, 1)", make([]float32, 4)), `array node_features has type ">f4"; want float32 or float64`},
		{"edges of three", "edges", npyArray("<i8", "(1, 3)", []int64{0, 1, 2}), "array edges has shape [1 3]; want two columns, the nodes of an edge"},
		{"edges as floats", "edges", npyArray("<f8", "(1, 2)", []float64{0, 1}), `array edges has type "<f8"; want integers`},
		{"no such node", "edges", npyArray("<i8", "(2, 2)", []int64{0, 1, 2, 4}), "array edges has 4 in row 1; nodes go from 0 to 3"},
		{"negative node", "edges", npyArray("<i8", "(1, 2)", []int64{-1, 0}), "array edges has -1 in row 0; nodes go from 0 to 3"},
		{"few labels", "node_labels", vectorOf[int64](0, 1), "array node_labels has 2 entries; want one for each of the 4 nodes"},
		{"pickled labels", "node_labels", npyArray("|O", "(4,)", []byte{0x80}), `array node_labels holds Python objects (type "|O"), which are never unpickled`},
		{"masks as numbers", "train_masks", npyArray("<i8", "(1, 4)", []int64{1, 0, 0, 0}), `array train_masks has type "<i8"; want bool`},
		{"masks of other nodes", "val_masks", npyArray("|b1", "(1, 3)", []byte{0, 0, 0}), "array val_masks has shape [1 3]; want a column for each of the 4 nodes"},
		{"no splits", "test_masks", npyArray("|b1", "(0, 4)", []byte{}), "array test_masks has 0 splits, counted from 0; there is no split 0"},
		{"overlapping split", "val_masks", npyArray("|b1", "(1, 4)", []byte{1, 0, 0, 0}), "array val_masks row 0: node 0 is in the train split already; "},
	} {
		t.Run(c.name, func(t *testing.T) {
			from := fromTinyPairs(t, c.array, c.other)
			_, err := from.Done()
			if want := "datasets: " + from.file.path + ": " + c.want; err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
	for _, split := range []int{-1, 2} {
		_, err := fromTinyPairs(t, "other", nil).WithSplit(split).Done()
		if want := fmt.Sprintf("array train_masks has 2 splits, counted from 0; there is no split %d", split); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// FuzzFromHeterophilous puts any bytes in the place of one array.
func FuzzFromHeterophilous(f *testing.F) {
	names := slices.Sorted(maps.Keys(tinyPairs()))
	for i, name := range names {
		f.Add(uint8(i), tinyPairs()[name])
		f.Add(uint8(i+1), tinyPairs()[name])
	}
	f.Fuzz(func(t *testing.T, which uint8, array []byte) {
		arrays := tinyPairs()
		arrays[names[int(which)%len(names)]] = array
		fuzzArchive(t, zipArrays(arrays), FromHeterophilous("").graph)
	})
}

var _ Source = (*Heterophilous)(nil)
