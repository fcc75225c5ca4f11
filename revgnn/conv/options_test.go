package conv

import (
	"fmt"
	"testing"
)

func TestOptionTwice(t *testing.T) {
	for _, c := range []struct {
		operator interface {
			Operator
			Validate() error
		}
		want string // the option; empty for none
	}{
		{GEN().WithAggregation(Softmax).WithTemperature(2).WithLearnedTemperature().WithoutBias(), ""},
		{GEN().WithAggregation(Max).WithAggregation(Max), "WithAggregation"},
		{GEN().WithAggregation(Softmax).WithTemperature(2).WithLearnedTemperature().WithTemperature(2), "WithTemperature"},
		{GEN().WithAggregation(Softmax).WithLearnedTemperature().WithLearnedTemperature(), "WithLearnedTemperature"},
		{GEN().WithAggregation(Power).WithExponent(2).WithExponent(3).WithoutBias().WithoutBias(), "WithExponent"},
		{GEN().WithAggregation(Power).WithLearnedExponent().WithLearnedExponent(), "WithLearnedExponent"},
		{GEN().WithMessageNorm().WithMessageNorm(), "WithMessageNorm"},
		{GEN().WithMessageNorm().WithLearnedMessageScale().WithLearnedMessageScale(), "WithLearnedMessageScale"},
		{GEN().WithMLPLayers(2).WithMLPLayers(3), "WithMLPLayers"},
		{GEN().WithoutBias().WithoutBias(), "WithoutBias"},
		{GCN().WithoutSelfLoops(), ""},
		{GCN().WithoutSelfLoops().WithoutSelfLoops(), "WithoutSelfLoops"},
		{SAGE().WithAggregation(Max).WithNormalization().WithoutRoot(), ""},
		{SAGE().WithAggregation(Mean).WithAggregation(Max), "WithAggregation"},
		{SAGE().WithNormalization().WithNormalization(), "WithNormalization"},
		{SAGE().WithoutRoot().WithoutRoot(), "WithoutRoot"},
		{GIN().WithEpsilon(1).WithLearnedEpsilon().WithHidden(3), ""},
		{GIN().WithEpsilon(1).WithEpsilon(2), "WithEpsilon"},
		{GIN().WithLearnedEpsilon().WithLearnedEpsilon(), "WithLearnedEpsilon"},
		{GIN().WithHidden(3).WithHidden(3), "WithHidden"},
	} {
		want := "<nil>"
		if c.want != "" {
			name := fmt.Sprint(c.operator)[:3]
			if name == "SAG" {
				name = "SAGE"
			}
			want = fmt.Sprintf("conv: %s() has two %s; give it once", name, c.want)
		}
		if got := fmt.Sprint(c.operator.Validate()); got != want {
			t.Errorf("%s: %s, want %s", c.operator, got, want)
		}
	}
}

// The order of the options does not matter, so operators can be compared.
func TestOptionOrder(t *testing.T) {
	if a, b := GIN().WithEpsilon(1).WithHidden(3), GIN().WithHidden(3).WithEpsilon(1); a != b {
		t.Errorf("%+v and %+v differ", a, b)
	}
}
