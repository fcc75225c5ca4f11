package revgnn

import (
	"os"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// flipped is the graph with every label of validation and test nodes changed.
func flipped(g *datasets.Graph) *datasets.Graph {
	other := *g
	other.Classes = slices.Clone(g.Classes)
	other.Tasks.Data = slices.Clone(g.Tasks.Data)
	for _, node := range slices.Concat(g.Valid, g.Test) {
		if g.Classes != nil {
			other.Classes[node] = (g.Classes[node] + 1) % int32(g.NumClasses)
			continue
		}
		row := other.Tasks.Row(int(node))
		for k, value := range row {
			row[k] = 1 - value
		}
	}
	return &other
}

// TestNoLeak: what labels validation and test nodes have changes neither a step of training nor an evaluation. Those of
// training nodes do.
func TestNoLeak(t *testing.T) {
	backend := started(t, xla.Go)
	for name, g := range nettest.LabelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithLabelInput().WithLabelReuse(1).
				WithInputDropout(0.2).For(g))
			for _, training := range []bool{false, true} {
				compute := func(g *datasets.Graph) result {
					p := newProgram(t, backend, m, g, whole(t, g), stepOf(t, m,
						func(o *options.Training) { o.Seed = 3 }), training)
					r := p.run(t, 0)
					if !training {
						r.loss = 0 // of training labels, but without those given
					}
					return r
				}
				got, want := compute(flipped(g)), compute(g)
				same(t, got, want, 0)
				other := *g
				other.Train, other.Valid = g.Valid, g.Train
				if d := difference(compute(&other).logits, want.logits); !(d > 1e-3) {
					t.Errorf("training %v: other training nodes change the logits by %g", training, d)
				}
			}
		})
	}
}

// TestReuseMemory: nothing is kept of the passes that are not differentiated, in a mode that keeps each layer's input.
func TestReuseMemory(t *testing.T) {
	started(t, xla.Default)
	g := done(t)(datasets.Random(400, 800, 1).WithNodeFeatures(6).WithClasses(4).Done())
	activations := func(iterations int) int64 {
		m := built(t, Residual(conv.GCN()).WithDepth(20).WithChannels(8).WithLabelInput().
			WithLabelReuse(iterations).For(g))
		memory := ok[run.Memory](t)(m.Profile(g).Done())
		if estimate := m.Estimate(); estimate.DataBytes != memory.DataBytes {
			t.Errorf("estimated %d bytes of data, measured %d", estimate.DataBytes, memory.DataBytes)
		}
		return memory.Activations
	}
	// A pass that kept its layers' inputs would take twice as much: 20 × 401 × 8 numbers.
	if without, with := activations(0), activations(2); float64(with) > 1.1*float64(without) {
		t.Errorf("activations take %d bytes without label reuse, and %d with", without, with)
	}
}

// copier copies a run's directory once it has come to a step.
type copier struct {
	from, to string
	step     int
	err      error
}

func (c *copier) Started(run.Info, run.Memory, []run.Record) {}
func (c *copier) Finished(run.Status, error)                 {}
func (c *copier) Recorded(r run.Record) {
	if r.Kind == run.Step && r.Step == c.step {
		c.err = os.CopyFS(c.to, os.DirFS(c.from))
	}
}

// TestLabelsResumed goes on from a copy of a run in the middle of an epoch. It ends with the numbers of the one copied.
func TestLabelsResumed(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Graph, p.Operator, p.Depth, p.Epochs, p.Parts, p.Every = "proteins", "GCN", 3, 3, 2, 1
	p.Labels = true
	c := &copier{from: p.Directory, to: t.TempDir() + "/copy", step: 4}
	p.complete(t, c)
	if c.err != nil {
		t.Fatal(c.err)
	}
	want := outcome(t, p.Directory)
	p.Directory = c.to
	if r := ok[*run.Run](t)(run.Open(c.to)); r.Status() == run.Complete {
		t.Fatal("the copy is of the finished run")
	}
	p.complete(t)
	sameOutcome(t, outcome(t, c.to), want)
	m := ok[*Model](t)(Load(c.to))
	if !m.Options().HasEnds() {
		t.Errorf("loaded %s", m)
	}
}
