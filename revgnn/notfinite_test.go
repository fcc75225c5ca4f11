package revgnn

import (
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestCauseOfNotFinite: the error of a loss that is not finite names the cause, which is found by looking.
func TestCauseOfNotFinite(t *testing.T) {
	t.Parallel()
	features := func(change func(m datasets.Matrix)) func(*datasets.Graph) {
		return func(g *datasets.Graph) {
			g.NodeFeatures.Data = slices.Clone(g.NodeFeatures.Data)
			g.Schema.NodeFeatures = make([]datasets.Feature, g.NodeFeatures.Cols)
			for i := range g.Schema.NodeFeatures {
				g.Schema.NodeFeatures[i].Name = fmt.Sprint("f", i)
			}
			change(g.NodeFeatures)
		}
	}
	power := func(p float64) conv.GENConv { return conv.GEN().WithAggregation(conv.Power).WithExponent(p) }
	for i, c := range []struct {
		name     string
		operator conv.Operator
		change   func(*datasets.Graph)
		train    func(*TrainBuilder)
		model    func(*testing.T, *Model)
		want     string
	}{
		{"a feature that is no number", conv.GCN(), features(func(m datasets.Matrix) {
			m.Row(0)[2] = float32(math.NaN())
		}), nil, nil, `at step 1: the node feature "f2" of node "0" is NaN; make it a number, or leave it out; then ` +
			`train in another directory or WithRestart()`},
		{"huge features", conv.GCN(), features(func(m datasets.Matrix) {
			for i := range m.Data {
				m.Data[i] += 3e38
			}
			m.Row(0)[0] = 0
			m.Row(1)[1] = 0
		}), nil, nil, `at step 1: the node features "f0" and "f1" go up to 3e38, and a network learns from numbers ` +
			`of about 1; use Transform().Standardize(); then`},
		{"too large a rate", conv.GCN(), nil, func(b *TrainBuilder) { b.WithLearningRate(1e30) }, nil,
			"at step 2: features, targets and the operators' numbers are as they should be, which leaves the " +
				"learning rate of 1e+30; use a smaller one, or WithGradientClipping(1); then"},
		{"an exponent", power(60), nil, nil, nil, "GEN's exponent of 60, given, takes messages out of the range of " +
			"the network's numbers; keep it between 0.1038 and 19.27, use WithFloat64() on the network, or another " +
			"aggregation; then"},
		{"a learned exponent", power(60).WithLearnedExponent(), nil, nil, nil, "GEN's exponent of "},
		{"parameters at the start", conv.GCN(), nil, nil, func(t *testing.T, m *Model) {
			setParameter(t, m.values(), m.spec.DType(), "head.bias", array{Shape: []int{2},
				Values: []float64{0, math.NaN()}})
		}, "at step 1: the parameter head.bias has NaN in it before anything was learned; start from others; then"},
		{"one's own loss", conv.GCN(), nil, func(b *TrainBuilder) {
			b.WithLoss(LossOf("broken", func(_, _, logits *graph.Node) *graph.Node {
				return graph.Log(graph.Neg(graph.ReduceAllSum(graph.Square(logits))))
			}))
		}, nil, `at step 1: features, parameters and the operators' numbers are as they should be, which leaves the ` +
			`loss "broken" itself; see that it is finite; then`},
	} {
		if i%3 != 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries them all
		}
		t.Run(c.name, func(t *testing.T) {
			g := *done(t)(datasets.Karate().Done())
			if c.change != nil {
				c.change(&g)
			}
			m := built(t, Reversible(c.operator).WithDepth(2).WithChannels(8).For(&g))
			if c.model != nil {
				c.model(t, m)
			}
			b := Train(m, &g).WithEpochs(30).WithLearningRate(0.1)
			if c.train != nil {
				c.train(b)
			}
			r, err := b.Done()
			if err == nil {
				t.Fatalf("the training ended as %s", r)
			}
			oneOfUs(t, err, c.want)
		})
	}
}

// TestGrowingLoss holds what is said of losses that grew against histories.
func TestGrowingLoss(t *testing.T) {
	for _, c := range []struct {
		name   string
		losses []float64
		want   string
	}{
		{"it grew", []float64{1, 0.5, 2, 400}, "it grew from 0.5 at step 2 to 400 at step 4, as with a learning rate " +
			"that is too large; use a smaller one than 0.1, or WithGradientClipping(1)"},
		{"it fell", []float64{1, 0.5, 0.7}, ""},
		{"none", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := run.Create(t.TempDir()+"/run", run.Info{}, run.Memory{})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			for i, loss := range c.losses {
				if err := r.Append(run.Record{Kind: run.Step, Step: i + 1, Loss: &loss}); err != nil {
					t.Fatal(err)
				}
			}
			rate := 0.1
			if got := (&training{record: r}).ofLosses(run.Record{LearningRate: &rate}); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
