package revgnn

import (
	"encoding/json"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// settings is everything that names an experiment, as its file holds it. A field of it stands in fieldTable, under the name
// that With and Table know it by.
type settings struct {
	Data string `json:"data"` // a name in dataSets, or that of the graph that was given

	Family         string         `json:"family"`
	Operator       anOperator     `json:"operator"`
	First          anOperator     `json:"first_operator,omitzero"`
	Last           anOperator     `json:"last_operator,omitzero"`
	Depth          int            `json:"depth,omitempty"`
	Channels       int            `json:"channels"`
	Groups         int            `json:"groups"`
	Dropout        float64        `json:"dropout"`
	InputDropout   float64        `json:"input_dropout,omitempty"`
	Tied           bool           `json:"tied,omitempty"`
	OwnFirstLayer  bool           `json:"own_first_layer,omitempty"`
	Backward       Backward       `json:"backward"`
	Solver         *solver.Solver `json:"solver,omitempty"`
	BackwardSolver *solver.Solver `json:"backward_solver,omitempty"`
	LabelInput     bool           `json:"label_input,omitempty"`
	LabelReuse     int            `json:"label_reuse,omitempty"`

	Epochs           int     `json:"epochs"`
	Parts            int     `json:"parts"`
	Optimizer        string  `json:"optimizer"`
	LearningRate     float64 `json:"learning_rate"`
	WeightDecay      float64 `json:"weight_decay,omitempty"`
	GradientClipping float64 `json:"gradient_clipping,omitempty"` // 0 for none
	Loss             Loss    `json:"loss"`
	WarmUp           int     `json:"warm_up,omitempty"`          // epochs
	PlateauFactor    float64 `json:"plateau_factor,omitempty"`   // 0 for no plateau schedule
	PlateauPatience  int     `json:"plateau_patience,omitempty"` // evaluations
	Patience         int     `json:"patience,omitempty"`         // evaluations; 0 to go on to the last epoch
	Teacher          string  `json:"teacher,omitempty"`          // a run's directory
	Alpha            float64 `json:"alpha,omitempty"`            // the teacher's share of the loss; 0 without a teacher
	Temperature      float64 `json:"temperature,omitempty"`      // of the teacher's and the student's logits
	EvaluateEvery    int     `json:"evaluate_every,omitempty"`   // epochs; 0 for 20 times in all

	EvaluationViews int    `json:"evaluation_views"`
	EvaluationParts int    `json:"evaluation_parts"`
	Seed            uint64 `json:"seed"`
}

// The optimizers as a setting names them.
var optimizers = map[string]func() Optimizer{"adam": Adam, "rmsprop": RMSProp}

// anOperator is an operator as JSON holds it.
type anOperator struct{ conv.Operator }

// MarshalJSON implements json.Marshaler.
func (o anOperator) MarshalJSON() ([]byte, error) {
	if o.Operator == nil {
		return []byte("null"), nil
	}
	return conv.Encode(o.Operator)
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *anOperator) UnmarshalJSON(text []byte) (err error) {
	if string(text) == "null" {
		o.Operator = nil
		return nil
	}
	o.Operator, err = conv.Decode(json.RawMessage(text))
	return err
}

// String is the operator's own, and "none" without one.
func (o anOperator) String() string {
	if o.Operator == nil {
		return "none"
	}
	return o.Operator.String()
}
