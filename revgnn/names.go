package revgnn

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Naming says how the tensors in a file of weights are called and cut.
type Naming string

const (
	// OwnNames are those of Model.Table, one tensor each. Any network has them.
	OwnNames Naming = "own"

	// PyGNames are those of a state_dict in PyTorch Geometric, one tensor a layer and group, a linear map's weight as
	// [out, in]. A reversible network is the RevGNN of its example rev_gnn.py: lin1, convs.{layer}.convs.{group}.norm and
	// .conv, norm, lin2; with GEN and edge features also edge_encoder, whose whole output each group's convolution
	// receives. A residual network is a list of DeepGCNLayer with block "res+", called node_encoder,
	// layers.{layer}.norm and .conv, norm, lin. The convolution is its GENConv with norm "layer", GCNConv, SAGEConv,
	// GATConv, GATv2Conv, or GINConv around Linear, ReLU, Linear.
	//
	// Heads lie in the same order there and here, so attention vectors, [1, H, D] there and [H, D] here, need no permutation.
	PyGNames Naming = "pyg"

	// AuthorNames are those of RevGCN, the paper's network for ogbn-proteins (github.com/lightaime/deep_gcns_torch,
	// examples/ogb_eff/ogbn_proteins): node_one_hot_encoder, node_features_encoder, edge_encoder,
	// gcns.{layer}._fn.Fms.{group}.norm and .gcn, last_norm, node_pred_linear. It is reversible with GEN and edge
	// features; species are optional. Their RevGAT is not covered: it normalizes by a batch's statistics, which have no
	// counterpart in a reversible layer here.
	AuthorNames Naming = "authors"
)

// slot is one tensor of a file: a run of one parameter's numbers, or a constant.
type slot struct {
	name       string
	shape      []int // in the file
	variable   int   // its place in Model.vars, -1 for a constant
	offset     int   // where in the variable's numbers the run starts
	transposed bool  // [out, in] in the file, [in, out] in the network
	value      float64
}

// at is where the file's number k lies in the variable.
func (s slot) at(k int) int {
	if !s.transposed {
		return s.offset + k
	}
	out, in := s.shape[0], s.shape[1]
	return s.offset + k%in*out + k/in
}

func (s slot) size() int {
	n := 1
	for _, d := range s.shape {
		n *= d
	}
	return n
}

// slots lists the tensors of the network's file.
func (m *Model) slots(names Naming) ([]slot, error) {
	if names == OwnNames {
		var list []slot
		for i, v := range m.vars {
			list = append(list, slot{name: v.Name, shape: v.Shape, variable: i})
		}
		return list, nil
	}
	d, err := m.dictionary(names)
	if err != nil {
		return nil, err
	}
	return d.slots(m)
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

// dictionary finds that of a naming, or says what of the network it has no words for.
func (m *Model) dictionary(names Naming) (dictionary, error) {
	refuse := func(format string, args ...any) (dictionary, error) {
		return dictionary{}, fmt.Errorf("revgnn: %s; use revgnn.OwnNames", fmt.Sprintf(format, args...))
	}
	library := map[Naming]string{PyGNames: "PyTorch Geometric", AuthorNames: "the authors' RevGCN"}[names]
	c := m.config
	switch {
	case library == "":
		return dictionary{}, fmt.Errorf("revgnn: unknown naming %q; use revgnn.OwnNames, revgnn.PyGNames or revgnn.AuthorNames",
			names)
	case c.Family == equilibrium:
		return refuse("an equilibrium network has no counterpart in %s", library)
	case c.Tied:
		return refuse("weight-tied layers have no counterpart in %s", library)
	case c.First != nil || c.Last != nil:
		return refuse("convolutional ends have no counterpart in %s", library)
	}
	var o recorded
	if err := json.Unmarshal(c.Operator, &o); err != nil {
		return dictionary{}, fmt.Errorf("revgnn: the operator's record cannot be read: %w", err)
	}
	if names == AuthorNames {
		_, gen := m.operator.(conv.GENConv)
		switch {
		case c.Family != reversible:
			return refuse("%s networks have no counterpart in %s", c.Family, library)
		case !gen:
			return refuse("%s has no counterpart in %s, whose layers are GEN", m.operator, library)
		case c.EdgeFeatures == 0:
			return refuse("%s encodes edge features and this network reads none", library)
		case o.NoBias:
			return refuse("%s has no counterpart in %s, whose linear maps have a bias", m.operator, library)
		}
		d := dictionary{layers: "gcns.%d._fn.Fms.%d.", operator: "gcn.", ends: map[string]string{
			"species_encoder": "node_one_hot_encoder", "node_encoder": "node_features_encoder",
			"edge_encoder": "edge_encoder", "head.norm": "last_norm", "head": "node_pred_linear"}}
		// There the MLP's list is Linear, LayerNorm, ReLU, … and in PyTorch Geometric a dropout follows.
		d.names, d.constants = o.gen("edge_encoder", "t", "p", "msg_norm.msg_scale", 3)
		return d, nil
	}
	d := dictionary{layers: "convs.%d.convs.%d.", operator: "conv.", ends: map[string]string{
		"node_encoder": "lin1", "edge_encoder": "edge_encoder", "head.norm": "norm", "head": "lin2"}}
	if c.Family == residual {
		d.layers = "layers.%d." + "%.0[2]d" // one group, which has no name
		d.ends["node_encoder"], d.ends["head"] = "node_encoder", "lin"
	}
	if c.Species > 0 {
		return refuse("an encoder of species has no counterpart in %s", library)
	}
	switch m.operator.(type) {
	case conv.GENConv:
		if c.EdgeFeatures > 0 && m.block.edge == m.block.width {
			return refuse("%s's GENConv has no linear map for an embedding of edges as wide as its output, %d channels",
				library, m.block.width)
		}
		d.names, d.constants = o.gen("lin_edge", "aggr_module.t", "aggr_module.p", "msg_norm.scale", 4)
	case conv.GCNConv:
		d.names = map[string]string{"linear.weight": "lin.weight", "linear.bias": "bias"}
	case conv.SAGEConv:
		d.names = map[string]string{"aggregate": "lin_l", "root": "lin_r"}
	case conv.GATConv:
		d.names = map[string]string{"linear": "lin", "source": "att_src", "target": "att_dst", "residual": "res", "bias": "bias"}
	case conv.GATv2Conv:
		d.names = map[string]string{"source": "lin_l", "target": "lin_r", "attention": "att", "residual": "res", "bias": "bias"}
	case conv.GINConv:
		d.names = map[string]string{"epsilon": "eps", "mlp.0": "nn.0", "mlp.1": "nn.2"}
		if !o.Learned {
			d.constants = map[string]float64{"eps": o.Epsilon}
		}
	}
	if d.names == nil || o.NoTargetAttention || o.Norm {
		return refuse("%s has no counterpart in %s", m.operator, library)
	}
	return d, nil
}

// recorded are the options in an operator's record that decide what its counterpart holds.
type recorded struct {
	Learned           bool    `json:"learned"`
	NoBias            bool    `json:"no_bias"`
	MLPLayers         int     `json:"mlp_layers"` // 0 is 2
	MessageNorm       bool    `json:"message_norm"`
	LearnedScale      bool    `json:"learned_message_scale"`
	Epsilon           float64 `json:"epsilon"`
	NoTargetAttention bool    `json:"no_target_attention"`
	Norm              bool    `json:"norm"`
}

// gen is GEN's dictionary, given what the parts are called and how many modules lie between two of the MLP's linear maps.
func (o recorded) gen(edge, temperature, exponent, scale string, stride int) (map[string]string, map[string]float64) {
	names := map[string]string{"edge": edge, "temperature": temperature, "exponent": exponent, "message_scale": scale}
	layers := o.MLPLayers
	if layers == 0 {
		layers = 2
	}
	for i := range layers {
		norm := "mlp.norm"
		if i > 0 {
			norm += fmt.Sprint(".", i)
		}
		names[fmt.Sprint("mlp.", i)] = fmt.Sprint("mlp.", stride*i)
		names[norm] = fmt.Sprint("mlp.", stride*i+1)
	}
	if o.MessageNorm && !o.LearnedScale {
		return names, map[string]float64{scale: 1} // a parameter there, learned or not
	}
	return names, nil
}

// slots cuts the network's parameters as the other library does.
func (d dictionary) slots(m *Model) ([]slot, error) {
	var list []slot
	add := func(name, own string, shape []int, variable, offset int) {
		s := slot{name: name, shape: shape, variable: variable, offset: offset}
		if len(shape) == 2 {
			if s.transposed = strings.HasSuffix(own, ".weight"); s.transposed {
				s.shape = []int{shape[1], shape[0]}
			} else {
				s.shape = []int{1, shape[0], shape[1]} // an attention vector a head
			}
		}
		list = append(list, s)
	}
	for i, v := range m.vars {
		own, table, shape, prefix := v.Name, d.ends, v.Shape, ""
		if v.part == stack {
			own, table, shape = strings.TrimPrefix(own, "stack."), d.names, shape[2:]
			if prefix = d.operator; strings.HasPrefix(own, "norm.") {
				table, prefix = map[string]string{"norm": "norm"}, ""
			}
		}
		name, ok := translate(table, own)
		if !ok {
			return nil, fmt.Errorf("revgnn: the parameter %q has no counterpart; use revgnn.OwnNames", v.Name)
		}
		if v.part != stack {
			add(name, own, shape, i, 0)
			continue
		}
		cut := v.Shape[0] * v.Shape[1]
		for k := range cut {
			at := fmt.Sprintf(d.layers, k/v.Shape[1], k%v.Shape[1])
			add(at+prefix+name, own, shape, i, k*int(v.size())/cut)
		}
	}
	for name, value := range d.constants {
		for k := range m.config.Depth * m.config.Groups {
			at := fmt.Sprintf(d.layers, k/m.config.Groups, k%m.config.Groups)
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
