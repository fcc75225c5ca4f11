package datasets

import "testing"

func TestRandom(t *testing.T) {
	// The graph that the benchmarks train on.
	g := Random(1325, 79_000, 1).WithEdgeFeatures(8).WithNodeFeatures(3).WithTasks(112).Must()
	checkCounts(t, g, counts{nodes: 1325, edges: 79000, nodeFeatures: 3, edgeFeatures: 8, outputs: 112, train: 795,
		valid: 265, test: 265})
	if err := g.Validate(); err != nil {
		t.Error(err)
	}
	for e := range g.NumEdges() {
		if g.Source[e] == g.Target[e] {
			t.Fatalf("edge %d is a self-loop", e)
		}
	}
	of := func(seed uint64) string {
		return Random(50, 200, seed).WithEdgeFeatures(2).WithClasses(3).Must().Fingerprint()
	}
	if first, again, other := of(1), of(1), of(2); first != again || first == other {
		t.Error("the seed does not decide the graph")
	}
}

func TestRandomRefuses(t *testing.T) {
	for name, from := range map[string]*RandomGraph{
		"one node":       Random(1, 0, 0),
		"negative edges": Random(5, -1, 0),
		"two labels":     Random(5, 5, 0).WithClasses(2).WithTasks(2),
		"negative":       Random(5, 5, 0).WithNodeFeatures(-1),
	} {
		if _, err := from.Done(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
