package conv_test

import (
	"encoding/json"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// lazy is an operator of one's own with an option, its exported field: share·x + (1 − share)·(mean of the neighbours),
// and a linear map.
type lazy struct{ Share float64 }

func (l lazy) String() string { return fmt.Sprintf("lazy(%g)", l.Share) }

// Validate is optional, as conv.Validator.
func (l lazy) Validate() error {
	if !(l.Share >= 0 && l.Share <= 1) {
		return fmt.Errorf("lazy: a share of %g; use one from 0 to 1", l.Share)
	}
	return nil
}

func (lazy) Parameters(in, out, _ int) []conv.Parameter { return conv.Linear("linear", in, out) }

func (lazy) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (l lazy) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	mean := edges.MeanByTarget(edges.GatherSource(x))
	mixed := graph.Add(graph.MulScalar(x, l.Share), graph.MulScalar(mean, 1-l.Share))
	return conv.Affine(mixed, params[0], params[1])
}

func ExampleRegister() {
	if err := conv.Register("lazy", lazy{Share: 0.5}); err != nil { // in a cell: cell.Must(conv.Register(…))
		fmt.Println(err)
		return
	}
	standard, _ := conv.Named("lazy")
	fmt.Println(standard)
	// As a run's record keeps it, and as it is read again.
	kept, err := conv.Describe(lazy{Share: 0.3})
	fmt.Println(string(kept.Record), err)
	text, err := json.Marshal(kept)
	if err != nil {
		fmt.Println(err)
		return
	}
	var read options.Operator
	if err := json.Unmarshal(text, &read); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(conv.Build(read))
	// Output:
	// lazy(0.5)
	// {"name":"lazy","options":{"Share":0.3}} <nil>
	// lazy(0.3) <nil>
}

func ExampleDescribe() {
	o, err := conv.Describe(conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.1))
	fmt.Println(o, err)
	fmt.Println(string(o.Record))
	// Output:
	// GEN(softmax, t=0.1) <nil>
	// {"name":"GEN","aggregation":"softmax","temperature":0.1}
}

func ExampleBuild() {
	operator, err := conv.Build(options.Operator{Record: []byte(`{"name":"SAGE","aggregation":"max"}`)})
	fmt.Println(operator, err)
	_, err = conv.Build(options.Operator{Record: []byte(`{"name":"GHOST"}`)})
	fmt.Println(err)
	// Output:
	// SAGE(max) <nil>
	// conv: the operator "GHOST" is not part of this package; register it first, with conv.Register
}

func ExampleNamed() {
	operator, ok := conv.Named("GATv2")
	fmt.Println(operator, ok)
	// Output: GATv2 true
}

func ExampleNames() {
	fmt.Println(conv.Names()[:6]) // those that were registered follow
	// Output: [GEN GCN SAGE GAT GATv2 GIN]
}

func ExampleOption() {
	for _, value := range []any{"SAGE", conv.GIN().WithHidden(32), "GENE"} {
		fmt.Println(conv.Option(value))
	}
	// Output:
	// SAGE(mean) <nil>
	// GIN(32 hidden) <nil>
	//  conv: there is no operator "GENE"; did you mean "GEN" or "GCN" or "GIN"?
}

func ExampleGENConv_MLPLayers() {
	operator := conv.GEN().WithMLPLayers(3).WithMessageNorm()
	present, learned := operator.MessageNorm()
	fmt.Println(operator.MLPLayers(), operator.HasBias(), present, learned)
	// Output: 3 true true false
}

func ExampleGINConv_Epsilon() {
	fmt.Println(conv.GIN().WithEpsilon(0.5).WithLearnedEpsilon().Epsilon())
	// Output: 0.5 true
}
