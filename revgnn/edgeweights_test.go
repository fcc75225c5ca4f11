package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// edgeWeighted is the graph with the weights that draw gives, one by one.
func edgeWeighted(g *datasets.Graph, draw func() float64) *datasets.Graph {
	with := *g
	with.EdgeWeights = nil
	for range g.NumEdges() {
		with.EdgeWeights = append(with.EdgeWeights, float32(draw()))
	}
	return &with
}

// drawnWeights is the graph with weights from 0 to 2; GCN's are not negative.
func drawnWeights(g *datasets.Graph) *datasets.Graph {
	rng := rand.New(rand.NewPCG(6, 7))
	return edgeWeighted(g, func() float64 { return 2 * rng.Float64() })
}

// weighers are the operators that use weights, with the number of groups that each is tried with. Of those that are
// told as factors, a weight of 1 changes nothing.
var weighers = []struct {
	operator conv.Operator
	groups   int
	factors  bool
}{
	{conv.GCN(), 4, true},
	{conv.SAGE(), 2, true},
	{conv.SAGE().WithAggregation(conv.Max), 3, true},
	{conv.GIN(), 4, true},
	{conv.GEN().WithAggregation(conv.Sum), 3, true},
	{conv.GEN().WithAggregation(conv.Mean), 2, true},
	{conv.GAT().WithHeads(2).WithAttentionDropout(0.2).WithEdgeDropout(0.3), 3, false},
	{conv.GAT().WithHeads(3).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias(), 2, false},
	{conv.GATv2().WithHeads(2).WithAveragedHeads().WithAttentionDropout(0.2), 2, false},
}

// TestEdgeWeightsGradients holds all backward modes of families and operators on a graph with edge weights against
// Store, and Store against the change of the loss.
func TestEdgeWeightsGradients(t *testing.T) {
	backend := started(t, xla.Go)
	g := drawnWeights(corners(t))
	for _, f := range families {
		if f.name == "tied residual" || f.name == "tied reversible" { // those with an own first layer do
			continue
		}
		for _, o := range weighers {
			t.Run(fmt.Sprint(f.name, ", ", o.operator), func(t *testing.T) {
				t.Parallel()
				in := func(mode Backward) *program {
					m := f.network(t, g, o.operator, 4, o.groups, func(c *options.Network) {
						c.Dropout, c.Backward = 0.3, mode
					})
					return trainingStep(t, backend, m, g, whole(t, g), 7)
				}
				store := in(Store)
				want := store.run(t, 3)
				for _, mode := range f.modes {
					if mode != Store {
						same(t, in(mode).run(t, 3), want, tolerances[store.model.spec.DType()].gradient)
					}
				}
				store.checkSlope(t, want, 3, 1e-7)
			})
		}
	}
}

// TestEdgeWeightsImplicitGradient is that of an equilibrium network.
func TestEdgeWeightsImplicitGradient(t *testing.T) {
	backend := started(t, xla.Go)
	g := drawnWeights(corners(t))
	for _, o := range weighers {
		t.Run(fmt.Sprint(o.operator), func(t *testing.T) {
			t.Parallel()
			m := equilibriumNetwork(t, g, o.operator, 2, solver.Anderson().WithTolerance(1e-13).WithIterations(40))
			p := trainingStep(t, backend, m, g, whole(t, g), 7)
			got := p.run(t, 3)
			p.wantConverged(t)
			p.checkSlope(t, got, 3, 1e-6)
		})
	}
}

// descended is the loss after a few steps down the gradient, of a network of the graph's widths.
func descended(t *testing.T, o conv.Operator, groups int, g *datasets.Graph) float64 {
	t.Helper()
	const steps, rate = 3, 0.05
	m := families[3].network(t, g, o, 3, groups)
	p := trainingStep(t, started(t, xla.Go), m, g, whole(t, g), 7)
	for k := range steps {
		r := p.run(t, int64(k))
		for _, v := range m.spec.Variables() {
			value := p.value(v.Name)
			for i, d := range r.gradients[v.Name].Values {
				value.Values[i] -= rate * d
			}
			p.set(t, v.Name, value)
		}
	}
	return p.run(t, steps).loss
}

// TestEdgeWeightsChangeTraining: weights lead a training elsewhere, and weights of 1 do not, where they are factors.
func TestEdgeWeightsChangeTraining(t *testing.T) {
	g := corners(t)
	for _, o := range weighers {
		t.Run(fmt.Sprint(o.operator), func(t *testing.T) {
			t.Parallel()
			ones := descended(t, o.operator, o.groups, edgeWeighted(g, func() float64 { return 1 }))
			if loss := descended(t, o.operator, o.groups, drawnWeights(g)); !(math.Abs(loss-ones) > 1e-6) {
				t.Errorf("the loss is %g with weights and %g with weights of 1", loss, ones)
			}
			if loss := descended(t, o.operator, o.groups, g); o.factors && !(math.Abs(loss-ones) <= 1e-12*loss) {
				t.Errorf("the loss is %g without weights and %g with weights of 1", loss, ones)
			}
		})
	}
}

// TestEdgeWeightsAllTheWay trains in parts with what a network may have else, loads the run, and predicts. A graph with
// weights for a model without, and the reverse, is refused.
func TestEdgeWeightsAllTheWay(t *testing.T) {
	g := drawnWeights(classes(t))
	m := built(t, Reversible(conv.GAT().WithHeads(2)).WithDepth(2).WithChannels(8).WithDropout(0.2).WithLabelInput().
		WithLabelReuse(1).WithConvolutionalEnds(conv.GEN().WithAggregation(conv.Mean), conv.GATv2()).For(g))
	r, err := Train(m, g).WithEpochs(2).WithParts(2).WithDirectory(t.TempDir() + "/run").Done()
	if err != nil {
		t.Fatal(err)
	}
	if w := r.Info().Model.Widths; !w.Weighted || w.EdgeFeatures != 3 {
		t.Errorf("the run was of %+v", w)
	}
	loaded, err := Load(r.Dir())
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	got, err := loaded.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range want.Data {
		if got.Data[i] != v {
			t.Fatalf("the loaded network gives %g, the trained one %g", got.Data[i], v)
		}
	}
	plain := classes(t)
	_, err = loaded.Predict(plain).Done()
	oneOfUs(t, err, "has no edge weights, the model was built for one with some")
	unweighted := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(plain))
	_, err = unweighted.Predict(g).Done()
	oneOfUs(t, err, "has edge weights, the model was built for one without")
}

// TestEdgeWeightsMemory: weights take no memory but their own, so that the estimates hold with them.
func TestEdgeWeightsMemory(t *testing.T) {
	started(t, xla.Default)
	g := done(t)(datasets.Random(500, 6000, 1).WithNodeFeatures(4).WithClasses(2).Done())
	for _, o := range []conv.Operator{conv.SAGE().WithAggregation(conv.Max), conv.GATv2().WithHeads(2)} {
		activations := func(g *datasets.Graph) float64 {
			p, err := built(t, Reversible(o).WithDepth(2).WithChannels(128).For(g)).Profile(g).Done()
			if err != nil {
				t.Fatal(err)
			}
			return float64(p.Activations)
		}
		if with, without := activations(drawnWeights(g)), activations(g); !(with <= 1.2*without) {
			t.Errorf("%s: %g bytes with weights and %g without", o, with, without)
		}
	}
}

// TestEdgeWeightsRefused: an operator that uses no weights, or does not say, is named when the network is built.
func TestEdgeWeightsRefused(t *testing.T) {
	g := drawnWeights(classes(t))
	sum := conv.GEN().WithAggregation(conv.Sum)
	for _, c := range []struct {
		name    string
		builder anyBuilder
		want    string
	}{
		{"maximum", Reversible(conv.GEN()).For(g), "the operator GEN(max) does not use them; take one that does"},
		{"softmax", Equilibrium(conv.GEN().WithAggregation(conv.Softmax)).For(g), "GEN(softmax, t=1) does not use"},
		{"power", Residual(conv.GEN().WithAggregation(conv.Power)).For(g), "GEN(power, p=1) does not use"},
		{"own", Reversible(neighbours{}).For(g), "the operator neighbours does not say whether it uses them; give it"},
		{"an end", Reversible(sum).WithConvolutionalEnds(sum, neighbours{}).For(g), "the operator neighbours does not"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.builder.Done()
			oneOfUs(t, err, "the graph has edge weights", c.want)
		})
	}
}
