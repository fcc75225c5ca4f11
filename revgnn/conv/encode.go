package conv

import (
	"encoding/json"
	"fmt"
)

// encoded is an operator's options as a run's record holds them. An option that an operator lacks is left out.
type encoded struct {
	Name        string  `json:"name"`
	Aggregation string  `json:"aggregation,omitempty"`
	Temperature float64 `json:"temperature,omitempty"`
	Learned     bool    `json:"learned,omitempty"`
	NoBias      bool    `json:"no_bias,omitempty"`
	NoSelfLoops bool    `json:"no_self_loops,omitempty"`
}

// Encode writes an operator's options as JSON. An operator from outside this package is written by its String.
func Encode(operator Operator) (json.RawMessage, error) {
	e := encoded{Name: operator.String()}
	switch op := operator.(type) {
	case GENConv:
		e = encoded{Name: "GEN", Aggregation: op.aggregation.String(), NoBias: !op.bias}
		if op.aggregation == Softmax {
			e.Temperature, e.Learned = op.temperature, op.learned
		}
	case GCNConv:
		e = encoded{Name: "GCN", NoSelfLoops: !op.selfLoops}
	}
	return json.Marshal(e)
}

// Decode is the inverse of Encode for the operators of this package. For others it is an error that names them.
func Decode(text json.RawMessage) (Operator, error) {
	var e encoded
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("conv: an operator's record cannot be read: %w", err)
	}
	switch e.Name {
	case "GEN":
		op := GEN()
		op.bias = !e.NoBias
		found := false
		for a := Max; a <= Softmax; a++ {
			if a.String() == e.Aggregation {
				op.aggregation, found = a, true
			}
		}
		if !found {
			return nil, fmt.Errorf("conv: unknown aggregation %q in an operator's record", e.Aggregation)
		}
		if op.aggregation == Softmax {
			op.temperature, op.learned = e.Temperature, e.Learned
		}
		return op, op.Validate()
	case "GCN":
		return GCNConv{selfLoops: !e.NoSelfLoops}, nil
	}
	return nil, fmt.Errorf("conv: the operator %q is not part of this package", e.Name)
}
