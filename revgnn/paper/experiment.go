package paper

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Experiment is a whole experiment: data, network, training, evaluation. Preset makes one.
type Experiment struct {
	Name string
	Settings

	preset  preset
	small   bool
	changed []string        // the options that With set
	own     *savedGraph     // names a graph of one's own; nil for the preset's data
	graph   *datasets.Graph // a graph of one's own; nil for the preset's data, or before it was given
	data    *library        // of the data sets that were read
}

// savedGraph names a graph of one's own, which the file does not hold.
type savedGraph struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
}

// check holds the options against each other, and against the graph where one was given.
func (e *Experiment) check() error {
	if err := e.validate(); err != nil {
		return err
	}
	g := e.graph
	if g == nil {
		g = e.dataSet().outline()
	}
	if err := e.needs(g); err != nil {
		return err
	}
	if n := g.NumNodes; e.graph != nil && max(e.Training.Parts, e.Evaluation.Parts) > n {
		return fmt.Errorf("%d parts of a graph of %d nodes; use 1 to %d", max(e.Training.Parts, e.Evaluation.Parts),
			n, n)
	}
	_, err := revgnn.New(e.Network, g)
	return err
}

// needs refuses a graph that lacks what the preset reads.
func (e *Experiment) needs(g *datasets.Graph) error {
	want := dataNamed(e.preset.settings.Data)
	fault := func(what, lacking string) error {
		return fmt.Errorf("the preset %q needs %s, as %s has; the graph %q has %s", e.Name, what, want.name, g.Name,
			lacking)
	}
	switch {
	case g.Outputs() == 0:
		return fault("labels", "none")
	case want.tasks && g.Labels() != datasets.TaskLabels:
		return fault("yes/no tasks", g.Labels().String())
	case !want.tasks && g.Labels() != datasets.ClassLabels:
		return fault("classes", g.Labels().String())
	case want.edgeFeatures > 0 && g.EdgeFeatures.Cols == 0:
		return fault("edge features", "none")
	case want.nodeFeatures > 0 && g.NodeFeatures.Cols == 0:
		return fault("node features", "none")
	case e.graph == nil:
		return nil // an outline has no nodes to split
	case len(g.Train) == 0 || len(g.Valid) == 0 || len(g.Test) == 0:
		lacking := "not all of them; Transform().SplitAtRandom draws some"
		if want.split == "by year" && g.Years == nil {
			lacking = "not all of them and no years; Transform().SplitAtRandom draws some"
		}
		return fault("nodes to train, validate and test on, split "+want.split, lacking)
	}
	return nil
}

// dataSet is the experiment's data set, or the preset's where a graph of one's own stands in for it.
func (e *Experiment) dataSet() *dataSet {
	if e.own != nil {
		return dataNamed(e.preset.settings.Data)
	}
	return dataNamed(e.Data)
}

// Graph reads the experiment's data, once, and checks that it has what the experiment needs.
func (e *Experiment) Graph() cell.Task[*datasets.Graph] { return cell.NewTask(e.read) }

func (e *Experiment) read(ctx context.Context) (*datasets.Graph, error) {
	g, err := e.graph, error(nil)
	switch {
	case g != nil:
	case e.own != nil:
		return nil, fmt.Errorf("paper: the experiment was saved with a graph of one's own, %q; give it with "+
			"Open(path).WithGraph(graph)",
			e.own.Name)
	default:
		if g, err = e.data.graph(ctx, e.dataSet()); err != nil {
			return nil, err
		}
	}
	if err := e.needs(g); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return g, nil
}

// Model builds the experiment's network for its graph: a new one at each call, with the parameters it starts from.
func (e *Experiment) Model() cell.Task[*revgnn.Model] {
	return cell.NewTask(func(ctx context.Context) (*revgnn.Model, error) {
		m, _, err := e.modelAndGraph(ctx)
		return m, err
	})
}

func (e *Experiment) modelAndGraph(ctx context.Context) (*revgnn.Model, *datasets.Graph, error) {
	g, err := e.read(ctx)
	if err != nil {
		return nil, nil, err
	}
	m, err := revgnn.New(e.Network, g)
	return m, g, err
}

// Train is the experiment's training, ready to start: add a directory and an observer. It reads the data and trains a
// new model; revgnn.Load and LoadBest read that from the directory.
func (e *Experiment) Train() *revgnn.TrainBuilder {
	return revgnn.TrainOn(func(ctx context.Context) (*revgnn.Model, *datasets.Graph, error) {
		if e.Training.Alpha > 0 && e.Training.Teacher == "" {
			return nil, nil, fmt.Errorf("paper: %s learns from a teacher; train %s and give its directory: "+
				"With(\"teacher\", directory)",
				e.Name, e.teacherName())
		}
		return e.modelAndGraph(ctx)
	}).WithOptions(e.Training)
}

// teacherName is the preset that differs in having no teacher.
func (e *Experiment) teacherName() string {
	for _, p := range presets {
		if p.name != e.Name && p.settings.Training.Alpha == 0 && p.settings.Data == e.preset.settings.Data &&
			p.settings.differsIn(&e.preset.settings, "alpha", "temperature") == nil {
			return fmt.Sprintf("the preset %q", p.name)
		}
	}
	return "one of the same form"
}

// Evaluate is the experiment's evaluation of a trained model: its views and parts, by the metric of its training.
func (e *Experiment) Evaluate(m *revgnn.Model) *revgnn.EvaluationBuilder {
	metric, own := e.Training.Metric.Value.(metrics.Metric)
	if !own {
		metric, _ = metrics.Named(e.Training.Metric.Name) // none where the options leave it open
	}
	return revgnn.EvaluateOn(m, e.read).WithOptions(e.Evaluation).WithMetric(metric).
		WithPositiveClass(e.Training.PositiveClass)
}

// Estimate predicts the memory of a training step on one padded part. No data is read for it but that of a graph of
// one's own. It is empty for options that were changed to ones without a meaning.
func (e *Experiment) Estimate() run.Memory {
	m, err := e.Outline()
	if err != nil {
		return run.Memory{}
	}
	return m.EstimateTraining(e.Training)
}

// MemoryOn compiles a training step on one padded part for GPUs that need not be here, and tells the memory that it
// takes on each; see revgnn.Model.MemoryOn. No data is read for it but that of a graph of one's own.
func (e *Experiment) MemoryOn(gpus ...device.GPU) cell.Task[revgnn.DeviceMemories] {
	return cell.NewTask(func(ctx context.Context) (revgnn.DeviceMemories, error) {
		m, err := e.Outline()
		if err != nil {
			return nil, err
		}
		return m.TrainingMemoryOn(e.Training, gpus...).WithContext(ctx).Done()
	})
}

// Outline is the experiment's network for a graph of the size of its data, before that is read: for estimates, and for
// programs that are compiled and not run.
func (e *Experiment) Outline() (*revgnn.Model, error) {
	d := e.dataSet()
	g, nodes, edges := e.graph, d.nodes, d.edges
	if g == nil {
		g = d.outline()
	} else {
		nodes, edges = g.NumNodes, g.NumEdges()
	}
	m, err := revgnn.New(e.Network, g)
	if err != nil {
		return nil, err
	}
	return m.ForSize(e.Data, nodes, edges), nil
}

// Published is the published result of the options, or of the preset where the options are no published ones. exact
// tells which.
func (e *Experiment) Published() (result Published, exact bool) {
	own, n := e.preset.settings.Network, e.Network
	iterations := func(n options.Network) int {
		if n.Solver == nil {
			return 0
		}
		return n.Solver.Iterations
	}
	for _, p := range e.preset.published {
		same := p.depth == 0 && n.Depth == own.Depth || p.depth > 0 && n.Depth == p.depth
		same = same && (p.groups == 0 && n.Groups == own.Groups || p.groups > 0 && n.Groups == p.groups)
		same = same && (p.iterations == 0 && iterations(n) == iterations(own) || p.iterations > 0 &&
			iterations(n) == p.iterations)
		if same && e.otherwiseOwn() {
			return p, true
		}
	}
	return e.preset.published[0], false
}

// otherwiseOwn tells whether all that a study does not change is the preset's own.
func (e *Experiment) otherwiseOwn() bool {
	own := &e.preset.settings
	return e.Data == own.Data && own.differsIn(&e.Settings, "depth", "groups", "iterations", "solver",
		"backward solver",
		"backward", seedName, "teacher") == nil
}

// differsIn lists the options, but for those of the names in but, in which two experiments differ.
func (s *Settings) differsIn(other *Settings, but ...string) []options.Difference {
	list := options.Differences(&s.Network, &other.Network, but...)
	list = append(list, options.Differences(&s.Training, &other.Training, but...)...)
	return append(list, options.Differences(&s.Evaluation, &other.Evaluation, but...)...)
}
