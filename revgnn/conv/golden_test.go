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
			"out": "", "cotangent": "", "in.x": "x", "grad.x": "x", "in.edge_attr": "features", "grad.edge_attr": "features",
			"edge_weight": "edge_weight", "grad.edge_weight": "edge_weight",
		}[name]
		if kind, theirs, _ := strings.Cut(name, "."); kind == "param" || kind == "pgrad" {
			ours, known = params[theirs]
			ours = "param." + ours
			if len(value.Shape) == 2 { // a Linear's weight is [out, in] there
				value = golden.Transpose(value)
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
		return fmt.Errorf("%d nodes, x of shape %v, cotangent of shape %v", l.nodes, l.values["x"].Shape, l.cotangent.Shape)
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
	for _, about := range []string{"name", "nodes", "edges", "in_channels", "out_channels", "seed", "torch", "torch_geometric"} {
		take(about, nil)
	}
	var operator Operator
	var params map[string]string
	take("op", nil)
	switch c.Op() {
	case "gcn":
		gcn := GCN()
		if take("self_loops", true) == false || take("add_self_loops", true) == false {
			gcn = gcn.WithoutSelfLoops()
		}
		if _, weighted := c.Floats["edge_weight"]; take("weighted", weighted) == true && !weighted {
			return nil, nil, errors.New("weighted, but there is no edge_weight")
		}
		if err := fixed(take, []option{{"normalize", true, true}, {"improved", false, false}, {"bias", true, true}}); err != nil {
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
			"aggr_module.t": "temperature",
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
	aggregations := map[any]Aggregation{"max": Max, "add": Sum, "sum": Sum, "mean": Mean, "softmax": Softmax}
	name := take("aggr", "softmax") // PyTorch Geometric's own default
	aggregation, ok := aggregations[name]
	if !ok {
		return gen, notBuilt("aggregation %v", name)
	}
	gen = gen.WithAggregation(aggregation)
	temperature, ok := take("t", 1.0).(float64)
	if !ok {
		return gen, errors.New("t is not a number")
	}
	gen = gen.WithTemperature(temperature)
	if take("learn_t", false) == true {
		gen = gen.WithLearnedTemperature()
	}
	if take("bias", false) != true {
		gen = gen.WithoutBias()
	}
	if err := fixed(take, []option{
		{"num_layers", 2.0, 2.0}, {"expansion", 2.0, float64(mlpExpansion)}, {"norm", "batch", "layer"}, {"eps", 1e-7, messageEpsilon},
		{"msg_norm", false, false}, {"learn_msg_scale", false, false},
	}); err != nil {
		return gen, err
	}
	if err := gen.Validate(); err != nil {
		return gen, notBuilt("%v", err)
	}
	return gen, nil
}

// option is one that our operator has no choice of: what PyTorch Geometric takes when it is not given, and what ours is.
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
