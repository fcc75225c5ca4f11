package net

import (
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Variable is one tensor of a network's parameters.
type Variable struct {
	conv.Parameter
	Part Part
}

// Part says which part of a network a parameter belongs to.
type Part int

const (
	// Ends are the encoders and the head.
	Ends Part = iota
	// Stack are layers that have parameters of their own each. Their shapes start with [layers, groups].
	Stack
	// Tied are layers that share one set of parameters, or the block of an equilibrium. Their shapes start with
	// [groups].
	Tied
	// FirstLayer is the own first layer of tied ones. Its shapes start with [groups].
	FirstLayer
	// FirstConvolution is the convolution in place of the nodes' encoder.
	FirstConvolution
	// LastConvolution is the convolution in place of the head.
	LastConvolution
)

// Size counts the numbers of the tensor.
func (v Variable) Size() int64 {
	n := int64(1)
	for _, d := range v.Shape {
		n *= int64(d)
	}
	return n
}

// layers is how many layers a parameter of the layers has rows for.
func (v Variable) layers() int {
	if v.Part == Stack {
		return v.Shape[0]
	}
	return 1
}

// outputBias is the parameter that is added to what a last convolution gives, by its name in RevGAT's code.
const outputBias = "bias_last"

// variables lists the parameters of a network in the order of the forward pass: encoders, layers, head.
func variables(o options.Network, w Widths, b block, firstEnd, lastEnd convolution) []Variable {
	var list []Variable
	add := func(parameters []conv.Parameter) {
		for _, p := range parameters {
			list = append(list, Variable{Parameter: p})
		}
	}
	under := func(prefix string, of Part, parameters []conv.Parameter, shape ...int) {
		for _, p := range parameters {
			p.Name = prefix + "." + p.Name
			p.Shape = append(slices.Clone(shape), p.Shape...)
			list = append(list, Variable{Parameter: p, Part: of})
		}
	}
	if w.Species > 0 {
		add(conv.Linear("species_encoder", w.Species, w.Species))
	}
	if o.HasEnds() {
		under("first_conv", FirstConvolution, firstEnd.parameters())
	} else {
		add(conv.Linear("node_encoder", w.Inputs(o.LabelInput), o.Channels))
	}
	if w.EdgeFeatures > 0 {
		add(conv.Linear("edge_encoder", w.EdgeFeatures, o.Channels))
	}
	if o.OwnFirstLayer {
		under("first", FirstLayer, b.firstParameters(o.Family), o.Groups)
	}
	switch {
	case o.Family == options.Equilibrium:
		under("tied", Tied, injected{block: b}.parameters(), o.Groups)
	case o.Tied:
		under("tied", Tied, b.parameters(), o.Groups)
	case o.Layers() > 0:
		under("stack", Stack, b.parameters(), o.Layers(), o.Groups)
	}
	if o.Family != options.Equilibrium { // whose state is normalized already
		add(conv.Norm("head.norm", o.Channels))
	}
	if o.HasEnds() {
		under("last_conv", LastConvolution, lastEnd.parameters())
		add([]conv.Parameter{{Name: outputBias, Shape: []int{w.Outputs}, Start: conv.Zeros}})
	} else {
		add(conv.Linear("head", o.Channels, w.Outputs))
	}
	return list
}
