package datasets

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestNew(t *testing.T) {
	g := New(3, [][2]int32{{2, 1}, {0, 1}, {1, 0}}).WithName("own").WithNodeFeatures([][]float32{{1}, {2}, {3}}).
		WithEdgeFeatures([][]float32{{1, 2}, {3, 4}, {5, 6}}).WithTasks([][]float32{{0}, {1}, {0}}).
		WithSplit([]int32{0}, []int32{1}, []int32{2}).WithSpecies([]int32{7, 5, 7}).
		WithYears([]int32{2020, 2021, 2019}).Must()
	want := &Graph{
		NumNodes: 3, Source: []int32{1, 2, 0}, Target: []int32{0, 1, 1},
		NodeFeatures: Matrix{Data: []float32{1, 2, 3}, Cols: 1},
		EdgeFeatures: Matrix{Data: []float32{5, 6, 1, 2, 3, 4}, Cols: 2},
		Tasks:        Matrix{Data: []float32{0, 1, 0}, Cols: 1},
		Train:        []int32{0}, Valid: []int32{1}, Test: []int32{2}, Species: []int32{7, 5, 7},
		Years: []int32{2020, 2021, 2019},
	}
	if g.Name != "own" || g.Fingerprint() != want.Fingerprint() {
		t.Errorf("got %+v, want %+v", *g, *want)
	}
	undirected := New(3, [][2]int32{{2, 1}}).WithUndirected().Must()
	if !slices.Equal(undirected.Source, []int32{2, 1}) || !slices.Equal(undirected.Target, []int32{1, 2}) {
		t.Errorf("undirected: %v → %v", undirected.Source, undirected.Target)
	}
}

func TestNewCopies(t *testing.T) {
	edges, features := [][2]int32{{0, 1}}, [][]float32{{1}, {2}}
	b := New(2, edges).WithNodeFeatures(features)
	edges[0], features[0][0] = [2]int32{1, 0}, 7
	if g := b.Must(); g.Source[0] != 0 || g.NodeFeatures.Data[0] != 1 {
		t.Errorf("what was given is shared: edge from %d, feature %v", g.Source[0], g.NodeFeatures.Data[0])
	}
}

func TestNewRefuses(t *testing.T) {
	edges := [][2]int32{{2, 1}, {0, 1}, {1, 0}}
	for _, c := range []struct {
		name string
		from *Own
		want string // part of the error
	}{
		{"no nodes", New(0, nil), "0 nodes"},
		{"no such node", New(2, edges), "edge 0: there is no node 2; ids go from 0 to 1"},
		{"rows for nodes", New(3, edges).WithNodeFeatures([][]float32{{1}}), "node features: 1 rows for 3 nodes"},
		{"rows for edges", New(3, edges).WithEdgeFeatures([][]float32{{1}}), "edge features: 1 rows for 3 edges"},
		{"rows of two lengths", New(3, edges).WithTasks([][]float32{{1}, {1, 0}, {0}}),
			"tasks: row 1 has 2 values, row 0 has 1"},
		{"class −2", New(3, edges).WithClasses([]int32{0, -2, 1}), "node 1 has class -2"},
		{"class −2 given", New(3, edges).WithClasses([]int32{0, -2, 1}),
			"a class is from 0 to 1048576, and −1 is unlabelled"},
		{"an id as class", New(3, edges).WithClasses([]int32{0, 1 << 21, 1}), "node 1 has class 2097152"},
		{"no class", New(3, edges).WithClasses([]int32{-1, -1, -1}), "all of the 3 are −1"},
		{"few years", New(3, edges).WithYears([]int32{2020}), "1 years for 3 nodes"},
		{"two splits", New(3, edges).WithSplit([]int32{1}, []int32{1}, nil),
			"valid split, entry 0: node 1 is in the train split already"},
		{"NaN", New(3, edges).WithEdgeFeatures([][]float32{{0}, {0}, {float32(math.NaN())}}), "edge features: row "},
		{"the first of two", New(3, edges).WithClasses([]int32{-2, 0, 0}).WithTasks([][]float32{{1}}),
			"node 0 has class -2"},
		{"few classes", New(3, edges).WithClasses([]int32{0}), "1 class labels for 3 nodes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := c.from.Done(); err == nil || !strings.HasPrefix(err.Error(), "datasets: ") ||
				!strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
