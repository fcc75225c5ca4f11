package revgnn

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// modelScope is where a network's parameters lie in its store.
const modelScope = "/model"

// Model is a network and, once it is used, its parameters.
type Model struct {
	config   Config
	operator conv.Operator
	block    block
	first    convolution // in place of the nodes' encoder, with convolutional ends
	last     convolution // in place of the head
	vars     []variable
	size     graphSize
	store    *model.Store // nil until the parameters are needed

	held *tensors.Tensor // what reused labels are held at; nil where they are computed
}

// graphSize is the size of the graph a model was built for; estimates start from it.
type graphSize struct {
	name         string
	nodes, edges int
}

func newModel(o operatorSet, c Config, g *datasets.Graph) (*Model, error) {
	c, err := c.bind(o, g)
	if err != nil {
		return nil, err
	}
	return assemble(o, c, graphSize{name: g.Name, nodes: g.NumNodes, edges: g.NumEdges()})
}

// assemble makes the model of a config whose widths are known. An operator may be the user's own, so whatever it throws
// is an error.
func assemble(o operatorSet, c Config, size graphSize) (m *Model, err error) {
	err = try(func() error {
		for _, operator := range o.list() {
			if v, ok := operator.(interface{ Validate() error }); ok {
				if err := v.Validate(); err != nil {
					return err
				}
			}
		}
		if c, err = c.naming(o); err != nil {
			return err
		}
		m = &Model{config: c, operator: o.layers, size: size}
		list := c.convolutions(o)
		for i, f := range list {
			if c.EdgeFeatures > 0 && f.readsEdges() {
				list[i].edge = c.Channels
			}
			if err := list[i].probe(); err != nil {
				return err
			}
		}
		m.block = block{operator: o.layers, width: list[0].in, edge: list[0].edge}
		if c.hasEnds() {
			m.first, m.last = list[1], list[2]
		}
		m.vars = m.variables()
		return nil
	})
	return m, err
}

// operators are those that the model was built with.
func (m *Model) operators() operatorSet {
	return operatorSet{layers: m.operator, first: m.first.operator, last: m.last.operator}
}

// Config returns the options and widths of the network.
func (m *Model) Config() Config { return m.config }

// Parameters counts the trainable numbers.
func (m *Model) Parameters() int64 {
	var n int64
	for _, v := range m.vars {
		n += v.size()
	}
	return n
}

// String names the network in a line.
func (m *Model) String() string {
	c := m.config
	name := run.Model{Family: c.Family, Operator: m.operator.String(), Depth: c.Depth, Tied: c.Tied}.Name()
	if c.Depth > 0 {
		name += fmt.Sprintf(", %d layers", c.Depth)
	}
	text := fmt.Sprintf("%s of %d channels", name, c.Channels)
	if c.Groups > 1 {
		text += fmt.Sprintf(" in %d groups", c.Groups)
	}
	if c.Solver != nil {
		text += fmt.Sprintf(", %s", c.Solver)
	}
	if c.hasEnds() {
		text += fmt.Sprintf(", first %s and last %s", m.first.operator, m.last.operator)
	}
	return fmt.Sprintf("%s, %d parameters", text, m.Parameters())
}

// Table describes the network part by part with its parameters.
func (m *Model) Table() table.Table {
	t := table.Table{Title: m.String(), Columns: []string{"part", "shape", "parameters"}}
	for _, v := range m.vars {
		t.Rows = append(t.Rows, []string{v.Name, fmt.Sprint(v.Shape), fmt.Sprint(v.size())})
	}
	return t
}

func (m *Model) dtype() dtypes.DType { return m.config.dtype() }

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
	if layers := m.config.Depth * (1 + m.config.LabelReuse); layers > most {
		return fmt.Errorf("revgnn: %d layers on the pure-Go backend, which unrolls them; use XLA (make setup) or at most %d layers",
			layers, most)
	}
	if s := m.config.Solver; s != nil && s.Iterations > most {
		return fmt.Errorf("revgnn: %d iterations on the pure-Go backend, which unrolls them; use XLA (make setup) or at most %d",
			s.Iterations, most)
	}
	return nil
}

// parameters returns the store that holds the network's parameters, drawn from the seed at the first call.
func (m *Model) parameters() *model.Store {
	if m.store == nil {
		m.store = model.NewStore()
		scope := m.store.Scope(modelScope)
		for _, v := range m.vars {
			scope.VariableWithValue(v.Name, m.initial(v))
		}
	}
	return m.store
}

// initial draws the start values of a parameter. Each has a stream of its own, so none depends on the others.
func (m *Model) initial(v variable) *tensors.Tensor {
	h := fnv.New64a()
	h.Write([]byte(v.Name))
	rng := rand.New(rand.NewPCG(m.config.Seed, h.Sum64()))
	draw := func() float64 { return v.Value }
	switch v.Start {
	case conv.Uniform:
		bound := 1 / math.Sqrt(float64(v.FanIn))
		draw = func() float64 { return bound * (2*rng.Float64() - 1) }
	case conv.Ones:
		draw = func() float64 { return 1 }
	case conv.Zeros:
		draw = func() float64 { return 0 }
	}
	if m.config.Float64 {
		return filled(v, func() float64 { return draw() })
	}
	return filled(v, func() float32 { return float32(draw()) })
}

func filled[T float32 | float64](v variable, draw func() T) *tensors.Tensor {
	values := make([]T, v.size())
	for i := range values {
		values[i] = draw()
	}
	return tensors.FromFlatDataAndDimensions(values, v.Shape...)
}

// copyParameters is a store with the model's parameters and the step counter, for one training.
func (m *Model) copyParameters() *model.Store {
	store := model.NewStore()
	scope := store.Scope(modelScope)
	for v := range m.parameters().IterVariables() {
		value, err := v.MustValue().LocalClone()
		if err != nil {
			panic(err)
		}
		scope.VariableWithValue(v.Name(), value)
	}
	optimizer.GetGlobalStepVar(store)
	return store
}

// adopt takes over the parameters of a store that was trained.
func (m *Model) adopt(store *model.Store) error {
	mine := m.parameters()
	for v := range mine.IterVariables() {
		value, err := store.GetVariable(v.Path()).MustValue().LocalClone()
		if err != nil {
			return oneLine(err)
		}
		if err := v.SetValue(value); err != nil {
			return oneLine(err)
		}
	}
	return nil
}
