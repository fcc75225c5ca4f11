package datasets

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

func TestProteinsLike(t *testing.T) {
	g := ProteinsLike(1000, 20_000, 7).Must()
	checkCounts(t, g, counts{nodes: 1000, edges: 20000, edgeFeatures: 8, outputs: 112, train: 650, valid: 160,
		test: 190})
	if err := g.Validate(); err != nil {
		t.Error(err)
	}
	pairs := map[[2]int32][]float32{}
	for e := range g.NumEdges() {
		pairs[[2]int32{g.Source[e], g.Target[e]}] = g.EdgeFeatures.Row(e)
	}
	if len(pairs) != g.NumEdges() {
		t.Errorf("%d different edges of %d", len(pairs), g.NumEdges())
	}
	for pair, features := range pairs {
		if !slices.Equal(pairs[[2]int32{pair[1], pair[0]}], features) {
			t.Fatalf("edge %v has no reverse with its features", pair)
		}
		if slices.Min(features) < 0 || slices.Max(features) > 1 {
			t.Fatalf("edge %v has features %v", pair, features)
		}
	}
	missing := 0
	for _, label := range g.Tasks.Data {
		if isNaN(label) {
			missing++
		}
	}
	if share := float64(missing) / float64(len(g.Tasks.Data)); share < 0.04 || share > 0.06 {
		t.Errorf("%.3f of the labels are NaN, want about 0.05", share)
	}
	of := func(seed uint64) string { return ProteinsLike(50, 200, seed).WithTasks(2).Must().Fingerprint() }
	if first, again, other := of(1), of(1), of(2); first != again || first == other {
		t.Error("the seed does not decide the graph")
	}
}

func TestProteinsLikeIsSplitBySpecies(t *testing.T) {
	g := ProteinsLike(1000, 2000, 7).Must()
	splitOf := map[int32]string{}
	for i, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
		for _, node := range nodes {
			species := g.Species[node]
			if other, known := splitOf[species]; known && other != arrays.SplitNames[i] {
				t.Fatalf("species %d is in the splits %s and %s", species, other, arrays.SplitNames[i])
			}
			splitOf[species] = arrays.SplitNames[i]
		}
	}
	if len(splitOf) != 8 { // ogbn-proteins has 8
		t.Errorf("%d species, want 8", len(splitOf))
	}
}

// The labels follow from the edges: the majority among a test node's neighbours in the training set is right far more
// often than the more common label of each task.
func TestProteinsLikeCanBeLearned(t *testing.T) {
	g := ProteinsLike(1000, 40_000, 7).WithTasks(10).Must()
	vote := newMatrix(g.NumNodes, 10)
	for e, target := range g.Target {
		source := g.Source[e]
		if !slices.Contains(g.Train, source) {
			continue
		}
		for task, label := range g.Tasks.Row(int(source)) {
			if !isNaN(label) {
				vote.Row(int(target))[task] += 2*label - 1
			}
		}
	}
	right, all := 0, 0
	count := [10][2]int{}
	for _, node := range g.Test {
		for task, label := range g.Tasks.Row(int(node)) {
			if isNaN(label) {
				continue
			}
			all++
			if (vote.Row(int(node))[task] > 0) == (label == 1) {
				right++
			}
			count[task][int(label)]++
		}
	}
	common := 0
	for _, of := range count {
		common += max(of[0], of[1])
	}
	if accuracy, base := float64(right)/float64(all), float64(common)/float64(all); accuracy < 0.9 || base > 0.8 {
		t.Errorf("neighbours are right in %.3f of the labels, the more common one in %.3f", accuracy, base)
	}
}

func TestProteinsLikeRefuses(t *testing.T) {
	for name, from := range map[string]*ProteinsLikeGraph{
		"few nodes":  ProteinsLike(10, 20, 0),
		"odd edges":  ProteinsLike(100, 21, 0),
		"many edges": ProteinsLike(100, 5000, 0),
		"no tasks":   ProteinsLike(100, 20, 0).WithTasks(0),
	} {
		if _, err := from.Done(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// Recorded runs name their graph by its fingerprint.
func TestProteinsLikeIsPinned(t *testing.T) {
	const want = "edcf278e5707e62cb5acd7ae596f32e878018c28bd9451ac85dc2f6b40f379f4"
	if got := ProteinsLike(300, 4000, 1).WithTasks(3).Must().Fingerprint(); got != want {
		t.Errorf("fingerprint %s, want %s", got, want)
	}
}

func TestPairs(t *testing.T) {
	known := map[[2]int32]bool{}
	set := newPairs(3000)
	r := rand.New(rand.NewPCG(1, 1))
	for len(known) < 3000 {
		u, v := r.Int32N(90), r.Int32N(90)
		if u == v {
			continue
		}
		pair := [2]int32{min(u, v), max(u, v)}
		if got := set.add(u, v); got == known[pair] {
			t.Fatalf("%d, %d: new is %v", u, v, got)
		}
		known[pair] = true
	}
}
