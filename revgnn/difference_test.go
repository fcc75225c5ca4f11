package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

func TestDifferences(t *testing.T) {
	g := datasets.Karate().Must()
	network := func() *ReversibleBuilder { return Reversible(conv.GEN()).WithChannels(8).For(g) }
	for _, c := range []struct {
		name  string
		other interface{ Done() (*Model, error) }
		want  string
	}{
		{"the same", network(), ""},
		{"seed and backward mode", network().WithSeed(3).WithBackward(Recompute), ""},
		{"depth", network().WithDepth(14), "depth 14, not 7"},
		{"operator", Reversible(conv.GCN()).WithChannels(8).For(g), "operator GCN, not GEN(max)"},
		{"option absent", network().WithTiedWeights(), "tied true, not none"},
		{"several", network().WithDepth(3).WithDropout(0.5), "depth 3, not 7; dropout 0.5, not 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := built(t, network()).differences(built(t, c.other))
			if err != nil || got != c.want {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
	a := built(t, Equilibrium(conv.GCN()).For(g))
	b := built(t, Equilibrium(conv.GCN()).WithSolver(solver.Picard()).For(g))
	if got, err := a.differences(b); err != nil || got == "" {
		t.Errorf("solvers: %q, %v", got, err)
	}
}
