package conv

import (
	"math"
	"testing"
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

// RevGNN-Deep and RevGNN-Wide of "Training Graph Neural Networks with 1000 Layers" (arXiv:2106.07476) have 20,031,384 and
// 68,471,608 parameters.
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
		outside := count(Linear("", 8, 8), Linear("", 16, c.channel), Linear("", 8, c.channel), Norm("", c.channel), Linear("", c.channel, 112))
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
		{"unknown aggregation", GEN().WithAggregation(9), "conv: unknown aggregation 9; use Max, Sum, Mean or Softmax"},
		{"negative aggregation", GEN().WithAggregation(-1), "conv: unknown aggregation -1; use Max, Sum, Mean or Softmax"},
		{"learned without softmax", GEN().WithLearnedTemperature(),
			"conv: a learned temperature with aggregation max; only Softmax has one"},
		{"temperature without softmax", GEN().WithAggregation(Sum).WithTemperature(2),
			"conv: temperature 2 with aggregation sum; only Softmax has one"},
		{"zero temperature", GEN().WithAggregation(Softmax).WithTemperature(0), "conv: temperature 0; use a positive, finite one"},
		{"negative temperature", GEN().WithAggregation(Softmax).WithTemperature(-1), "conv: temperature -1; use a positive, finite one"},
		{"NaN", GEN().WithAggregation(Softmax).WithTemperature(math.NaN()), "conv: temperature NaN; use a positive, finite one"},
		{"infinite", GEN().WithAggregation(Softmax).WithTemperature(math.Inf(1)), "conv: temperature +Inf; use a positive, finite one"},
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
