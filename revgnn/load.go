package revgnn

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Load reads the model of a run's directory, with the parameters of its last checkpoint.
//
// A model whose operator is not part of package conv needs LoadWith.
func Load(directory string) (*Model, error) {
	return load(directory, operatorSet{}, readLast)
}

// MustLoad is Load for notebook cells: on an error it prints one line and ends the program.
func MustLoad(directory string) *Model { return must(Load(directory)) }

// LoadWith is Load for a model that was built with an operator of the user's own. Where those of convolutional ends are
// of one's own too, both are given as well. One that is nil is read from the run.
func LoadWith(directory string, operator conv.Operator, ends ...conv.Operator) (*Model, error) {
	o, err := userOperators(operator, ends)
	if err != nil {
		return nil, err
	}
	return load(directory, o, readLast)
}

// userOperators is the operators that a user gave.
func userOperators(operator conv.Operator, ends []conv.Operator) (operatorSet, error) {
	o := operatorSet{layers: operator}
	switch len(ends) {
	case 0:
	case 2:
		o.first, o.last = ends[0], ends[1]
	default:
		return o, fmt.Errorf("revgnn: %d operators of convolutional ends; give none, or the first and the last", len(ends))
	}
	return o, nil
}

// readLast puts the parameters of a run's last checkpoint into a store.
func readLast(r *run.Run, store *model.Store) error {
	step, err := loadCheckpoint(store, r.CheckpointDir())
	if err == nil && step == 0 {
		err = fmt.Errorf("revgnn: the run in %s has no checkpoint yet; train it first", r.Dir())
	}
	return err
}

// MustLoadWith is LoadWith for notebook cells: on an error it prints one line and ends the program.
func MustLoadWith(directory string, operator conv.Operator, ends ...conv.Operator) *Model {
	return must(LoadWith(directory, operator, ends...))
}

// load builds the model of a run, with the parameters that read puts into a store.
func load(directory string, o operatorSet, read func(*run.Run, *model.Store) error) (*Model, error) {
	r, err := run.Open(directory)
	if err != nil {
		return nil, err
	}
	info := r.Info()
	c, err := configFrom(info.Model.Config)
	if err != nil {
		return nil, fmt.Errorf("revgnn: the model in %s cannot be read: %w", directory, err)
	}
	if !c.hasEnds() && (o.first != nil || o.last != nil) {
		return nil, fmt.Errorf("revgnn: the model in %s has no convolutional ends; give its operator alone", directory)
	}
	recorded := c
	for _, read := range []struct {
		operator *conv.Operator
		text     json.RawMessage
	}{{&o.layers, c.Operator}, {&o.first, c.First}, {&o.last, c.Last}} {
		if *read.operator != nil || len(read.text) == 0 {
			continue
		}
		if *read.operator, err = conv.Decode(read.text); err != nil {
			return nil, fmt.Errorf("revgnn: the model in %s: %w; give the operator to revgnn.LoadWith", directory, err)
		}
	}
	m, err := assemble(o, c, graphSize{name: info.Data.Name, nodes: info.Data.Nodes, edges: info.Data.Edges})
	if err != nil {
		return nil, err
	}
	if got := m.operator.String(); got != info.Model.Operator {
		return nil, fmt.Errorf("revgnn: the model in %s was built with %s, not with %s", directory, info.Model.Operator, got)
	}
	for _, end := range []struct {
		name      string
		was, is   json.RawMessage
		operators conv.Operator
	}{{"first", recorded.First, m.config.First, o.first}, {"last", recorded.Last, m.config.Last, o.last}} {
		if !sameJSON(end.was, end.is) {
			return nil, fmt.Errorf("revgnn: the %s layer of the model in %s was not built with %s, but with %s",
				end.name, directory, end.operators, end.was)
		}
	}
	store := m.copyParameters()
	defer store.Finalize()
	if err := read(r, store); err != nil {
		return nil, err
	}
	return m, m.adopt(store)
}

// sameJSON compares two texts of JSON, whatever the order of their keys. Both may be absent.
func sameJSON(a, b json.RawMessage) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
