package datasets

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// Nodes, edges, features and classes of the first five: table 1 of Platonov et al. (2023); homophily, the share of
// edges between nodes of one label: the same. All else was taken from the files by NumPy:
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
			want := counts{nodes: c.nodes, edges: 2 * c.edges, nodeFeatures: c.features, outputs: c.labels,
				train: c.train, valid: c.valid, test: c.test}
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
				if u, v := g.Source[e], g.Target[e]; c.labels == 1 && g.Tasks.Data[u] == g.Tasks.Data[v] ||
					c.labels > 1 && g.Classes[u] == g.Classes[v] {
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

func fromTinyPairs(t *testing.T, name string, array []byte) *Heterophilous {
	t.Helper()
	arrays := madeup.Heterophilous()
	if array == nil {
		delete(arrays, name)
	} else {
		arrays[name] = array
	}
	return FromHeterophilous(writeFile(t, "made_up.npz", madeup.Archive(arrays)))
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
	twoLabels := madeup.Vector[int64](0, 1, 1, -1)
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

// FuzzFromHeterophilous puts any bytes in the place of one array.
func FuzzFromHeterophilous(f *testing.F) {
	names := slices.Sorted(maps.Keys(madeup.Heterophilous()))
	for i, name := range names {
		f.Add(uint8(i), madeup.Heterophilous()[name])
		f.Add(uint8(i+1), madeup.Heterophilous()[name])
	}
	f.Fuzz(func(t *testing.T, which uint8, array []byte) {
		arrays := madeup.Heterophilous()
		arrays[names[int(which)%len(names)]] = array
		fuzzArchive(t, madeup.Archive(arrays), FromHeterophilous("").graph)
	})
}

var _ Source = (*Heterophilous)(nil)
