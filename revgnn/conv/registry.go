package conv

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
)

// kind is a type of operators that records can hold.
type kind struct {
	name     string
	of       reflect.Type
	standard Operator // with the default options
	write    func(Operator) (json.RawMessage, error)
	read     func(json.RawMessage) (Operator, error)
}

// builtins are the operators of this package. To add one, add a line here, and its record beside its other methods.
var builtins = []kind{
	builtin("GEN", GEN(), GENConv.record, genRecord.operator),
	builtin("GCN", GCN(), GCNConv.record, gcnRecord.operator),
	builtin("SAGE", SAGE(), SAGEConv.record, sageRecord.operator),
	builtin("GAT", GAT(), GATConv.record, attentionRecord.gat),
	builtin("GATv2", GATv2(), GATv2Conv.record, attentionRecord.gatv2),
	builtin("GIN", GIN(), GINConv.record, ginRecord.operator),
}

// builtin is the kind of an operator that lists its options in a record R of its own.
func builtin[O Operator, R any](name string, standard O, record func(O) R, operator func(R) (O, error)) kind {
	return kind{
		name: name, of: reflect.TypeFor[O](), standard: standard,
		write: func(o Operator) (json.RawMessage, error) { return json.Marshal(record(o.(O))) },
		read: func(text json.RawMessage) (Operator, error) {
			var r R
			if err := strictly(text, &r); err != nil {
				return nil, err
			}
			return operator(r)
		},
	}
}

// registered are the operators that users registered, by their names.
var registered = struct {
	sync.RWMutex
	kinds map[string]kind
}{kinds: map[string]kind{}}

// Register makes an operator of one's own as good as the built-in ones: a run keeps its options and builds it again,
// and presets and sweeps take its name as a plain word, which stands for the standard options given here.
//
// The options are the exported fields of the operator's type, which are kept as JSON. Register refuses an operator
// whose type has a field that JSON would lose, a pointer, a name that another operator has, and standard options that
// the operator's Validate refuses. Call it once, when the program starts. The same type may be registered under the
// same name again, with other standard options.
func Register(name string, standard Operator) error {
	if name == "" || standard == nil {
		return errors.New("conv: an operator to register needs a name and a value; give both")
	}
	registered.Lock()
	defer registered.Unlock()
	k := own(name, standard)
	for i, other := range known() {
		again := other.name == name && other.of == k.of && i >= len(builtins)
		switch {
		case again:
		case other.of == k.of:
			return fmt.Errorf("conv: the operator %s has the name %q already; use that one", k.of, other.name)
		case other.name == name:
			return fmt.Errorf("conv: the name %q is that of another operator, %s; choose another name", name, other.of)
		}
	}
	if k.of.Kind() == reflect.Pointer {
		return fmt.Errorf("conv: the operator %q is a pointer, %s; write its methods for the value, and register a "+
			"value", name, k.of)
	}
	if why := lost(k.of, k.of.Name(), nil); why != "" {
		return fmt.Errorf("conv: the options of the operator %q cannot be kept: %s", name, why)
	}
	if err := validate(standard); err != nil {
		return fmt.Errorf("conv: the standard options of the operator %q: %w", name, err)
	}
	registered.kinds[name] = k
	return nil
}

// ownRecord is an operator that a user registered, as JSON.
type ownRecord struct {
	Name    string          `json:"name"`
	Options json.RawMessage `json:"options"`
}

// own is the kind of an operator that a user registers.
func own(name string, standard Operator) kind {
	of := reflect.TypeOf(standard)
	return kind{
		name: name, of: of, standard: standard,
		write: func(o Operator) (json.RawMessage, error) {
			fields, err := json.Marshal(o)
			if err != nil {
				return nil, err
			}
			return json.Marshal(ownRecord{name, fields})
		},
		read: func(text json.RawMessage) (Operator, error) {
			var r ownRecord
			if err := strictly(text, &r); err != nil {
				return nil, err
			}
			operator := reflect.New(of)
			if err := strictly(r.Options, operator.Interface()); err != nil {
				return nil, err
			}
			return operator.Elem().Interface().(Operator), nil
		},
	}
}

// known lists the built-in operators, then those of users in the order of their names.
func known() []kind {
	list := slices.Clone(builtins)
	for _, name := range slices.Sorted(maps.Keys(registered.kinds)) {
		list = append(list, registered.kinds[name])
	}
	return list
}

// find is the known operator that a condition holds for.
func find(condition func(kind) bool) (kind, bool) {
	registered.RLock()
	defer registered.RUnlock()
	list := known()
	if i := slices.IndexFunc(list, condition); i >= 0 {
		return list[i], true
	}
	return kind{}, false
}

// Names lists the names of the built-in operators, then those of registered ones in the order of the alphabet.
func Names() []string {
	registered.RLock()
	defer registered.RUnlock()
	var names []string
	for _, k := range known() {
		names = append(names, k.name)
	}
	return names
}

// Named is the operator of a name with its standard options: that of "GCN" is GCN().
func Named(name string) (Operator, bool) {
	k, ok := find(func(k kind) bool { return k.name == name })
	return k.standard, ok
}

// strictly reads an operator's JSON, and refuses options that it does not know.
func strictly(text json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("conv: an operator's record cannot be read: %w", err)
	}
	return nil
}
