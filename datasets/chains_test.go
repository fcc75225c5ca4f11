package datasets

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestChains(t *testing.T) {
	for _, c := range []struct {
		name                     string
		of                       *ChainsGraph
		classes, chains, columns int
		length                   int
	}{
		{"as in the papers", Chains(10, 1), 2, 20, 100, 10},
		{"long", Chains(200, 1), 2, 20, 100, 200},
		{"more classes", Chains(7, 1).WithClasses(5).WithChains(3).WithFeatures(6), 5, 3, 6, 7},
		{"single nodes", Chains(1, 1), 2, 20, 100, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.of.Done()
			if err != nil {
				t.Fatal(err)
			}
			chains := c.classes * c.chains
			nodes := chains * c.length
			checkCounts(t, g, counts{nodes: nodes, edges: nodes - chains, nodeFeatures: c.columns, outputs: c.classes,
				train: nodes / 20, valid: nodes / 10, test: nodes - nodes/20 - nodes/10})
			if err := g.Validate(); err != nil {
				t.Error(err)
			}
			// Following the edges from a first node reaches the whole chain, and no other.
			next := make([]int32, nodes)
			for e := range g.NumEdges() {
				if next[g.Source[e]] != 0 {
					t.Fatalf("node %d has two successors", g.Source[e])
				}
				next[g.Source[e]] = g.Target[e]
			}
			firsts := 0
			for node, degree := range g.InDegrees() {
				row := g.NodeFeatures.Row(node)
				told := slices.Index(row, 1)
				if (degree == 0) != (told >= 0) {
					t.Fatalf("node %d of in-degree %d tells class %d", node, degree, told)
				}
				if degree > 0 {
					continue
				}
				firsts++
				length := 0
				for at := int32(node); ; at = next[at] {
					if length++; int(g.Classes[at]) != told {
						t.Fatalf("node %d has class %d, but its chain's first node tells %d", at, g.Classes[at], told)
					}
					if next[at] == 0 {
						break
					}
				}
				if length != c.length {
					t.Fatalf("a chain of %d nodes, want %d", length, c.length)
				}
			}
			if firsts != chains {
				t.Errorf("%d chains, want %d", firsts, chains)
			}
		})
	}
}

func TestChainsOptions(t *testing.T) {
	plain, again, other := Chains(10, 1).Must(), Chains(10, 1).Must(), Chains(10, 2).Must()
	if plain.Fingerprint() != again.Fingerprint() || slices.Equal(plain.Train, other.Train) {
		t.Error("the seed does not decide the split")
	}
	if both := Chains(10, 1).WithUndirected().
		Must(); both.NumEdges() != 2*plain.NumEdges() || both.InDegrees()[0] != 1 {
		t.Errorf("%d edges in both directions, %d in one", both.NumEdges(), plain.NumEdges())
	}
	noisy := Chains(10, 1).WithNoise(0.25).Must()
	largest := 0.0
	for i, value := range noisy.NodeFeatures.Data {
		largest = max(largest, math.Abs(float64(value-plain.NodeFeatures.Data[i])))
	}
	if largest > 0.25+1e-6 || largest < 0.24 || !slices.Equal(noisy.Train, plain.Train) {
		t.Errorf("noise of up to %v, want 0.25; or another split", largest)
	}
}

func TestChainsRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		of   *ChainsGraph
		want string
	}{
		{"no length", Chains(0, 1), "2 classes × 20 chains × 0 nodes; each must be at least 1"},
		{"few nodes", Chains(1, 1).WithChains(9),
			"2 classes × 9 chains × 1 nodes; each must be at least 1, and their product from 20 to "},
		{"far too many nodes", Chains(1<<62, 1), "2 classes × 20 chains × 4611686018427387904 nodes; "},
		{"few features", Chains(10, 1).WithFeatures(1), "1 features a node; use from 2, one a class, to "},
		{"many features", Chains(10, 1).WithFeatures(1 << 40), "1099511627776 features a node; "},
		{"negative noise", Chains(10, 1).WithNoise(-1), "noise -1; "},
		{"NaN noise", Chains(10, 1).WithNoise(math.NaN()), "noise NaN; "},
	} {
		if _, err := c.of.Done(); err == nil || !strings.HasPrefix(err.Error(), "datasets: chains: "+c.want) {
			t.Errorf("%s: got  %v\nwant %s", c.name, err, c.want)
		}
	}
}

var _ Source = (*ChainsGraph)(nil)
