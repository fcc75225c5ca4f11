package revgnn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Experiment is a whole experiment: data, network, training, evaluation. Preset makes one.
type Experiment struct {
	Name string

	preset   preset
	small    bool
	settings settings
	changed  []string        // the fields that With set
	graph    *datasets.Graph // nil before it is read
	own      *savedGraph     // names a graph of one's own; nil for the preset's data
	device   *xla.Device     // in place of this machine's; for tests
}

// change applies what With set.
func (e *Experiment) change(changes []change) error {
	s := &e.settings
	family := s.Family
	for _, c := range changes {
		f, err := fieldNamed(c.field)
		if err != nil {
			return err
		}
		if c.field == "family" {
			if err := f.put(s, c.value); err != nil {
				return err
			}
		}
	}
	if s.Family != family {
		s.changeFamily()
	}
	for _, c := range changes {
		f, err := fieldNamed(c.field)
		if err != nil {
			return err
		}
		if !f.means(s.Family) {
			return fmt.Errorf("revgnn: the field %q has no meaning for the family %q; leave it out", f.name, s.Family)
		}
		if err := f.put(s, c.value); err != nil {
			return err
		}
		if !slices.Contains(e.changed, c.field) {
			e.changed = append(e.changed, c.field)
		}
	}
	return nil
}

// changeFamily gives the settings the defaults of their new family where those of another have no meaning.
func (s *settings) changeFamily() {
	switch s.Family {
	case residual:
		s.Groups, s.Backward = 1, Recompute
	case reversible:
		s.Groups, s.Backward = 2, Invert
	case equilibrium:
		c := Equilibrium(nil).config
		s.Groups, s.Backward, s.Solver, s.BackwardSolver = 1, Implicit, c.Solver, c.BackwardSolver
		s.Depth, s.Tied, s.OwnFirstLayer, s.First, s.Last = 0, false, false, anOperator{}, anOperator{}
		return
	}
	s.Solver, s.BackwardSolver = nil, nil
	if s.Depth == 0 {
		s.Depth = 7
	}
}

// check holds the settings against each other, and against the graph where one was given.
func (e *Experiment) check() error {
	s := e.settings
	switch {
	case s.LabelReuse > 0 && !s.LabelInput:
		return fmt.Errorf("revgnn: a label reuse of %d without label input; set \"label input\" to true", s.LabelReuse)
	case (s.First.Operator == nil) != (s.Last.Operator == nil):
		return fmt.Errorf("revgnn: one of \"first operator\" and \"last operator\" alone; give both")
	case s.Teacher != "" && s.Alpha == 0:
		return fmt.Errorf("revgnn: a teacher in %s without \"alpha\", its share of the loss; RevGAT has 0.95", s.Teacher)
	case s.Alpha > 0 && s.Temperature == 0:
		return fmt.Errorf("revgnn: an alpha of %g without \"temperature\"; RevGAT has 0.7", s.Alpha)
	case s.Alpha == 0 && s.Temperature > 0:
		return fmt.Errorf("revgnn: a temperature of %g without \"alpha\", a teacher's share of the loss; RevGAT has 0.95", s.Temperature)
	case s.WarmUp > s.Epochs:
		return fmt.Errorf("revgnn: a warm-up of %d epochs in a training of %d; use at most %d", s.WarmUp, s.Epochs, s.Epochs)
	case (s.PlateauFactor > 0) != (s.PlateauPatience > 0):
		return fmt.Errorf("revgnn: one of \"plateau factor\" and \"plateau patience\" alone; give both")
	case s.EvaluateEvery > s.Epochs:
		return fmt.Errorf("revgnn: evaluation every %d epochs in a training of %d; use at most %d", s.EvaluateEvery, s.Epochs, s.Epochs)
	}
	g := e.graph
	if g != nil {
		if err := e.needs(g); err != nil {
			return err
		}
	} else {
		g = e.data().outline()
		if err := e.needs(g); err != nil {
			return err
		}
	}
	if n := g.NumNodes; e.graph != nil && max(s.Parts, s.EvaluationParts) > n {
		return fmt.Errorf("revgnn: %d parts of a graph of %d nodes; use 1 to %d", max(s.Parts, s.EvaluationParts), n, n)
	}
	_, err := s.network(g)
	return err
}

// needs refuses a graph that lacks what the preset reads.
func (e *Experiment) needs(g *datasets.Graph) error {
	want := dataNamed(e.preset.settings.Data)
	fault := func(what, lacking string) error {
		return fmt.Errorf("revgnn: the preset %q needs %s, as %s has; the graph %q has %s", e.Name, what, want.name, g.Name, lacking)
	}
	switch {
	case g.Outputs() == 0:
		return fault("labels", "none")
	case want.tasks() && g.Tasks.Cols == 0:
		return fault("yes/no tasks", "classes")
	case !want.tasks() && g.Tasks.Cols > 0:
		return fault("classes", "yes/no tasks")
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

// network builds the network that the settings name for a graph or an outline.
func (s settings) network(g *datasets.Graph) (m *Model, err error) {
	err = try(func() error {
		switch s.Family {
		case residual:
			b := Residual(s.Operator.Operator)
			stackOptions(&b.stackBuilder, s)
			m, err = b.For(g).Done()
		case reversible:
			b := Reversible(s.Operator.Operator).WithGroups(s.Groups)
			stackOptions(&b.stackBuilder, s)
			m, err = b.For(g).Done()
		default:
			b := Equilibrium(s.Operator.Operator).WithGroups(s.Groups).WithSolver(*s.Solver).WithBackwardSolver(*s.BackwardSolver).
				WithBackward(s.Backward)
			networkOptions(&b.builder, s)
			m, err = b.For(g).Done()
		}
		return err
	})
	return m, err
}

// networkOptions gives a builder what all families have.
func networkOptions[B any](b *builder[B], s settings) {
	b.WithChannels(s.Channels)
	b.WithDropout(s.Dropout)
	b.WithSeed(s.Seed)
	if s.InputDropout > 0 {
		b.WithInputDropout(s.InputDropout)
	}
	if s.LabelInput {
		b.WithLabelInput()
	}
	if s.LabelReuse > 0 {
		b.WithLabelReuse(s.LabelReuse)
	}
}

// stackOptions gives a builder what the families of layers have.
func stackOptions[B any](b *stackBuilder[B], s settings) {
	networkOptions(&b.builder, s)
	b.WithDepth(s.Depth)
	b.WithBackward(s.Backward)
	if s.Tied {
		b.WithTiedWeights()
	}
	if s.OwnFirstLayer {
		b.WithOwnFirstLayer()
	}
	if s.First.Operator != nil {
		b.WithConvolutionalEnds(s.First.Operator, s.Last.Operator)
	}
}

// Graph reads the experiment's data, once, and checks that it has what the experiment needs.
func (e *Experiment) Graph() (*datasets.Graph, error) {
	if e.graph != nil {
		return e.graph, nil
	}
	if e.own != nil {
		return nil, fmt.Errorf("revgnn: the experiment was saved with a graph of one's own, %q; give it with OpenExperiment(path).WithGraph(graph)",
			e.own.Name)
	}
	g, err := e.data().open()
	if err != nil {
		return nil, err
	}
	e.graph = g
	if err := e.needs(g); err != nil {
		e.graph = nil
		return nil, err
	}
	return g, nil
}

// data is the experiment's data set, or the preset's where a graph of one's own stands in for it.
func (e *Experiment) data() *dataSet {
	if e.own != nil {
		return dataNamed(e.preset.settings.Data)
	}
	return dataNamed(e.settings.Data)
}

// MustGraph is Graph for notebook cells.
func (e *Experiment) MustGraph() *datasets.Graph { return must(e.Graph()) }

// Model builds the experiment's network for its graph: a new one at each call, with the parameters it starts from.
func (e *Experiment) Model() (*Model, error) {
	g, err := e.Graph()
	if err != nil {
		return nil, err
	}
	return e.settings.network(g)
}

// MustModel is Model for notebook cells.
func (e *Experiment) MustModel() *Model { return must(e.Model()) }

// Train is the experiment's training, ready to start: add a directory and an observer. It trains a new model; Load and
// LoadBest read it from the directory. What hinders it, such as a device with too little memory, is Done's error.
func (e *Experiment) Train() *TrainBuilder {
	g, err := e.Graph()
	var m *Model
	if err == nil {
		m, err = e.settings.network(g)
	}
	s := e.settings
	if err == nil && s.Alpha > 0 && s.Teacher == "" {
		err = fmt.Errorf("revgnn: %s learns from a teacher; train %s and give its directory: With(\"teacher\", directory)",
			e.Name, e.teacherName())
	}
	b := Train(m, g).WithEpochs(s.Epochs).WithParts(s.Parts).WithLearningRate(s.LearningRate).WithSeed(s.Seed).
		WithEvaluation(s.EvaluateEvery)
	b.experiment, b.err = e, err
	if s.Family == equilibrium {
		// The paper's thresholds are below what float32 reaches: each step takes the best iterate of so many.
		b.WithFailedSolves(0)
	}
	if o := optimizers[s.Optimizer](); s.Optimizer != "adam" || s.WeightDecay > 0 {
		if s.WeightDecay > 0 {
			o = o.WithWeightDecay(s.WeightDecay)
		}
		b.WithOptimizer(o)
	}
	if s.Loss != CrossEntropy {
		b.WithLoss(s.Loss)
	}
	if s.GradientClipping > 0 {
		b.WithGradientClipping(s.GradientClipping)
	}
	if s.WarmUp > 0 {
		b.WithWarmUp(s.WarmUp)
	}
	if s.PlateauFactor > 0 {
		b.WithPlateau(s.PlateauFactor, s.PlateauPatience)
	}
	if s.Patience > 0 {
		b.WithPatience(s.Patience)
	}
	if s.Alpha > 0 {
		b.WithDistillation(s.Teacher, s.Alpha, s.Temperature)
	}
	return b
}

// teacherName is the preset that differs in having no teacher.
func (e *Experiment) teacherName() string {
	for _, p := range presets {
		s := p.settings
		s.Alpha, s.Temperature = e.preset.settings.Alpha, e.preset.settings.Temperature
		if p.name != e.Name && s == e.preset.settings {
			return fmt.Sprintf("the preset %q", p.name)
		}
	}
	return "one of the same form"
}

// Evaluate is the experiment's evaluation of a trained model: its views and parts.
func (e *Experiment) Evaluate(m *Model) *EvaluationBuilder {
	g, err := e.Graph()
	b := Evaluate(m, g).WithViews(e.settings.EvaluationViews).WithParts(e.settings.EvaluationParts).WithSeed(e.settings.Seed)
	b.err = err
	return b
}

// Published is the published result of the settings, or of the preset where the settings are no published ones. exact tells
// which.
func (e *Experiment) Published() (result Published, exact bool) {
	own, s := e.preset.settings, e.settings
	iterations := func(s settings) int {
		if s.Solver == nil {
			return 0
		}
		return s.Solver.Iterations
	}
	for _, p := range e.preset.published {
		same := p.depth == 0 && s.Depth == own.Depth || p.depth > 0 && s.Depth == p.depth
		same = same && (p.groups == 0 && s.Groups == own.Groups || p.groups > 0 && s.Groups == p.groups)
		same = same && (p.iterations == 0 && iterations(s) == iterations(own) || p.iterations > 0 && iterations(s) == p.iterations)
		if same && e.otherwiseOwn() {
			return p, true
		}
	}
	return e.preset.published[0], false
}

// otherwiseOwn tells whether all that a study does not change is the preset's own.
func (e *Experiment) otherwiseOwn() bool {
	free := []string{"depth", "groups", "iterations", "solver", "backward solver", "backward", "seed", "teacher"}
	for _, f := range fieldTable {
		if !slices.Contains(free, f.name) && f.format(&e.settings) != f.format(&e.preset.settings) {
			return false
		}
	}
	return true
}

// Table lists the settings: each field that is in use, its value and where that comes from.
func (e *Experiment) Table() table.Table {
	t := table.Table{Title: e.Name, Columns: []string{"field", "value", "source"},
		Note: strings.TrimSpace("Where no source is named: " + e.preset.source + ". " + e.preset.note)}
	smaller := e.preset.settings
	if e.small {
		t.Title += ", small"
		smaller = smaller.small()
	}
	for _, f := range fieldTable {
		value, own := f.format(&e.settings), f.format(&e.preset.settings)
		source, named := e.preset.sources[f.name]
		switch {
		case slices.Contains(e.changed, f.name) || value != f.format(&smaller):
			source = "yours"
		case value != own:
			source = "small"
		case f.name == "seed":
			source = fromOurs
		case !named:
			source = ""
		}
		if source == "yours" || source == "small" {
			if own == "" {
				own = "none"
			}
			source += "; the preset has " + own
		}
		if value == "" && value == own {
			continue
		}
		if value == "" {
			if own == "none" {
				continue
			}
			value = "none"
		}
		t.Rows = append(t.Rows, []string{f.name, value, source})
	}
	result, exact := e.Published()
	if text := result.String(); text != "" {
		if !exact {
			text += ", with the preset's settings"
		}
		t.Rows = append(t.Rows, []string{"published test", text, result.Source})
	}
	return t
}

// String is the table as text.
func (e *Experiment) String() string { return e.Table().String() }

// Estimate predicts the memory of a training step on one padded part. No data is read for it but that of a graph of one's
// own.
func (e *Experiment) Estimate() run.Memory {
	m, err := e.estimate(e.settings)
	if err != nil { // Done built it before
		return run.Memory{}
	}
	return m
}

// estimate is Estimate with other settings.
func (e *Experiment) estimate(s settings) (run.Memory, error) {
	d := e.data()
	g, nodes, edges := e.graph, d.nodes, d.edges
	if g == nil {
		g = d.outline()
	} else {
		nodes, edges = g.NumNodes, g.NumEdges()
	}
	m, err := s.network(g)
	if err != nil {
		return run.Memory{}, err
	}
	m.size = graphSize{name: s.Data, nodes: nodes, edges: edges}
	return m.estimateStep(s.Parts, optimizers[s.Optimizer](), s.Alpha > 0), nil
}
