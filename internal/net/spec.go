package net

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Spec is a network without its parameters. It never changes, and is safe for concurrent use where its operators are,
// as those of package conv are.
type Spec struct {
	options   options.Network
	operators Operators
	widths    Widths

	block     block
	first     convolution // in place of the nodes' encoder, with convolutional ends
	last      convolution // in place of the head
	variables []Variable
}

// New makes the network of options for a graph, which gives the widths of inputs and outputs. The operators are those
// that the options name. An option without a meaning is refused, and so is an operator that can't serve.
func New(o options.Network, operators Operators, g *datasets.Graph) (*Spec, error) {
	var s *Spec
	err := xla.Try(func() error { // an operator may be the user's own, so whatever it throws is an error
		if err := check(&o, operators); err != nil {
			return err
		}
		widths, err := widthsOf(g)
		if err != nil {
			return err
		}
		s, err = made(o, operators, widths)
		return err
	})
	return s, err
}

// Assemble makes the network of options whose widths are known.
func Assemble(o options.Network, operators Operators, widths Widths) (*Spec, error) {
	var s *Spec
	err := xla.Try(func() (err error) {
		if err := check(&o, operators); err != nil {
			return err
		}
		s, err = made(o, operators, widths)
		return err
	})
	return s, err
}

// check refuses options and operators that have no meaning, and writes the operators into the options.
func check(o *options.Network, operators Operators) (err error) {
	for _, of := range []struct {
		to   *options.Operator
		from conv.Operator
	}{{&o.Operator, operators.Layers}, {&o.First, operators.First}, {&o.Last, operators.Last}} {
		if *of.to, err = conv.Describe(of.from); err != nil {
			return err
		}
	}
	if err := o.Validate(); err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	for _, operator := range operators.list() {
		if v, ok := operator.(conv.Validator); ok {
			if err := v.Validate(); err != nil {
				return err
			}
		}
	}
	return nil
}

// made is the network of checked options. Each operator is tried once.
func made(o options.Network, operators Operators, widths Widths) (*Spec, error) {
	if o.LabelInput && widths.Labels == options.ValueLabels {
		return nil, fmt.Errorf("revgnn: labels as inputs for %s; they are for %s and %s alone", widths.Labels,
			options.ClassLabels, options.TaskLabels)
	}
	s := assembled(o, operators, widths)
	for _, c := range s.convolutions() {
		if err := c.takesWeights(); err != nil {
			return nil, err
		}
		if err := c.probe(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// assembled puts the parts of a network together.
func assembled(o options.Network, operators Operators, widths Widths) *Spec {
	s := &Spec{options: o, operators: operators}
	width := o.Channels / o.Groups
	s.block.convolution = convolution{operator: operators.Layers, in: width, out: width}
	if o.HasEnds() {
		s.first = convolution{operator: operators.First, in: widths.Inputs(o.LabelInput), out: o.Channels}
		s.last = convolution{operator: operators.Last, in: o.Channels, out: widths.Outputs}
	}
	s.widths = s.reading(widths)
	for _, c := range s.convolutions() {
		c.weighted = widths.Weighted
		if s.widths.EdgeFeatures > 0 && c.readsEdges() {
			c.edge = o.Channels
		}
	}
	s.variables = variables(o, s.widths, s.block, s.first, s.last)
	return s
}

// reading is the widths of a graph as the network reads it: without edge features where no operator takes them.
func (s *Spec) reading(w Widths) Widths {
	if !slices.ContainsFunc(s.convolutions(), (*convolution).readsEdges) {
		w.EdgeFeatures = 0
	}
	return w
}

// convolutions lists an application of each operator: of the layers, and of both ends where there are some.
func (s *Spec) convolutions() []*convolution {
	list := []*convolution{&s.block.convolution}
	if s.options.HasEnds() {
		list = append(list, &s.first, &s.last)
	}
	return list
}

// With is the network with changed options: another backward mode or type of numbers, other solvers, no penalty. They
// are not checked. Operators and widths stay.
func (s *Spec) With(change func(o *options.Network)) *Spec {
	o := s.options
	change(&o)
	return assembled(o, s.operators, s.widths)
}

// Options returns the options of the network.
func (s *Spec) Options() options.Network { return s.options }

// Operators returns what the network was built with.
func (s *Spec) Operators() Operators { return s.operators }

// Widths returns what the network takes from its graph.
func (s *Spec) Widths() Widths { return s.widths }

// Variables lists the parameters in the order of the forward pass. The list is not to be changed.
func (s *Spec) Variables() []Variable { return s.variables }

// Parameters counts the trainable numbers.
func (s *Spec) Parameters() (n int64) {
	for _, v := range s.variables {
		n += v.Size()
	}
	return n
}

// DType is the type of the network's numbers.
func (s *Spec) DType() dtypes.DType {
	if s.options.Float64 {
		return dtypes.Float64
	}
	return dtypes.Float32
}

// String names the network in a line.
func (s *Spec) String() string {
	o := s.options
	name := o.Name()
	if o.Depth > 0 {
		name += fmt.Sprintf(", %d layers", o.Depth)
	}
	text := fmt.Sprintf("%s of %d channels", name, o.Channels)
	if o.Groups > 1 {
		text += fmt.Sprintf(" in %d groups", o.Groups)
	}
	if o.Solver != nil {
		text += fmt.Sprintf(", %s", o.Solver)
	}
	if o.HasEnds() {
		text += fmt.Sprintf(", first %s and last %s", o.First, o.Last)
	}
	return fmt.Sprintf("%s, %d parameters", text, s.Parameters())
}

// Fingerprint is a short name for the options and the widths.
func (s *Spec) Fingerprint() (string, error) {
	text, err := json.Marshal(struct {
		Options options.Network
		Widths  Widths
	}{s.options, s.widths})
	if err != nil {
		return "", fmt.Errorf("revgnn: the network's options cannot be written down: %w", err)
	}
	h := fnv.New64a()
	h.Write(text)
	return fmt.Sprintf("%016x", h.Sum64()), nil
}
