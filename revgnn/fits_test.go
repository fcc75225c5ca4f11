package revgnn

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestEvaluationBytes holds the estimate against compiled programs.
func TestEvaluationBytes(t *testing.T) {
	backend := started(t, xla.Default)
	for _, c := range []struct {
		name         string
		nodes, edges int
		build        func(*datasets.Graph) interface{ Done() (*Model, error) }
	}{
		{"reversible GEN, edges weigh", 300, 12000, func(g *datasets.Graph) interface{ Done() (*Model, error) } {
			return Reversible(conv.GEN()).WithChannels(64).For(g)
		}},
		{"residual GCN, nodes weigh", 2000, 4000, func(g *datasets.Graph) interface{ Done() (*Model, error) } {
			return Residual(conv.GCN()).WithChannels(64).For(g)
		}},
		{"equilibrium GCN", 1000, 8000, func(g *datasets.Graph) interface{ Done() (*Model, error) } {
			return Equilibrium(conv.GCN()).WithChannels(64).For(g)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := done(t)(datasets.ProteinsLike(c.nodes, c.edges, 1).Done())
			m := built(t, c.build(g))
			exec, err := model.NewExec(backend, m.values(), func(scope *model.Scope, in []*graph.Node) []*graph.Node {
				return rowsOf(m.spec, scope.Store(), in, (*net.Pass).Logits)
			})
			if err != nil {
				t.Fatal(err)
			}
			defer exec.Finalize()
			program, err := exec.Compile(m.spec.InputShapes(c.nodes, c.edges)...)
			if err != nil {
				t.Fatal(err)
			}
			compiled, err := xla.CompiledMemory(program)
			if err != nil {
				t.Skip(err)
			}
			all := compiled.Temporary + compiled.Inputs + compiled.Outputs
			estimate := m.spec.EvaluationBytes(c.nodes, c.edges)
			if ratio := float64(estimate) / float64(all); ratio < 0.5 || ratio > 2 {
				t.Errorf("the estimate of %d bytes is %.2f times the compiled %d", estimate, ratio, all)
			}
		})
	}
}

func TestFits(t *testing.T) {
	g := proteins(t)
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(64).For(g))
	whole, err := g.Partition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	halves, err := g.Partition(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := m.spec.EvaluationBytes(whole.PaddedNodes(), whole.PaddedEdges())
	half := m.spec.EvaluationBytes(halves.PaddedNodes(), halves.PaddedEdges())
	for _, c := range []struct {
		name      string
		partition *datasets.Partition
		bytes     int64
		want      string // "" for no error
	}{
		{"unknown memory", whole, 0, ""},
		{"just enough", whole, all, ""},
		{"a byte too little", whole, all - 1, "use WithParts(2)"},
		{"three quarters", whole, all * 3 / 4, "revgnn: about 196 KB of memory for the whole graph, and the device " +
			"(GPU) has 147 KB; use WithParts(2)"},
		{"in halves", halves, half, ""},
		{"too large halves", halves, half - 1, "of memory for each of 2 parts, and the device (GPU) has 139 KB; use " +
			"WithParts(3)"},
		{"too little for the parameters", whole, 1000, "the parameters alone take"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := m.fits(xla.Device{Name: "GPU", Bytes: c.bytes}, c.partition)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			oneOfUs(t, err, c.want)
		})
	}
}
