package options

import "fmt"

// Evaluation is the options of an evaluation.
type Evaluation struct {
	// Views is how many random partitions the logits are averaged over.
	Views int `json:"evaluation views" range:"[1,inf)" default:"1"`
	// Parts is how many parts each partition cuts the graph into.
	Parts int `json:"evaluation parts" range:"[1,inf)" default:"1"`
	// Devices is how many devices compute a part each at once: 0 is one, and AllDevices all that there are.
	Devices int `json:"evaluation devices,omitzero" range:"[-1,inf)" off:"1"`
	// Seed is that of the partitions.
	Seed uint64 `json:"seed"`
}

// NewEvaluation is the options of an evaluation with their defaults.
func NewEvaluation() Evaluation {
	var e Evaluation
	setDefaults(&e)
	return e
}

func (*Evaluation) kind() string { return "" }

// Validate names the first option that is out of range, or has no meaning together with the others.
func (e Evaluation) Validate() error {
	if err := validate(&e); err != nil {
		return err
	}
	if e.Views > 1 && e.Parts == 1 {
		return fmt.Errorf("%d views of the graph in one piece are all the same; use 1 view, or several parts", e.Views)
	}
	if e.Parts < e.Devices {
		return tooFewParts(e.Parts, e.Devices)
	}
	return nil
}
