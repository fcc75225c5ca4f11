package options

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Operator is a graph operator as options hold it. Package conv makes it of an operator, and an operator of it.
type Operator struct {
	Name   string          // as the operator's String method gives it, as in "GEN(max)"
	Record json.RawMessage // its options as package conv writes them; nil for an operator that is not registered there
	Value  any             // the conv.Operator itself, in the program that made it; nil once it was read from a file
}

// operatorRecord is an Operator in a file.
type operatorRecord struct {
	Name    string          `json:"name"`
	Options json.RawMessage `json:"options,omitempty"`
}

// IsZero tells whether there is no operator.
func (o Operator) IsZero() bool { return o.Name == "" }

// Equal tells whether two operators have the same name and the same options.
func (o Operator) Equal(other Operator) bool {
	return o.Name == other.Name && bytes.Equal(compact(o.Record), compact(other.Record))
}

// compact is JSON without blanks. What is no JSON stays as it is.
func compact(text json.RawMessage) []byte {
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		return text
	}
	return b.Bytes()
}

// String is the operator's name.
func (o Operator) String() string { return o.Name }

// MarshalJSON implements json.Marshaler.
func (o Operator) MarshalJSON() ([]byte, error) {
	if o.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(operatorRecord{o.Name, o.Record})
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *Operator) UnmarshalJSON(text []byte) error {
	var r operatorRecord
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return fmt.Errorf("an operator's record cannot be read: %w", err)
	}
	*o = Operator{Name: r.Name, Record: compact(r.Options)}
	if len(o.Record) == 0 {
		o.Record = nil
	}
	return nil
}

// Named is a part of a training that a user may bring: an optimizer, a schedule, a loss or a metric. Files keep its
// name alone, so a program that goes on with a run brings one of the same name.
type Named struct {
	Name  string
	Value any // what a user brought; nil for one of Kilolayer's own, which is known by its name
}

// IsZero tells whether nothing was chosen.
func (n Named) IsZero() bool { return n.Name == "" }

// Equal tells whether two have the same name.
func (n Named) Equal(other Named) bool { return n.Name == other.Name }

// String is the name.
func (n Named) String() string { return n.Name }

// MarshalJSON implements json.Marshaler.
func (n Named) MarshalJSON() ([]byte, error) { return json.Marshal(n.Name) }

// UnmarshalJSON implements json.Unmarshaler.
func (n *Named) UnmarshalJSON(text []byte) error {
	*n = Named{}
	return json.Unmarshal(text, &n.Name)
}
