package conv

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	operators := append(attentions(), slices.Collect(maps.Values(withAllOptions))...)
	operators = append(operators, GAT().WithHeads(1), GATv2().WithNegativeSlope(0).WithEdgeDropout(0).WithAttentionDropout(0))
	for _, operator := range append(operators,
		GEN(), GEN().WithAggregation(Sum).WithoutBias(), GEN().WithAggregation(Mean), GEN().WithAggregation(Softmax).WithTemperature(0.3),
		GEN().WithAggregation(Softmax).WithLearnedTemperature(),
		GEN().WithAggregation(Power), GEN().WithAggregation(Power).WithLearnedExponent().WithExponent(2),
		GEN().WithMessageNorm(), GEN().WithMessageNorm().WithLearnedMessageScale().WithMLPLayers(3), GEN().WithMLPLayers(1),
		GCN(), GCN().WithoutSelfLoops(),
		SAGE(), SAGE().WithAggregation(Max).WithNormalization(), SAGE().WithoutRoot(),
		GIN(), GIN().WithEpsilon(-0.5).WithHidden(7), GIN().WithLearnedEpsilon(),
	) {
		text, err := Encode(operator)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(text); err != nil || got != operator {
			t.Errorf("%s became %v from %s: %v", operator, got, text, err)
		}
	}
	for _, c := range []struct{ text, want string }{
		{`{`, "cannot be read"},
		{`{"name":"APPNP"}`, `"APPNP" is not part of`},
		{`{"name":"GEN","aggregation":"median"}`, `unknown aggregation "median"`},
		{`{"name":"SAGE"}`, `unknown aggregation ""`},
		{`{"name":"SAGE","aggregation":"softmax"}`, "SAGE has no aggregation softmax"},
		{`{"name":"GAT","heads":0}`, "0 heads"},
		{`{"name":"GATv2","edge_dropout":1}`, "edge dropout 1"},
		{`{"name":"GEN","aggregation":"power"}`, "exponent 0"},
		{`{"name":"GEN","aggregation":"max","learned":true}`, "a learned temperature with aggregation max"},
		{`{"name":"GEN","aggregation":"max","mlp_layers":0}`, "an MLP of 0 layers"},
		{`{"name":"GIN","hidden":-3}`, "-3 hidden channels"},
		{`{"name":"GEN","aggregation":"softmax"}`, "temperature 0"},
	} {
		if _, err := Decode([]byte(c.text)); !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}
