package net

import (
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Operators are the operators of a network: that of the layers, and those of convolutional ends, nil without.
type Operators struct{ Layers, First, Last conv.Operator }

// list holds the operators that there are: one or three.
func (o Operators) list() []conv.Operator {
	if o.First == nil {
		return []conv.Operator{o.Layers}
	}
	return []conv.Operator{o.Layers, o.First, o.Last}
}

// OperatorsOf builds the operators of options: those that this program put there, and else those that the records tell.
func OperatorsOf(n options.Network) (o Operators, err error) {
	for _, of := range []struct {
		to   *conv.Operator
		from options.Operator
	}{{&o.Layers, n.Operator}, {&o.First, n.First}, {&o.Last, n.Last}} {
		if of.from.IsZero() {
			continue
		}
		if *of.to, err = conv.Build(of.from); err != nil {
			return Operators{}, err
		}
	}
	return o, nil
}
