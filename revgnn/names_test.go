package revgnn

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestNamesRefuse names what another library has no counterpart of.
func TestNamesRefuse(t *testing.T) {
	plain, edges := datasets.Karate().Must(), classes(t)
	species := proteins(t)
	authors := func(b interface{ Done() (*Model, error) }, want string) refusal { return refusal{b, AuthorNames, want} }
	pyg := func(b interface{ Done() (*Model, error) }, want string) refusal { return refusal{b, PyGNames, want} }
	for name, c := range map[string]refusal{
		"equilibrium": pyg(Equilibrium(conv.GCN()).For(plain), "an equilibrium network has no counterpart in PyTorch Geometric"),
		"tied": authors(Reversible(conv.GEN()).WithTiedWeights().For(edges),
			"weight-tied layers have no counterpart in the authors' RevGCN"),
		"species": pyg(Reversible(conv.GEN()).For(species), "an encoder of species has no counterpart in PyTorch Geometric"),
		"edges as wide as the layers": pyg(Residual(conv.GEN()).For(edges),
			"PyTorch Geometric's GENConv has no linear map for an embedding of edges as wide as its output, 64 channels"),
		"target attention": pyg(Reversible(conv.GAT().WithoutTargetAttention()).For(plain), "GAT(no target attention) has no counterpart"),
		"norm":             pyg(Reversible(conv.GATv2().WithNorm()).For(plain), "GATv2(norm) has no counterpart"),
		"own operator":     pyg(Reversible(neighbours{}).For(plain), "neighbours has no counterpart"),
		"residual":         authors(Residual(conv.GEN()).For(edges), "residual networks have no counterpart in the authors' RevGCN"),
		"another operator": authors(Reversible(conv.GCN()).For(edges), "GCN has no counterpart in the authors' RevGCN, whose layers are GEN"),
		"no edges":         authors(Reversible(conv.GEN()).For(plain), "the authors' RevGCN encodes edge features and this network reads none"),
		"no bias":          authors(Reversible(conv.GEN().WithoutBias()).For(edges), "GEN(max, no bias) has no counterpart"),
	} {
		t.Run(name, func(t *testing.T) {
			m := built(t, c.network)
			path := filepath.Join(t.TempDir(), "a.safetensors")
			for _, err := range []error{m.SaveWeights(path, c.names), m.LoadWeights(path, c.names)} {
				oneOfUs(t, err, c.want, "use revgnn.OwnNames")
			}
		})
	}

	// A part of the network that no dictionary knows.
	m := built(t, Reversible(conv.GCN()).For(plain))
	m.vars[0].Name = "front.weight"
	_, err := m.slots(PyGNames)
	oneOfUs(t, err, `the parameter "front.weight" has no counterpart; use revgnn.OwnNames`)
}

type refusal struct {
	network interface{ Done() (*Model, error) }
	names   Naming
	want    string
}

// TestNamesCover cuts each parameter into slots that hold each of its numbers once.
func TestNamesCover(t *testing.T) {
	for _, p := range peers(t) {
		t.Run(p.name, func(t *testing.T) {
			g, _ := peerGraph(t, p)
			m := p.build(g)
			for _, names := range []Naming{OwnNames, p.names} {
				slots, err := m.slots(names)
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for _, s := range slots {
					if s.variable < 0 {
						continue
					}
					for k := range s.size() {
						number := fmt.Sprint(m.vars[s.variable].Name, s.at(k))
						if seen[number] {
							t.Fatalf("%s: number %s a second time", s.name, number)
						}
						seen[number] = true
					}
				}
				if int64(len(seen)) != m.Parameters() {
					t.Errorf("%d numbers by %s names, want %d", len(seen), names, m.Parameters())
				}
			}
		})
	}
}
