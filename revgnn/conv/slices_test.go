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

// plainSum is weightedSum without slices, differentiated by the library.
func plainSum(values, weights *graph.Node, edges *Edges) *graph.Node {
	return edges.sumByTarget(graph.Mul(gather(values, edges.Source, false), graph.InsertAxes(weights, -1)))
}

// Values, gradients and the gradient of the gradients' squares must be those of the plain sum.
func TestWeightedSum(t *testing.T) {
	const nodes, count = 7, 24
	for _, c := range []struct {
		name            string
		heads, channels int
	}{
		{"one slice", 2, 3}, {"narrow heads", 3, 30}, {"wide head", 1, 100},
	} {
		rng := rand.New(rand.NewPCG(3, uint64(c.channels)))
		source, target := randomEdges(rng, nodes, count)
		values, weights := normal(rng, nodes, c.heads, c.channels), normal(rng, count, c.heads)
		cotangent := normal(rng, nodes, c.heads, c.channels)
		for _, dtype := range []dtypes.DType{dtypes.Float32, dtypes.Float64} {
			if dtype == dtypes.Float32 && c.channels != 100 {
				continue // one of them is enough of the rounding
			}
			tolerance := map[dtypes.DType]float64{dtypes.Float32: 1e-3, dtypes.Float64: 1e-11}[dtype] // squares add up 700 terms
			t.Run(fmt.Sprint(c.name, ",", dtype), func(t *testing.T) {
				eachBackend(t, func(t *testing.T, backend compute.Backend) {
					results := evaluateAs(t, backend, dtype, func(in []*graph.Node) []*graph.Node {
						g := in[0].Graph()
						edges := &Edges{NumNodes: nodes, Source: graph.Const(g, source), Target: graph.Const(g, target)}
						var out []*graph.Node
						for _, f := range []func(values, weights *graph.Node, edges *Edges) *graph.Node{weightedSum, plainSum} {
							sum := f(in[0], in[1], edges)
							first := graph.Gradient(graph.ReduceAllSum(graph.Mul(sum, in[2])), in...)
							square := graph.ReduceAllSum(graph.Square(first[0]))
							square = graph.Add(square, graph.ReduceAllSum(graph.Square(first[1])))
							out = append(append(append(out, sum), first...), graph.Gradient(square, in...)...)
						}
						return out
					}, values, weights, cotangent)
					half := len(results) / 2
					for i, name := range []string{"sum", "gradient of values", "gradient of weights", "gradient of the cotangent",
						"second of values", "second of weights", "second of the cotangent"} {
						check(t, name, results[i], results[half+i], tolerance)
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
	scores := func(values, weights *graph.Node, edges *Edges) *graph.Node {
		a := GATv2().attention
		return inSlices([]*graph.Node{values, values}, func(in []*graph.Node) *graph.Node {
			return graph.ReduceSum(a.leaky(graph.Add(gather(in[0], edges.Source, false), gather(in[1], edges.Target, true))), -1)
		})
	}
	for _, c := range []struct {
		name string
		f    func(values, weights *graph.Node, edges *Edges) *graph.Node
	}{
		{"weighted sum", weightedSum}, {"scores", scores},
	} {
		temporary := func(heads int) int64 {
			exec, err := graph.NewExec(backend, func(values, weights, source, target *graph.Node) []*graph.Node {
				out := c.f(values, weights, &Edges{NumNodes: nodes, Source: source, Target: target})
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
			t.Errorf("%s: %d bytes with 3 heads and %d with 6, want less than half of a head's %d more", c.name, few, many, head)
		}
	}
}
