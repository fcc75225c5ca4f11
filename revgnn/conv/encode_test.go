package conv

import (
	"fmt"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	for _, operator := range []Operator{
		GEN(), GEN().WithAggregation(Sum).WithoutBias(), GEN().WithAggregation(Mean), GEN().WithAggregation(Softmax).WithTemperature(0.3),
		GEN().WithAggregation(Softmax).WithLearnedTemperature(), GCN(), GCN().WithoutSelfLoops(),
	} {
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
		{`{"name":"GAT"}`, `"GAT" is not part of`},
		{`{"name":"GEN","aggregation":"power"}`, `unknown aggregation "power"`},
		{`{"name":"GEN","aggregation":"softmax"}`, "temperature 0"},
	} {
		if _, err := Decode([]byte(c.text)); !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}
