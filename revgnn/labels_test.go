package revgnn

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// labelGraphs are those with classes and those with tasks, of which some labels are missing.
func labelGraphs(t *testing.T) map[string]*datasets.Graph {
	bare := *classes(t) // without the class of a training node
	bare.Classes = slices.Clone(bare.Classes)
	bare.Classes[bare.Train[0]] = -1
	return map[string]*datasets.Graph{"classes": &bare, "tasks": proteins(t)}
}

// TestLabelInputs reads the labels of a part back: each is an input, counts for the loss, or neither.
func TestLabelInputs(t *testing.T) {
	for name, g := range labelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			m := built(t, Reversible(conv.GCN()).WithChannels(4).WithLabelInput().WithLabelReuse(1).For(g))
			d := ok[*data](t)(m.read(g))
			part := ok[*datasets.Partition](t)(d.graph.Partition(3, 5)).Part(1)
			drawn := map[string]bool{}
			for step := range 6 {
				inputs, labels := d.training(part, m.dtype(), 3, step)
				given := inputLabels(t, m, inputs)
				counts := tensors.MustCopyFlatData[bool](labels[1])
				columns := len(counts) / len(part.Nodes)
				train, givenNodes := 0, 0
				for i, node := range part.Nodes {
					trains := node >= 0 && slices.Contains(g.Train, node) && labelled(part, i)
					if trains {
						train++
					}
					isGiven := !given.open[i] && node >= 0
					if isGiven {
						givenNodes++
					}
					if isGiven && !trains {
						t.Errorf("step %d: the label of node %d is given; it is no labelled training node", step, node)
					}
					if node < 0 && given.open[i] {
						t.Errorf("step %d: padding is filled in", step)
					}
					for k, value := range given.columns[i] {
						if want := truth(g, node, k); value != 0 && !isGiven || isGiven && value != want {
							t.Errorf("step %d, node %d, column %d: %g, given %v, the label is %g", step, node, k, value, isGiven, want)
						}
					}
					for k := range columns {
						if want := trains && !isGiven && (columns == 1 || !math.IsNaN(float64(g.Tasks.Row(int(node))[k]))); counts[i*columns+k] != want {
							t.Errorf("step %d, node %d, label %d counts: %v, want %v", step, node, k, counts[i*columns+k], want)
						}
					}
				}
				if givenNodes != train/2 || train < 4 {
					t.Errorf("step %d: the labels of %d of %d training nodes are given, want half", step, givenNodes, train)
				}
				drawn[fmt.Sprint(given.open)] = true
				again, _ := d.training(part, m.dtype(), 3, step)
				if other := inputLabels(t, m, again); fmt.Sprint(other) != fmt.Sprint(given) {
					t.Errorf("step %d: a second draw differs", step)
				}
			}
			if len(drawn) < 3 {
				t.Errorf("%d different draws in 6 steps", len(drawn))
			}
			given := inputLabels(t, m, d.inputs(part, m.dtype()))
			for i, node := range part.Nodes {
				if want := node >= 0 && !(slices.Contains(g.Train, node) && labelled(part, i)); given.open[i] != want {
					t.Errorf("evaluation: node %d is to be filled in: %v, want %v", node, given.open[i], want)
				}
				for k, value := range given.columns[i] {
					if want := truth(g, node, k); value != 0 && given.open[i] || node >= 0 && !given.open[i] && value != want {
						t.Errorf("evaluation: node %d, column %d: %g, the label is %g", node, k, value, want)
					}
				}
			}
		})
	}
}

// labelsRead are label inputs as the network reads them.
type labelsRead struct {
	columns [][]float64
	open    []bool
}

func inputLabels(t *testing.T, m *Model, in []*tensors.Tensor) (r labelsRead) {
	t.Helper()
	var all []any
	for _, tensor := range in {
		all = append(all, tensor)
	}
	exec := ok[*graph.Exec](t)(graph.NewExec(started(t, xla.Go), func(in []*graph.Node) *graph.Node {
		return graph.MulScalar(m.config.unpack(in).labels, 1) // the pure-Go backend returns no input as it is
	}))
	defer exec.Finalize()
	columns := golden.FromTensor(exec.MustCall(all...)[0])
	for row := range slices.Chunk(columns.Values, columns.Shape[1]) {
		r.columns = append(r.columns, row)
	}
	r.open = tensors.MustCopyFlatData[bool](in[4])
	return r
}

// truth is what a label column holds for a labelled node.
func truth(g *datasets.Graph, node int32, column int) float64 {
	switch {
	case node < 0:
		return 0
	case g.Tasks.Cols > 0:
		if value := float64(g.Tasks.Row(int(node))[column]); value == value {
			return value
		}
		return 0
	case int(g.Classes[node]) == column:
		return 1
	}
	return 0
}

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
	for name, g := range labelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithLabelInput().WithLabelReuse(1).
				WithInputDropout(0.2).For(g))
			for _, training := range []bool{false, true} {
				compute := func(g *datasets.Graph) result {
					p := newProgram(t, backend, m, g, whole(t, g), step{model: m, seed: 3}, training)
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

// TestLabelReuse writes the iterations out: the predictions are filled in outside of the program.
func TestLabelReuse(t *testing.T) {
	backend := started(t, xla.Go)
	for name, g := range labelGraphs(t) {
		t.Run(name, func(t *testing.T) {
			b := Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithFloat64().WithLabelInput().WithLabelReuse(2).For(g)
			m := built(t, b)
			perturb(t, m, 0.3)
			part := whole(t, g)
			d := ok[*data](t)(m.read(g))
			if m.config.EdgeSums {
				part.NodeFeatures = part.Gather(d.graph.NodeFeatures)
			}
			var in []any
			for _, tensor := range d.inputs(part, m.dtype()) {
				in = append(in, tensor)
			}
			compute := func(f func(in inputs, labels *graph.Node) *graph.Node, labels array) array {
				exec := ok[*model.Exec](t)(model.NewExec(backend, m.parameters(), func(_ *model.Scope, in []*graph.Node) *graph.Node {
					last := len(in) - 1
					return f(m.config.unpack(in[:last]), in[last])
				}))
				defer exec.Finalize()
				return golden.FromTensor(exec.MustCall(append(slices.Clone(in), golden.ToTensor(labels, m.dtype()))...)[0])
			}
			given := inputLabels(t, m, d.inputs(part, m.dtype()))
			filled := array{Shape: []int{len(part.Nodes), m.config.Outputs}, Values: slices.Concat(given.columns...)}
			var logits array
			for range 3 {
				logits = compute(func(in inputs, labels *graph.Node) *graph.Node {
					in.labels = labels
					return m.pass(m.parameters(), in, nil, solves{})
				}, filled)
				for i, open := range given.open {
					row := logits.Values[i*m.config.Outputs : (i+1)*m.config.Outputs]
					total := 0.0
					for _, v := range row {
						total += math.Exp(v)
					}
					for k, v := range row {
						guess := math.Exp(v) / total
						if m.config.Tasks {
							guess = 1 / (1 + math.Exp(-v))
						}
						if open {
							filled.Values[i*m.config.Outputs+k] = guess
						}
					}
				}
			}
			got := compute(func(in inputs, _ *graph.Node) *graph.Node { return m.logits(m.parameters(), in, nil, solves{}) }, filled)
			near(t, "the tensor of logits", got, logits, 1e-12)
			once := compute(func(in inputs, _ *graph.Node) *graph.Node { return m.pass(m.parameters(), in, nil, solves{}) }, filled)
			if d := difference(once, got); !(d > 1e-3) {
				t.Errorf("reuse changes the logits by %g", d)
			}
		})
	}
}

// TestReuseMemory: nothing is kept of the passes that are not differentiated, in a mode that keeps each layer's input.
func TestReuseMemory(t *testing.T) {
	started(t, xla.Default)
	g := done(t)(datasets.Random(400, 800, 1).WithNodeFeatures(6).WithClasses(4).Done())
	activations := func(iterations int) int64 {
		m := built(t, Residual(conv.GCN()).WithDepth(20).WithChannels(8).WithLabelInput().WithLabelReuse(iterations).For(g))
		memory := ok[run.Memory](t)(m.Profile(g))
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
	if want := ok[*Model](t)(LoadWith(c.to, nil)); m.String() != want.String() || !m.config.hasEnds() {
		t.Errorf("loaded %s and %s", m, want)
	}
}
