// Package nettest holds what the tests of networks share: small graphs, operators, and how results are compared.
package nettest

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Array is a tensor outside of a graph.
type Array = golden.Array[float64]

// Started returns a backend: xla.Default or xla.Go.
func Started(t *testing.T, start func() (compute.Backend, error)) compute.Backend {
	t.Helper()
	backend, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return backend
}

// Proteins is a small graph with edge features, species and tasks of which some labels are missing.
func Proteins(t *testing.T) *datasets.Graph {
	t.Helper()
	return Done(t)(datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done())
}

// Classes is a small graph with node features, edge features and classes.
func Classes(t *testing.T) *datasets.Graph {
	t.Helper()
	return Done(t)(datasets.Random(40, 200, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithClasses(4).Done())
}

// LabelGraphs are those with classes and those with tasks, of which some labels are missing.
func LabelGraphs(t *testing.T) map[string]*datasets.Graph {
	bare := *Classes(t) // without the class of a training node
	bare.Classes = slices.Clone(bare.Classes)
	bare.Classes[bare.Train[0]] = -1
	return map[string]*datasets.Graph{"classes": &bare, "tasks": Proteins(t)}
}

// Done ends a test that can't build its graph.
func Done(t *testing.T) func(*datasets.Graph, error) *datasets.Graph {
	return func(g *datasets.Graph, err error) *datasets.Graph {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

// Whole is the graph as one part.
func Whole(t *testing.T, g *datasets.Graph) *datasets.Part {
	t.Helper()
	partition, err := g.Partition(1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return partition.Part(0)
}

// Difference is |got − want| / |want| in the l2 norm, |got| where want is zero, and NaN where shapes differ.
func Difference(got, want Array) float64 {
	if !slices.Equal(got.Shape, want.Shape) {
		return math.NaN()
	}
	var apart, size float64
	for i, w := range want.Values {
		apart += (got.Values[i] - w) * (got.Values[i] - w)
		size += w * w
	}
	if size == 0 {
		return math.Sqrt(apart)
	}
	return math.Sqrt(apart / size)
}

// Near fails when two tensors differ by more than the bound in the relative l2 norm, or by NaN.
func Near(t *testing.T, what string, got, want Array, bound float64) {
	t.Helper()
	if d := Difference(got, want); !(d <= bound) {
		t.Errorf("%s of shape %v differs from the expected one of shape %v by %g in the relative l2 norm, "+
			"want at most %g", what, got.Shape, want.Shape, d, bound)
	}
}

// Operators are those of the networks under test, each with the number of groups it is tried with. Some have dropout of
// their own.
var Operators = []struct {
	Operator conv.Operator
	Groups   int
}{
	{conv.GEN(), 2},
	{conv.GEN().WithAggregation(conv.Sum), 3},
	{conv.GEN().WithAggregation(conv.Mean).WithMLPLayers(1), 4},
	{conv.GEN().WithAggregation(conv.Softmax).WithMLPLayers(3), 3},
	{conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.7).WithLearnedTemperature(), 2},
	{conv.GEN().WithAggregation(conv.Power).WithExponent(1.5).WithLearnedExponent(), 2},
	{conv.GEN().WithAggregation(conv.Mean).WithMessageNorm().WithLearnedMessageScale(), 3},
	{conv.GCN(), 4},
	{conv.SAGE().WithNormalization(), 2},
	{conv.SAGE().WithAggregation(conv.Max), 3},
	{conv.GAT().WithHeads(2).WithAttentionDropout(0.2).WithEdgeDropout(0.3), 3},
	{conv.GAT().WithHeads(3).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3), 2},
	{conv.GATv2().WithHeads(2).WithAveragedHeads().WithAttentionDropout(0.2).WithEdgeDropout(0.3), 2},
	{conv.GIN().WithLearnedEpsilon(), 4},
	{Neighbours{}, 3},
}

// Neighbours is an operator of a user's own, that of package conv's example: W times the sum of the neighbours.
type Neighbours struct{}

func (Neighbours) String() string { return "neighbours" }

func (Neighbours) Parameters(in, out, _ int) []conv.Parameter {
	return conv.Linear("linear", in, out)[:1]
}

func (Neighbours) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (Neighbours) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	messages := graph.Gather(x, graph.InsertAxes(edges.Source, -1))
	return graph.Scatter(graph.InsertAxes(edges.Target, -1), messages, x.Shape(), true, false)
}

// Corners is a small graph with features of nodes and edges, and classes. Its last node is isolated, the one before has
// no incoming edge, one edge is there twice and one is a self-loop.
func Corners(t *testing.T) *datasets.Graph {
	t.Helper()
	const nodes, count, classes = 12, 30, 3
	rng := rand.New(rand.NewPCG(8, 9))
	edges := [][2]int32{{nodes - 2, 0}, {1, 2}, {1, 2}, {4, 4}}
	for len(edges) < count {
		if u, v := rng.Int32N(nodes-1), rng.Int32N(nodes-2); u != v {
			edges = append(edges, [2]int32{u, v})
		}
	}
	labels, train := make([]int32, nodes), make([]int32, nodes)
	for i := range labels {
		labels[i], train[i] = int32(i%classes), int32(i)
	}
	return Done(t)(datasets.New(nodes, edges).WithNodeFeatures(NormalRows(rng, nodes, 5)).
		WithEdgeFeatures(NormalRows(rng, count, 3)).
		WithClasses(labels).WithSplit(train, nil, nil).Done())
}

// NormalRows draws n rows of normal features.
func NormalRows(rng *rand.Rand, n, width int) [][]float32 {
	rows := make([][]float32, n)
	for i := range rows {
		for range width {
			rows[i] = append(rows[i], float32(rng.NormFloat64()))
		}
	}
	return rows
}

// BothBackends are those that networks run on, by their names.
var BothBackends = []struct {
	Name  string
	Start func() (compute.Backend, error)
}{{"xla", xla.Default}, {"go", xla.Go}}

// Digits writes a count in the unit and with the decimals of a published one, as in "51.2 k".
func Digits(count int64, like string, cut bool) string {
	number, unit, _ := strings.Cut(like, " ")
	_, decimals, _ := strings.Cut(number, ".")
	last := map[string]float64{"": 1, "k": 1e3, "M": 1e6}[unit] / math.Pow10(len(decimals)) // of the last digit
	value := math.Round(float64(count) / last)
	if cut {
		value = math.Floor(float64(count) / last)
	}
	text := strconv.FormatFloat(value/math.Pow10(len(decimals)), 'f', len(decimals), 64)
	return strings.TrimSpace(text + " " + unit)
}
