package weights

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestNamesRefuse names what another library has no counterpart of.
func TestNamesRefuse(t *testing.T) {
	plain, edges := datasets.Karate().Must(), nettest.Classes(t)
	species := nettest.Proteins(t)
	n := func(family options.Family, operator conv.Operator, g *datasets.Graph,
		changes ...func(o *options.Network)) *network {
		return built(t, family, operator, g, changes...)
	}
	tied := func(o *options.Network) { o.Tied = true }
	const residual, reversible = options.Residual, options.Reversible
	for name, c := range map[string]struct {
		network *network
		names   Naming
		want    string
	}{
		"equilibrium": {n(options.Equilibrium, conv.GCN(), plain), PyGNames,
			"an equilibrium network has no counterpart in PyTorch Geometric"},
		"tied": {n(reversible, conv.GEN(), edges, tied), AuthorNames,
			"weight-tied layers have no counterpart in the authors' RevGCN"},
		"species": {n(reversible, conv.GEN(), species), PyGNames,
			"an encoder of species has no counterpart in PyTorch Geometric"},
		"edges as wide as the layers": {n(residual, conv.GEN(), edges), PyGNames,
			"PyTorch Geometric's GENConv has no linear map for an embedding of edges as wide as its output, 64"},
		"target attention": {n(reversible, conv.GAT().WithoutTargetAttention(), plain), PyGNames,
			"GAT(no target attention) has no counterpart"},
		"norm":         {n(reversible, conv.GATv2().WithNorm(), plain), PyGNames, "GATv2(norm) has no counterpart"},
		"norm of GAT":  {n(reversible, conv.GAT().WithNorm(), plain), PyGNames, "GAT(norm) has no counterpart"},
		"own operator": {n(reversible, nettest.Neighbours{}, plain), PyGNames, "neighbours has no counterpart"},
		"residual": {n(residual, conv.GEN(), edges), AuthorNames,
			"residual networks have no counterpart in the authors' RevGCN"},
		"another operator": {n(reversible, conv.GCN(), edges), AuthorNames,
			"GCN has no counterpart in the authors' RevGCN, whose layers are GEN"},
		"no edges": {n(reversible, conv.GEN(), plain), AuthorNames,
			"the authors' RevGCN encodes edge features and this network reads none"},
		"weights": {n(reversible, conv.GIN(), withWeights(plain)), PyGNames,
			"GIN with weights of edges has no counterpart in PyTorch Geometric"},
		"weights of normalized SAGE": {n(reversible, conv.SAGE().WithNormalization(), withWeights(plain)), PyGNames,
			"SAGE(mean, normalized) with weights of edges has no counterpart"},
		"weights of GEN": {n(reversible, conv.GEN().WithAggregation(conv.Sum), withWeights(plain)), PyGNames,
			"GEN(sum) with weights of edges has no counterpart"},
		"weights of the authors": {n(reversible, conv.GEN().WithAggregation(conv.Sum), withWeights(edges)), AuthorNames,
			"the authors' RevGCN reads no weights of edges and this network does"},
		"no bias": {n(reversible, conv.GEN().WithoutBias(), edges), AuthorNames,
			"GEN(max, no bias) has no counterpart"},
	} {
		t.Run(name, func(t *testing.T) {
			m := c.network
			path := filepath.Join(t.TempDir(), "a.safetensors")
			for _, err := range []error{m.save(path, c.names), m.load(path, c.names)} {
				oneOfUs(t, err, c.want, "use revgnn.OwnNames")
			}
		})
	}

	// A part of the network that no dictionary knows.
	m := n(reversible, conv.GCN(), plain)
	m.spec.Variables()[0].Name = "front.weight"
	_, err := slotsOf(m.spec, PyGNames)
	oneOfUs(t, err, `the parameter "front.weight" has no counterpart; use revgnn.OwnNames`)
}

// withWeights is the graph with edges that weigh 2.
func withWeights(g *datasets.Graph) *datasets.Graph {
	with := *g
	with.EdgeWeights = slices.Repeat([]float32{2}, g.NumEdges())
	return &with
}

// TestNamesCover cuts each parameter into slots that hold each of its numbers once.
func TestNamesCover(t *testing.T) {
	for _, p := range peers(t) {
		t.Run(p.name, func(t *testing.T) {
			g, _ := peerGraph(t, p)
			m := p.build(g)
			for _, names := range []Naming{OwnNames, p.names} {
				slots, err := slotsOf(m.spec, names)
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for _, s := range slots {
					if s.variable < 0 {
						continue
					}
					for k := range s.size() {
						number := fmt.Sprint(m.spec.Variables()[s.variable].Name, s.at(k))
						if seen[number] {
							t.Fatalf("%s: number %s a second time", s.name, number)
						}
						seen[number] = true
					}
				}
				if int64(len(seen)) != m.spec.Parameters() {
					t.Errorf("%d numbers by %s names, want %d", len(seen), names, m.spec.Parameters())
				}
			}
		})
	}
}
