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
	"github.com/kilolayer/kilolayer/internal/xla"
)

// attentions are GAT and GATv2 with the options that a table over all operators should see.
func attentions() []Operator {
	return []Operator{
		GAT(), GAT().WithHeads(2).WithoutSelfLoops(), GAT().WithHeads(3).WithAveragedHeads(),
		GAT().WithHeads(2).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias(),
		GATv2(), GATv2().WithHeads(2).WithoutSelfLoops().WithoutBias(),
		GATv2().WithHeads(2).WithAveragedHeads().WithNorm().WithResidual(),
	}
}

// dropping draws masks of its own, the same at each call.
func dropping() func(rate float64, dims ...int) array {
	return func(rate float64, dims ...int) array {
		rng := rand.New(rand.NewPCG(5, uint64(size(dims))))
		mask := array{Shape: dims}
		for range size(dims) {
			value := 0.0
			if rng.Float64() >= rate {
				value = 1 / (1 - rate)
			}
			mask.Values = append(mask.Values, value)
		}
		return mask
	}
}

// drawn gives masks of the given values, and fails on any other rate or shape.
func drawn(t *testing.T, want ...array) func(rate float64, dims ...int) array {
	return func(rate float64, dims ...int) array {
		if len(want) == 0 || rate != 0.5 || !slices.Equal(dims, want[0].Shape) {
			t.Errorf("a mask of rate %g and shape %v, want 0.5 and %v", rate, dims, want)
			return withRows(array{Shape: append([]int{0}, dims[1:]...)}, dims[0], 1)
		}
		mask := want[0]
		want = want[1:]
		return mask
	}
}

func values(shape []int, values ...float64) array { return array{Shape: shape, Values: values} }

// The score of an edge is its source's value. Those of the edges 0 → 2 and 1 → 2 differ by ln 3 mostly, so their
// weights are 1/4 and 3/4.
func TestAttentionByHand(t *testing.T) {
	const big = 1e4 // e^big is out of float32's and float64's range
	ln3 := math.Log(3)
	gat := GAT().WithoutSelfLoops()
	rate := gat.WithEdgeDropout(0.5)
	attention := gat.WithAttentionDropout(0.5)
	loops := GAT()
	for _, c := range []struct {
		name     string
		operator Operator
		x        []float64
		masks    []array
		want     float64 // of node 2
	}{
		{"plain", gat, []float64{1, 1 + ln3, 5}, nil, (1 + 3*(1+ln3)) / 4},
		{"large scores", gat, []float64{big, big + ln3, 5}, nil, (big + 3*(big+ln3)) / 4},
		{"negative scores", gat.WithNegativeSlope(0.5), []float64{-2, -2 - 2*ln3, 5}, nil, (-2*3 - 2 - 2*ln3) / 4},
		{"an edge dropped", rate, []float64{1, 1 + ln3, 5}, []array{values([]int{2}, 2, 0)}, 1},
		{"the larger score dropped", rate, []float64{1, big, 5}, []array{values([]int{2}, 2, 0)}, 1},
		{"all edges dropped", rate, []float64{1, 1 + ln3, 5}, []array{values([]int{2}, 0, 0)}, 0},
		{"no edge dropped", rate, []float64{1, 1 + ln3, 5}, []array{values([]int{2}, 2, 2)}, (1 + 3*(1+ln3)) / 4},
		{"a weight dropped", attention, []float64{1, 1 + ln3, 5}, []array{values([]int{2, 1}, 2, 0)}, 2. / 4},
		{"an edge and a weight dropped", rate.WithAttentionDropout(0.5), []float64{1, 1 + ln3, 5},
			[]array{values([]int{2}, 2, 0), values([]int{2, 1}, 2, 2)}, 2},
		{"self-loop", loops, []float64{1, 1 + ln3, 1}, nil, (1 + 3*(1+ln3) + 1) / 5},
		{"self-loop dropped", loops.WithEdgeDropout(0.5), []float64{1, 1 + ln3, 5},
			[]array{values([]int{2}, 2, 2), values([]int{3}, 2, 2, 0)}, (1 + 3*(1+ln3)) / 4},
		{"weight of the self-loop dropped", loops.WithAttentionDropout(0.5), []float64{1, 1 + ln3, 1},
			[]array{values([]int{2, 1}, 2, 2), values([]int{3, 1}, 2, 2, 0)}, 2 * (1 + 3*(1+ln3)) / 5},
		// Out-degrees with the self-loops: 2, 2, 1; the in-degree of node 2 is 3.
		{"norm", loops.WithNorm(), []float64{math.Sqrt2, math.Sqrt2 * (1 + ln3), 1}, nil,
			math.Sqrt(3) * (1 + 3*(1+ln3) + 1) / 5},
		{"norm without self-loops", gat.WithNorm(), []float64{1, 1 + ln3, 5}, nil, math.Sqrt2 * (1 + 3*(1+ln3)) / 4},
		{"GATv2", GATv2(), []float64{1, 1 + ln3, 1}, nil, (1 + 3*(1+ln3) + 1) / 5},
		{"GATv2, norm", GATv2().WithNorm(), []float64{math.Sqrt2, math.Sqrt2 * (1 + ln3), 1}, nil,
			math.Sqrt(3) * (1 + 3*(1+ln3) + 1) / 5},
		{"norm counts dropped edges", rate.WithNorm(), []float64{1, 1 + ln3, 5}, []array{values([]int{2}, 2, 0)},
			math.Sqrt2},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachDType(t, func(t *testing.T, dtype dtypes.DType, tolerance float64) {
				l := layer{operator: c.operator, nodes: 3, source: []int32{0, 1}, target: []int32{2, 2},
					cotangent: values([]int{3, 1}, 1, 1, 1), values: map[string]array{"x": values([]int{3, 1}, c.x...)}}
				for _, p := range l.parameters() {
					value := 0.0
					if slices.Contains([]string{"linear.weight", "source", "source.weight", "attention"}, p.Name) {
						value = 1
					}
					l.values["param."+p.Name] = withRows(array{Shape: append([]int{0}, p.Shape[1:]...)}, 1, value)
				}
				if c.masks != nil {
					l.masks = drawn(t, c.masks...)
				}
				out, gradients := l.solve(t, started(t, xla.Go), dtype)
				check(t, "out", rows(out, []int{2}), values([]int{1, 1}, c.want), tolerance)
				finite(t, gradients)
			})
		})
	}
}

func eachDType(t *testing.T, test func(t *testing.T, dtype dtypes.DType, tolerance float64)) {
	t.Run("float64", func(t *testing.T) { test(t, dtypes.Float64, exact) })
	t.Run("float32", func(t *testing.T) { test(t, dtypes.Float32, 1e-3) }) // ln 3 beside big has three digits
}

func finite(t *testing.T, gradients map[string]array) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(gradients)) {
		for i, v := range gradients[name].Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("gradient of %s[%d] is %g", name, i, v)
				return
			}
		}
	}
}

// withAllOptions are operators with the options that go together.
var withAllOptions = map[string]Operator{
	"GAT": GAT().WithHeads(2).WithNegativeSlope(0.1).WithoutTargetAttention().WithNorm().WithResidual().
		WithAttentionDropout(0.4).WithEdgeDropout(0.3),
	"GAT, target attention": GAT().WithHeads(2).WithNorm().WithResidual().WithAttentionDropout(0.4).
		WithEdgeDropout(0.3),
	"GAT, no self-loops": GAT().WithHeads(2).WithAveragedHeads().WithoutSelfLoops().WithoutTargetAttention().WithNorm().
		WithAttentionDropout(0.4).WithEdgeDropout(0.3),
	"GATv2": GATv2().WithHeads(2).WithNegativeSlope(0.1).WithNorm().WithResidual().WithAttentionDropout(0.4).
		WithEdgeDropout(0.3),
	"GATv2, no self-loops": GATv2().WithHeads(2).WithAveragedHeads().WithoutSelfLoops().WithNorm().
		WithAttentionDropout(0.4).WithEdgeDropout(0.3),
}

// The gradient along a random direction of each value against a central difference, masks on.
func TestAttentionFiniteDifference(t *testing.T) {
	const step, tolerance = 1e-6, 1e-7
	backend := started(t, xla.Go)
	for name, operator := range withAllOptions {
		t.Run(name, func(t *testing.T) {
			l := random(operator, 9, 30, 6, 4, 0)
			l.source, l.target = append(l.source, 3), append(l.target, 3) // a self-loop of the graph's own
			l.masks = dropping()
			_, gradients := l.solve(t, backend, dtypes.Float64)
			rng := rand.New(rand.NewPCG(7, 8))
			for _, name := range slices.Sorted(maps.Keys(l.values)) {
				direction := normal(rng, l.values[name].Shape...)
				slope := 0.0
				for i, g := range gradients[name].Values {
					slope += g * direction.Values[i]
				}
				ahead, behind := l.along(t, backend, name, direction, step), l.along(t, backend, name, direction, -step)
				difference := (ahead - behind) / (2 * step)
				if !(math.Abs(slope-difference) <= tolerance*max(1, math.Abs(difference))) {
					t.Errorf("along %s the gradient is %.12g, the difference %.12g", name, slope, difference)
				}
			}
		})
	}
}

// along is Σ out·R with a value moved.
func (l layer) along(t *testing.T, backend compute.Backend, name string, direction array, step float64) float64 {
	l = l.clone()
	moved := array{Shape: direction.Shape}
	for i, v := range l.values[name].Values {
		moved.Values = append(moved.Values, v+step*direction.Values[i])
	}
	l.values[name] = moved
	out, _ := l.solve(t, backend, dtypes.Float64)
	sum := 0.0
	for i, v := range out.Values {
		sum += v * l.cotangent.Values[i]
	}
	return sum
}

// Without masks, dropout is as if it were not there.
func TestAttentionDropoutInEvaluation(t *testing.T) {
	backend := started(t, xla.Go)
	for _, c := range []struct{ with, without Operator }{
		{GAT().WithAttentionDropout(0.4).WithEdgeDropout(0.3), GAT()},
		{GAT().WithoutSelfLoops().WithNorm().WithEdgeDropout(0.3), GAT().WithoutSelfLoops().WithNorm()},
		{GATv2().WithAttentionDropout(0.4), GATv2()},
	} {
		t.Run(fmt.Sprint(c.with), func(t *testing.T) {
			l := random(c.without, 9, 30, 6, 4, 0)
			want, wantGradients := l.solve(t, backend, dtypes.Float64)
			l.operator = c.with
			out, gradients := l.solve(t, backend, dtypes.Float64)
			same(t, out, want, gradients, wantGradients, 0)
			// In training it is not.
			l.masks = dropping()
			if out, _ = l.solve(t, backend, dtypes.Float64); slices.Equal(out.Values, want.Values) {
				t.Error("the masks changed nothing")
			}
		})
	}
}

// A rate of 0 draws nothing.
func TestAttentionWithoutRates(t *testing.T) {
	l := random(GAT().WithAttentionDropout(0).WithEdgeDropout(0), 9, 30, 6, 4, 0)
	l.masks = drawn(t)
	l.solve(t, started(t, xla.Go), dtypes.Float64)
}

// Self-loops of the graph are replaced by the added ones, however many there are.
func TestAttentionSelfLoops(t *testing.T) {
	backend := started(t, xla.Go)
	for _, operator := range []Operator{GAT(), GAT().WithHeads(2).WithNorm(), GATv2().WithNorm()} {
		l := random(operator, 9, 30, 6, 4, 0)
		want, wantGradients := l.solve(t, backend, dtypes.Float64)
		for _, loops := range [][]int32{{3}, {8}, {3, 3, 0}} {
			t.Run(fmt.Sprint(operator, loops), func(t *testing.T) {
				looped := l.clone()
				looped.source, looped.target = append(looped.source, loops...), append(looped.target, loops...)
				out, gradients := looped.solve(t, backend, dtypes.Float64)
				same(t, out, want, gradients, wantGradients, exact)
			})
		}
		// Where none are added, they are edges like others.
		bare, listed := l.clone(), l.clone()
		switch op := operator.(type) {
		case GATConv:
			bare.operator = op.WithoutSelfLoops()
		case GATv2Conv:
			bare.operator = op.WithoutSelfLoops()
		}
		listed.operator = bare.operator
		for v := range int32(l.nodes) {
			listed.source, listed.target = append(listed.source, v), append(listed.target, v)
		}
		out, gradients := listed.solve(t, backend, dtypes.Float64)
		same(t, out, want, gradients, wantGradients, exact)
	}
}

// Without self-loops a target without edges gives zero, and no gradient is lost or infinite.
func TestAttentionWithoutEdges(t *testing.T) {
	for _, operator := range []Operator{GAT().WithoutSelfLoops().WithoutBias(),
		GATv2().WithoutSelfLoops().WithoutBias()} {
		t.Run(fmt.Sprint(operator), func(t *testing.T) {
			eachBackend(t, func(t *testing.T, backend compute.Backend) {
				l := random(operator, 9, 30, 6, 4, 0)
				out, gradients := l.solve(t, backend, dtypes.Float64)
				check(t, "out", rows(out, []int{7, 8}), withRows(array{Shape: []int{0, 4}}, 2, 0), 0)
				check(t, "gradient of x", rows(gradients["x"], []int{8}), withRows(array{Shape: []int{0, 6}}, 1, 0), 0)
				finite(t, gradients)
			})
		})
	}
}

// NaN reaches the nodes that read it, and no others.
func TestAttentionNaN(t *testing.T) {
	for _, c := range []struct {
		operator Operator
		want     []bool // the path 0 → 1 ← 2, and 3
	}{
		{GAT().WithHeads(2), []bool{true, true, false, false}},
		{GATv2().WithoutSelfLoops(), []bool{false, true, false, false}},
	} {
		t.Run(fmt.Sprint(c.operator), func(t *testing.T) {
			eachBackend(t, func(t *testing.T, backend compute.Backend) {
				l := random(c.operator, 4, 2, 3, 2, 0)
				l.source, l.target = []int32{0, 2}, []int32{1, 1}
				x := l.values["x"]
				x.Values[0] = math.NaN()
				out, _ := l.solve(t, backend, dtypes.Float64)
				for node, want := range c.want {
					if got := math.IsNaN(out.Values[2*node]); got != want {
						t.Errorf("node %d: NaN is %v, want %v", node, got, want)
					}
				}
			})
		})
	}
}

func TestAttentionValidate(t *testing.T) {
	for _, c := range []struct {
		name     string
		operator Fitter
		out      int
		want     string // the error; empty for none
	}{
		{"GAT", GAT(), 7, ""},
		{"GATv2", GATv2(), 7, ""},
		{"all options", withAllOptions["GAT"].(Fitter), 8, ""},
		{"heads divide", GAT().WithHeads(4), 8, ""},
		{"averaged heads need not", GATv2().WithHeads(3).WithAveragedHeads(), 8, ""},
		{"heads do not divide", GAT().WithHeads(3), 8,
			"conv: GAT() with 3 heads, which do not divide 8 channels; use a number that does, or WithAveragedHeads"},
		{"more heads than channels", GATv2().WithHeads(16), 8,
			"conv: GATv2() with 16 heads, which do not divide 8 channels; use a number that does, or " +
				"WithAveragedHeads"},
		{"no heads", GAT().WithHeads(0), 8, "conv: GAT() with 0 heads; use at least 1"},
		{"negative heads", GATv2().WithHeads(-2), 8, "conv: GATv2() with -2 heads; use at least 1"},
		{"NaN slope", GAT().WithNegativeSlope(math.NaN()), 8, "conv: GAT() with negative slope NaN; use a finite one"},
		{"infinite slope", GATv2().WithNegativeSlope(math.Inf(-1)), 8,
			"conv: GATv2() with negative slope -Inf; use a finite one"},
		{"edge rate 1", GAT().WithEdgeDropout(1), 8, "conv: GAT() with edge dropout 1; use a rate from 0 to below 1"},
		{"negative rate", GATv2().WithEdgeDropout(-0.1), 8,
			"conv: GATv2() with edge dropout -0.1; use a rate from 0 to below 1"},
		{"NaN rate", GAT().WithAttentionDropout(math.NaN()), 8,
			"conv: GAT() with attention dropout NaN; use a rate from 0 to below 1"},
	} {
		got := ""
		if err := c.operator.Fits(8, c.out); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
