package revgnn

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// restless is an operator that does something else each time it is built, as one with random numbers of its own would.
type restless struct{ conv.Operator }

func (restless) String() string { return "restless" }
func (restless) Apply(x *graph.Node, _ *conv.Edges, _, _ []*graph.Node) *graph.Node {
	return graph.MulScalar(x, rand.Float64())
}

// crooked is an operator whose gradient is a tenth too large.
type crooked struct{ conv.Operator }

func (crooked) String() string { return "crooked" }
func (c crooked) Apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	x = graph.IdentityWithCustomGradient(x, func(_,
		gradient *graph.Node) *graph.Node {
		return graph.MulScalar(gradient, 1.1)
	})
	return c.Operator.Apply(x, edges, prepared, params)
}

func checkGraph(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.Random(20, 60, 1).WithNodeFeatures(3).WithClasses(2).Done())
}

func TestCheckInverse(t *testing.T) {
	t.Parallel()
	g := checkGraph(t)
	for _, c := range []struct {
		name   string
		b      *ReversibleBuilder
		layers int
		passed bool
	}{
		{"sound", Reversible(conv.GCN()).WithDepth(5).WithDropout(0.3), 5, true},
		{"tied with an own first layer", Reversible(conv.GCN()).WithDepth(5).WithTiedWeights().WithOwnFirstLayer(), 5,
			true},
		{"float64", Reversible(conv.GCN()).WithDepth(3).WithFloat64(), 3, true},
		{"own randomness", Reversible(restless{conv.GCN()}).WithDepth(2), 2, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := built(t, c.b.WithChannels(8).For(g))
			check, err := CheckInverse(m, g).Done()
			if err != nil {
				t.Fatal(err)
			}
			layer, worst := check.Worst()
			if check.Passed() != c.passed || len(check.Errors) != c.layers || len(check.Exact) != c.layers {
				t.Fatalf("%s with errors %v and %v", check, check.Errors, check.Exact)
			}
			table := check.Table().String()
			if want := map[bool]string{true: "pass", false: "fail"}[c.passed]; !strings.Contains(table, want) {
				t.Errorf("the table does not say %s:\n%s", want, table)
			}
			if !c.passed {
				return
			}
			_, exact := InverseCheck{Errors: check.Exact}.Worst()
			if layer != 1 || worst == 0 || !(exact < 1e-13) || (m.Options().Float64 != (worst == exact)) {
				t.Errorf("the largest error is %g in layer %d, in float64 %g", worst, layer, exact)
			}
		})
	}
	if _, err := CheckInverse(ok[*Model](t)(Residual(conv.GCN()).For(g).Done()), g).Done(); err == nil {
		t.Error("a residual network was checked")
	}
}

// ok returns a value without its error, which ends the test.
func ok[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestCheckGradients(t *testing.T) {
	t.Parallel()
	g := checkGraph(t)
	short := solver.Anderson().WithIterations(2)
	for _, c := range []struct {
		name string
		m    func() (*Model, error)
		says []string // "" of a check that passes
	}{
		{"reversible", Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithDropout(0.3).For(g).Done, nil},
		{"too deep for Store", Residual(conv.GCN()).WithDepth(40).WithTiedWeights().WithChannels(4).For(g).Done, nil},
		{"equilibrium", Equilibrium(conv.GCN()).WithChannels(8).WithDropout(0.3).For(g).Done, nil},
		{"wrong gradient", Reversible(crooked{conv.GCN()}).WithDepth(1).WithChannels(8).For(g).Done,
			[]string{" !", "Gradients: fail"}},
		{"own randomness", Reversible(restless{conv.GCN()}).WithDepth(1).WithChannels(8).For(g).Done,
			[]string{" !", "Gradients: fail"}},
		{"solve cut short", Equilibrium(conv.GCN()).WithSolver(short).WithChannels(8).For(g).Done,
			[]string{"the forward solve: cap reached after 2 evaluations, residual "}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := ok[*Model](t)(c.m())
			check, err := CheckGradients(m, g).Done()
			if err != nil {
				t.Fatal(err)
			}
			table := check.Table().String()
			if check.Passed() != (c.says == nil) || len(check.Rows) != len(m.spec.Variables()) {
				t.Errorf("passed: %v\n%s", check.Passed(), table)
			}
			for _, text := range c.says {
				if !strings.Contains(table, text) {
					t.Errorf("the table does not say %q:\n%s", text, table)
				}
			}
			if skipped := m.Options().Turns() > mostUnrolled &&
				m.Options().Solver == nil; skipped != strings.Contains(table, "store not run") {
				t.Errorf("Store was left out: %v\n%s", skipped, table)
			}
			for _, r := range check.Rows {
				if _, unused := m.spec.Operators().Layers.(restless); r.Norm == 0 && !unused {
					t.Errorf("the gradient by %s is zero", r.Parameter)
				}
			}
		})
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	g := checkGraph(t)
	for _, c := range []struct {
		name string
		m    func() (*Model, error)
		ran  []Backward
	}{
		{"reversible", Reversible(conv.GCN()).WithDepth(3).WithChannels(8).WithDropout(0.3).For(g).Done,
			[]Backward{Store, Recompute, Invert}},
		{"too deep for Store", Residual(conv.GCN()).WithDepth(40).WithChannels(8).For(g).Done, []Backward{Recompute}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Compare(ok[*Model](t)(c.m()), g).Done()
			if err != nil {
				t.Fatal(err)
			}
			var ran []Backward
			for _, m := range got.Modes {
				if m.Skipped != "" {
					continue
				}
				ran = append(ran, m.Mode)
				if m.Step <= 0 || m.Compile <= 0 || m.Memory.Activations <= 0 || !(m.Difference <= 1e-5) ||
					m.Memory.Backward != string(m.Mode) {
					t.Errorf("%+v", m)
				}
			}
			table := got.Table()
			if len(table.Rows) != len(c.ran) || strings.Contains(table.Note,
				"store: not run: 40 evaluations") == slices.Contains(c.ran, Store) {
				t.Errorf("the table is\n%s", table)
			}
			if !slices.Equal(ran, c.ran) {
				t.Errorf("ran %v, want %v", ran, c.ran)
			}
		})
	}
}
