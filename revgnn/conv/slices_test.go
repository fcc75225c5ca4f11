package conv

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		name            string
		heads, channels int
		want            []span
	}{
		{"all at once", 3, 5, []span{{0, 3, 0, 5}}},
		{"just all at once", 8, 8, []span{{0, 8, 0, 8}}},
		{"narrow heads", 5, 30, []span{{0, 2, 0, 30}, {2, 2, 0, 30}, {4, 1, 0, 30}}},
		{"a head each", 2, 64, []span{{0, 1, 0, 64}, {1, 1, 0, 64}}},
		{"wide heads", 2, 100, []span{{0, 1, 0, 64}, {0, 1, 64, 36}, {1, 1, 0, 64}, {1, 1, 64, 36}}},
	} {
		if got := spans(c.heads, c.channels); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// inSlicesAndPlain are functions of x [N, H, D], y [N, H, D], weights [E, H] and a vector [1, H, D]: in slices, and
// without slices and differentiated by the library.
var inSlicesAndPlain = []struct {
	name            string
	inSlices, plain func(in []*graph.Node, edges *Edges) *graph.Node
}{
	{"weighted sum",
		func(in []*graph.Node, edges *Edges) *graph.Node { return weightedSum(in[0], in[2], edges) },
		func(in []*graph.Node, edges *Edges) *graph.Node {
			return edges.SumByTarget(graph.Mul(edges.GatherSource(in[0]), graph.InsertAxes(in[2], -1)))
		}},
	{"scores",
		func(in []*graph.Node, edges *Edges) *graph.Node {
			return GATv2().scores(in[0], in[1], in[3], nil, edges)
		},
		func(in []*graph.Node, edges *Edges) *graph.Node {
			sum := graph.Add(edges.GatherSource(in[0]), edges.GatherTarget(in[1]))
			sum = graph.Max(sum, graph.MulScalar(sum, standardAttention.slope))
			return graph.ReduceSum(graph.Mul(sum, in[3]), -1)
		}},
	{"scores of weighted edges",
		func(in []*graph.Node, edges *Edges) *graph.Node {
			weighted := *edges
			weighted.Weight = graph.ReduceSum(in[2], 1)
			return GATv2().scores(in[0], in[1], in[3], graph.Sin(in[3]), &weighted)
		},
		func(in []*graph.Node, edges *Edges) *graph.Node {
			sum := graph.Add(edges.GatherSource(in[0]), edges.GatherTarget(in[1]))
			sum = graph.Add(sum, graph.Mul(graph.InsertAxes(graph.ReduceSum(in[2], 1), -1, -1), graph.Sin(in[3])))
			sum = graph.Max(sum, graph.MulScalar(sum, standardAttention.slope))
			return graph.ReduceSum(graph.Mul(sum, in[3]), -1)
		}},
}

// Values, gradients and the gradient of the gradients' squares must be those of the plain form.
func TestInSlices(t *testing.T) {
	const nodes, count = 7, 24
	for _, c := range []struct {
		name            string
		heads, channels int
		dtype           dtypes.DType
		tolerance       float64
	}{
		{"one slice", 2, 3, dtypes.Float64, 1e-11},
		{"narrow heads", 3, 30, dtypes.Float64, 1e-11},
		{"wide head", 1, 100, dtypes.Float64, 1e-11},
		// Squares add up 700 terms, in the order that the compiler likes.
		{"wide head, float32", 1, 100, dtypes.Float32, 2e-3},
	} {
		rng := rand.New(rand.NewPCG(3, uint64(c.channels)))
		source, target := randomEdges(rng, nodes, count)
		inputs := []array{normal(rng, nodes, c.heads, c.channels), normal(rng, nodes, c.heads, c.channels),
			normal(rng, count, c.heads), normal(rng, 1, c.heads, c.channels)}
		for _, f := range inSlicesAndPlain {
			t.Run(c.name+", "+f.name, func(t *testing.T) {
				eachBackend(t, func(t *testing.T, backend compute.Backend) {
					results := evaluateAs(t, backend, c.dtype, func(in []*graph.Node) (out []*graph.Node) {
						g := in[0].Graph()
						edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
						for _, f := range []func(in []*graph.Node, edges *Edges) *graph.Node{f.inSlices, f.plain} {
							result := f(in, edges)
							wave := graph.Mul(result, graph.Sin(graph.MulScalar(result, 0.1)))
							first := graph.Gradient(graph.ReduceAllSum(wave), in...)
							square := graph.ReduceAllSum(graph.Square(first[0]))
							for _, x := range first[1:] {
								square = graph.Add(square, graph.ReduceAllSum(graph.Square(x)))
							}
							out = append(append(append(out, result), first...), graph.Gradient(square, in...)...)
						}
						return out
					}, inputs...)
					half := len(results) / 2
					for i := range half {
						name := "result"
						if i > 0 {
							name = fmt.Sprintf("gradient %d by input %d", 1+(i-1)/len(inputs), (i-1)%len(inputs))
						}
						check(t, name, results[i], results[half+i], c.tolerance)
					}
				})
			})
		}
	}
}

// Twice as many heads of the same width take no more memory an edge: slices are worked on one after the other.
func TestSlicesShareMemory(t *testing.T) {
	const nodes, count, channels = 10, 4000, sliceChannels
	backend := started(t, xla.Default)
	for _, c := range inSlicesAndPlain {
		temporary := func(heads int) int64 {
			exec, err := graph.NewExec(backend, func(values, weights, source, target *graph.Node) []*graph.Node {
				in := []*graph.Node{values, values, weights, graph.SliceAxis(values, 0, graph.AxisElem(0))}
				out := c.inSlices(in, &Edges{NumNodes: nodes, Source: source, Target: target})
				return append(graph.Gradient(graph.ReduceAllSum(graph.Square(out)), values, weights), out)
			})
			if err != nil {
				t.Fatal(err)
			}
			defer exec.Finalize()
			f32, i32 := dtypes.Float32, dtypes.Int32
			g, err := exec.Compile(shapes.Make(f32, nodes, heads, channels), shapes.Make(f32, count, heads),
				shapes.Make(i32, count), shapes.Make(i32, count))
			if err != nil {
				t.Fatal(err)
			}
			memory, err := xla.CompiledMemory(g)
			if err != nil {
				t.Skip(err)
			}
			return memory.Temporary
		}
		const head = 4 * count * channels
		few, many := temporary(3), temporary(6)
		t.Logf("%s: %.2f tensors of a head's width for each edge with 3 heads, %.2f with 6", c.name,
			float64(few)/head, float64(many)/head)
		if many-few > head/2 {
			t.Errorf("%s: %d bytes with 3 heads and %d with 6, want less than half of a head's %d more", c.name, few,
				many, head)
		}
	}
}
