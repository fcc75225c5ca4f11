package revgnn

import (
	"errors"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
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
			estimate := m.spec.EvaluationBytes(c.nodes, c.edges, xla.Describe(backend).Kernels)
			if ratio := float64(estimate) / float64(all); ratio < 0.5 || ratio > 2 {
				t.Errorf("the estimate of %d bytes is %.2f times the compiled %d", estimate, ratio, all)
			}
		})
	}
}

func TestFits(t *testing.T) {
	g := done(t)(datasets.ProteinsLike(2000, 20_000, 1).WithTasks(5).Done())
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(64).For(g))
	whole, err := g.Partition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	halves, err := g.Partition(2, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := m.spec.EvaluationBytes(whole.PaddedNodes(), whole.PaddedEdges(), false)
	half := m.spec.EvaluationBytes(halves.PaddedNodes(), halves.PaddedEdges(), false)
	for _, c := range []struct {
		name      string
		partition *datasets.Partition
		bytes     int64
		want      string // "" for no error
	}{
		{"unknown memory", whole, 0, ""},
		{"just enough", whole, all, ""},
		{"enough if the estimate is twice too high", whole, (all + 1) / 2, ""},
		{"a byte too little", whole, (all+1)/2 - 1, "use WithParts("},
		{"three eighths", whole, all * 3 / 8, "revgnn: about 7.22 MB of memory for the whole graph, and the device " +
			"(GPU) has 2.71 MB; use WithParts(2)"},
		{"in halves", halves, half, ""},
		{"too large halves", halves, (half+1)/2 - 1, "of memory for each of 2 parts, and the device (GPU) has 1.1 " +
			"MB; use WithParts(4)"},
		{"too little for the parameters", whole, 1000, "the parameters alone take"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := m.fits(xla.Device{Name: "GPU", Bytes: c.bytes}, c.partition, withParts)
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

// TestTooLargeAtOnce holds that a network that this machine has no memory for is refused before it is drawn.
func TestTooLargeAtOnce(t *testing.T) {
	if device := xla.Describe(started(t, xla.Default)); device.Bytes == 0 {
		t.Skip("the memory of this machine is not known")
	}
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(1000).WithChannels(200_000).For(g)) // 20 million million parameters
	for name, refused := range map[string]func() error{
		"Predict":  func() error { _, err := m.Predict(g).Done(); return err },
		"Embed":    func() error { _, err := m.Embed(g).Done(); return err },
		"Evaluate": func() error { _, err := Evaluate(m, g).Done(); return err },
	} {
		t.Run(name, func(t *testing.T) {
			oneOfUs(t, refused(), "of memory for the whole graph", "use a smaller "+
				"network")
		})
	}
}

// TestRanOut: an error of a device without memory says what takes half as much; others stay as they are.
func TestRanOut(t *testing.T) {
	g := done(t)(datasets.ProteinsLike(2000, 20_000, 1).WithTasks(5).Done())
	m := built(t, Reversible(conv.GEN()).WithDepth(2).WithChannels(64).For(g))
	whole, err := g.Partition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	device := xla.Device{Name: "GPU", Bytes: 1 << 40}
	none := errors.New("revgnn: PJRT error (code=8): RESOURCE_EXHAUSTED: Out of memory while trying to allocate 16GiB.")
	for _, c := range []struct {
		name string
		got  error
		want []string
	}{
		{"an evaluation", m.ranOut(none, device, whole, withParts), []string{"for the whole graph, and the device " +
			"(GPU) had less left; use WithParts(2)"}},
		{"a prediction", m.ranOut(none, device, whole, bySubgraph), []string{"give it subgraphs by " +
			"Transform().Subgraph, about 2 of them"}},
		{"a step", m.noRoom(none, options.NewTraining(), device, m.EstimateTraining(options.NewTraining())),
			[]string{"revgnn: a step with 64 channels and 1 parts takes about", "GPU had less left; let other " +
				"programs leave some, or take half: what fits:", "channels, or 2 parts"}},
	} {
		t.Run(c.name, func(t *testing.T) { oneOfUs(t, c.got, c.want...) })
	}
	other := errors.New("revgnn: another error")
	if m.ranOut(other, device, whole, withParts) != other ||
		m.noRoom(other, options.NewTraining(), device, run.Memory{}) != other ||
		m.ranOut(nil, device, whole, withParts) != nil {
		t.Error("another error was changed")
	}
}
