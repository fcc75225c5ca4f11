package weights

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// slotsOf lists the tensors of a network's file.
func slotsOf(spec *net.Spec, names Naming) ([]slot, error) {
	if names == OwnNames {
		var list []slot
		for i, v := range spec.Variables() {
			list = append(list, slot{name: v.Name, shape: v.Shape, variable: i})
		}
		return list, nil
	}
	d, err := dictionaryOf(spec, names)
	if err != nil {
		return nil, err
	}
	return d.slots(spec)
}

// dictionary is how another library calls the parts of a network. Its maps take our names, or our names without the
// ".weight" or ".bias" that both sides have.
type dictionary struct {
	ends      map[string]string
	layers    string // of a layer's group, with a verb for each of the two
	operator  string // of the operator inside of the layer
	names     map[string]string
	constants map[string]float64 // tensors of the operator that are options here
}

// dictionaryOf finds that of a naming, or says what of the network it has no words for.
func dictionaryOf(spec *net.Spec, names Naming) (dictionary, error) {
	refuse := func(format string, args ...any) (dictionary, error) {
		return dictionary{}, fmt.Errorf("revgnn: %s; use revgnn.OwnNames", fmt.Sprintf(format, args...))
	}
	library := map[Naming]string{PyGNames: "PyTorch Geometric", AuthorNames: "the authors' RevGCN"}[names]
	o, operator := spec.Options(), spec.Operators().Layers
	switch {
	case library == "":
		return dictionary{}, fmt.Errorf("revgnn: unknown naming %q; use revgnn.OwnNames, revgnn.PyGNames or "+
			"revgnn.AuthorNames", names)
	case o.Family == options.Equilibrium:
		return refuse("an equilibrium network has no counterpart in %s", library)
	case o.Tied:
		return refuse("weight-tied layers have no counterpart in %s", library)
	case o.HasEnds():
		return refuse("convolutional ends have no counterpart in %s", library)
	}
	if names == AuthorNames {
		gen, ok := operator.(conv.GENConv)
		switch {
		case o.Family != options.Reversible:
			return refuse("%s networks have no counterpart in %s", o.Family, library)
		case !ok:
			return refuse("%s has no counterpart in %s, whose layers are GEN", operator, library)
		case spec.Widths().EdgeFeatures == 0:
			return refuse("%s encodes edge features and this network reads none", library)
		case spec.Widths().Weighted:
			return refuse("%s reads no weights of edges and this network does", library)
		case !gen.HasBias():
			return refuse("%s has no counterpart in %s, whose linear maps have a bias", operator, library)
		}
		d := dictionary{layers: "gcns.%d._fn.Fms.%d.", operator: "gcn.", ends: map[string]string{
			"species_encoder": "node_one_hot_encoder", "node_encoder": "node_features_encoder",
			"edge_encoder": "edge_encoder", "head.norm": "last_norm", "head": "node_pred_linear"}}
		// There the MLP's list is Linear, LayerNorm, ReLU, … and in PyTorch Geometric a dropout follows.
		d.names, d.constants = ofGEN(gen, "edge_encoder", "t", "p", "msg_norm.msg_scale", 3)
		return d, nil
	}
	d := dictionary{layers: "convs.%d.convs.%d.", operator: "conv.", ends: map[string]string{
		"node_encoder": "lin1", "edge_encoder": "edge_encoder", "head.norm": "norm", "head": "lin2"}}
	if o.Family == options.Residual {
		d.layers = "layers.%d." + "%.0[2]d" // one group, which has no name
		d.ends["node_encoder"], d.ends["head"] = "node_encoder", "lin"
	}
	if spec.Widths().Species > 0 {
		return refuse("an encoder of species has no counterpart in %s", library)
	}
	known, weighted := true, spec.Widths().Weighted
	switch op := operator.(type) {
	case conv.GENConv:
		if spec.Widths().EdgeFeatures > 0 && o.Groups == 1 {
			return refuse("%s's GENConv has no linear map for an embedding of edges as wide as its output, %d channels",
				library, o.Channels)
		}
		known = !weighted
		d.names, d.constants = ofGEN(op, "lin_edge", "aggr_module.t", "aggr_module.p", "msg_norm.scale", 4)
	case conv.GCNConv:
		d.names = map[string]string{"linear.weight": "lin.weight", "linear.bias": "bias"}
	case conv.SAGEConv:
		d.names = map[string]string{"aggregate": "lin_l", "root": "lin_r"}
		if weighted { // GraphConv, which has neither of SAGE's other options
			d.names = map[string]string{"aggregate": "lin_rel", "root": "lin_root"}
			known = op == conv.SAGE() || op == conv.SAGE().WithAggregation(conv.Max)
		}
	case conv.GATConv:
		known = op.TargetAttention() && !op.Norm()
		d.names = map[string]string{"linear": "lin", "source": "att_src", "target": "att_dst", "residual": "res",
			"bias": "bias", "linear_edge": "lin_edge", "edge": "att_edge"}
	case conv.GATv2Conv:
		known = !op.Norm()
		d.names = map[string]string{"source": "lin_l", "target": "lin_r", "attention": "att", "residual": "res",
			"bias": "bias", "edge": "lin_edge"}
	case conv.GINConv:
		known = !weighted
		d.names = map[string]string{"epsilon": "eps", "mlp.0": "nn.0", "mlp.1": "nn.2"}
		if epsilon, learned := op.Epsilon(); !learned {
			d.constants = map[string]float64{"eps": epsilon}
		}
	default:
		known = false
	}
	if !known {
		on := ""
		if weighted {
			on = " with weights of edges"
		}
		return refuse("%s%s has no counterpart in %s", operator, on, library)
	}
	return d, nil
}

// ofGEN is GEN's dictionary, given what the parts are called and how many modules lie between two of the MLP's linear
// maps.
func ofGEN(op conv.GENConv, edge, temperature, exponent, scale string, stride int) (names map[string]string,
	constants map[string]float64) {
	names = map[string]string{"edge": edge, "temperature": temperature, "exponent": exponent, "message_scale": scale}
	for i := range op.MLPLayers() {
		norm := "mlp.norm"
		if i > 0 {
			norm += fmt.Sprint(".", i)
		}
		names[fmt.Sprint("mlp.", i)] = fmt.Sprint("mlp.", stride*i)
		names[norm] = fmt.Sprint("mlp.", stride*i+1)
	}
	if normalized, learned := op.MessageNorm(); normalized && !learned {
		return names, map[string]float64{scale: 1} // a parameter there, learned or not
	}
	return names, nil
}

// slots cuts the network's parameters as the other library does.
func (d dictionary) slots(spec *net.Spec) ([]slot, error) {
	var list []slot
	add := func(name, own string, shape []int, variable, offset int) {
		s := slot{name: name, shape: shape, variable: variable, offset: offset}
		if len(shape) == 2 {
			if s.transposed = strings.HasSuffix(own, ".weight"); s.transposed {
				s.shape = []int{shape[1], shape[0]}
			} else {
				s.shape = []int{1, shape[0], shape[1]} // an attention vector per head
			}
		}
		list = append(list, s)
	}
	for i, v := range spec.Variables() {
		own, table, shape, prefix := v.Name, d.ends, v.Shape, ""
		if v.Part == net.Stack {
			own, table, shape = strings.TrimPrefix(own, "stack."), d.names, shape[2:]
			if prefix = d.operator; strings.HasPrefix(own, "norm.") {
				table, prefix = map[string]string{"norm": "norm"}, ""
			}
		}
		name, ok := translate(table, own)
		if !ok {
			return nil, fmt.Errorf("revgnn: the parameter %q has no counterpart; use revgnn.OwnNames", v.Name)
		}
		if v.Part != net.Stack {
			add(name, own, shape, i, 0)
			continue
		}
		cut := v.Shape[0] * v.Shape[1]
		for k := range cut {
			at := fmt.Sprintf(d.layers, k/v.Shape[1], k%v.Shape[1])
			add(at+prefix+name, own, shape, i, k*int(v.Size())/cut)
		}
	}
	o := spec.Options()
	for name, value := range d.constants {
		for k := range o.Depth * o.Groups {
			at := fmt.Sprintf(d.layers, k/o.Groups, k%o.Groups)
			list = append(list, slot{name: at + d.operator + name, shape: []int{1}, variable: -1, value: value})
		}
	}
	return list, nil
}

// translate finds a name in a dictionary, or the name without its last word.
func translate(table map[string]string, own string) (string, bool) {
	if name, ok := table[own]; ok {
		return name, true
	}
	stem, last := own, ""
	if i := strings.LastIndexByte(own, '.'); i >= 0 {
		stem, last = own[:i], own[i:]
	}
	name, ok := table[stem]
	return name + last, ok
}
