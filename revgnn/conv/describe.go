package conv

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Describe is an operator as options hold it: what its String gives, a record of its options, and the operator itself.
// An operator that is neither of this package nor registered has no record.
func Describe(operator Operator) (options.Operator, error) {
	if operator == nil {
		return options.Operator{}, nil
	}
	o := options.Operator{Name: operator.String(), Value: operator}
	k, ok := find(func(k kind) bool { return k.of == reflect.TypeOf(operator) })
	if !ok {
		return o, nil
	}
	var err error
	if o.Record, err = k.write(operator); err != nil {
		return o, fmt.Errorf("conv: the options of %s cannot be written: %w", o.Name, err)
	}
	return o, nil
}

// Build is the inverse of Describe: it gives the operator itself where the options hold it, and else builds it from its
// record. The operator's Validate has been asked. An operator of a user's own can only be built from a file when it is
// registered, and was when the file was written.
func Build(o options.Operator) (Operator, error) {
	if operator, ok := o.Value.(Operator); ok {
		return operator, validate(operator)
	}
	if o.Record == nil {
		if o.IsZero() {
			return nil, errors.New("conv: no operator; give one such as conv.GEN()")
		}
		return nil, fmt.Errorf("conv: the operator %q is not part of this package, and its options were not kept; "+
			"give the operator itself, and register it with conv.Register to have them kept", o.Name)
	}
	var r struct{ Name string }
	if err := json.Unmarshal(o.Record, &r); err != nil {
		return nil, fmt.Errorf("conv: an operator's record cannot be read: %w", err)
	}
	k, ok := find(func(k kind) bool { return k.name == r.Name })
	if !ok {
		return nil, fmt.Errorf("conv: the operator %q is not part of this package; register it first, with "+
			"conv.Register", r.Name)
	}
	operator, err := k.read(o.Record)
	if err != nil {
		return nil, err
	}
	return operator, validate(operator)
}

// Option is an operator as options hold it, given a conv.Operator, the name of one that Names lists, or what is of that
// form already.
func Option(value any) (options.Operator, error) {
	switch v := value.(type) {
	case options.Operator:
		return v, nil
	case Operator:
		return Describe(v)
	}
	if v := reflect.ValueOf(value); v.IsValid() && v.Kind() == reflect.String {
		operator, ok := Named(v.String())
		if !ok {
			return options.Operator{}, fmt.Errorf("conv: there is no operator %q; %s",
				v.String(), options.Nearest(v.String(), Names()))
		}
		return Describe(operator)
	}
	return options.Operator{}, fmt.Errorf("conv: %v is no operator; give one such as conv.GEN(), or the name of one",
		value)
}
