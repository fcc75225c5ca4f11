package conv

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
)

func count(parameters ...[]Parameter) int {
	total := 0
	for _, list := range parameters {
		for _, p := range list {
			total += size(p.Shape)
		}
	}
	return total
}

// RevGNN-Deep and RevGNN-Wide of "Training Graph Neural Networks with 1000 Layers" (arXiv:2106.07476) have 20,031,384
// and 68,471,608 parameters.
func TestParameterCounts(t *testing.T) {
	for _, c := range []struct {
		name                    string
		layers, groups, channel int
		block, all              int
	}{
		{"RevGNN-Deep", 1001, 2, 80, 10_000, 20_031_384},
		{"RevGNN-Wide", 448, 2, 224, 0, 68_471_608},
	} {
		width := c.channel / c.groups
		block := count(Norm("norm", width), GEN().Parameters(width, width, c.channel))
		if c.block != 0 && block != c.block {
			t.Errorf("%s: a block has %d parameters, want %d", c.name, block, c.block)
		}
		// Species 8 → 8, then nodes 16 → C, edges 8 → C, a last norm and the head C → 112.
		outside := count(Linear("", 8, 8), Linear("", 16, c.channel), Linear("", 8, c.channel), Norm("", c.channel),
			Linear("", c.channel, 112))
		if all := c.layers*c.groups*block + outside; all != c.all {
			t.Errorf("%s: %d parameters, want %d", c.name, all, c.all)
		}
	}
}

func TestGENValidate(t *testing.T) {
	for _, c := range []struct {
		name string
		gen  GENConv
		want string // the error; empty for none
	}{
		{"default", GEN(), ""},
		{"softmax", GEN().WithAggregation(Softmax).WithTemperature(0.1).WithLearnedTemperature(), ""},
		{"unknown aggregation", GEN().WithAggregation(9),
			"conv: unknown aggregation 9; use Max, Sum, Mean, Softmax or Power"},
		{"negative aggregation", GEN().WithAggregation(-1),
			"conv: unknown aggregation -1; use Max, Sum, Mean, Softmax or Power"},
		{"learned without softmax", GEN().WithLearnedTemperature(),
			"conv: a learned temperature with aggregation max; only Softmax has one"},
		{"temperature without softmax", GEN().WithAggregation(Sum).WithTemperature(2),
			"conv: temperature 2 with aggregation sum; only Softmax has one"},
		{"zero temperature", GEN().WithAggregation(Softmax).WithTemperature(0),
			"conv: temperature 0; use a positive, finite one"},
		{"negative temperature", GEN().WithAggregation(Softmax).WithTemperature(-1),
			"conv: temperature -1; use a positive, finite one"},
		{"NaN", GEN().WithAggregation(Softmax).WithTemperature(math.NaN()),
			"conv: temperature NaN; use a positive, finite one"},
		{"infinite", GEN().WithAggregation(Softmax).WithTemperature(math.Inf(1)),
			"conv: temperature +Inf; use a positive, finite one"},
		{"power", GEN().WithAggregation(Power).WithExponent(2).WithLearnedExponent(), ""},
		{"exponent without power", GEN().WithAggregation(Softmax).WithExponent(2),
			"conv: exponent 2 with aggregation softmax; only Power has one"},
		{"learned exponent without power", GEN().WithLearnedExponent(),
			"conv: a learned exponent with aggregation max; only Power has one"},
		{"both learned", GEN().WithAggregation(Power).WithLearnedExponent().WithLearnedTemperature(),
			"conv: a learned temperature with aggregation power; only Softmax has one"},
		{"zero exponent", GEN().WithAggregation(Power).WithExponent(0), "conv: exponent 0; use a positive, finite one"},
		{"message norm", GEN().WithLearnedMessageScale().WithMessageNorm(), ""},
		{"message scale alone", GEN().WithLearnedMessageScale(),
			"conv: a learned message scale without a message norm; add WithMessageNorm()"},
		{"one layer", GEN().WithMLPLayers(1), ""},
		{"no layers", GEN().WithMLPLayers(0), "conv: an MLP of 0 layers; use at least 1"},
	} {
		got := ""
		if err := c.gen.Validate(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The layout of PyTorch Geometric: a norm after all linear maps but the last, hidden layers of twice the width.
func TestGENParameters(t *testing.T) {
	for _, c := range []struct {
		layers int
		want   string
	}{
		{1, "mlp.0.weight [4 4] mlp.0.bias [4]"},
		{2, "mlp.0.weight [4 8] mlp.0.bias [8] mlp.norm.weight [8] mlp.norm.bias [8] " +
			"mlp.1.weight [8 4] mlp.1.bias [4]"},
		{3, "mlp.0.weight [4 8] mlp.0.bias [8] mlp.norm.weight [8] mlp.norm.bias [8] " +
			"mlp.1.weight [8 8] mlp.1.bias [8] mlp.norm.1.weight [8] mlp.norm.1.bias [8] " +
			"mlp.2.weight [8 4] mlp.2.bias [4]"},
	} {
		var got []string
		for _, p := range GEN().WithMLPLayers(c.layers).Parameters(4, 4, 0) {
			got = append(got, fmt.Sprint(p.Name, " ", p.Shape))
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%d layers: %s, want %s", c.layers, got, c.want)
		}
	}
}

// Whatever is aggregated, the message norm adds it with the length of x.
func TestMessageNorm(t *testing.T) {
	x := matrix(4, 2, 3, 4, 0, 0, 1, 0, 0, 2) // edges 0 → 2 and 1 → 3: the second carries messages of almost 0
	eachBackend(t, func(t *testing.T, backend compute.Backend) {
		results := evaluate(t, backend, func(in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			edges := &Edges{NumNodes: 4, Source: graph.Const(g, []int32{0, 1}), Target: graph.Const(g, []int32{2, 3})}
			identity := graph.Const(g, [][]float64{{1, 0}, {0, 1}})
			c := GEN().WithMessageNorm().WithMLPLayers(1).WithoutBias()
			out := c.Apply(in[0], edges, nil, []*graph.Node{identity})
			return []*graph.Node{out, graph.Gradient(graph.ReduceAllSum(out), in[0])[0]}
		}, x)
		check(t, "out", results[0], matrix(4, 2, 3, 4, 0, 0, 1.6, 0.8, math.Sqrt2, 2+math.Sqrt2), 1e-6)
		for i, v := range results[1].Values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("gradient[%d] is %g", i, v)
			}
		}
	})
}
