package conv

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// asRead is an operator as a file gives it back: without the operator itself.
func asRead(t *testing.T, operator Operator) options.Operator {
	t.Helper()
	o, err := Describe(operator)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var read options.Operator
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestDescribeAndBuild(t *testing.T) {
	operators := append(attentions(), slices.Collect(maps.Values(withAllOptions))...)
	for _, operator := range append(operators,
		GAT().WithHeads(1), GATv2().WithNegativeSlope(0).WithEdgeDropout(0).WithAttentionDropout(0),
		GEN(), GEN().WithAggregation(Sum).WithoutBias(), GEN().WithAggregation(Mean),
		GEN().WithAggregation(Softmax).WithTemperature(0.3), GEN().WithAggregation(Softmax).WithLearnedTemperature(),
		GEN().WithAggregation(Power), GEN().WithAggregation(Power).WithLearnedExponent().WithExponent(2),
		GEN().WithMessageNorm(), GEN().WithMessageNorm().WithLearnedMessageScale().WithMLPLayers(3),
		GEN().WithMLPLayers(1),
		GCN(), GCN().WithoutSelfLoops(),
		SAGE(), SAGE().WithAggregation(Max).WithNormalization(), SAGE().WithoutRoot(),
		GIN(), GIN().WithEpsilon(-0.5).WithHidden(7), GIN().WithLearnedEpsilon(),
	) {
		o, err := Describe(operator)
		if err != nil || o.Name != operator.String() || o.Value != operator || o.Record == nil {
			t.Errorf("%s is described as %+v: %v", operator, o, err)
		}
		for form, o := range map[string]options.Operator{"itself": o, "read": asRead(t, operator)} {
			if got, err := Build(o); err != nil || got != operator {
				t.Errorf("%s became %v from %s, %s: %v", operator, got, form, o.Record, err)
			}
		}
	}
}

// Files that were written keep their meaning: an option is never renamed.
func TestRecords(t *testing.T) {
	for _, c := range []struct {
		operator Operator
		want     string
	}{
		{GEN(), `{"name":"GEN","aggregation":"max"}`},
		{GEN().WithAggregation(Softmax).WithLearnedTemperature().WithoutBias(),
			`{"name":"GEN","aggregation":"softmax","temperature":1,"learned":true,"no_bias":true}`},
		{GEN().WithAggregation(Power).WithExponent(2).WithMessageNorm().WithLearnedMessageScale().WithMLPLayers(3),
			`{"name":"GEN","aggregation":"power","exponent":2,"message_norm":true,"learned_message_scale":true,` +
				`"mlp_layers":3}`},
		{GCN(), `{"name":"GCN"}`},
		{GCN().WithoutSelfLoops(), `{"name":"GCN","no_self_loops":true}`},
		{SAGE().WithAggregation(Max).WithoutRoot().WithNormalization(),
			`{"name":"SAGE","aggregation":"max","no_root":true,"normalized":true}`},
		{GIN().WithLearnedEpsilon().WithEpsilon(0.5).WithHidden(7),
			`{"name":"GIN","learned":true,"epsilon":0.5,"hidden":7}`},
		{GATv2(), `{"name":"GATv2"}`},
		{GAT().WithHeads(3).WithAveragedHeads().WithNegativeSlope(0).WithoutSelfLoops().WithoutTargetAttention().
			WithNorm().WithResidual().WithoutBias().WithAttentionDropout(0.1).WithEdgeDropout(0.3),
			`{"name":"GAT","no_bias":true,"no_self_loops":true,"heads":3,"averaged_heads":true,"negative_slope":0,` +
				`"no_target_attention":true,"norm":true,"residual":true,"attention_dropout":0.1,"edge_dropout":0.3}`},
	} {
		if o, err := Describe(c.operator); err != nil || string(o.Record) != c.want {
			t.Errorf("%s is %s, %v, want %s", c.operator, o.Record, err, c.want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", `{`, "cannot be read"},
		{"a name that is not known", `{"name":"APPNP"}`, `"APPNP" is not part of this package; register it`},
		{"an option that is not known", `{"name":"GCN","order":2}`, `unknown field "order"`},
		{"another's option", `{"name":"GCN","heads":2}`, `unknown field "heads"`},
		{"an aggregation that is not known", `{"name":"GEN","aggregation":"median"}`, `unknown aggregation "median"`},
		{"no aggregation", `{"name":"SAGE"}`, `unknown aggregation ""`},
		{"another's aggregation", `{"name":"SAGE","aggregation":"softmax"}`, "SAGE has no aggregation softmax"},
		{"no heads", `{"name":"GAT","heads":0}`, "0 heads"},
		{"a rate of 1", `{"name":"GATv2","edge_dropout":1}`, "edge dropout 1"},
		{"no exponent", `{"name":"GEN","aggregation":"power"}`, "exponent 0"},
		{"learned without a number", `{"name":"GEN","aggregation":"max","learned":true}`,
			"a learned temperature with aggregation max"},
		{"no layers", `{"name":"GEN","aggregation":"max","mlp_layers":0}`, "an MLP of 0 layers"},
		{"negative width", `{"name":"GIN","hidden":-3}`, "-3 hidden channels"},
		{"no temperature", `{"name":"GEN","aggregation":"softmax"}`, "temperature 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Build(options.Operator{Name: "given", Record: []byte(c.text)})
			if !strings.Contains(fmt.Sprint(err), c.want) || !strings.HasPrefix(fmt.Sprint(err), "conv: ") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := Build(options.Operator{}); fmt.Sprint(err) != "conv: no operator; give one such as conv.GEN()" {
		t.Error(err)
	}
	if _, err := Build(options.Operator{Value: GAT().WithHeads(0)}); !strings.Contains(fmt.Sprint(err), "0 heads") {
		t.Errorf("the operator itself was not validated: %v", err)
	}
	_, err := Describe(GIN().WithEpsilon(math.NaN()))
	if !strings.HasPrefix(fmt.Sprint(err), "conv: the options of GIN(ε=NaN) cannot be written") {
		t.Error(err)
	}
}

func TestOption(t *testing.T) {
	type word string
	for _, c := range []struct {
		name  string
		value any
		want  string // the operator's name, or the error
	}{
		{"an operator", GIN().WithHidden(3), "GIN(3 hidden)"},
		{"a name", "GEN", "GEN(max)"},
		{"a name of another type", word("GCN"), "GCN"},
		{"what is there already", options.Operator{Name: "mine"}, "mine"},
		{"a name that is not known", "SAG", `conv: there is no operator "SAG"; did you mean "SAGE" or "GAT"?`},
		{"a number", 3, "conv: 3 is no operator; give one such as conv.GEN(), or the name of one"},
		{"nothing", nil, "conv: <nil> is no operator; give one such as conv.GEN(), or the name of one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, err := Option(c.value)
			got := o.Name
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// The last of two values of an option counts, and their order does not matter, so operators can be compared.
func TestOptionsAreValues(t *testing.T) {
	for _, c := range []struct {
		name     string
		one, two Operator
	}{
		{"the last of two", GAT().WithHeads(2).WithHeads(4), GAT().WithHeads(4)},
		{"back to the default", GEN().WithMLPLayers(3).WithMLPLayers(2), GEN()},
		{"the order", GIN().WithEpsilon(1).WithHidden(3), GIN().WithHidden(3).WithEpsilon(1)},
		{"twice without", GCN().WithoutSelfLoops().WithoutSelfLoops(), GCN().WithoutSelfLoops()},
	} {
		if c.one != c.two {
			t.Errorf("%s: %+v and %+v differ", c.name, c.one, c.two)
		}
	}
}
