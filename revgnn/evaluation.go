package revgnn

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// EvaluationBuilder scores a network over several views of a graph. Start it with Evaluate.
type EvaluationBuilder struct {
	ctx         context.Context
	model       *Model
	read        func(context.Context) (*datasets.Graph, error)
	graph       *datasets.Graph // nil before it is read
	options     options.Evaluation
	metric      options.Named
	positive    string    // the class that the metric judges; "" for none
	directories *[]string // nil for the model's own parameters
}

// Evaluate starts an evaluation: by default one view, of the graph in one piece.
//
// A view is a random partition of the nodes, each part of which is computed with the edges inside it alone: so a graph
// that does not fit the device in one piece fits in parts, and loses edges, others in each view. The paper's single
// view is 1 view of 5 parts, its multi view 10 views of 3 parts.
//
// All parts of all views have one padded shape, so the network is compiled once.
func Evaluate(m *Model, g *datasets.Graph) *EvaluationBuilder {
	return EvaluateOn(m, func(context.Context) (*datasets.Graph, error) { return g, nil })
}

// EvaluateOn is Evaluate on a graph that is read when the evaluation begins.
func EvaluateOn(m *Model, read func(ctx context.Context) (*datasets.Graph, error)) *EvaluationBuilder {
	return &EvaluationBuilder{ctx: context.Background(), model: m, read: read, options: options.NewEvaluation()}
}

// WithContext ends the evaluation when a context is cancelled.
func (b *EvaluationBuilder) WithContext(ctx context.Context) *EvaluationBuilder {
	b.ctx = ctx
	return b
}

// WithOptions sets all options of the evaluation at once, as those of an experiment.
func (b *EvaluationBuilder) WithOptions(o options.Evaluation) *EvaluationBuilder {
	b.options = o
	return b
}

// WithViews sets how many random partitions the logits are averaged over.
func (b *EvaluationBuilder) WithViews(views int) *EvaluationBuilder {
	b.options.Views = views
	return b
}

// WithParts sets into how many parts each partition cuts the graph.
func (b *EvaluationBuilder) WithParts(parts int) *EvaluationBuilder {
	b.options.Parts = parts
	return b
}

// WithDevices computes as many parts at once, one on each device, or on AllDevices. There are at least as many parts.
func (b *EvaluationBuilder) WithDevices(devices int) *EvaluationBuilder {
	b.options.Devices = devices
	return b
}

// WithSeed sets the seed of the partitions; 0 by default. The same seed gives the same views.
func (b *EvaluationBuilder) WithSeed(seed uint64) *EvaluationBuilder { b.options.Seed = seed; return b }

// WithMetric sets what the splits are scored with; by default the accuracy of classes, the ROC-AUC of yes/no tasks,
// and R² of real numbers.
func (b *EvaluationBuilder) WithMetric(m metrics.Metric) *EvaluationBuilder {
	b.metric = metrics.Option(m)
	return b
}

// WithPositiveClass judges one class against all others, by its name: see TrainBuilder.WithPositiveClass.
func (b *EvaluationBuilder) WithPositiveClass(name string) *EvaluationBuilder {
	b.positive = name
	return b
}

// WithRuns averages over the best checkpoints of runs of the same network instead of the model's own parameters. The
// runs may differ in their seeds. Each checkpoint is computed on all views.
func (b *EvaluationBuilder) WithRuns(directories ...string) *EvaluationBuilder {
	b.directories = &directories
	return b
}

// Must is Done for cells: an error ends the program with one line, and the notebook's stop button ends the evaluation.
func (b *EvaluationBuilder) Must() *Evaluation {
	ctx, stop := cell.Interruptible(b.ctx)
	defer stop()
	once := *b // the builder keeps its own context, so that it can be used again
	return cell.Must(once.WithContext(ctx).Done())
}

// Done evaluates. A part that would not fit the device's memory is an error that tells how many parts would, before
// anything is compiled.
func (b *EvaluationBuilder) Done() (*Evaluation, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	metric, err := metricOf(b.metric, b.positive, b.model.outputs())
	if err != nil {
		return nil, err
	}
	models, err := b.models()
	if err != nil {
		return nil, err
	}
	m, o := models[0], b.options
	g, err := m.conformed(b.graph)
	if err != nil {
		return nil, err
	}
	d, err := m.spec.Read(g)
	if err != nil {
		return nil, err
	}
	base, err := d.Graph.Partition(o.Parts, viewSeed(o.Seed, 1))
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	device, err := here()
	if err != nil {
		return nil, err
	}
	device = device.Shared(o.Devices)
	if err := m.fits(device, base, withParts); err != nil {
		return nil, err
	}
	store := m.values()
	if o.Devices > 1 { // each will hold the parameters, for as long as this store
		if store, err = net.Copy(store); err != nil {
			return nil, fault.OneLine(err)
		}
		defer store.Finalize()
	}
	p, err := newPredictor(m.spec, d, store, base, (*net.Pass).Logits)
	if err != nil {
		return nil, err
	}
	defer p.close()
	p.devices = o.Devices
	e := &Evaluation{graph: g, metric: metric, network: m.String(), options: o, outputs: m.outputs()}
	if b.directories != nil {
		e.runs = *b.directories
	}
	for i, from := range models {
		if i > 0 { // new values for the parameters of the one program
			if err := net.Adopt(store, from.values()); err != nil {
				return nil, fault.OneLine(err)
			}
		}
		p.scale = from.scale()
		for view := 1; view <= o.Views; view++ {
			if p.partition, err = base.Redraw(viewSeed(o.Seed, view)); err != nil {
				return nil, fmt.Errorf("revgnn: %w", err)
			}
			logits, solve, err := p.compute(b.ctx)
			if err != nil {
				return nil, m.ranOut(err, device, base, withParts)
			}
			e.add(logits, solve)
		}
	}
	e.average()
	return e, nil
}

// check reads the graph and refuses options without a meaning.
func (b *EvaluationBuilder) check() (err error) {
	if b.graph, err = b.read(b.ctx); err != nil {
		return err
	}
	if b.model == nil || b.graph == nil {
		return fmt.Errorf("revgnn: an evaluation needs a model and a graph; use revgnn.Evaluate(model, graph)")
	}
	if b.options.Devices, err = devicesOf(b.options.Devices); err != nil {
		return err
	}
	if err := b.options.Validate(); err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	if n := b.graph.NumNodes; b.options.Parts > n {
		return fmt.Errorf("revgnn: %d parts of a graph of %d nodes; use 1 to %d", b.options.Parts, n, n)
	}
	if b.directories != nil {
		if len(*b.directories) == 0 {
			return fmt.Errorf("revgnn: WithRuns without a directory; give at least one")
		}
		for i, directory := range *b.directories {
			if slices.Contains((*b.directories)[:i], directory) {
				return fmt.Errorf("revgnn: the run in %s was given twice; give it once", directory)
			}
		}
	}
	return b.model.checkBackend()
}

// models are the networks to average over: the runs' where there are some, all read before anything is computed.
func (b *EvaluationBuilder) models() ([]*Model, error) {
	if b.directories == nil {
		return []*Model{b.model}, nil
	}
	var list []*Model
	for _, directory := range *b.directories {
		m, err := load(directory, b.model.spec.Operators(), readBest)
		if err != nil {
			return nil, err
		}
		if differences := b.model.differences(m); differences != "" {
			return nil, fmt.Errorf("revgnn: the run in %s is of another network than the model: %s; evaluate it by "+
				"itself",
				directory, differences)
		}
		list = append(list, m)
	}
	return list, nil
}

// differences says in which options another network is not this one, as in "depth 14, not 7"; "" when they compute the
// same function of their parameters. The seed of the parameters and the backward mode may differ.
func (m *Model) differences(other *Model) string {
	theirs, mine := other.Options(), m.Options()
	var words []string
	for _, d := range options.Differences(&theirs, &mine, "seed", "backward") {
		words = append(words, d.String())
	}
	return strings.Join(words, "; ")
}

// viewSeed is the seed of a view, counted from 1. Its number is negative, so that no view is an epoch of the training.
func viewSeed(seed uint64, view int) uint64 { return partitionSeed(seed, -view) }
