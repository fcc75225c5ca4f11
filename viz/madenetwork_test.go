package viz

import (
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// described is a network made up for a test.
type described run.Info

func (d described) Info() run.Info { return run.Info(d) }

// with is the network with other options or widths. It states the parts that it then has.
func (d described) with(change func(o *options.Network, w *run.Widths)) described {
	change(&d.Model.Options, &d.Model.Widths)
	d.Model.Parts = statedParts(d.Model.Options, d.Model.Widths)
	return d
}

// madeNetwork is a network for a graph that has everything.
func madeNetwork(family options.Family, depth, groups int) described {
	d := described{Data: run.Data{Name: "proteins", Nodes: 132534, Edges: 79122504}}
	d.Model.Widths = run.Widths{NodeFeatures: 8, EdgeSums: true, Species: 8, EdgeFeatures: 8, Outputs: 112,
		Labels: options.TaskLabels}
	o := options.NewNetwork(family)
	o.Operator, o.Depth, o.Channels, o.Groups, o.Dropout = operator("GEN(max)"), depth, 80, groups, 0.1
	d.Model.Options = o
	return d.with(func(*options.Network, *run.Widths) {})
}

func operator(name string) options.Operator { return options.Operator{Name: name} }

func weightTied(d described) described {
	return d.with(func(o *options.Network, _ *run.Widths) { o.Tied = true })
}

func ownFirst(d described) described {
	return d.with(func(o *options.Network, _ *run.Widths) { o.Tied, o.OwnFirstLayer = true, true })
}

// labelled is the network with everything that its inputs can have.
func labelled(d described) described {
	return d.with(func(o *options.Network, _ *run.Widths) {
		o.LabelInput, o.LabelReuse, o.InputDropout = true, 1, 0.25
	})
}

// withEnds is the network between two convolutions.
func withEnds(d described) described {
	return d.with(func(o *options.Network, _ *run.Widths) { o.First, o.Last = operator("GAT"), operator("GAT") })
}

// on is the network for another graph: with node features alone, and classes.
func (d described) on(name string, features, classes int) described {
	d.Data.Name = name
	return d.with(func(_ *options.Network, w *run.Widths) { *w = run.Widths{NodeFeatures: features, Outputs: classes} })
}

// networkData are networks of every kind.
func networkData() map[string]described {
	nasty := madeNetwork(options.Residual, 28, 1).on(`</script> "图" αβγ`, 34, 2)
	return map[string]described{
		"model-reversible-2": madeNetwork(options.Reversible, 1001, 2),
		"model-reversible-4": madeNetwork(options.Reversible, 112, 4).on("karate", 34, 2),
		"model-reversible-8": ownFirst(madeNetwork(options.Reversible, 112, 8)),
		"model-residual":     madeNetwork(options.Residual, 112, 1),
		"model-labels":       labelled(madeNetwork(options.Reversible, 5, 2)),
		"model-ends":         labelled(withEnds(madeNetwork(options.Reversible, 5, 2))),
		"model-ends-alone":   withEnds(madeNetwork(options.Residual, 2, 1).on("cora", 1433, 7)),
		"model-ends-edges":   labelled(withEnds(madeNetwork(options.Residual, 2, 1))),
		"model-tied":         ownFirst(madeNetwork(options.Residual, 112, 1).on("cora", 1433, 7)),
		"model-equilibrium":  madeNetwork(options.Equilibrium, 0, 1).on("cora", 1433, 7),
		"model-groups":       madeNetwork(options.Equilibrium, 0, 4),
		"model-nasty": nasty.with(func(o *options.Network, _ *run.Widths) {
			o.Operator = operator(`mine(</script>"图图图图图图图图图" αβγ)`)
		}),
		"model-small": described{}.with(func(o *options.Network, w *run.Widths) {
			*o, *w = options.NewNetwork(options.Reversible), run.Widths{NodeFeatures: 1, Outputs: 2}
			o.Operator, o.Depth, o.Channels, o.Groups = operator("GCN"), 1, 6, 3
		}),
	}
}

// networks are the figures of networks of every kind.
func networks() map[string]*Figure {
	list := map[string]*Figure{}
	for name, d := range networkData() {
		list[name] = Model(d)
	}
	return list
}

// statedParts are the parts that a model of these options and widths states, with the parameters that its maps,
// normalizations and operators have.
func statedParts(o options.Network, w run.Widths) (parts []run.Part) {
	c, width := o.Channels, o.Channels/max(1, o.Groups)
	inputs, groups := w.Inputs(o.LabelInput), int64(max(1, o.Groups))
	edge := 0
	if w.EdgeFeatures > 0 {
		edge = c
	}
	add := func(kind run.PartKind, layers, in, out int, parameters int64) {
		parts = append(parts, run.Part{Kind: kind, Layers: layers, In: in, Out: out, Parameters: parameters})
	}
	one := operatorParameters(o.Operator.Name, width, width, edge)
	layer := groups * (one + normParameters(width))
	if w.Species > 0 {
		add(run.SpeciesEncoder, 0, w.Species, w.Species, linearParameters(w.Species, w.Species))
	}
	if o.HasEnds() {
		add(run.FirstConvolution, 0, inputs, c, operatorParameters(o.First.Name, inputs, c, edge))
	} else {
		add(run.NodeEncoder, 0, inputs, c, linearParameters(inputs, c))
	}
	if edge > 0 {
		add(run.EdgeEncoder, 0, w.EdgeFeatures, c, linearParameters(w.EdgeFeatures, c))
	}
	times := o.Layers()
	switch {
	case o.OwnFirstLayer && o.Family == options.Residual: // whose first layer is the operator alone
		add(run.FirstLayer, 1, c, c, one)
		times--
	case o.OwnFirstLayer:
		add(run.FirstLayer, 1, c, c, layer)
		times--
	}
	switch {
	case o.Family == options.Equilibrium: // two convolutions and two normalizations
		add(run.Block, 0, c, c, 2*layer)
		add(run.Head, 0, c, w.Outputs, linearParameters(c, w.Outputs))
		return parts
	case o.Tied:
		add(run.Layers, times, c, c, layer)
	case times > 0:
		add(run.Layers, times, c, c, int64(times)*layer)
	}
	if o.HasEnds() {
		add(run.LastConvolution, 0, c, w.Outputs,
			normParameters(c)+operatorParameters(o.Last.Name, c, w.Outputs, edge)+int64(w.Outputs))
	} else {
		add(run.Head, 0, c, w.Outputs, normParameters(c)+linearParameters(c, w.Outputs))
	}
	return parts
}

// linearParameters are those of an affine map.
func linearParameters(in, out int) int64 { return int64(in)*int64(out) + int64(out) }

// normParameters are those of a layer normalization: a gain and an offset.
func normParameters(width int) int64 { return 2 * int64(width) }

// operatorParameters are those of an operator. One that is none of Kilolayer's own is taken for an affine map.
func operatorParameters(name string, in, out, edge int) (n int64) {
	switch name {
	case "GEN(max)": // an MLP with a hidden width of twice the output, after maps to the output's width
		if in != out {
			n += 2 * linearParameters(in, out)
		}
		if edge > 0 {
			n += linearParameters(edge, out)
		}
		return n + linearParameters(out, 2*out) + normParameters(2*out) + linearParameters(2*out, out)
	case "GAT": // one head: a map without bias, two vectors for the scores, a bias
		return int64(in)*int64(out) + 3*int64(out)
	}
	return linearParameters(in, out)
}
