package conv

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/internal/golden"
)

// The results of PyTorch Geometric 2.8.1 in float64, to this much.
const goldenTolerance = 1e-9

func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/golden", buildGolden, func(t *testing.T, c goldenCase) { eachBackend(t, c.check) })
}

// goldenCase is a layer and what another implementation got from it.
type goldenCase struct {
	layer     layer
	out       array
	gradients map[string]array
}

func (c goldenCase) check(t *testing.T, backend compute.Backend) {
	out, gradients := c.layer.solve(t, backend, dtypes.Float64)
	check(t, "out", out, c.out, goldenTolerance)
	for _, name := range slices.Sorted(maps.Keys(c.gradients)) {
		check(t, "gradient of "+name, gradients[name], c.gradients[name], goldenTolerance)
	}
}

func notBuilt(format string, args ...any) error {
	return fmt.Errorf("%w: %s", golden.ErrNotBuilt, fmt.Sprintf(format, args...))
}

// buildGolden turns a case into a layer. Whatever the case says or holds and the layer can't is an error.
func buildGolden(c *golden.Case) (goldenCase, error) {
	operator, params, err := goldenOperator(c)
	if err != nil {
		return goldenCase{}, err
	}
	nodes, _ := c.Config["nodes"].(float64)
	index, ok := c.Ints["edge_index"]
	if !ok || len(index.Shape) != 2 || index.Shape[0] != 2 {
		return goldenCase{}, fmt.Errorf("edge_index has shape %v, want [2, E]", index.Shape)
	}
	l := layer{operator: operator, nodes: int(nodes), cotangent: c.Floats["cotangent"], values: map[string]array{}}
	for i, v := range index.Values {
		if ends := &l.source; i < index.Shape[1] {
			*ends = append(*ends, int32(v))
		} else {
			l.target = append(l.target, int32(v))
		}
	}
	built := goldenCase{layer: l, out: c.Floats["out"], gradients: map[string]array{}}
	for _, name := range slices.Sorted(maps.Keys(c.Floats)) {
		value := c.Floats[name]
		ours, known := map[string]string{
			"out": "", "cotangent": "", "in.x": "x", "grad.x": "x",
			"in.edge_attr": "features", "grad.edge_attr": "features",
			"edge_weight": "edge_weight", "grad.edge_weight": "edge_weight",
		}[name]
		if kind, theirs, _ := strings.Cut(name, "."); kind == "param" || kind == "pgrad" {
			ours, known = params[theirs]
			ours = "param." + ours
			switch len(value.Shape) {
			case 2: // a Linear's weight is [out, in] there
				value = golden.Transpose(value)
			case 3: // an attention vector is [1, heads, width] there
				value.Shape = value.Shape[1:]
			}
		}
		switch {
		case !known:
			return goldenCase{}, notBuilt("array %s", name)
		case ours == "":
		case strings.HasPrefix(name, "grad.") || strings.HasPrefix(name, "pgrad."):
			built.gradients[ours] = value
		default:
			l.values[ours] = value
		}
	}
	return built, built.complete()
}

// complete reports a missing array, so that no case passes on part of what it should hold.
func (c goldenCase) complete() error {
	l := c.layer
	need := []string{"x"}
	switch {
	case len(l.values["x"].Shape) != 2 || len(l.cotangent.Shape) != 2 || l.nodes != l.values["x"].Shape[0]:
		return fmt.Errorf("%d nodes, x of shape %v, cotangent of shape %v", l.nodes, l.values["x"].Shape,
			l.cotangent.Shape)
	case !slices.Equal(c.out.Shape, l.cotangent.Shape):
		return fmt.Errorf("out has shape %v, cotangent %v", c.out.Shape, l.cotangent.Shape)
	case l.edgeWidth() > 0:
		need = append(need, "features")
	}
	for _, p := range l.parameters() {
		name := "param." + p.Name
		if value, ok := l.values[name]; ok && !slices.Equal(value.Shape, p.Shape) {
			return notBuilt("%s has shape %v, want %v", name, value.Shape, p.Shape)
		} else if !ok {
			return notBuilt("%s is missing", name)
		}
		need = append(need, name)
	}
	for _, name := range need {
		if _, ok := c.gradients[name]; !ok {
			return fmt.Errorf("the gradient of %s is missing", name)
		}
	}
	for name := range c.gradients {
		if _, ok := l.values[name]; !ok {
			return fmt.Errorf("the gradient of %s without its value", name)
		}
	}
	return nil
}

// goldenOperator reads the operator of a case, and our name for each of its parameters there.
func goldenOperator(c *golden.Case) (Operator, map[string]string, error) {
	options := maps.Clone(c.Config)
	// take removes an option and tells its value; what is left over in the end is an option that we lack.
	take := func(name string, standard any) any {
		value, ok := options[name]
		if delete(options, name); !ok {
			return standard
		}
		return value
	}
	for _, about := range []string{"name", "nodes", "edges", "in_channels", "out_channels", "seed", "torch",
		"torch_geometric"} {
		take(about, nil)
	}
	var operator Operator
	var params map[string]string
	take("op", nil)
	if _, weighted := c.Floats["edge_weight"]; take("weighted", false) != weighted {
		return nil, nil, fmt.Errorf("weighted and no edge_weight, or the reverse: %t", weighted)
	}
	switch c.Op() {
	case "gcn":
		gcn := GCN()
		if take("self_loops", true) == false || take("add_self_loops", true) == false {
			gcn = gcn.WithoutSelfLoops()
		}
		others := []option{{"normalize", true, true}, {"improved", false, false}, {"bias", true, true}}
		if err := fixed(take, others); err != nil {
			return nil, nil, err
		}
		operator, params = gcn, map[string]string{"lin.weight": "linear.weight", "bias": "linear.bias"}
	case "gen":
		gen, err := goldenGEN(take)
		if err != nil {
			return nil, nil, err
		}
		if width := take("edge_dim", nil); width != nil && c.Floats["in.edge_attr"].Shape == nil {
			return nil, nil, fmt.Errorf("edge_dim is %v, but there is no in.edge_attr", width)
		}
		operator, params = gen, map[string]string{
			"lin_src.weight": "source.weight", "lin_src.bias": "source.bias",
			"lin_dst.weight": "target.weight", "lin_dst.bias": "target.bias",
			"lin_edge.weight": "edge.weight", "lin_edge.bias": "edge.bias",
			"mlp.0.weight": "mlp.0.weight", "mlp.0.bias": "mlp.0.bias",
			"mlp.1.weight": "mlp.norm.weight", "mlp.1.bias": "mlp.norm.bias",
			"mlp.4.weight": "mlp.1.weight", "mlp.4.bias": "mlp.1.bias",
			"aggr_module.t": "temperature", "aggr_module.p": "exponent", "msg_norm.scale": "message_scale",
		}
	case "sage":
		sage, err := goldenSAGE(take)
		if err != nil {
			return nil, nil, err
		}
		operator, params = sage, map[string]string{
			"lin_l.weight": "aggregate.weight", "lin_l.bias": "aggregate.bias", "lin_r.weight": "root.weight",
			// GraphConv's, which is SAGEConv with weights
			"lin_rel.weight": "aggregate.weight", "lin_rel.bias": "aggregate.bias", "lin_root.weight": "root.weight"}
	case "gin":
		epsilon, ok := take("eps", 0.0).(float64)
		hidden := c.Floats["param.nn.0.weight"].Shape
		if !ok || len(hidden) != 2 {
			return nil, nil, fmt.Errorf("eps is %g, nn.0 has shape %v", epsilon, hidden)
		}
		gin := GIN().WithEpsilon(epsilon).WithHidden(hidden[0])
		if take("train_eps", false) == true {
			gin = gin.WithLearnedEpsilon()
		}
		operator, params = gin, map[string]string{"eps": "epsilon", "nn.0.weight": "mlp.0.weight",
			"nn.0.bias":   "mlp.0.bias",
			"nn.2.weight": "mlp.1.weight", "nn.2.bias": "mlp.1.bias"}
	case "gat", "gatv2":
		a, err := goldenAttention(take)
		if err != nil {
			return nil, nil, err
		}
		operator = GATConv{a}
		if c.Op() == "gatv2" {
			operator = GATv2Conv{a}
		}
		params = map[string]string{
			"lin.weight": "linear.weight", "att_src": "source", "att_dst": "target", // GAT's
			"lin_l.weight": "source.weight", "lin_l.bias": "source.bias", // GATv2's
			"lin_r.weight": "target.weight", "lin_r.bias": "target.bias", "att": "attention",
			"res.weight": "residual.weight", "bias": "bias",
			"att_edge": "edge", "lin_edge.weight": "linear_edge.weight",
		}
		if c.Op() == "gatv2" {
			params["lin_edge.weight"] = "edge.weight"
		}
	default:
		return nil, nil, notBuilt("op %q", c.Op())
	}
	if len(options) > 0 {
		return nil, nil, notBuilt("options %v", options)
	}
	return operator, params, nil
}

func goldenGEN(take func(string, any) any) (GENConv, error) {
	gen := GEN()
	aggregations := map[any]Aggregation{"max": Max, "add": Sum, "sum": Sum, "mean": Mean, "softmax": Softmax,
		"powermean": Power}
	name := take("aggr", "softmax") // PyTorch Geometric's own default
	aggregation, ok := aggregations[name]
	if !ok {
		return gen, notBuilt("aggregation %v", name)
	}
	gen = gen.WithAggregation(aggregation)
	temperature, ok := take("t", 1.0).(float64)
	exponent, number := take("p", 1.0).(float64)
	layers, whole := take("num_layers", 2.0).(float64)
	if !ok || !number || !whole {
		return gen, errors.New("t, p or num_layers is not a number")
	}
	if temperature != 1 {
		gen = gen.WithTemperature(temperature)
	}
	if exponent != 1 {
		gen = gen.WithExponent(exponent)
	}
	if layers != 2 {
		gen = gen.WithMLPLayers(int(layers))
	}
	for _, o := range []struct {
		name string
		with func(GENConv) GENConv
	}{
		{"learn_t", GENConv.WithLearnedTemperature}, {"learn_p", GENConv.WithLearnedExponent},
		{"msg_norm", GENConv.WithMessageNorm}, {"learn_msg_scale", GENConv.WithLearnedMessageScale},
	} {
		if take(o.name, false) == true {
			gen = o.with(gen)
		}
	}
	if take("bias", false) != true {
		gen = gen.WithoutBias()
	}
	if err := fixed(take, []option{
		{"expansion", 2.0, float64(mlpExpansion)}, {"norm", "batch", "layer"}, {"eps", 1e-7, messageEpsilon},
	}); err != nil {
		return gen, err
	}
	if err := gen.Validate(); err != nil {
		return gen, notBuilt("%v", err)
	}
	return gen, nil
}

func goldenSAGE(take func(string, any) any) (SAGEConv, error) {
	sage := SAGE()
	switch name := take("aggr", "mean"); name {
	case "mean":
	case "max":
		sage = sage.WithAggregation(Max)
	default:
		return sage, notBuilt("aggregation %v", name)
	}
	if take("normalize", false) == true {
		sage = sage.WithNormalization()
	}
	if take("root_weight", true) == false {
		sage = sage.WithoutRoot()
	}
	return sage, fixed(take, []option{{"project", false, false}, {"bias", true, true}})
}

// goldenAttention reads the options of GAT and GATv2.
func goldenAttention(take func(string, any) any) (attention, error) {
	a := standardAttention
	heads, ok := take("heads", 1.0).(float64)
	slope, number := take("negative_slope", 0.2).(float64)
	if !ok || !number {
		return a, errors.New("heads or negative_slope is not a number")
	}
	a.heads, a.slope = int(heads), slope
	a.averaged = take("concat", true) == false
	if take("self_loops", true) == false || take("add_self_loops", true) == false {
		a.noSelfLoops = true
	}
	a.residual = take("residual", false) == true
	a.noBias = take("bias", true) == false
	return a, fixed(take, []option{{"dropout", 0.0, 0.0}, {"share_weights", false, false}})
}

// option is one that our operator has no choice of: what PyTorch Geometric takes when it is not given, and what ours
// is.
type option struct {
	name           string
	standard, ours any
}

func fixed(take func(string, any) any, options []option) error {
	for _, o := range options {
		if value := take(o.name, o.standard); value != o.ours {
			return notBuilt("%s = %v", o.name, value)
		}
	}
	return nil
}
