package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// The aggregated GEN messages of x, for each aggregation in the order of the constants.
func aggregateAll(x *graph.Node, edges *Edges) []*graph.Node {
	var all []*graph.Node
	for a := Max; a <= Power; a++ {
		c := GEN().WithAggregation(a)
		if a == Power {
			c = c.WithExponent(2)
		}
		all = append(all, c.aggregate(x, edges, c.Prepare(edges, x), messageParts{},
			graph.Scalar(x.Graph(), x.DType(), c.temperature*c.exponent)))
	}
	return all
}

// Edges 0 → 2, 0 → 2 again, 1 → 3 and 1 → 1. Nodes 0 and 4 have no incoming edge.
func smallEdges(g *graph.Graph) *Edges {
	return &Edges{NumNodes: 5, Source: graph.Const(g, []int32{1, 0, 0, 1}), Target: graph.Const(g, []int32{1, 2, 2, 3})}
}

func TestAggregations(t *testing.T) {
	const e = messageEpsilon
	x := matrix(5, 2,
		2, -1, // sent twice; the second is cut off by ReLU
		-3, 4,
		9, 9, 9, 9, 9, 9) // sent nowhere
	twice := []float64{1, 2, 1, 1, 1} // how often a repeated edge counts
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			all := aggregateAll(in[0], smallEdges(in[0].Graph()))
			for _, aggregated := range all {
				all = append(all, graph.Gradient(graph.ReduceAllSum(aggregated), in[0])[0])
			}
			return all
		}, x)
		for a := Max; a <= Power; a++ {
			k, cut, none := twice[a], e, 0.0 // cut is what becomes of e on its own
			if a == Power {
				cut, none = 1e-2, 1e-2 // the root of the least mean
			}
			want := matrix(5, 2, none, none, cut, 4+e, k*(2+e), k*cut, cut, 4+e, none, none)
			check(t, a.String(), results[a], want, 1e-15)
			gradient := matrix(5, 2, k, 0, 0, 2, 0, 0, 0, 0, 0, 0) // 0 where ReLU cuts off
			check(t, "gradient of "+a.String(), results[int(Power)+1+int(a)], gradient, 1e-14)
		}
	})
}

// A value that is not a number must be seen in the result, never pass as 0.
func TestNotANumber(t *testing.T) {
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			all := aggregateAll(in[0], smallEdges(g))
			for _, aggregated := range all {
				all = append(all, graph.Gradient(graph.ReduceAllSum(aggregated), in[0])[0])
			}
			return append(all, aggregateAll(in[1], smallEdges(g))...)
		}, matrix(5, 1, math.NaN(), 4, 0, 0, 0), matrix(5, 1, math.Inf(1), 4, 0, 0, 0))
		for a := Max; a <= Power; a++ {
			of, gradient, ofInfinity := results[a].Values, results[5+a].Values, results[10+a].Values
			if !math.IsNaN(of[2]) || math.IsNaN(of[0]+of[1]+of[3]+of[4]) {
				t.Errorf("%s of NaN: %v, want NaN at node 2 alone", a, of)
			}
			if math.Abs(gradient[1]-2) > exact {
				t.Errorf("gradient of %s of NaN: %v, want 2 at node 1, which has nothing to do with it", a, gradient)
			}
			if a == Power {
				continue // clamped to 100, as any number beyond it
			}
			if !math.IsInf(ofInfinity[2], 1) && !math.IsNaN(ofInfinity[2]) {
				t.Errorf("%s of +Inf: %v, want it at node 2", a, ofInfinity)
			}
		}
	})
}

// With the exponent 1, fixed, nothing is clamped and the power mean is the mean; learned it is clamped.
func TestPowerOfOne(t *testing.T) {
	x := matrix(5, 1, 2000, 4, 0, 0, 0)
	results := evaluate(t, started(t, xla.Go), func(in []*graph.Node) []*graph.Node {
		edges := smallEdges(in[0].Graph())
		var all []*graph.Node
		for _, c := range []GENConv{GEN().WithAggregation(Power), GEN().WithAggregation(Power).WithLearnedExponent()} {
			exponent := graph.Const(in[0].Graph(), []float64{1})
			all = append(all, c.aggregate(in[0], edges, c.Prepare(edges, in[0]), messageParts{}, exponent))
		}
		return all
	}, x)
	const e = messageEpsilon
	check(t, "fixed", results[0], matrix(5, 1, 0, 4+e, 2000+e, 4+e, 0), exact)
	check(t, "learned", results[1], matrix(5, 1, 1e-4, 4+e, 100, 4+e, 1e-4), exact)
}

// Weights that sum to 1 move with a constant: softmax(m + c) = softmax(m) + c.
func TestSoftmaxMovesWithItsMessages(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	messages, shift := normal(rng, 4, 3), normal(rng, 5, 3)
	results := evaluate(t, started(t, xla.Go), func(in []*graph.Node) []*graph.Node {
		messages, shift := in[0], in[1]
		edges := smallEdges(messages.Graph())
		temperature := graph.Scalar(messages.Graph(), messages.DType(), 0.7)
		moved := softmax(graph.Add(messages, edges.GatherTarget(shift)), edges, temperature)
		some := graph.MinScalar(edges.Degree(shift), 1) // nothing moves without edges
		return []*graph.Node{moved, graph.Add(softmax(messages, edges, temperature),
			graph.Mul(shift, graph.InsertAxes(some, -1)))}
	}, messages, shift)
	check(t, "moved", results[0], results[1], exact)
}

// exp(t·m) is far beyond the largest number; the softmax is the maximum.
func TestSoftmaxOfLargeMessages(t *testing.T) {
	x := matrix(5, 1, 1e4, 3e4, 0, 0, 0)
	for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
		eachBackend(t, func(t *testing.T, backend compute.Backend) {
			results := evaluateAs(t, backend, dtype, func(in []*graph.Node) []*graph.Node {
				edges := smallEdges(in[0].Graph())
				edges.Target = graph.Const(in[0].Graph(), []int32{2, 2, 2, 3})
				messages := edges.GatherSource(in[0])
				out := softmax(messages, edges, graph.Scalar(in[0].Graph(), dtype, 100))
				return []*graph.Node{out, graph.Gradient(graph.ReduceAllSum(out), in[0])[0]}
			}, x)
			check(t, fmt.Sprint(dtype), results[0], matrix(5, 1, 0, 0, 3e4, 3e4, 0), 1e-7)
			check(t, fmt.Sprint("gradient in ", dtype), results[1], matrix(5, 1, 0, 2, 0, 0, 0), 1e-7)
		})
	}
}
