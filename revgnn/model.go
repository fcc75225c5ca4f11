package revgnn

import (
	"fmt"
	"sync"

	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
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
	scale *net.Scale   // of the real numbers that they were trained on; nil before, and for other labels
	run   string       // the identity of the run that they were taken from; "" for none

	schema  datasets.Schema // of the graph that they were trained on, or that the network was built for
	trained bool            // schema is that of a training
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

// newModel is a network with the parameters it starts from, built for a graph of a schema.
func newModel(spec *net.Spec, size graphSize, schema datasets.Schema) *Model {
	return &Model{spec: spec, size: size, parameters: &lazyStore{spec: spec, schema: schema}}
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

// Info is what the record of a run says of the network, the scale of the real numbers that it was trained on, and the
// graph it was built for; what else only a training knows is empty. viz.Model draws it.
func (m *Model) Info() run.Info {
	return run.Info{
		Model: run.Model{Options: m.spec.Options(), Widths: m.spec.Widths(), Parts: m.spec.Parts()},
		Data:  run.Data{Name: m.size.name, Nodes: m.size.nodes, Edges: m.size.edges, Schema: m.Schema()},
		Scale: m.scale(),
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

// scale is what the network's outputs are to be scaled by; nil where they are as they should be.
func (m *Model) scale() *net.Scale {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.scale
}

// Schema is that of the graph that the network was trained on, or before that, that it was built for: the names of its
// features, classes and outputs, and what its features are scaled by. Every graph is read by it; see
// datasets.Graph.Conform.
func (m *Model) Schema() datasets.Schema {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.schema
}

// learned keeps what the network's outputs are to be scaled by, and the schema of what it was trained on.
func (m *Model) learned(scale *net.Scale, schema datasets.Schema) {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	p.scale, p.schema, p.trained = scale, schema, true
}

// conformed is a graph as the network reads it, once it was trained: features, classes and outputs by their names.
func (m *Model) conformed(g *datasets.Graph) (*datasets.Graph, error) {
	m.parameters.lock.Lock()
	schema, trained := m.parameters.schema, m.parameters.trained
	m.parameters.lock.Unlock()
	if !trained { // what is random so far fits any order of names
		return g, nil
	}
	as, err := g.Conform(schema)
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return as, nil
}

// read reads a graph for training: real numbers are standardized by the scale that the model has, or else by that of
// the graph.
func (m *Model) read(g *datasets.Graph) (*net.Data, error) {
	g, err := m.conformed(g)
	if err != nil {
		return nil, err
	}
	d, err := m.spec.Read(g)
	if err != nil {
		return nil, err
	}
	if d.Scale = m.scale(); d.Scale == nil {
		d.Scale = net.ScaleOf(g)
	}
	return d, nil
}

// replace gives the network the parameters of a store, what its outputs are scaled by, and the schema of the graph that
// they were trained on, where that is known.
func (m *Model) replace(store *model.Store, scale *net.Scale, schema *datasets.Schema) {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.store != nil {
		p.store.Finalize()
	}
	p.store, p.scale, p.run = store, scale, ""
	if schema != nil {
		p.schema, p.trained = *schema, true
	}
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
