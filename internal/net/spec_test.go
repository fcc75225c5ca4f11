package net

import (
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestWith: the changed network is another one with the same parameters, and the first stays as it was.
func TestWith(t *testing.T) {
	n := built(t, options.NewNetwork(options.Reversible), conv.GEN(), nettest.Proteins(t))
	before := n.spec.Options()
	other := n.spec.With(func(o *options.Network) { o.Backward, o.Float64 = options.Store, true })
	if d := options.Differences(&before, new(n.spec.Options())); len(d) > 0 {
		t.Errorf("the network itself changed: %v", d)
	}
	after := other.Options()
	if d := options.Differences(&before, &after); len(d) != 2 || other.DType() != dtypes.Float64 {
		t.Errorf("the changed network differs in %v", d)
	}
	if n.spec.Widths() != other.Widths() || n.spec.Parameters() != other.Parameters() {
		t.Errorf("%d parameters of %+v, before %d of %+v", other.Parameters(), other.Widths(), n.spec.Parameters(),
			n.spec.Widths())
	}
	for i, v := range other.Variables() {
		if v.Name != n.spec.Variables()[i].Name {
			t.Errorf("parameter %d is %s, before %s", i, v.Name, n.spec.Variables()[i].Name)
		}
	}
}

// TestAssemble: a network is built again from its options and widths alone, as from a file.
func TestAssemble(t *testing.T) {
	n := built(t, options.NewNetwork(options.Reversible), conv.GEN().WithMLPLayers(1), nettest.Proteins(t))
	o := n.spec.Options()
	o.Operator.Value = nil // as it is read from a file
	operators, err := OperatorsOf(o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Assemble(o, operators, n.spec.Widths())
	if err != nil {
		t.Fatal(err)
	}
	if again.String() != n.spec.String() {
		t.Errorf("%s, want %s", again, n.spec)
	}
	a, errA := again.Fingerprint()
	b, errB := n.spec.Fingerprint()
	if errA != nil || errB != nil || a != b {
		t.Errorf("the fingerprints %s and %s, %v, %v", a, b, errA, errB)
	}
	o.Operator.Record = nil
	if _, err := OperatorsOf(o); err == nil || !strings.Contains(err.Error(), "GEN(max, MLP of 1)") {
		t.Errorf("an operator without a record: %v", err)
	}
}

// TestSpecConcurrently builds passes and stores of one network in several goroutines, for the race detector.
func TestSpecConcurrently(t *testing.T) {
	g := nettest.Classes(t)
	n := built(t, options.NewNetwork(options.Reversible), conv.GCN(), g)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			n.spec.Draw().Finalize()
			n.spec.Estimate(g.NumNodes, g.NumEdges(), false)
			if _, err := n.spec.Read(g); err != nil {
				t.Error(err)
			}
			_ = n.spec.With(func(o *options.Network) { o.Seed++ }).String()
		})
	}
	group.Wait()
}

// numbersOf are the parameters of a store by name.
func numbersOf(store *model.Store) map[string]nettest.Array {
	all := map[string]nettest.Array{}
	for v := range store.Scope(ParameterScope).IterVariables() {
		all[v.Name()] = golden.FromTensor(v.MustValue())
	}
	return all
}

// TestParameters: start values follow from the seed, and copies are exact and independent.
func TestParameters(t *testing.T) {
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels = 2, 4
	g := datasets.Karate().Must()
	draw := func(seed uint64) *network {
		o.Seed = seed
		return built(t, o, conv.GCN(), g)
	}
	equal := func(a, b nettest.Array) bool { return nettest.Difference(a, b) == 0 }
	n := draw(1)
	want := numbersOf(n.store)
	if len(want) != len(n.spec.variables) {
		t.Fatalf("%d parameters, want %d", len(want), len(n.spec.variables))
	}
	if !maps.EqualFunc(numbersOf(draw(1).store), want, equal) {
		t.Error("the same seed drew other numbers")
	}
	if maps.EqualFunc(numbersOf(draw(2).store), want, equal) {
		t.Error("another seed drew the same numbers")
	}
	for name, make := range map[string]func(*model.Store) (*model.Store, error){"copy": Copy, "float64": ToFloat64} {
		store, err := make(n.store)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(numbersOf(store), want, equal) {
			t.Errorf("%s: other numbers", name)
		}
		n.perturb(t, 1)
		if !maps.EqualFunc(numbersOf(store), want, equal) {
			t.Errorf("%s: changed with the first", name)
		}
		want = numbersOf(n.store)
	}
	other := draw(3)
	if err := Adopt(other.store, n.store); err != nil {
		t.Fatal(err)
	}
	if !maps.EqualFunc(numbersOf(other.store), want, equal) {
		t.Error("adopted: other numbers")
	}
}
