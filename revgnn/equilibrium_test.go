package revgnn

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/gomlx/compute"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

var balanced = family{"equilibrium", func(o conv.Operator,
	g *datasets.Graph) anyBuilder {
	return Equilibrium(o).For(g)
}, nil}

var solvers = []solver.Solver{solver.Picard(), solver.Anderson(), solver.Broyden()}

// equilibriumNetwork is a small network in float64, still near to its start, where F contracts.
func equilibriumNetwork(t *testing.T, g *datasets.Graph, o conv.Operator, groups int, s solver.Solver,
	changes ...func(*options.Network)) *Model {
	t.Helper()
	b := balanced.start(o, g)
	c := b.settings()
	c.Channels, c.Groups, c.Float64, c.Dropout, c.Solver, c.BackwardSolver = 12, groups, true, 0.3, &s.Solver, &s.Solver
	for _, change := range changes {
		change(c)
	}
	m := built(t, b)
	perturb(t, m, 0.02)
	return m
}

// solves returns how the last step's solves ended. backward is nil without an implicit gradient.
func (p *program) solves(t *testing.T) (forward, backward *run.Solve) {
	t.Helper()
	forward, backward, err := net.KeptSolves(p.store)
	if err != nil {
		t.Fatal(err)
	}
	return forward, backward
}

// wantConverged ends a test whose solves failed.
func (p *program) wantConverged(t *testing.T) {
	t.Helper()
	forward, backward := p.solves(t)
	if (p.model.Options().Backward == Implicit) != (backward != nil) {
		t.Fatalf("%s: the backward solve is %v", p.model.Options().Backward, backward)
	}
	if forward == nil || forward.Failed() || backward.Failed() {
		t.Fatalf("the solves ended with %+v and %+v", forward, backward)
	}
}

// TestImplicitGradient holds the implicit gradient of all operators and solvers against plain iterations, written out
// to convergence and differentiated as they stand, and against the change of the loss. Each operator is tried with one
// group or with two; with KILOLAYER_ALL, as in make bench, with both.
func TestImplicitGradient(t *testing.T) {
	const (
		cap       = 40    // Picard takes 31 or less
		tolerance = 1e-13 // of the solves, so that differences of the loss are exact
		bound     = 1e-6
	)
	backend := started(t, xla.Go)
	g := corners(t)
	for i, o := range operators {
		for _, groups := range []int{1, 2} {
			if (i+groups)%2 == 0 && os.Getenv("KILOLAYER_ALL") == "" {
				continue
			}
			t.Run(fmt.Sprintf("%s,groups=%d", o.Operator, groups), func(t *testing.T) {
				t.Parallel()
				in := func(s solver.Solver, mode Backward) *program {
					m := equilibriumNetwork(t, g, o.Operator, groups, s.WithTolerance(tolerance).WithIterations(cap),
						func(c *options.Network) { c.Backward = mode })
					return trainingStep(t, backend, m, g, whole(t, g), 7)
				}
				unrolled := in(solver.Picard(), Store)
				want := unrolled.run(t, 3)
				unrolled.wantConverged(t)
				for _, s := range solvers {
					p := in(s, Implicit)
					got := p.run(t, 3)
					p.wantConverged(t)
					same(t, got, want, bound)
					if s.Method == options.Anderson {
						p.checkSlope(t, got, 3, 1e-6)
					}
				}
			})
		}
	}
}

// TestPhantom holds that the gradient of a few steps tends to the whole one, the more steps the nearer.
func TestPhantom(t *testing.T) {
	backend := started(t, xla.Go)
	g := corners(t)
	for _, o := range []conv.Operator{conv.GEN(), conv.GCN()} {
		t.Run(o.String(), func(t *testing.T) {
			in := func(mode Backward, steps int) result {
				m := equilibriumNetwork(t, g, o, 2, solver.Anderson().WithTolerance(1e-12).WithIterations(30),
					func(c *options.Network) { c.Backward, c.PhantomSteps = mode, steps })
				p := trainingStep(t, backend, m, g, whole(t, g), 7)
				r := p.run(t, 3)
				p.wantConverged(t)
				return r
			}
			want := in(Implicit, 0)
			last := 1.0
			for _, steps := range []int{1, 3, 9, 27} {
				got := in(Phantom, steps)
				near(t, "the tensor of logits", got.logits, want.logits, 1e-9)
				d := apart(got, want)
				t.Logf("%d steps: the gradient is %.2g off", steps, d)
				if d > max(last/2, 1e-12) {
					t.Errorf("%d steps are %g off, fewer %g", steps, d, last)
				}
				last = d
			}
			if !(last <= 1e-6) {
				t.Errorf("the gradient is %g off in the end", last)
			}
			if d := apart(in(Phantom, 0), in(Phantom, options.DefaultPhantomSteps)); !(d <= 1e-12) {
				t.Errorf("without a number of steps the gradient is %g off that of %d", d, options.DefaultPhantomSteps)
			}
		})
	}
}

// apart is the difference of the gradients of all parameters and inputs as one vector, relative to the wanted ones.
func apart(got, want result) float64 {
	var a, b array
	for name, gradient := range want.gradients {
		a.Values = append(a.Values, got.gradients[name].Values...)
		b.Values = append(b.Values, gradient.Values...)
	}
	return difference(a, b)
}

// solveNodes and solveEdges are the size of all graphs of TestNoSilentlyWrongGradient, so that one program serves all.
const solveNodes, solveEdges = 34, 156

// solveGraphs are graphs of several shapes, with the same widths of features.
func solveGraphs(t *testing.T) map[string]*datasets.Graph {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	edges := map[string][][2]int32{}
	for range solveEdges {
		edges["random"] = append(edges["random"], [2]int32{rng.Int32N(solveNodes), rng.Int32N(solveNodes)})
	}
	club := datasets.Karate().Must()
	for e, source := range club.Source {
		edges["karate"] = append(edges["karate"], [2]int32{source, club.Target[e]})
	}
	for i := range int32(solveNodes - 1) {
		edges["chain"] = append(edges["chain"], [2]int32{i, i + 1})
		edges["star"] = append(edges["star"], [2]int32{0, i + 1}, [2]int32{i + 1, 0})
	}
	labels, train := make([]int32, solveNodes), make([]int32, solveNodes)
	for i := range labels {
		labels[i], train[i] = int32(i%3), int32(i)
	}
	graphs := map[string]*datasets.Graph{}
	for _, name := range slices.Sorted(maps.Keys(edges)) {
		graphs[name] = done(t)(datasets.New(solveNodes, edges[name]).WithNodeFeatures(normalRows(rng, solveNodes, 5)).
			WithEdgeFeatures(normalRows(rng, len(edges[name]), 3)).WithClasses(labels).WithSplit(train, nil,
			nil).Done())
	}
	return graphs
}

// solvePart is the graph as a part of solveEdges edges.
func solvePart(t *testing.T, g *datasets.Graph) *datasets.Part {
	t.Helper()
	p := whole(t, g)
	last := int32(len(p.Nodes) - 1)
	for len(p.Source) < solveEdges {
		p.Source, p.Target = append(p.Source, last), append(p.Target, last)
		p.EdgeFeatures.Data = append(p.EdgeFeatures.Data, make([]float32, p.EdgeFeatures.Cols)...)
	}
	return p
}

// situation is a graph with parameters: the gain of F's last normalization, and how far all are from where they start.
type situation struct {
	graph       string
	gain, noise float64
}

// outerGain is what the gain of F's last normalization starts at.
const outerGain = 0.1

// A gain of 1 makes some solves fail.
var situations = []situation{
	{"karate", outerGain, 0}, {"chain", outerGain, 0}, {"star", 0.3, 0.1}, {"random", 0.3, 0.1}, {"karate", 1, 0.1},
	{"chain", 1, 0.3},
}

// outcomes are what a program computed in each situation.
type outcomes struct {
	results           []result
	forward, backward []*run.Solve
}

func (o *outcomes) converged(i int) bool { return !o.forward[i].Failed() && !o.backward[i].Failed() }

func (o *outcomes) describe(i int) string {
	f, b := o.forward[i], o.backward[i]
	return fmt.Sprintf("forward %s after %d, backward %s after %d", f.Status, f.Evaluations, b.Status, b.Evaluations)
}

// reaches runs a program of solveGraphs in all situations. The parameters are the same numbers in float32 and float64.
func (p *program) reaches(t *testing.T, graphs map[string]*datasets.Graph) *outcomes {
	t.Helper()
	o := &outcomes{}
	for _, in := range situations {
		d, err := p.model.spec.Read(graphs[in.graph])
		if err != nil {
			t.Fatal(err)
		}
		part := solvePart(t, graphs[in.graph])
		p.inputs = append(d.Inputs(part), d.Labels(part)...)
		for _, v := range p.model.spec.Variables() {
			rng := rand.New(rand.NewPCG(1, uint64(len(v.Name))))
			value := parameter(p.model.values(), v.Name)
			for i := range value.Values {
				if value.Values[i] += in.noise * rng.NormFloat64(); v.Name == "tied.norm2.weight" {
					value.Values[i] += in.gain - outerGain
				}
				value.Values[i] = float64(float32(value.Values[i]))
			}
			setParameter(t, p.store, p.model.spec.DType(), v.Name, value)
		}
		o.results = append(o.results, p.run(t, 3))
		forward, backward := p.solves(t)
		o.forward, o.backward = append(o.forward, forward), append(o.backward, backward)
	}
	return o
}

// TestNoSilentlyWrongGradient holds the gradient in float32 against one in float64 of tight solves, whenever both
// solves say that they converged. There is no dropout, since the backends draw different masks. With KILOLAYER_ALL, as
// in make bench, it tries all operators.
func TestNoSilentlyWrongGradient(t *testing.T) {
	t.Parallel()
	const (
		bound = 1e-3
		// A forward solve to 1e-5 and an exact backward one can leave 3e-3 of the gradient: where a node's values are
		// nearly all 0 behind ReLU, the last normalization bends sharply.
		forwardTolerance = 1e-6
		capInGo          = 40 // evaluations, which are written out
	)
	graphs := solveGraphs(t)
	var lock sync.Mutex
	counts := map[string]int{}
	t.Run("operators", func(t *testing.T) {
		operators := []conv.Operator{conv.GCN(), conv.GEN(), conv.GEN().WithAggregation(conv.Softmax)}
		if os.Getenv("KILOLAYER_ALL") != "" {
			operators = append(operators, conv.SAGE(), conv.SAGE().WithAggregation(conv.Max),
				conv.GATv2().WithHeads(2), conv.GIN())
		}
		for _, o := range operators {
			t.Run(o.String(), func(t *testing.T) {
				t.Parallel()
				program := func(start func() (compute.Backend, error), forward, backward solver.Solver,
					double bool) *program {
					g := graphs["karate"]
					b := Equilibrium(o).WithChannels(12).WithSolver(forward).WithBackwardSolver(backward).For(g)
					b.options.Float64 = double
					return trainingStep(t, started(t, start), built(t, b), g, solvePart(t, g), 0)
				}
				// Where F does not contract it can have several equilibria. The reference is the one that was found.
				references := map[options.Method]*outcomes{}
				reference := func(i int, logits array) (result, bool) {
					for _, s := range []solver.Solver{solver.Anderson(), solver.Broyden()} {
						if references[s.Method] == nil {
							s = s.WithTolerance(1e-12).WithIterations(1000)
							references[s.Method] = program(xla.Default, s, s, true).reaches(t, graphs)
						}
						r := references[s.Method]
						if r.converged(i) && difference(logits, r.results[i].logits) <= bound {
							return r.results[i], true
						}
					}
					return result{}, false
				}
				for _, s := range solvers {
					start := xla.Go
					if o == conv.Operator(conv.GCN()) { // the quickest to compile
						start = xla.Default
					} else {
						s = s.WithIterations(capInGo)
					}
					got := program(start, s.WithTolerance(forwardTolerance), s, false).reaches(t, graphs)
					for i, in := range situations {
						name := fmt.Sprintf("%s, %+v: %s", s.Method, in, got.describe(i))
						lock.Lock()
						counts[fmt.Sprintf("%s converged=%v", s.Method, got.converged(i))]++
						lock.Unlock()
						if !got.converged(i) {
							t.Log(name)
							continue
						}
						if f, b := got.forward[i], got.backward[i]; !(f.Residual <= forwardTolerance) ||
							!(b.Residual <= s.Tolerance) {
							t.Errorf("%s with the residuals %g and %g", name, f.Residual, b.Residual)
						}
						want, ok := reference(i, got.results[i].logits)
						if !ok {
							t.Errorf("%s, at no equilibrium that float64 finds", name)
							continue
						}
						d := apart(got.results[i], want)
						t.Logf("%s, the gradient is %.1e off", name, d)
						if !(d <= bound) {
							t.Errorf("%s, and the gradient is %g off", name, d)
						}
					}
				}
			})
		}
	})
	t.Log(counts)
	if t.Failed() || flag.Lookup("test.run").Value.String() != "" { // some operators may be left out
		return
	}
	for _, s := range solvers {
		for _, converged := range []bool{true, false} {
			if name := fmt.Sprintf("%s converged=%v", s.Method, converged); counts[name] < 3 {
				t.Errorf("%s: %d times", name, counts[name])
			}
		}
	}
}
