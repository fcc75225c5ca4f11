package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// rebuilt runs a random state forward through the stack and back through the inverse, both as loops, with one dropout
// mask. It returns the state and what came back of it.
func rebuilt(t *testing.T, backend compute.Backend, m *Model, g *datasets.Graph) (state, back array) {
	t.Helper()
	d, err := m.read(g)
	if err != nil {
		t.Fatal(err)
	}
	var in []any
	part := whole(t, g)
	if m.config.EdgeSums {
		part.NodeFeatures = part.Gather(d.graph.NodeFeatures)
	}
	for _, tensor := range d.inputs(part, m.dtype()) {
		in = append(in, tensor)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	state = array{Shape: []int{len(part.Nodes), m.config.Channels}}
	for range len(part.Nodes) * m.config.Channels {
		// Rounded to float32, so that both types start from the same state.
		state.Values = append(state.Values, float64(float32(rng.NormFloat64())))
	}
	in = append(in, golden.ToTensor(state, m.dtype()))
	store := m.parameters()
	exec, err := model.NewExec(backend, store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
		i, x := m.config.unpack(in[:len(in)-1]), in[len(in)-1]
		p := func(name string) *graph.Node {
			return store.GetVariable(modelScope + "/" + name).NodeValue(x.Graph())
		}
		edges := &conv.Edges{NumNodes: x.Shape().Dim(0), Source: i.source, Target: i.target,
			Embedding: i.embedding(p("edge_encoder.weight"), p("edge_encoder.bias"))}
		shared := sharedValues{edges: edges, prepared: m.operator.Prepare(edges, x)}
		mask := (&draws{seed: 1, step: graph.Const(x.Graph(), int64(0))}).mask(m.config.Dropout, x.Shape())
		shared.masks = groupsOf(mask, m.config.Groups)
		after := m.stack(store, groupsOf(x, m.config.Groups), shared)
		values, layout := shared.pack()
		for _, v := range m.vars {
			if v.part == stack {
				values.Params = append(values.Params, graph.Reverse(p(v.Name), 0))
			}
		}
		before := xla.Loop(m.config.Depth, xla.Layer{Forward: m.segments(store, values, layout)[0].layer.inverse}, after, values, nil)
		return graph.Concatenate(before, -1)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Exec(in...)
	if err != nil {
		t.Fatalf("%v", oneLine(err))
	}
	return state, golden.FromTensor(out[0])
}

func TestInverse(t *testing.T) {
	t.Parallel()
	g := proteins(t)
	check := func(t *testing.T, b *ReversibleBuilder, start func() (compute.Backend, error)) {
		m := built(t, b.WithDropout(0.1).For(g))
		for _, parameters := range []string{"initial", "as after training"} {
			if parameters != "initial" {
				perturb(t, m, 0.1)
			}
			want, got := rebuilt(t, started(t, start), m, g)
			bound := tolerances[m.dtype()].inverse[m.config.Depth]
			t.Logf("%s parameters: rebuilt to %.2g in the relative l2 norm, bound %g", parameters, difference(got, want), bound)
			near(t, "the state rebuilt with "+parameters+" parameters", got, want, bound)
		}
	}
	for _, depth := range []int{1, 8, 64, 1001} {
		for _, groups := range []int{2, 4} {
			for _, backend := range bothBackends {
				if (depth == 1001) != (backend.name == "xla") {
					continue // too deep to unroll; and one loop on XLA is like another, but slow to compile
				}
				name := fmt.Sprintf("%s,depth=%d,groups=%d", backend.name, depth, groups)
				b := func() *ReversibleBuilder {
					return Reversible(conv.GEN()).WithDepth(depth).WithChannels(32).WithGroups(groups)
				}
				t.Run(name+",float32", func(t *testing.T) { check(t, b(), backend.start) })
				t.Run(name+",float64", func(t *testing.T) { check(t, b().WithFloat64(), backend.start) })
			}
		}
	}
}

// recorder is an operator that returns its input and keeps the node of each evaluation.
type recorder struct{ seen *[]*graph.Node }

func (recorder) String() string                                     { return "recorder" }
func (recorder) Parameters(_, _, _ int) []conv.Parameter            { return nil }
func (recorder) Prepare(_ *conv.Edges, _ *graph.Node) []*graph.Node { return nil }
func (r recorder) Apply(x *graph.Node, _ *conv.Edges, _, _ []*graph.Node) *graph.Node {
	*r.seen = append(*r.seen, x)
	return x
}

// masks returns what each layer's blocks multiply their input by: one tensor an evaluation of F, layer by layer.
func masks(t *testing.T, backend compute.Backend, mode Backward, depth, groups int, rate float64, seed uint64, k int64) []array {
	t.Helper()
	g := done(t)(datasets.Random(400, 800, 1).WithNodeFeatures(6).WithClasses(4).Done())
	var seen []*graph.Node
	m := built(t, Reversible(recorder{&seen}).WithDepth(depth).WithChannels(12).WithGroups(groups).WithDropout(rate).
		WithBackward(mode).For(g))
	seen = nil // of the operator's trial when it was built
	// With a gain of 0 and an offset of 1 the normalization gives 1 whatever comes in.
	for name, value := range map[string]float64{"stack.norm.weight": 0, "stack.norm.bias": 1} {
		a := parameter(m.parameters(), name)
		for i := range a.Values {
			a.Values[i] = value
		}
		setParameter(t, m.parameters(), m.dtype(), name, a)
	}
	d, err := m.read(g)
	if err != nil {
		t.Fatal(err)
	}
	store := m.copyParameters()
	setStep(t, store, k)
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		store.SetTraining(in[0].Graph(), true)
		logits := step{model: m, seed: seed}.network(scope, nil, in)
		return append(logits, seen...) // the pure-Go backend fails on a graph that ends before what it computes
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	var in []any
	for _, tensor := range d.inputs(whole(t, g), m.dtype()) {
		in = append(in, tensor)
	}
	out, err := exec.Exec(in...)
	if err != nil {
		t.Fatalf("%v", oneLine(err))
	}
	var all []array
	for _, tensor := range out[1:] {
		all = append(all, golden.FromTensor(tensor))
	}
	return all
}

func TestSharedDropoutMask(t *testing.T) {
	const depth, groups, rate = 3, 2, 0.3
	backend := started(t, xla.Go)
	equal := func(a, b array) bool { return slices.Equal(a.Values, b.Values) }
	for _, mode := range []Backward{Invert, Store} {
		t.Run(string(mode), func(t *testing.T) {
			drawn := masks(t, backend, mode, depth, groups, rate, 7, 3)
			if len(drawn) != depth*groups {
				t.Fatalf("%d evaluations, want %d", len(drawn), depth*groups)
			}
			for i, mask := range drawn {
				if !equal(mask, drawn[i%groups]) {
					t.Errorf("layer %d has another mask than layer 0", i/groups)
				}
			}
			if equal(drawn[0], drawn[1]) {
				t.Error("two groups have the same mask")
			}
			again := masks(t, backend, mode, depth, groups, rate, 7, 3)
			if !equal(again[0], drawn[0]) {
				t.Error("the same seed and step drew another mask")
			}
			for what, other := range map[string][]array{
				"step": masks(t, backend, mode, depth, groups, rate, 7, 4),
				"seed": masks(t, backend, mode, depth, groups, rate, 8, 3),
			} {
				if equal(other[0], drawn[0]) {
					t.Errorf("another %s drew the same mask", what)
				}
			}
		})
	}
}

func TestDropoutRate(t *testing.T) {
	for _, b := range bothBackends {
		t.Run(b.name, func(t *testing.T) {
			backend := started(t, b.start)
			for _, rate := range []float64{0.1, 0.5, 0.9} {
				out, err := graph.CallOnceN(backend, func(x, step *graph.Node) []*graph.Node {
					d := draws{seed: 1, step: step}
					return []*graph.Node{d.mask(rate, x.Shape()), d.mask(rate, x.Shape())}
				}, tensors.FromFlatDataAndDimensions(make([]float64, 20000), 200, 100), int64(5))
				if err != nil {
					t.Fatal(err)
				}
				first, second := golden.FromTensor(out[0]), golden.FromTensor(out[1])
				if slices.Equal(first.Values, second.Values) {
					t.Errorf("rate %g: two masks of a step are the same", rate)
				}
				var dropped float64
				for _, v := range append(first.Values, second.Values...) {
					if v == 0 {
						dropped++
					} else if !(math.Abs(v*(1-rate)-1) <= 1e-12) {
						t.Fatalf("rate %g: the mask holds %g, want 0 or %g", rate, v, 1/(1-rate))
					}
				}
				n := float64(2 * len(first.Values))
				if share := dropped / n; !(math.Abs(share-rate) <= 5*math.Sqrt(rate*(1-rate)/n)) {
					t.Errorf("rate %g: %g of the mask is 0", rate, share)
				}
			}
		})
	}
}

func TestDropoutOfSteps(t *testing.T) {
	backend, g := started(t, xla.Go), proteins(t)
	part := func() *datasets.Part { return whole(t, g) }
	m := network(t, g, conv.GEN(), 3, 2, withDropout)
	p := trainingStep(t, backend, m, g, part(), 7)
	first := p.run(t, 3).loss
	if again := trainingStep(t, backend, m, g, part(), 7).run(t, 3).loss; again != first {
		t.Errorf("the same seed and step gave the losses %g and %g", first, again)
	}
	if other := p.run(t, 4).loss; other == first {
		t.Errorf("steps 3 and 4 gave the same loss %g", first)
	}
	if other := trainingStep(t, backend, m, g, part(), 8).run(t, 3).loss; other == first {
		t.Errorf("seeds 7 and 8 gave the same loss %g", first)
	}
	// An evaluation has no dropout.
	without := evaluation(t, backend, network(t, g, conv.GEN(), 3, 2), g, part()).run(t, 0)
	judged := evaluation(t, backend, m, g, part())
	for _, k := range []int64{0, 1} {
		same(t, judged.run(t, k), without, 0)
	}
}
