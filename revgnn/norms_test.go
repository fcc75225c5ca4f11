package revgnn

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// normModels are networks whose layers have their parameters in every way there is.
func normModels(t *testing.T, g *datasets.Graph) map[string]*Model {
	t.Helper()
	rev := func() *ReversibleBuilder { return Reversible(conv.GCN()).WithDepth(3).WithChannels(4).WithDropout(0.2) }
	res := func() *ResidualBuilder { return Residual(conv.GCN()).WithDepth(3).WithChannels(4).WithDropout(0.2) }
	return map[string]*Model{
		"invert":           built(t, rev().For(g)),
		"recompute":        built(t, rev().WithBackward(Recompute).For(g)),
		"store":            built(t, rev().WithBackward(Store).For(g)),
		"tied":             built(t, rev().WithTiedWeights().For(g)),
		"tied, own first":  built(t, rev().WithTiedWeights().WithOwnFirstLayer().For(g)),
		"tied, bare first": built(t, res().WithTiedWeights().WithOwnFirstLayer().For(g)),
		"ends": built(t, rev().WithConvolutionalEnds(conv.GCN(),
			conv.SAGE()).WithLabelInput().WithLabelReuse(1).For(g)),
		"equilibrium": built(t, Equilibrium(conv.GCN()).WithChannels(4).WithJacobianPenalty(0.1).For(g)),
	}
}

// TestNorms holds what the first step records against the gradients read out whole, and against the sizes of the
// outputs of a forward pass, which package net holds against layers written out.
func TestNorms(t *testing.T) {
	g := classes(t)
	for name, m := range normModels(t, g) {
		t.Run(name, func(t *testing.T) {
			w := ok[*wholeGraph](t)(m.onWhole(g))
			defer w.close()
			d := ok[differentiated](t)(m.differentiate(w)) // with the masks of seed 1
			wantGradient := gradientsByLayer(m, d.gradients)
			wantActivation := outputSizes(t, m, w)
			r := ok[*run.Run](t)(Train(m, g).WithSeed(1).WithEpochs(1).WithNormsEvery(3).WithDirectory(t.TempDir() +
				"/run").Done())
			norms := r.History()[0].Norms
			closeTo(t, "gradient", norms.Gradient, wantGradient)
			closeTo(t, "activation", norms.Activation, wantActivation)
		})
	}
}

// gradientsByLayer are the norms of whole gradients.
func gradientsByLayer(m *Model, gradients map[string][]float64) []float64 {
	squares := map[net.Part][]float64{}
	for _, v := range m.spec.Variables() {
		if v.Part == net.Ends {
			continue
		}
		rows := 1
		if v.Part == net.Stack {
			rows = m.Options().Layers()
		}
		if squares[v.Part] == nil {
			squares[v.Part] = make([]float64, rows)
		}
		of := gradients[v.Name]
		for i, x := range of {
			squares[v.Part][i*rows/len(of)] += x * x
		}
	}
	list := slices.Concat(squares[net.FirstConvolution], squares[net.FirstLayer], squares[net.Tied],
		squares[net.Stack], squares[net.LastConvolution])
	for i := range list {
		list[i] = math.Sqrt(list[i])
	}
	return list
}

// outputSizes are the root mean squares of the layers' outputs in the first step; none without layers.
func outputSizes(t *testing.T, m *Model, w *wholeGraph) []float64 {
	t.Helper()
	if m.Options().Family == options.Equilibrium {
		return nil
	}
	return numbers(ok[[]*tensors.Tensor](t)(w.call(m.values(), func(in, _ []*graph.Node) []*graph.Node {
		return []*graph.Node{m.firstPass(in).OutputSizes()}
	}))[0])
}

// closeTo compares what was recorded, to four digits.
func closeTo(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-3*want[i]) || want[i] == 0 {
			t.Errorf("%s of layer %d is %g, want %g", what, i+1, got[i], want[i])
		}
	}
}

// TestNormsDue: the first step and every third.
func TestNormsDue(t *testing.T) {
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(g))
	r := ok[*run.Run](t)(Train(m, g).WithEpochs(7).WithNormsEvery(3).WithDirectory(t.TempDir() + "/run").Done())
	var steps []int
	for _, record := range r.History() {
		if record.Norms != nil {
			steps = append(steps, record.Step)
		}
	}
	if want := []int{1, 3, 6}; !slices.Equal(steps, want) {
		t.Errorf("recorded at the steps %v, want %v", steps, want)
	}
	if every := r.Info().Training.NormsEvery; every != 3 {
		t.Errorf("the run's options say every %d steps", every)
	}
	_, err := Train(m, g).WithNormsEvery(-1).Done()
	oneOfUs(t, err, `"norms every" takes a whole number of at least 0, not -1`)
}

// TestNormsOfFailure: the step whose loss is not finite has the gradients' norms, due or not.
func TestNormsOfFailure(t *testing.T) {
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(g))
	directory := t.TempDir() + "/run"
	if _, err := Train(m, g).WithEpochs(50).WithLearningRate(1e38).WithNormsEvery(1000).
		WithDirectory(directory).Done(); err == nil {
		t.Fatal("the training did not fail")
	}
	history := ok[*run.Run](t)(run.Open(directory)).History()
	last := history[len(history)-1]
	if last.Step == 1 || last.Norms == nil || len(last.Norms.Gradient) != 2 || last.Norms.Activation != nil {
		t.Errorf("step %d with the norms %+v", last.Step, last.Norms)
	}
}

// TestNormsMemory: the step's program needs next to no memory for the norms, at any depth.
func TestNormsMemory(t *testing.T) {
	g := proteins(t)
	activations := func(depth, every int) int64 {
		m := built(t, Reversible(conv.GCN()).WithDepth(depth).WithChannels(16).For(g))
		r := ok[*run.Run](t)(Train(m, g).WithEpochs(1).WithNormsEvery(every).WithDirectory(t.TempDir() + "/run").Done())
		memory := r.Profile()
		if memory.Source != "compiled" {
			t.Skip("the backend does not tell")
		}
		return memory.Activations
	}
	for _, depth := range []int{4, 64} {
		without, with := activations(depth, 0), activations(depth, 1)
		m := built(t, Reversible(conv.GCN()).WithDepth(depth).WithChannels(16).For(g))
		parameters := 0
		for _, v := range m.spec.Variables() {
			if v.Part == net.Stack {
				parameters++
			}
		}
		// 8 bytes a layer and parameter are kept, and as many may be held beside them while they are made.
		t.Logf("%d layers: %d bytes without norms, %d with", depth, without, with)
		if most := int64(16 * depth * parameters); with-without > most+1024 {
			t.Errorf("%d layers: norms take %d bytes, want at most %d", depth, with-without, most)
		}
	}
}
