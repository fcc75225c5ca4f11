package revgnn

import (
	"encoding/json"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// EvaluationBuilder scores a network over several views of a graph. Start it with Evaluate.
type EvaluationBuilder struct {
	options
	model        *Model
	graph        *datasets.Graph
	views, parts int
	seed         uint64
	directories  []string
	err          error // why there is no graph
}

// Evaluate starts an evaluation: by default one view, of the graph in one piece.
//
// A view is a random partition of the nodes, each part of which is computed with the edges inside it alone: so a graph that
// does not fit the device in one piece fits in parts, and loses edges, others in each view. The paper's single view is 1
// view of 5 parts, its multi view 10 views of 3 parts.
//
// All parts of all views have one padded shape, so the network is compiled once.
func Evaluate(m *Model, g *datasets.Graph) *EvaluationBuilder {
	return &EvaluationBuilder{model: m, graph: g, views: 1, parts: 1}
}

// WithViews sets how many random partitions the logits are averaged over.
func (b *EvaluationBuilder) WithViews(views int) *EvaluationBuilder {
	b.note("WithViews")
	b.views = views
	return b
}

// WithParts sets into how many parts each partition cuts the graph.
func (b *EvaluationBuilder) WithParts(parts int) *EvaluationBuilder {
	b.note("WithParts")
	b.parts = parts
	return b
}

// WithSeed sets the seed of the partitions; 0 by default. The same seed gives the same views.
func (b *EvaluationBuilder) WithSeed(seed uint64) *EvaluationBuilder {
	b.note("WithSeed")
	b.seed = seed
	return b
}

// WithRuns averages over the best checkpoints of runs of the same network instead of the model's own parameters. The runs
// may differ in their seeds. Each checkpoint is computed on all views.
func (b *EvaluationBuilder) WithRuns(directories ...string) *EvaluationBuilder {
	b.note("WithRuns")
	b.directories = directories
	return b
}

// Must is Done for notebook cells: on an error it prints one line and ends the program.
func (b *EvaluationBuilder) Must() *Evaluation { return must(b.Done()) }

// Done evaluates. A part that would not fit the device's memory is an error that tells how many parts would, before
// anything is compiled; Model.Evaluate computes without that check.
func (b *EvaluationBuilder) Done() (*Evaluation, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	models, err := b.models()
	if err != nil {
		return nil, err
	}
	m := models[0]
	d, err := m.read(b.graph)
	if err != nil {
		return nil, err
	}
	base, err := d.graph.Partition(b.parts, viewSeed(b.seed, 1))
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	p, err := newPredictor(m, d, m.parameters(), base, (*Model).logits)
	if err != nil {
		return nil, err
	}
	p.saying = sayBuilding
	defer p.close()
	if err := m.fits(xla.Describe(p.backend), base); err != nil {
		return nil, err
	}
	e := &Evaluation{graph: b.graph, network: m.String(), views: b.views, parts: b.parts, seed: b.seed, runs: b.directories}
	for i, from := range models {
		if i > 0 { // new values for the parameters of the one program
			if err := m.adopt(from.parameters()); err != nil {
				return nil, err
			}
		}
		for view := 1; view <= b.views; view++ {
			if p.partition, err = base.Redraw(viewSeed(b.seed, view)); err != nil {
				return nil, fmt.Errorf("revgnn: %w", err)
			}
			logits, solve, err := p.compute()
			if err != nil {
				return nil, err
			}
			e.add(logits, solve)
		}
	}
	e.average()
	return e, nil
}

// check refuses options without a meaning.
func (b *EvaluationBuilder) check() error {
	if b.err != nil {
		return b.err
	}
	if err := b.once(); err != nil {
		return err
	}
	switch {
	case b.model == nil || b.graph == nil:
		return fmt.Errorf("revgnn: an evaluation needs a model and a graph; use revgnn.Evaluate(model, graph)")
	case b.views < 1:
		return fmt.Errorf("revgnn: %d views; use at least 1", b.views)
	case b.parts < 1 || b.parts > b.graph.NumNodes:
		return fmt.Errorf("revgnn: %d parts of a graph of %d nodes; use 1 to %d", b.parts, b.graph.NumNodes, b.graph.NumNodes)
	case b.views > 1 && b.parts == 1:
		return fmt.Errorf("revgnn: %d views of the graph in one piece are all the same; use 1 view, or WithParts", b.views)
	case b.given["WithRuns"] && len(b.directories) == 0:
		return fmt.Errorf("revgnn: WithRuns without a directory; give at least one")
	}
	for i, directory := range b.directories {
		for _, other := range b.directories[:i] {
			if directory == other {
				return fmt.Errorf("revgnn: the run in %s was given twice; give it once", directory)
			}
		}
	}
	return b.model.checkBackend()
}

// models are the networks to average over: the runs' where there are some, all read before anything is computed.
func (b *EvaluationBuilder) models() ([]*Model, error) {
	if len(b.directories) == 0 {
		return []*Model{b.model}, nil
	}
	var list []*Model
	for _, directory := range b.directories {
		m, err := b.model.ofRun(directory)
		if err != nil {
			return nil, err
		}
		differences, err := b.model.differences(m)
		if err != nil {
			return nil, err
		}
		if differences != "" {
			return nil, fmt.Errorf("revgnn: the run in %s is of another network than the model: %s; evaluate it by itself",
				directory, differences)
		}
		list = append(list, m)
	}
	return list, nil
}

// ofRun reads the network of a run to be evaluated, at its best. Operators of the user's own are the model's.
func (m *Model) ofRun(directory string) (*Model, error) {
	own := m.operators()
	for _, o := range []struct {
		operator *conv.Operator
		text     json.RawMessage
	}{{&own.layers, m.config.Operator}, {&own.first, m.config.First}, {&own.last, m.config.Last}} {
		if _, err := conv.Decode(o.text); err == nil {
			*o.operator = nil
		}
	}
	if own.first == nil && own.last == nil {
		return LoadBestWith(directory, own.layers)
	}
	return LoadBestWith(directory, own.layers, own.first, own.last)
}

// viewSeed is the seed of a view, counted from 1. Its number is negative, so that no view is an epoch of the training.
func viewSeed(seed uint64, view int) uint64 { return partitionSeed(seed, -view) }
