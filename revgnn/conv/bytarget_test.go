package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

// byTarget are the functions of values per edge, [E, …] → [N, …], with what they give by hand for the values of one
// target's edges.
var byTarget = []struct {
	name string
	of   func(e *Edges, values *graph.Node) *graph.Node
	by   func(values []float64) float64
}{
	{"SumByTarget", (*Edges).SumByTarget, func(values []float64) float64 {
		sum := 0.0
		for _, v := range values {
			sum += v
		}
		return sum
	}},
	{"MeanByTarget", (*Edges).MeanByTarget, func(values []float64) float64 {
		sum := 0.0
		for _, v := range values {
			sum += v / float64(len(values))
		}
		return sum
	}},
	{"MaxByTarget", (*Edges).MaxByTarget, func(values []float64) float64 {
		largest := math.Inf(-1)
		for _, v := range values {
			largest = math.Max(largest, v)
		}
		if len(values) == 0 {
			return 0
		}
		return largest
	}},
}

// Values of every rank, with targets without edges, and their gradients by finite differences.
func TestByTarget(t *testing.T) {
	const nodes, count, step = 7, 20, 1e-6
	rng := rand.New(rand.NewPCG(7, 8))
	source, target := randomEdges(rng, nodes, count)
	for _, f := range byTarget {
		for _, inner := range [][]int{{}, {3}, {2, 3}} {
			values := normal(rng, append([]int{count}, inner...)...)
			width := size(inner)
			want := array{Shape: append([]int{nodes}, inner...)}
			for v := range nodes {
				for k := range width {
					var at []float64
					for e := range count {
						if target[e] == int32(v) {
							at = append(at, values.Values[e*width+k])
						}
					}
					want.Values = append(want.Values, f.by(at))
				}
			}
			cotangent, direction := normal(rng, want.Shape...), normal(rng, values.Shape...)
			moved := array{Shape: values.Shape}
			for i, v := range values.Values {
				moved.Values = append(moved.Values, v+step*direction.Values[i])
			}
			eachBackend(t, func(t *testing.T, backend compute.Backend) {
				results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
					g := in[0].Graph()
					edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
					loss := func(values *graph.Node) (out, loss *graph.Node) {
						out = f.of(edges, values)
						return out, graph.ReduceAllSum(graph.Mul(out, in[2]))
					}
					out, at := loss(in[0])
					_, ahead := loss(in[1])
					along := graph.ReduceAllSum(graph.Mul(graph.Gradient(at, in[0])[0], in[3]))
					return []*graph.Node{out, along, graph.DivScalar(graph.Sub(ahead, at), step)}
				}, values, moved, cotangent, direction)
				name := fmt.Sprint(f.name, " of ", values.Shape)
				check(t, name, results[0], want, exact)
				check(t, "gradient of "+name, results[1], results[2], 1e-6)
			})
		}
	}
}

// What is not a number is seen at its target and nowhere else.
func TestByTargetNaN(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	values := matrix(4, 1, 2, nan, -1, 3) // of edges to 1, 2, 2 and 3 of five nodes
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		for _, f := range byTarget {
			out := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
				return []*graph.Node{f.of(smallEdges(in[0].Graph()), in[0])}
			}, values)[0].Values
			if want := "[0 2 NaN 3 0]"; fmt.Sprint(out) != want {
				t.Errorf("%s: %v, want %s", f.name, out, want)
			}
		}
		for _, c := range []struct {
			name   string
			scores array
			want   string // the weights
		}{
			{"finite", matrix(4, 1, 2, 5, 5, 3), "[1 0.5 0.5 1]"},
			{"huge", matrix(4, 1, 1e300, 1e300, -1e300, -1e300), "[1 1 0 1]"},
			{"NaN", values, "[1 NaN NaN 1]"},
			{"+∞", matrix(4, 1, 2, inf, 1, 3), "[1 NaN NaN 1]"},
			{"−∞", matrix(4, 1, 2, -inf, 1, -inf), "[1 0 1 0]"},
		} {
			results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
				weights := smallEdges(in[0].Graph()).SoftmaxByTarget(in[0])
				return []*graph.Node{weights, graph.Gradient(graph.ReduceAllSum(graph.Square(weights)), in[0])[0]}
			}, c.scores)
			if got := fmt.Sprint(results[0].Values); got != c.want {
				t.Errorf("the softmax of scores that are %s: %s, want %s", c.name, got, c.want)
			}
		}
	})
}

// Weights add up to 1 for each target, do not change when a target's scores all move, and are differentiable.
func TestSoftmaxByTarget(t *testing.T) {
	const nodes, count = 6, 15
	rng := rand.New(rand.NewPCG(9, 10))
	source, target := randomEdges(rng, nodes, count)
	scores, shift := normal(rng, count, 2, 3), normal(rng, nodes, 2, 3)
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
			weights := edges.SoftmaxByTarget(in[0])
			moved := edges.SoftmaxByTarget(graph.Add(in[0], edges.GatherTarget(in[1])))
			some := graph.MinScalar(edges.Degree(in[0]), 1)
			some = graph.BroadcastToShape(graph.InsertAxes(some, -1, -1), in[1].Shape())
			// Σ_e c_e·w_e by s is w·(c − Σ w·c) over the edges of a target.
			c := graph.Sin(in[0])
			byHand := graph.Mul(weights, graph.Sub(c, edges.GatherTarget(edges.SumByTarget(graph.Mul(weights, c)))))
			gradient := graph.Gradient(graph.ReduceAllSum(graph.Mul(weights, graph.StopGradient(c))), in[0])[0]
			return []*graph.Node{edges.SumByTarget(weights), some, moved, weights, gradient, byHand}
		}, scores, shift)
		check(t, "sum", results[0], results[1], exact)
		check(t, "moved", results[2], results[3], exact)
		check(t, "gradient", results[4], results[5], exact)
	})
}

// Of equal values the first edge's has the gradient.
func TestMaxByTargetTie(t *testing.T) {
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			out := smallEdges(in[0].Graph()).MaxByTarget(in[0])
			return graph.Gradient(graph.ReduceAllSum(out), in[0])
		}, array{Shape: []int{4}, Values: []float64{-2, 3, 3, 0}})
		check(t, "gradient", results[0], array{Shape: []int{4}, Values: []float64{1, 1, 0, 1}}, 0)
	})
}
