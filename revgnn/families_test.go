package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// settings gives a test the options of a builder, whatever its family.
func (b *builder[B]) settings() *options.Network { return &b.options }

// state is all that options change.
func (b *builder[B]) state() any {
	return []any{b.options, b.operators, b.ends, b.graph}
}

// anyBuilder is the builder of any family.
type anyBuilder interface {
	Done() (*Model, error)
	settings() *options.Network
	state() any
}

// family is one of the networks of the paper.
type family struct {
	name  string
	start func(conv.Operator, *datasets.Graph) anyBuilder
	modes []Backward // all whose gradient is exact
}

// families are all but the equilibrium network, whose gradient is the same to a tolerance only.
var families = []family{
	{"residual", func(o conv.Operator, g *datasets.Graph) anyBuilder { return Residual(o).For(g) },
		options.Modes[options.Residual]},
	{"tied residual", func(o conv.Operator, g *datasets.Graph) anyBuilder {
		return Residual(o).WithTiedWeights().For(g)
	}, options.Modes[options.Residual]},
	{"tied residual, own first layer", func(o conv.Operator, g *datasets.Graph) anyBuilder {
		return Residual(o).WithTiedWeights().WithOwnFirstLayer().For(g)
	}, options.Modes[options.Residual]},
	{"reversible", func(o conv.Operator, g *datasets.Graph) anyBuilder { return Reversible(o).For(g) },
		options.Modes[options.Reversible]},
	{"tied reversible", func(o conv.Operator, g *datasets.Graph) anyBuilder {
		return Reversible(o).WithTiedWeights().For(g)
	}, options.Modes[options.Reversible]},
	{"tied reversible, own first layer", func(o conv.Operator, g *datasets.Graph) anyBuilder {
		return Reversible(o).WithTiedWeights().WithOwnFirstLayer().For(g)
	}, options.Modes[options.Reversible]},
}

// network builds a small network of a family in float64, whose parameters are not those it starts with.
func (f family) network(t *testing.T, g *datasets.Graph, o conv.Operator, depth, groups int,
	changes ...func(*options.Network)) *Model {
	t.Helper()
	b := f.start(o, g)
	c := b.settings()
	c.Depth, c.Channels, c.Float64 = depth, 12, true
	if c.Family == options.Reversible {
		c.Groups = groups
	}
	for _, change := range changes {
		change(c)
	}
	m := built(t, b)
	perturb(t, m, 0.1)
	return m
}

// TestBackwardModes holds all backward modes of all families and operators against Store, and Store against the
// change of the loss. 16 layers, which are written out, are tried for one operator in three; with KILOLAYER_ALL, as in
// make bench, for each.
func TestBackwardModes(t *testing.T) {
	backend := started(t, xla.Go)
	g := corners(t)
	for i, f := range families {
		for j, o := range operators {
			for _, depth := range []int{1, 4, 16} {
				if depth == 1 && f.start(o.Operator, g).settings().OwnFirstLayer ||
					depth == 16 && (i+j)%3 != 0 && os.Getenv("KILOLAYER_ALL") == "" {
					continue
				}
				t.Run(fmt.Sprintf("%s,%s,depth=%d", f.name, o.Operator, depth), func(t *testing.T) {
					t.Parallel()
					in := func(mode Backward) *program {
						m := f.network(t, g, o.Operator, depth, o.Groups, func(c *options.Network) {
							c.Dropout,
								c.Backward = 0.3, mode
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
}

// checkSlope compares the gradient with the change of the loss when all parameters move at once, along the gradient and
// a random direction of the same length added up, so that an error in proportion is seen as well. The change is small:
// in a deep network one value or the other is within 1e-6 of a kink.
func (p *program) checkSlope(t *testing.T, r result, k int64, change float64) {
	t.Helper()
	const bound = 1e-6 // relative
	var square, randomSquare, slope float64
	rng := rand.New(rand.NewPCG(2, 3))
	random := map[string][]float64{}
	for _, v := range p.model.spec.Variables() {
		for _, d := range r.gradients[v.Name].Values {
			x := rng.NormFloat64()
			random[v.Name] = append(random[v.Name], x)
			square, randomSquare = square+d*d, randomSquare+x*x
		}
	}
	directions := map[string][]float64{}
	for _, v := range p.model.spec.Variables() {
		for i, d := range r.gradients[v.Name].Values {
			along := d/math.Sqrt(square) + random[v.Name][i]/math.Sqrt(randomSquare)
			directions[v.Name] = append(directions[v.Name], along)
			slope += along * d
		}
	}
	start := map[string]array{}
	for _, v := range p.model.spec.Variables() {
		start[v.Name] = parameter(p.store, v.Name)
	}
	loss := func(by float64) float64 {
		for name, value := range start {
			moved := array{Shape: value.Shape}
			for i, x := range value.Values {
				moved.Values = append(moved.Values, x+by*directions[name][i])
			}
			setParameter(t, p.store, p.model.spec.DType(), name, moved)
		}
		return p.run(t, k).loss
	}
	difference := (loss(change) - loss(-change)) / (2 * change)
	if d := math.Abs(difference - slope); !(d <= bound*math.Abs(slope)) || slope == 0 {
		t.Errorf("the loss changes by %.12g, its gradient says %.12g: off by %.2g", difference, slope,
			d/math.Abs(slope))
	}
	for name, value := range start {
		setParameter(t, p.store, p.model.spec.DType(), name, value)
	}
}

// TestTiedGradient holds the gradient of a tied parameter against the sum over the layers of an untied network with
// equal parameters.
func TestTiedGradient(t *testing.T) {
	const depth = 5
	backend := started(t, xla.Go)
	g := corners(t)
	for _, c := range []struct {
		untied, tied int // places in families
		mode         Backward
	}{{0, 1, Recompute}, {3, 4, Invert}, {3, 5, Invert}} {
		for _, o := range []conv.Operator{conv.GEN(), conv.GAT().WithHeads(2).WithAttentionDropout(0.2)} {
			t.Run(fmt.Sprintf("%s,%s", families[c.tied].name, o), func(t *testing.T) {
				dropout := func(c *options.Network) { c.Dropout = 0.3 }
				tiedModel := families[c.tied].network(t, g, o, depth, 2, dropout,
					func(config *options.Network) { config.Backward = c.mode })
				untied := families[c.untied].network(t, g, o, depth, 2, dropout,
					func(c *options.Network) { c.Backward = Store })
				for _, v := range untied.spec.Variables() {
					value := parameter(untied.values(), v.Name)
					name, isLayers := strings.CutPrefix(v.Name, "stack.")
					if !isLayers {
						setParameter(t, untied.values(), untied.spec.DType(), v.Name, parameter(tiedModel.values(),
							v.Name))
						continue
					}
					each := len(value.Values) / depth
					for layer := range depth {
						copy(value.Values[layer*each:], parameter(tiedModel.values(), tiedModel.layerName(layer,
							name)).Values)
					}
					setParameter(t, untied.values(), untied.spec.DType(), v.Name, value)
				}
				got := trainingStep(t, backend, tiedModel, g, whole(t, g), 7).run(t, 3)
				want := trainingStep(t, backend, untied, g, whole(t, g), 7).run(t, 3)
				for _, v := range untied.spec.Variables() {
					name, isLayers := strings.CutPrefix(v.Name, "stack.")
					if !isLayers {
						continue
					}
					gradient := want.gradients[v.Name]
					delete(want.gradients, v.Name)
					each := len(gradient.Values) / depth
					for layer := range depth {
						name := tiedModel.layerName(layer, name)
						sum, ok := want.gradients[name]
						if !ok {
							sum = array{Shape: gradient.Shape[1:], Values: make([]float64, each)}
						}
						for i := range sum.Values {
							sum.Values[i] += gradient.Values[layer*each+i]
						}
						want.gradients[name] = sum
					}
				}
				same(t, got, want, tolerances[untied.spec.DType()].gradient)
			})
		}
	}
}

// layerName is what a tied network calls the parameter of a layer, counted from 0.
func (m *Model) layerName(layer int, name string) string {
	if layer == 0 && m.Options().OwnFirstLayer {
		return "first." + name
	}
	return "tied." + name
}

// Tied networks of any depth have as many parameters.
func TestTiedCount(t *testing.T) {
	g := corners(t)
	for _, f := range families {
		count := func(depth int) int64 { return f.network(t, g, conv.GEN(), depth, 2).Parameters() }
		if tied := f.start(conv.GEN(), g).settings().Tied; (count(2) == count(50)) != tied {
			t.Errorf("%s: %d parameters at 2 layers and %d at 50", f.name, count(2), count(50))
		}
	}
}

// TestMemoryOfFamilies measures how the activations of a step grow. Layers are counted in states of the network, [N,
// C].
func TestMemoryOfFamilies(t *testing.T) {
	started(t, xla.Default)
	const channels = 16
	g := proteins(t)
	state := float64(4 * (g.NumNodes + 1) * channels)
	for _, c := range []struct {
		name          string
		few, many     int // layers, or evaluations at most
		build         func(n int) anyBuilder
		perStep, slop float64 // states that a further one takes
		trace         float64 // bytes of the residuals' trace that a further evaluation may take
	}{
		{"tied " +
			"reversible", 3, 40, func(n int) anyBuilder {
			return Reversible(conv.GCN()).WithTiedWeights().
				WithDepth(n).For(g)
		}, 0, 0, 0},
		{"equilibrium", 20, 200, func(n int) anyBuilder {
			s := solver.Anderson().WithIterations(n)
			return Equilibrium(conv.GCN()).WithSolver(s).WithBackwardSolver(s).For(g)
		}, 0, 0, 16},
		{"residual", 3, 40, func(n int) anyBuilder { return Residual(conv.GCN()).WithDepth(n).For(g) }, 1, 0.05, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			at := func(n int) float64 {
				b := c.build(n)
				b.settings().Channels = channels
				m := built(t, b)
				p, err := m.Profile(g).Done()
				if err != nil {
					t.Fatal(err)
				}
				return float64(p.Activations)
			}
			few, many := at(c.few), at(c.many)
			growth := (many - few) / float64(c.many-c.few) / state
			t.Logf("%.0f bytes at %d, %.0f at %d: %.4f states each", few, c.few, many, c.many, growth)
			if c.perStep == 0 && !(math.Abs(many-few) <= max(0.01*few, c.trace*float64(c.many-c.few))) {
				t.Errorf("activations take %.0f bytes at %d and %.0f at %d, want the same within 1%%", few, c.few,
					many, c.many)
			}
			if c.perStep > 0 && !(math.Abs(growth-c.perStep) <= c.slop) {
				t.Errorf("a further layer takes %.4f states, want %g", growth, c.perStep)
			}
		})
	}
}

// properties runs a test for every family, with a few operators.
func properties(t *testing.T, g *datasets.Graph, test func(*testing.T, *Model)) {
	t.Helper()
	for _, o := range []conv.Operator{
		// The target's attention is without gradient where all of a target's scores are on one side of LeakyReLU.
		conv.GEN().WithAggregation(conv.Softmax).WithLearnedTemperature(), conv.GCN(),
		conv.SAGE().WithAggregation(conv.Max),
		conv.GAT().WithHeads(2).WithNorm().WithoutTargetAttention(),
	} {
		for _, f := range families {
			t.Run(fmt.Sprintf("%s,%s", f.name, o), func(t *testing.T) {
				t.Parallel()
				test(t, f.network(t, g, o, 3, 3))
			})
		}
		t.Run(fmt.Sprintf("equilibrium,%s", o), func(t *testing.T) {
			t.Parallel()
			m := equilibriumNetwork(t, g, o, 2, solver.Anderson().WithTolerance(1e-12).WithIterations(20),
				func(c *options.Network) { c.Dropout = 0 })
			test(t, m)
		})
	}
}

// Renaming the nodes renames the logits and changes nothing else.
func TestPermutation(t *testing.T) {
	backend := started(t, xla.Go)
	g := proteins(t)
	rename := rand.New(rand.NewPCG(3, 4)).Perm(g.NumNodes)
	edges := make([][2]int32, g.NumEdges())
	features := make([][]float32, g.NumEdges())
	for e := range edges {
		edges[e] = [2]int32{int32(rename[g.Source[e]]), int32(rename[g.Target[e]])}
		features[e] = g.EdgeFeatures.Row(e)
	}
	tasks, species := make([][]float32, g.NumNodes), make([]int32, g.NumNodes)
	for node, name := range rename {
		tasks[name], species[name] = g.Tasks.Row(node), g.Species[node]
	}
	var train []int32
	for _, node := range g.Train {
		train = append(train, int32(rename[node]))
	}
	renamed := done(t)(datasets.New(g.NumNodes, edges).WithEdgeFeatures(features).WithTasks(tasks).WithSpecies(species).
		WithSplit(train, nil, nil).Done())
	properties(t, g, func(t *testing.T, m *Model) {
		want := trainingStep(t, backend, m, g, whole(t, g), 0).run(t, 0)
		got := trainingStep(t, backend, m, renamed, whole(t, renamed), 0).run(t, 0)
		moved := array{Shape: want.logits.Shape, Values: slices.Clone(want.logits.Values)}
		outputs := want.logits.Shape[1]
		for node, name := range rename {
			copy(moved.Values[name*outputs:(name+1)*outputs], want.logits.Values[node*outputs:])
		}
		want.logits = moved
		sameParameters(t, m, got, want)
	})
}

// Two copies of a graph side by side have the logits twice, and the same loss, which is a mean.
func TestDuplicatedGraph(t *testing.T) {
	backend := started(t, xla.Go)
	g := proteins(t)
	var edges [][2]int32
	var features, tasks [][]float32
	var train, species []int32
	for i := range int32(2) {
		offset := i * int32(g.NumNodes)
		for e := range g.NumEdges() {
			edges = append(edges, [2]int32{g.Source[e] + offset, g.Target[e] + offset})
			features = append(features, g.EdgeFeatures.Row(e))
		}
		for node := range g.NumNodes {
			tasks, species = append(tasks, g.Tasks.Row(node)), append(species, g.Species[node])
		}
		for _, node := range g.Train {
			train = append(train, node+offset)
		}
	}
	double := done(t)(datasets.New(2*g.NumNodes,
		edges).WithEdgeFeatures(features).WithTasks(tasks).WithSpecies(species).
		WithSplit(train, nil, nil).Done())
	properties(t, g, func(t *testing.T, m *Model) {
		want := trainingStep(t, backend, m, g, whole(t, g), 0).run(t, 0)
		got := trainingStep(t, backend, m, double, whole(t, double), 0).run(t, 0)
		rows, outputs := g.NumNodes, want.logits.Shape[1]
		once := want.logits.Values[:rows*outputs]
		// The row of padding is there once.
		want.logits = array{Shape: []int{2*rows + 1, outputs}, Values: slices.Concat(once, once,
			want.logits.Values[rows*outputs:])}
		sameParameters(t, m, got, want)
	})
}

// A part without its padding gives the same loss, logits and gradients of parameters.
func TestPadding(t *testing.T) {
	backend := started(t, xla.Go)
	g := proteins(t)
	partition, err := g.Partition(3, 1)
	if err != nil {
		t.Fatal(err)
	}
	properties(t, g, func(t *testing.T, m *Model) {
		padded, bare := partition.Part(0), partition.Part(0)
		n, e := bare.NumNodes, bare.NumEdges
		if n == len(padded.Nodes) || e == len(padded.Source) {
			t.Fatalf("%d of %d nodes and %d of %d edges: nothing is padding", n, len(padded.Nodes), e,
				len(padded.Source))
		}
		bare.Nodes, bare.Source, bare.Target = bare.Nodes[:n], bare.Source[:e], bare.Target[:e]
		bare.EdgeFeatures.Data = bare.EdgeFeatures.Data[:e*bare.EdgeFeatures.Cols]
		bare.Tasks.Data = bare.Tasks.Data[:n*bare.Tasks.Cols]
		got := trainingStep(t, backend, m, g, padded, 0).run(t, 0)
		want := trainingStep(t, backend, m, g, bare, 0).run(t, 0)
		got.logits.Shape[0], got.logits.Values = n, got.logits.Values[:len(want.logits.Values)]
		sameParameters(t, m, got, want)
	})
}

// sameParameters is same without the inputs' gradients.
func sameParameters(t *testing.T, m *Model, got, want result) {
	t.Helper()
	bound := tolerances[m.spec.DType()].gradient
	near(t, "the loss", scalar(got.loss), scalar(want.loss), bound)
	near(t, "the tensor of logits", got.logits, want.logits, bound)
	for _, v := range m.spec.Variables() {
		near(t, "the gradient of "+v.Name, got.gradients[v.Name], want.gradients[v.Name], bound)
	}
}

// TestBackendsOfFamilies holds XLA, where layers and solves are loops, against the pure-Go backend, which writes them
// out. There is no dropout, since the backends draw different masks. An own first layer is a layer of the same kind.
// Each operator is tried in some families and each family with some operators; with KILOLAYER_ALL, as in make bench,
// each in each.
func TestBackendsOfFamilies(t *testing.T) {
	g := corners(t)
	all := []family{families[0], families[1], families[3], families[4], balanced}
	seen := map[string]bool{}
	for _, o := range operators {
		switch o.Operator.(type) {
		case conv.GATConv:
			o.Operator = conv.GAT().WithHeads(2).WithNorm().WithResidual()
		case conv.GATv2Conv:
			o.Operator = conv.GATv2().WithHeads(2).WithAveragedHeads()
		}
		if seen[o.Operator.String()] {
			continue
		}
		seen[o.Operator.String()] = true
		for i, f := range all {
			const one = 3 // in so many
			if (len(seen)+i)%one != 0 && os.Getenv("KILOLAYER_ALL") == "" {
				continue
			}
			t.Run(fmt.Sprintf("%s,%s", f.name, o.Operator), func(t *testing.T) {
				t.Parallel()
				var results []result
				for _, start := range []func() (compute.Backend, error){xla.Go, xla.Default} {
					var m *Model
					if f.modes == nil {
						m = equilibriumNetwork(t, g, o.Operator, 1,
							solver.Picard().WithTolerance(1e-12).WithIterations(40),
							func(c *options.Network) { c.Dropout = 0 })
					} else {
						m = f.network(t, g, o.Operator, 2, 2)
					}
					results = append(results, trainingStep(t, started(t, start), m, g, whole(t, g), 7).run(t, 3))
				}
				same(t, results[1], results[0], 1e-9)
			})
		}
	}
}
