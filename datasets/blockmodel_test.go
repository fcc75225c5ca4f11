package datasets

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// TestBlockModelCounts holds the edges between each two blocks against the binomial distribution's mean, within five
// standard deviations: a right sampler passes with a chance above 0.99999.
func TestBlockModelCounts(t *testing.T) {
	for _, c := range []struct {
		name string
		of   *BlockModelGraph
	}{
		{"two blocks", PlantedPartition(2, 500, 0.05, 0.01, 1)},
		{"one block", PlantedPartition(1, 700, 0.02, 0, 2)},
		{"sparse", PlantedPartition(10, 1000, 0.003, 0.0001, 3)},
		{"dense", PlantedPartition(3, 60, 0.9, 0.5, 4)},
		{"blocks of all sizes", BlockModel([]int{1, 400, 2, 90, 3}, [][]float64{
			{0.5, 0.3, 1, 0, 0.1}, {0.3, 0.02, 0.1, 0.05, 0.2}, {1, 0.1, 1, 0.4, 0}, {0, 0.05, 0.4, 0, 0.6}, {0.1, 0.2,
				0, 0.6, 0.7},
		}, 5)},
		{"complete", PlantedPartition(3, 20, 1, 1, 6)},
		{"cliques", PlantedPartition(3, 20, 1, 0, 7)},
		{"bipartite", PlantedPartition(2, 20, 0, 1, 8)},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := mustBlocks(t, c.of)
			sizes := c.of.sizes
			linked := make([][]int, len(sizes))
			for i := range linked {
				linked[i] = make([]int, len(sizes))
			}
			for e := range g.NumEdges() {
				linked[g.Classes[g.Source[e]]][g.Classes[g.Target[e]]]++
			}
			for i, row := range linked {
				for j, got := range row {
					// Within a block each pair is counted in both directions.
					pairs, p := float64(sizes[i]*sizes[j]), c.of.probabilities[i][j]
					if i == j {
						pairs, got = float64(sizes[i]*(sizes[i]-1)/2), got/2
					}
					if away := math.Abs(float64(got) - p*pairs); away > 5*math.Sqrt(pairs*p*(1-p)) {
						t.Errorf("blocks %d and %d: %d edges, want %v", i, j, got, p*pairs)
					}
				}
			}
		})
	}
}

// mustBlocks checks what holds for every block model: symmetric, no self-loops, no duplicates, nodes block by block.
func mustBlocks(t *testing.T, of *BlockModelGraph) *Graph {
	t.Helper()
	g, err := of.Done()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Validate(); err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(g.Classes) || g.Labelled() != g.NumNodes {
		t.Error("the nodes do not come block by block")
	}
	if n := g.NumNodes; len(g.Train) != n*6/10 || len(g.Valid) != n*2/10 || len(g.Train)+len(g.Valid)+len(g.Test) != n {
		t.Errorf("split %d / %d / %d", len(g.Train), len(g.Valid), len(g.Test))
	}
	seen := map[[2]int32]bool{}
	for e := range g.NumEdges() {
		edge := [2]int32{g.Source[e], g.Target[e]}
		if seen[edge] || edge[0] == edge[1] {
			t.Fatalf("edge %v comes twice, or is a self-loop", edge)
		}
		seen[edge] = true
	}
	for edge := range seen {
		if !seen[[2]int32{edge[1], edge[0]}] {
			t.Fatalf("edge %v has no reverse", edge)
		}
	}
	return g
}

// TestBlockModelUniform looks inside a block: over many draws each pair is linked equally often.
func TestBlockModelUniform(t *testing.T) {
	const draws, nodes, p = 2000, 6, 0.3
	times := map[[2]int32]int{}
	for seed := range uint64(draws) {
		g := BlockModel([]int{2, 4}, [][]float64{{p, p}, {p, p}}, seed).Must()
		for e := range g.NumEdges() {
			times[[2]int32{g.Source[e], g.Target[e]}]++
		}
	}
	if len(times) != nodes*(nodes-1) {
		t.Errorf("%d pairs linked, want %d", len(times), nodes*(nodes-1))
	}
	for edge, got := range times {
		if away := math.Abs(float64(got) - draws*p); away > 5*math.Sqrt(draws*p*(1-p)) {
			t.Errorf("%v linked %d times, want %v", edge, got, draws*p)
		}
	}
}

func TestBlockModelFeatures(t *testing.T) {
	of := func(seed uint64) *BlockModelGraph { return PlantedPartition(3, 2000, 0.001, 0.0005, seed) }
	plain, again, other := of(1).Must(), of(1).Must(), of(2).Must()
	if plain.Fingerprint() != again.Fingerprint() || plain.Fingerprint() == other.Fingerprint() {
		t.Error("the seed does not decide the graph")
	}
	const signal, columns = 4, 5
	g := of(1).WithOneHot().WithNodeFeatures(columns, signal).Must()
	if !slices.Equal(g.Source, plain.Source) || !slices.Equal(g.Train, plain.Train) || g.NodeFeatures.Cols != columns {
		t.Error("features change the edges or the split")
	}
	for block := range 3 {
		mean := make([]float64, columns)
		for node := 2000 * block; node < 2000*(block+1); node++ {
			for i, value := range g.NodeFeatures.Row(node) {
				mean[i] += float64(value) / 2000
			}
		}
		length, spread := 0.0, 0.0
		for _, value := range mean {
			length += value * value
		}
		for node := 2000 * block; node < 2000*(block+1); node++ {
			for i, value := range g.NodeFeatures.Row(node) {
				spread += math.Pow(float64(value)-mean[i], 2) / (2000 * columns)
			}
		}
		// Five standard deviations of a mean of 2,000 are 0.11, of a variance of 10,000 values 0.07.
		if math.Abs(math.Sqrt(length)-signal) > 0.12 || math.Abs(spread-1) > 0.08 {
			t.Errorf("block %d: a mean of length %.3f, want %d; a variance of %.3f, want 1", block, math.Sqrt(length),
				signal, spread)
		}
	}
	hot := PlantedPartition(2, 3, 1, 0, 1).WithNodeFeatures(4, 1).WithOneHot().Must().NodeFeatures
	for i, value := range hot.Data {
		if hot.Cols != 6 || (value == 1) != (i/6 == i%6) || value != 0 && value != 1 {
			t.Fatalf("entry %d of %d columns is %v", i, hot.Cols, value)
		}
	}
}

func TestBlockModelRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		of   *BlockModelGraph
		want string
	}{
		{"no block", BlockModel(nil, nil, 1), "0 blocks; the number must be from 1 to 1024"},
		{"negative blocks", PlantedPartition(-1, 5, 0, 0, 1), "0 blocks; "},
		{"too many blocks", PlantedPartition(1<<40, 5, 0, 0, 1), "1025 blocks; "},
		{"an empty block", BlockModel([]int{3, 0}, [][]float64{{1, 0}, {0, 1}}, 1), "block 1 has 0 nodes; "},
		{"too many nodes", PlantedPartition(3, 1<<30, 0, 0, 1),
			"block 1 has 1073741824 nodes; a block has at least 1, and all together at most 2147483646"},
		{"a row missing", BlockModel([]int{3, 3}, [][]float64{{1, 0}}, 1), "1 rows of probabilities for 2 blocks"},
		{"a ragged row", BlockModel([]int{3, 3}, [][]float64{{1, 0}, {0}}, 1),
			"row 1 of the probabilities has 1 entries; want one for each of the 2 blocks"},
		{"not a probability", PlantedPartition(2, 3, 1.5, 0, 1),
			"probability 1.5 for blocks 0 and 0; it must be from 0 to 1"},
		{"NaN", PlantedPartition(2, 3, 0, math.NaN(), 1), "probability NaN for blocks 0 and 1; "},
		{"not symmetric", BlockModel([]int{3, 3}, [][]float64{{1, 0}, {0.5, 1}}, 1),
			"probability 0.5 for blocks 1 and 0, but 0 for 0 and 1; the matrix must be symmetric"},
		{"too many edges", PlantedPartition(2, 1<<20, 0.5, 0.5, 1),
			"2.2e+12 directed edges are to be expected; at most 2147483647 fit"},
		{"many features", PlantedPartition(2, 1<<20, 0, 0, 1).WithOneHot(),
			"2097152 features a node; use from 0 to 1024, as "},
		{"negative features", PlantedPartition(2, 3, 0, 0, 1).WithNodeFeatures(-1, 1), "-1 features a node; "},
		{"infinite signal", PlantedPartition(2, 3, 0, 0, 1).WithNodeFeatures(1, math.Inf(1)),
			"signal +Inf; it must be finite"},
	} {
		if _, err := c.of.Done(); err == nil || !strings.HasPrefix(err.Error(), "datasets: block model: "+c.want) {
			t.Errorf("%s: got  %v\nwant %s", c.name, err, c.want)
		}
	}
}

var _ Source = (*BlockModelGraph)(nil)
