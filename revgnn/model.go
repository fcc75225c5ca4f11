package revgnn

import (
	"fmt"
	"sync"

	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Model is a network and its parameters, which take no memory before they are needed.
//
// The network never changes. What only tells of it (Options, Parameters, String, Table, Info, Estimate) is safe for
// concurrent use. What computes with the parameters or changes them (Predict, Embed, Evaluate, checks, Train,
// LoadWeights and the like) is not: let one end before the next begins. Different models do not share anything.
type Model struct {
	spec       *net.Spec
	size       graphSize
	parameters *lazyStore
}

// graphSize is the size of the graph a model was built for; estimates start from it.
type graphSize struct {
	name         string
	nodes, edges int
}

// lazyStore holds the parameters of a network, drawn from its seed at the first need.
type lazyStore struct {
	spec  *net.Spec // that draws them
	lock  sync.Mutex
	store *model.Store // nil before
	run   string       // the identity of the run that the parameters were taken from; "" for none
}

// take notes the run that the parameters were taken from; "" for none.
func (p *lazyStore) take(run string) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.run = run
}

// from tells whether the parameters were taken from a run.
func (p *lazyStore) from(run string) bool {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.run == run
}

// newModel is a network with the parameters it starts from.
func newModel(spec *net.Spec, size graphSize) *Model {
	return &Model{spec: spec, size: size, parameters: &lazyStore{spec: spec}}
}

// with is the network of another spec with the same parameters.
func (m *Model) with(change func(o *options.Network)) *Model {
	return &Model{spec: m.spec.With(change), size: m.size, parameters: m.parameters}
}

// Options returns the options of the network.
func (m *Model) Options() options.Network { return m.spec.Options() }

// Parameters counts the trainable numbers.
func (m *Model) Parameters() int64 { return m.spec.Parameters() }

// String names the network in a line.
func (m *Model) String() string { return m.spec.String() }

// Table describes the network part by part with its parameters.
func (m *Model) Table() table.Table {
	t := table.Table{Title: m.String(), Columns: []string{"part", "shape", "parameters"}}
	for _, v := range m.spec.Variables() {
		t.Rows = append(t.Rows, []string{v.Name, fmt.Sprint(v.Shape), fmt.Sprint(v.Size())})
	}
	return t
}

// Info is what the record of a run says of the network and of the graph it was built for; what only a training knows is
// empty. viz.Model draws it.
func (m *Model) Info() run.Info {
	return run.Info{
		Model: run.Model{Options: m.spec.Options(), Widths: m.spec.Widths(), Parts: m.spec.Parts()},
		Data:  run.Data{Name: m.size.name, Nodes: m.size.nodes, Edges: m.size.edges},
	}
}

// checkBackend refuses a depth that would be hopeless without loops, before anything is built.
func (m *Model) checkBackend() error {
	backend, err := xla.Default()
	if err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	if xla.Describe(backend).Platform != "go" {
		return nil
	}
	// 64 layers take seconds to build on the pure-Go backend and the time grows faster than the depth.
	const most = 256
	o := m.Options()
	if layers := o.Depth * (1 + o.LabelReuse); layers > most {
		return fmt.Errorf("revgnn: %d layers on the pure-Go backend, which unrolls them; use XLA (make setup) or at "+
			"most %d layers", layers, most)
	}
	if s := o.Solver; s != nil && s.Iterations > most {
		return fmt.Errorf("revgnn: %d iterations on the pure-Go backend, which unrolls them; use XLA (make setup) or "+
			"at most %d", s.Iterations, most)
	}
	return nil
}

// values returns the store that holds the network's parameters.
func (m *Model) values() *model.Store {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.store == nil {
		p.store = p.spec.Draw()
	}
	return p.store
}

// replace gives the network the parameters of a store.
func (m *Model) replace(store *model.Store) {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.store != nil {
		p.store.Finalize()
	}
	p.store, p.run = store, ""
}

// copyValues is a store with the model's parameters and the step counter, for one training.
func (m *Model) copyValues() (*model.Store, error) {
	store, err := net.Copy(m.values())
	if err != nil {
		return nil, fault.OneLine(err)
	}
	optimizer.GetGlobalStepVar(store)
	return store, nil
}

// adopt takes over the parameters of a store that was trained.
func (m *Model) adopt(store *model.Store) error { return fault.OneLine(net.Adopt(m.values(), store)) }
