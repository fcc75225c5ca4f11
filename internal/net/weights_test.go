package net

import (
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// numbered is the graph with the weights 1, 2, 3, … in the order of its edges.
func numbered(g *datasets.Graph) *datasets.Graph {
	with := *g
	with.EdgeWeights = nil
	for e := range g.NumEdges() {
		with.EdgeWeights = append(with.EdgeWeights, float32(1+e))
	}
	return &with
}

// TestWeightInputs: the weights come last of the inputs, of the shape that is said before, and 0 for padding.
func TestWeightInputs(t *testing.T) {
	g := numbered(nettest.Proteins(t))
	for _, double := range []bool{false, true} {
		o := options.NewNetwork(options.Reversible)
		o.Channels, o.LabelInput, o.LabelReuse, o.Float64 = 4, true, 1, double
		n := built(t, o, conv.GEN().WithAggregation(conv.Sum), g)
		partition, err := n.data.Graph.Partition(3, 5)
		if err != nil {
			t.Fatal(err)
		}
		var found []float32
		for i := range 3 {
			part := partition.Part(i)
			inputs := n.data.Inputs(part)
			want := n.spec.InputShapes(len(part.Nodes), len(part.Source))
			if len(inputs) != len(want) {
				t.Fatalf("%d inputs, and %d shapes", len(inputs), len(want))
			}
			for k, in := range inputs {
				if !in.Shape().Equal(want[k]) {
					t.Errorf("input %d has shape %s, want %s", k, in.Shape(), want[k])
				}
			}
			weights := floats(inputs[len(inputs)-1])
			found = append(found, weights[:part.NumEdges]...)
			for _, w := range weights[part.NumEdges:] {
				if w != 0 {
					t.Errorf("a padding edge weighs %g", w)
				}
			}
		}
		slices.Sort(found)
		if len(found) == 0 || len(slices.Compact(found)) != len(found) || found[0] < 1 {
			t.Errorf("the edges of the parts weigh %v, want different numbers from 1", found)
		}
	}
}

func floats(tensor *tensors.Tensor) (list []float32) {
	if values, err := tensors.CopyFlatData[float32](tensor); err == nil {
		return values
	}
	for _, v := range tensors.MustCopyFlatData[float64](tensor) {
		list = append(list, float32(v))
	}
	return list
}

// TestWeightsReachAllOperators: each of the three operators of a network reads the weights, and both backends agree.
func TestWeightsReachAllOperators(t *testing.T) {
	plain := nettest.Classes(t)
	blind := func(operator conv.Operator) conv.Operator { return deaf{operator} }
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels, o.Float64 = 3, 8, true
	for _, c := range []struct {
		name      string
		operators Operators
	}{
		{"layers", Operators{conv.GAT(), blind(conv.GCN()), blind(conv.GCN())}},
		{"first", Operators{blind(conv.GCN()), conv.GIN(), blind(conv.GCN())}},
		{"last", Operators{blind(conv.GCN()), blind(conv.GCN()), conv.GATv2()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			logits := func(g *datasets.Graph, start int) nettest.Array {
				spec, err := New(o, c.operators, g)
				if err != nil {
					t.Fatal(err)
				}
				data, err := spec.Read(g)
				if err != nil {
					t.Fatal(err)
				}
				n := &network{spec: spec, store: spec.Draw(), data: data, part: nettest.Whole(t, g)}
				return n.compute(t, nettest.Started(t, nettest.BothBackends[start].Start),
					func(p *Pass, _ []*graph.Node) []*graph.Node { return []*graph.Node{p.Logits()} })[0]
			}
			ones := numbered(plain)
			for e := range ones.EdgeWeights {
				ones.EdgeWeights[e] = 1
			}
			weighted := logits(numbered(plain), 0)
			nettest.Near(t, "the tensor of logits in Go", logits(numbered(plain), 1), weighted, 1e-9)
			if d := nettest.Difference(weighted, logits(ones, 0)); !(d > 1e-3) {
				t.Errorf("the weights change the logits by %g", d)
			}
		})
	}
}

// deaf is an operator that says that it uses weights and does not get any.
type deaf struct{ conv.Operator }

func (deaf) UsesWeights() bool { return true }

func (d deaf) Prepare(edges *conv.Edges, like *graph.Node) []*graph.Node {
	return d.Operator.Prepare(d.without(edges), like)
}

func (d deaf) Apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	return d.Operator.Apply(x, d.without(edges), prepared, params)
}

func (deaf) without(edges *conv.Edges) *conv.Edges {
	bare := *edges
	bare.Weight = nil
	return &bare
}

// TestWeightParameters: the parameters for weights are there on a graph with weights alone.
func TestWeightParameters(t *testing.T) {
	o := options.NewNetwork(options.Reversible)
	o.Depth, o.Channels, o.Groups = 3, 8, 2
	for _, c := range []struct {
		operator conv.Operator
		want     map[string][]int
	}{
		{conv.GCN(), nil},
		{conv.GAT().WithHeads(2),
			map[string][]int{"stack.linear_edge.weight": {3, 2, 1, 4}, "stack.edge": {3, 2, 2, 2}}},
		{conv.GATv2().WithHeads(2).WithAveragedHeads(), map[string][]int{"stack.edge.weight": {3, 2, 1, 8}}},
	} {
		plain := built(t, o, c.operator, nettest.Classes(t)).spec
		weighted := built(t, o, c.operator, numbered(nettest.Classes(t))).spec
		known := map[string]bool{}
		for _, v := range plain.Variables() {
			known[v.Name] = true
		}
		added := 0
		for _, v := range weighted.Variables() {
			if !known[v.Name] {
				added++
				if !slices.Equal(c.want[v.Name], v.Shape) {
					t.Errorf("%s: the parameter %s of shape %v, want %v", c.operator, v.Name, v.Shape, c.want)
				}
			}
		}
		if added != len(c.want) {
			t.Errorf("%s: %d parameters for the weights, want %v", c.operator, added, c.want)
		}
		one, err := plain.Fingerprint()
		two, err2 := weighted.Fingerprint()
		if err != nil || err2 != nil || one == two {
			t.Errorf("%s: the fingerprints %s and %s, %v, %v", c.operator, one, two, err, err2)
		}
	}
}
