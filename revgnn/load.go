package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Load reads the model of a run's directory, with the parameters of its last checkpoint.
//
// A model whose operator is not part of package conv needs LoadWith.
func Load(directory string) (*Model, error) {
	return load(directory, nil)
}

// MustLoad is Load for notebook cells: on an error it prints one line and ends the program.
func MustLoad(directory string) *Model { return must(Load(directory)) }

// LoadWith is Load for a model that was built with an operator of the user's own.
func LoadWith(directory string, operator conv.Operator) (*Model, error) {
	return load(directory, operator)
}

// MustLoadWith is LoadWith for notebook cells: on an error it prints one line and ends the program.
func MustLoadWith(directory string, operator conv.Operator) *Model {
	return must(LoadWith(directory, operator))
}

func load(directory string, operator conv.Operator) (*Model, error) {
	r, err := run.Open(directory)
	if err != nil {
		return nil, err
	}
	info := r.Info()
	c, err := configFrom(info.Model.Config)
	if err != nil {
		return nil, fmt.Errorf("revgnn: the model in %s cannot be read: %w", directory, err)
	}
	if operator == nil {
		if operator, err = conv.Decode(c.Operator); err != nil {
			return nil, fmt.Errorf("revgnn: the model in %s: %w; give the operator to revgnn.LoadWith", directory, err)
		}
	}
	m, err := assemble(operator, c, graphSize{name: info.Data.Name, nodes: info.Data.Nodes, edges: info.Data.Edges})
	if err != nil {
		return nil, err
	}
	if got := m.operator.String(); got != info.Model.Operator {
		return nil, fmt.Errorf("revgnn: the model in %s was built with %s, not with %s", directory, info.Model.Operator, got)
	}
	store := m.copyParameters()
	defer store.Finalize()
	step, err := loadCheckpoint(store, r.CheckpointDir())
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, fmt.Errorf("revgnn: the run in %s has no checkpoint yet; train it first", directory)
	}
	return m, m.adopt(store)
}
