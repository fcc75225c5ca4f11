package net

import (
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// network is a network with its parameters and a whole graph to compute on.
type network struct {
	spec  *Spec
	store *model.Store
	data  *Data
	part  *datasets.Part
}

// built builds a network for a graph.
func built(t *testing.T, o options.Network, operator conv.Operator, g *datasets.Graph) *network {
	t.Helper()
	spec, err := New(o, Operators{Layers: operator}, g)
	if err != nil {
		t.Fatal(err)
	}
	data, err := spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	return &network{spec: spec, store: spec.Draw(), data: data, part: nettest.Whole(t, data.Graph)}
}

// equilibriumOptions are those of a small equilibrium network in float64.
func equilibriumOptions(groups int) options.Network {
	o := options.NewNetwork(options.Equilibrium)
	o.Groups, o.Channels, o.Float64 = groups, 12, true
	return o
}

// parameter is a parameter's value.
func (n *network) parameter(name string) nettest.Array {
	return golden.FromTensor(Parameter(n.store, name).MustValue())
}

// set changes a parameter.
func (n *network) set(t *testing.T, name string, value nettest.Array) {
	t.Helper()
	if err := Parameter(n.store, name).SetValue(golden.ToTensor(value, n.spec.DType())); err != nil {
		t.Fatal(err)
	}
}

// perturb moves all parameters away from where they start, as training does: normal noise of a standard deviation.
func (n *network) perturb(t *testing.T, deviation float64) {
	t.Helper()
	for _, v := range n.spec.variables {
		rng := rand.New(rand.NewPCG(1, uint64(len(v.Name))))
		value := n.parameter(v.Name)
		for i := range value.Values {
			value.Values[i] += deviation * rng.NormFloat64()
		}
		n.set(t, v.Name, value)
	}
}

// compute builds something of a pass on the whole graph, and of further arrays, and computes it once.
func (n *network) compute(t *testing.T, backend compute.Backend, f func(p *Pass, more []*graph.Node) []*graph.Node,
	more ...nettest.Array) []nettest.Array {
	t.Helper()
	return n.program(t, backend, f, more...)(t)
}

// program is compute for several calls, each with the parameters that the network has then.
func (n *network) program(t *testing.T, backend compute.Backend, f func(p *Pass, more []*graph.Node) []*graph.Node,
	more ...nettest.Array) func(*testing.T) []nettest.Array {
	t.Helper()
	inputs := n.data.Inputs(n.part)
	var in []any
	for _, tensor := range inputs {
		in = append(in, tensor)
	}
	for _, a := range more {
		in = append(in, golden.ToTensor(a, n.spec.DType()))
	}
	// Values belong to one backend.
	exec, err := model.NewExec(backend, n.store, func(_ *model.Scope, in []*graph.Node) []*graph.Node {
		return f(NewPass(n.spec, n.store, in[:len(inputs)]), in[len(inputs):])
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(exec.Finalize)
	return func(t *testing.T) (list []nettest.Array) {
		t.Helper()
		out, err := exec.Exec(in...)
		if err != nil {
			t.Fatal(err)
		}
		for _, tensor := range out {
			list = append(list, golden.FromTensor(tensor))
		}
		return list
	}
}
