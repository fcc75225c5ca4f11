package revgnn

import (
	"fmt"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Load reads the model of a run's directory, with the parameters of its last checkpoint. An operator of a user's own is
// built again where it was registered, in this program as in the one that trained: see conv.Register.
func Load(directory string) (*Model, error) { return load(directory, net.Operators{}, readLast) }

// LoadBest is Load with the parameters of the run's best evaluation on the validation nodes, the one that run.Run's
// Best tells. A run without validation nodes has none.
func LoadBest(directory string) (*Model, error) { return load(directory, net.Operators{}, readBest) }

// readLast puts the parameters of a run's last checkpoint into a store.
func readLast(r *run.Run, store *model.Store) error {
	step, err := loadCheckpoint(store, r.CheckpointDir())
	if err == nil && step == 0 {
		err = fmt.Errorf("revgnn: the run in %s has no checkpoint yet; train it first", r.Dir())
	}
	return err
}

// readBest puts the parameters of a run's best evaluation into a store.
func readBest(r *run.Run, store *model.Store) error { return bestOf(r).load(r, store) }

// load builds the model of a run, with the parameters that read puts into a store. Operators at hand serve where the
// record has no more than their name.
func load(directory string, atHand net.Operators, read func(*run.Run, *model.Store) error) (*Model, error) {
	r, err := run.Open(directory)
	if err != nil {
		return nil, err
	}
	info := r.Info()
	m, err := assemble(named(info.Model.Options, atHand), info.Model.Widths,
		graphSize{name: info.Data.Name, nodes: info.Data.Nodes, edges: info.Data.Edges}, info.Data.Schema)
	if err != nil {
		return nil, fmt.Errorf("revgnn: the model in %s: %w", directory, err)
	}
	store, err := m.copyValues()
	if err != nil {
		return nil, err
	}
	defer store.Finalize()
	if err := read(r, store); err != nil {
		return nil, err
	}
	m.parameters.take(identity(r))
	m.learned(info.Scale, info.Data.Schema)
	return m, m.adopt(store)
}

// named is recorded options with the operators at hand in the place of those of the same name that have no record.
func named(o options.Network, atHand net.Operators) options.Network {
	for _, of := range []struct {
		to   *options.Operator
		have conv.Operator
	}{{&o.Operator, atHand.Layers}, {&o.First, atHand.First}, {&o.Last, atHand.Last}} {
		if of.have != nil && of.to.Record == nil && of.to.Name == of.have.String() {
			of.to.Value = of.have
		}
	}
	return o
}

// assemble is a model of options whose widths are known.
func assemble(o options.Network, widths run.Widths, size graphSize, schema datasets.Schema) (*Model, error) {
	operators, err := net.OperatorsOf(o)
	if err != nil {
		return nil, err
	}
	spec, err := net.Assemble(o, operators, widths)
	if err != nil {
		return nil, fault.OneLine(err)
	}
	return newModel(spec, size, schema), nil
}
