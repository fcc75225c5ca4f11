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

	// Of GEN, besides those above. Learned is its temperature or its exponent.
	Exponent     float64 `json:"exponent,omitempty"`
	MessageNorm  bool    `json:"message_norm,omitempty"`
	LearnedScale bool    `json:"learned_message_scale,omitempty"`
	MLPLayers    *int    `json:"mlp_layers,omitempty"` // nil is 2

	// Of SAGE.
	NoRoot     bool `json:"no_root,omitempty"`
	Normalized bool `json:"normalized,omitempty"`

	// Of GIN. Learned is ε.
	Epsilon float64 `json:"epsilon,omitempty"`
	Hidden  int     `json:"hidden,omitempty"`

	// Of GAT and GATv2. A pointer is nil for an option that was not given.
	Heads             *int     `json:"heads,omitempty"`
	AveragedHeads     bool     `json:"averaged_heads,omitempty"`
	NegativeSlope     *float64 `json:"negative_slope,omitempty"`
	NoTargetAttention bool     `json:"no_target_attention,omitempty"`
	Norm              bool     `json:"norm,omitempty"`
	Residual          bool     `json:"residual,omitempty"`
	AttentionDropout  *float64 `json:"attention_dropout,omitempty"`
	EdgeDropout       *float64 `json:"edge_dropout,omitempty"`
}

// Encode writes an operator's options as JSON. An operator from outside this package is written by its String.
func Encode(operator Operator) (json.RawMessage, error) {
	e := encoded{Name: operator.String()}
	switch op := operator.(type) {
	case GENConv:
		e = op.encode()
	case GCNConv:
		e = encoded{Name: "GCN", NoSelfLoops: !op.selfLoops}
	case SAGEConv:
		e = encoded{Name: "SAGE", Aggregation: op.aggregation.String(), NoRoot: !op.root, Normalized: op.normalized}
	case GINConv:
		e = encoded{Name: "GIN", Epsilon: op.epsilon, Learned: op.learned, Hidden: op.hidden}
	case GATConv:
		e = op.encode("GAT")
	case GATv2Conv:
		e = op.encode("GATv2")
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
		return decodeGEN(e)
	case "GCN":
		op := GCN()
		if e.NoSelfLoops {
			op = op.WithoutSelfLoops()
		}
		return op, op.Validate()
	case "SAGE":
		return decodeSAGE(e)
	case "GIN":
		return decodeGIN(e)
	case "GAT":
		op := GATConv{decodeAttention(e)}
		return op, op.Validate()
	case "GATv2":
		op := GATv2Conv{decodeAttention(e)}
		return op, op.Validate()
	}
	return nil, fmt.Errorf("conv: the operator %q is not part of this package", e.Name)
}

func (c GENConv) encode() encoded {
	e := encoded{Name: "GEN", Aggregation: c.aggregation.String(), Learned: c.learned,
		MessageNorm: c.messageNorm, LearnedScale: c.learnedNorm, NoBias: !c.bias}
	switch c.aggregation {
	case Softmax:
		e.Temperature = c.temperature
	case Power:
		e.Exponent = c.exponent
	}
	if c.layers != 2 {
		e.MLPLayers = &c.layers
	}
	return e
}

func decodeGEN(e encoded) (Operator, error) {
	op := GEN()
	aggregation, err := e.aggregation()
	if err != nil {
		return nil, err
	}
	if aggregation != op.aggregation {
		op = op.WithAggregation(aggregation)
	}
	switch {
	case aggregation == Softmax && e.Temperature != op.temperature:
		op = op.WithTemperature(e.Temperature)
	case aggregation == Power && e.Exponent != op.exponent:
		op = op.WithExponent(e.Exponent)
	}
	switch {
	case e.Learned && aggregation == Power:
		op = op.WithLearnedExponent()
	case e.Learned:
		op = op.WithLearnedTemperature()
	}
	if e.MessageNorm {
		op = op.WithMessageNorm()
	}
	if e.LearnedScale {
		op = op.WithLearnedMessageScale()
	}
	if e.MLPLayers != nil {
		op = op.WithMLPLayers(*e.MLPLayers)
	}
	if e.NoBias {
		op = op.WithoutBias()
	}
	return op, op.Validate()
}

func decodeSAGE(e encoded) (Operator, error) {
	op := SAGE()
	aggregation, err := e.aggregation()
	if err != nil {
		return nil, err
	}
	if aggregation != op.aggregation {
		op = op.WithAggregation(aggregation)
	}
	if e.NoRoot {
		op = op.WithoutRoot()
	}
	if e.Normalized {
		op = op.WithNormalization()
	}
	return op, op.Validate()
}

func decodeGIN(e encoded) (Operator, error) {
	op := GIN()
	if e.Epsilon != 0 {
		op = op.WithEpsilon(e.Epsilon)
	}
	if e.Learned {
		op = op.WithLearnedEpsilon()
	}
	if e.Hidden != 0 {
		op = op.WithHidden(e.Hidden)
	}
	return op, op.Validate()
}

// aggregation finds the aggregation by its name.
func (e encoded) aggregation() (Aggregation, error) {
	for a := Max; a <= Power; a++ {
		if a.String() == e.Aggregation {
			return a, nil
		}
	}
	return 0, fmt.Errorf("conv: unknown aggregation %q in an operator's record", e.Aggregation)
}
