package conv

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// array is a tensor outside of a graph.
type array = golden.Array[float64]

// eachBackend runs a test on XLA and, as a second opinion, on the pure-Go backend.
func eachBackend(t *testing.T, test func(*testing.T, compute.Backend)) {
	t.Helper()
	t.Run("xla", func(t *testing.T) { test(t, started(t, xla.Default)) })
	t.Run("go", func(t *testing.T) { test(t, started(t, xla.Go)) })
}

func started(t *testing.T, start func() (compute.Backend, error)) compute.Backend {
	t.Helper()
	backend, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// evaluate computes a function of float64 tensors.
func evaluate(t *testing.T, backend compute.Backend, f func(in []*graph.Node) []*graph.Node, in ...array) []array {
	t.Helper()
	return evaluateAs(t, backend, dtypes.Float64, f, in...)
}

// evaluateAs computes in float32 or float64.
func evaluateAs(t *testing.T, backend compute.Backend, dtype dtypes.DType, f func(in []*graph.Node) []*graph.Node,
	in ...array) []array {
	t.Helper()
	args := make([]any, len(in))
	for i, a := range in {
		args[i] = golden.ToTensor(a, dtype)
	}
	results, err := graph.CallOnceN(backend, f, args...)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	out := make([]array, len(results))
	for i, result := range results {
		out[i] = golden.FromTensor(result)
	}
	return out
}

// matrix lists its values row by row.
func matrix(rows, columns int, values ...float64) array {
	return array{Shape: []int{rows, columns}, Values: values}
}

// normal draws a tensor of standard normal values.
func normal(rng *rand.Rand, shape ...int) array {
	a := array{Shape: shape, Values: make([]float64, size(shape))}
	for i := range a.Values {
		a.Values[i] = rng.NormFloat64()
	}
	return a
}

func size(shape []int) int {
	size := 1
	for _, n := range shape {
		size *= n
	}
	return size
}

// rows gathers rows of a tensor.
func rows(a array, index []int) array {
	width := len(a.Values) / a.Shape[0]
	out := array{Shape: append([]int{len(index)}, a.Shape[1:]...)}
	for _, i := range index {
		out.Values = append(out.Values, a.Values[i*width:(i+1)*width]...)
	}
	return out
}

// withRows appends rows of one value.
func withRows(a array, n int, value float64) array {
	out := array{Shape: slices.Clone(a.Shape), Values: slices.Clone(a.Values)}
	out.Shape[0] += n
	for len(out.Values) < size(out.Shape) {
		out.Values = append(out.Values, value)
	}
	return out
}

// check compares elementwise, relative to max(1, |want|). NaN is never equal.
func check(t *testing.T, name string, got, want array, tolerance float64) {
	t.Helper()
	if !slices.Equal(got.Shape, want.Shape) {
		t.Errorf("%s has shape %v, want %v", name, got.Shape, want.Shape)
		return
	}
	for i, w := range want.Values {
		if g := got.Values[i]; !(math.Abs(g-w) <= tolerance*max(1, math.Abs(w))) {
			t.Errorf("%s[%d] is %.17g, want %.17g within %g", name, i, g, w, tolerance)
			return
		}
	}
}

// layer is one operator on one graph. Its values are x and, where present, features, embedding.weight, embedding.bias,
// edge_weight and one param.NAME for each of the operator's parameters.
type layer struct {
	operator       Operator
	nodes          int
	source, target []int32 // in any order; the layer sorts them
	values         map[string]array
	cotangent      array // R of the scalar Σ out·R that is differentiated
	embedFirst     bool  // compute the edges' embedding before the operator sees it

	masks func(rate float64, dims ...int) array // what Edges.Mask gives; nil outside of training
}

func (l layer) edgeWidth() int {
	if weight, ok := l.values["embedding.weight"]; ok {
		return weight.Shape[1]
	}
	if features, ok := l.values["features"]; ok {
		return features.Shape[1]
	}
	return 0
}

func (l layer) parameters() []Parameter {
	list := l.operator.Parameters(l.values["x"].Shape[1], l.cotangent.Shape[1], l.edgeWidth())
	if learner, ok := l.operator.(WeightLearner); ok && l.values["edge_weight"].Shape != nil {
		list = append(list, learner.WeightParameters(l.cotangent.Shape[1])...)
	}
	return list
}

// byTarget is the stable order of the edges by target.
func (l layer) byTarget() []int {
	order := make([]int, len(l.target))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(l.target[a] - l.target[b]) })
	return order
}

// perEdge names the values with one row an edge.
var perEdge = map[string]bool{"features": true, "edge_weight": true}

// solve returns the operator's result and the gradients of all values, edges in the layer's own order.
func (l layer) solve(t *testing.T, backend compute.Backend, dtype dtypes.DType) (array, map[string]array) {
	t.Helper()
	order := l.byTarget()
	back := make([]int, len(order))
	source, target := make([]int32, len(order)), make([]int32, len(order))
	for i, e := range order {
		back[e], source[i], target[i] = i, l.source[e], l.target[e]
	}
	names := slices.Sorted(maps.Keys(l.values))
	in := make([]array, len(names))
	for i, name := range names {
		in[i] = l.values[name]
		if perEdge[name] {
			in[i] = rows(in[i], order)
		}
	}
	results := evaluateAs(t, backend, dtype, func(in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		v := map[string]*graph.Node{}
		for i, name := range names {
			v[name] = in[i]
		}
		edges := &Edges{NumNodes: l.nodes, Source: graph.Const(g, source), Target: graph.Const(g, target),
			Weight: v["edge_weight"]}
		if features := v["features"]; features != nil {
			edges.Embedding = &Embedding{Features: features, Weight: v["embedding.weight"], Bias: v["embedding.bias"]}
			if l.embedFirst {
				edges.Embedding = &Embedding{Features: Affine(features, v["embedding.weight"], v["embedding.bias"])}
			}
		}
		if l.masks != nil {
			edges.Mask = func(rate float64, dims ...int) *graph.Node {
				return graph.ConvertDType(graph.Const(g, golden.ToTensor(l.masks(rate, dims...), dtypes.Float64)),
					dtype)
			}
		}
		var params []*graph.Node
		for _, p := range l.parameters() {
			params = append(params, v["param."+p.Name])
		}
		out := l.operator.Apply(v["x"], edges, l.operator.Prepare(edges, v["x"]), params)
		loss := graph.ReduceAllSum(graph.Mul(out, in[len(names)]))
		return append([]*graph.Node{out}, graph.Gradient(loss, in[:len(names)]...)...)
	}, append(in, l.cotangent)...)
	gradients := map[string]array{}
	for i, name := range names {
		gradients[name] = results[1+i]
		if perEdge[name] {
			gradients[name] = rows(gradients[name], back)
		}
	}
	return results[0], gradients
}

// random draws a layer on a graph whose last node has no edges, whose last but one has no incoming edge, and whose
// first edge is repeated.
func random(operator Operator, nodes, edges, in, out, features int) layer {
	rng := rand.New(rand.NewPCG(uint64(in), uint64(out)))
	l := layer{operator: operator, nodes: nodes, cotangent: normal(rng, nodes, out),
		values: map[string]array{"x": normal(rng, nodes, in)}}
	for len(l.source) < edges-1 {
		u, v := rng.Int32N(int32(nodes-1)), rng.Int32N(int32(nodes-2))
		if u != v {
			l.source, l.target = append(l.source, u), append(l.target, v)
		}
	}
	l.source, l.target = append(l.source, l.source[0]), append(l.target, l.target[0])
	if features > 0 {
		const width = 5
		l.values["features"] = normal(rng, edges, features)
		l.values["embedding.weight"] = normal(rng, features, width)
		l.values["embedding.bias"] = normal(rng, width)
	}
	for _, p := range l.parameters() {
		l.values["param."+p.Name] = normal(rng, p.Shape...)
		if p.Start == Constant && p.Value != 0 {
			l.values["param."+p.Name] = withRows(array{Shape: []int{0}}, p.Shape[0], p.Value)
		}
	}
	return l
}

// clone copies what a test changes.
func (l layer) clone() layer {
	l.source, l.target, l.values = slices.Clone(l.source), slices.Clone(l.target), maps.Clone(l.values)
	return l
}

// layers is one random layer for each operator, with edge features and without, and with equal and unequal widths.
func layers() map[string]layer {
	all := map[string]layer{}
	for _, operator := range []Operator{
		GEN(), GEN().WithAggregation(Sum), GEN().WithAggregation(Mean), GEN().WithAggregation(Softmax),
		GEN().WithAggregation(Softmax).WithTemperature(0.7).WithLearnedTemperature(), GEN().WithoutBias(),
		GEN().WithAggregation(Power).WithExponent(2),
		GEN().WithAggregation(Power).WithExponent(0.8).WithLearnedExponent(),
		GEN().WithMessageNorm(), GEN().WithAggregation(Mean).WithMessageNorm().WithLearnedMessageScale(),
		GEN().WithMLPLayers(1), GEN().WithMLPLayers(3), SAGE(), SAGE().WithAggregation(Max),
		SAGE().WithNormalization(), SAGE().WithAggregation(Max).WithoutRoot(),
		GIN(), GIN().WithEpsilon(0.5).WithHidden(7), GIN().WithLearnedEpsilon(),
	} {
		all[fmt.Sprint(operator)] = random(operator, 9, 30, 6, 6, 0)
		all[fmt.Sprint(operator, ", edge features")] = random(operator, 9, 30, 6, 4, 3)
	}
	for _, operator := range append(attentions(), GCN(), GCN().WithoutSelfLoops()) {
		all[fmt.Sprint(operator)] = random(operator, 9, 30, 6, 4, 0)
	}
	for name, l := range maps.Clone(all) {
		if weighted, ok := l.operator.(Weighted); ok && weighted.UsesWeights() {
			all[name+", weights"] = l.weighted()
		}
	}
	return all
}

// weighted is the layer with weights, some of them negative, and for GCN none, whose degrees are positive.
func (l layer) weighted() layer {
	l = l.clone()
	weight := normal(rand.New(rand.NewPCG(1, 2)), len(l.source))
	if _, ok := l.operator.(GCNConv); ok {
		for i, w := range weight.Values {
			weight.Values[i] = math.Abs(w)
		}
	}
	l.values["edge_weight"] = weight
	for i, p := range l.parameters() {
		if _, ok := l.values["param."+p.Name]; !ok {
			l.values["param."+p.Name] = normal(rand.New(rand.NewPCG(3, uint64(i))), p.Shape...)
		}
	}
	return l
}
