package revgnn

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TrainBuilder trains a network. Start it with Train.
type TrainBuilder struct {
	options
	model *Model
	graph *datasets.Graph

	epochs, parts   int
	learningRate    float64
	seed            uint64
	directory       string
	restart         bool
	observers       []run.Observer
	evaluateEvery   int  // epochs; 0 means 20 times in all
	evaluationParts *int // nil for those of the training
	checkpointEvery time.Duration
	failedSolves    int // steps in a row; 0 for any number
	normsEvery      int // steps; 0 for never

	optimizer          Optimizer
	clipping           float64
	loss               Loss
	warmUp             int // epochs
	plateau            float64
	plateauPatience    int
	patience           int
	teacher            string
	alpha, temperature float64

	experiment *Experiment // that it belongs to; nil without
	err        error       // why there is no model or graph

	stop <-chan struct{} // closed when a sweep ends its trainings as an interrupt does; nil without one
}

// Train starts the training of a model on a graph: by default 100 epochs of one step on the whole graph, with Adam at a
// learning rate of 1e-3.
func Train(m *Model, g *datasets.Graph) *TrainBuilder {
	return &TrainBuilder{model: m, graph: g, epochs: 100, parts: 1, learningRate: 1e-3, checkpointEvery: 30 * time.Second,
		failedSolves: 20, optimizer: Adam(), loss: CrossEntropy}
}

// WithEpochs sets how often each node is trained on.
func (b *TrainBuilder) WithEpochs(epochs int) *TrainBuilder { b.epochs = epochs; return b }

// WithParts cuts the graph into random parts, anew each epoch, and trains one part a step.
func (b *TrainBuilder) WithParts(parts int) *TrainBuilder { b.parts = parts; return b }

// WithLearningRate sets the learning rate.
func (b *TrainBuilder) WithLearningRate(rate float64) *TrainBuilder { b.learningRate = rate; return b }

// WithSeed sets the seed of partitions and dropout masks.
func (b *TrainBuilder) WithSeed(seed uint64) *TrainBuilder { b.seed = seed; return b }

// WithDirectory sets where the run is kept. A directory that holds an unfinished run of the same settings is gone on
// with from its last checkpoint; a finished one is returned as it is. Without it the run lies in a temporary directory.
func (b *TrainBuilder) WithDirectory(directory string) *TrainBuilder {
	b.directory = directory
	return b
}

// WithRestart removes the run that the directory holds before training, and nothing else that is there.
func (b *TrainBuilder) WithRestart() *TrainBuilder { b.restart = true; return b }

// WithObserver adds an observer, such as viz.Live().
func (b *TrainBuilder) WithObserver(o run.Observer) *TrainBuilder {
	b.observers = append(b.observers, o)
	return b
}

// WithEvaluation sets after how many epochs the splits are scored. By default it is done 20 times in all, and always at
// the end.
func (b *TrainBuilder) WithEvaluation(everyEpochs int) *TrainBuilder {
	b.evaluateEvery = everyEpochs
	return b
}

// WithEvaluationParts makes the evaluations during training cut the graph into that many parts, at random and the same at
// each of them. By default they are as many as the training's.
func (b *TrainBuilder) WithEvaluationParts(parts int) *TrainBuilder {
	b.evaluationParts = &parts
	return b
}

// WithCheckpoints sets how much time passes at most between two checkpoints; 30 seconds by default. One is also written at
// each evaluation.
func (b *TrainBuilder) WithCheckpoints(every time.Duration) *TrainBuilder {
	b.checkpointEvery = every
	return b
}

// WithFailedSolves sets after how many steps in a row with a failed solve the training of an equilibrium network stops; 20
// by default. 0 means never: each step takes the best iterate.
func (b *TrainBuilder) WithFailedSolves(inARow int) *TrainBuilder { b.failedSolves = inARow; return b }

// WithNorms records sizes by layer, for viz.Gradients, at the first step and after every so many steps: the l2 norm of the
// gradient of each layer's parameters, and the root mean square of its output. Such a step takes the time of one more
// forward pass, and others next to nothing more; a record grows by up to 16 bytes a layer. By default nothing is recorded.
func (b *TrainBuilder) WithNorms(everySteps int) *TrainBuilder { b.normsEvery = everySteps; return b }

// Must is Done for notebook cells: on an error it prints one line and ends the program. After an interrupt it ends the
// cell quietly: the run is saved.
func (b *TrainBuilder) Must() *run.Run { return must(b.Done()) }

// Done trains. The model holds the trained parameters afterwards. After an interrupt (Ctrl-C, or a notebook's stop button)
// the run is saved and the error is ErrInterrupted; the same call goes on from there.
//
// A loss that is not finite ends the run as failed. The history keeps it, and the checkpoint before stays; the same call
// goes on from there and fails again.
func (b *TrainBuilder) Done() (*run.Run, error) {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	t, err := b.start()
	if err != nil {
		return nil, err
	}
	defer t.store.Finalize()
	t.interrupts = interrupts
	if t.run.Status() == run.Complete {
		t.announce()
		return t.end(run.Complete, nil)
	}
	err = t.train()
	switch {
	case err == nil:
		return t.end(run.Complete, nil)
	case errors.Is(err, ErrInterrupted):
		call := "the same call goes on from there"
		if b.directory == "" {
			call = fmt.Sprintf("the same call with WithDirectory(%q) goes on from there", t.run.Dir())
		}
		return t.end(run.Interrupted, fmt.Errorf("%w at step %d of %d; %s", ErrInterrupted, t.done, t.steps, call))
	}
	return t.end(run.Failed, err)
}

// start checks the options and opens the run.
func (b *TrainBuilder) start() (*training, error) {
	t, err := b.prepare()
	if err != nil {
		return nil, err
	}
	if err := t.open(t.about); err != nil {
		if t.run != nil {
			t.run.Close()
		}
		t.store.Finalize()
		return nil, err
	}
	return t, nil
}

// prepare checks the options and makes all that a training needs but its directory.
func (b *TrainBuilder) prepare() (*training, error) {
	if b.err != nil {
		return nil, b.err
	}
	switch {
	case b.model == nil || b.graph == nil:
		return nil, fmt.Errorf("revgnn: training needs a model and a graph; use revgnn.Train(model, graph)")
	case b.epochs < 1:
		return nil, fmt.Errorf("revgnn: %d epochs; use at least 1", b.epochs)
	case b.parts < 1 || b.parts > b.graph.NumNodes:
		return nil, fmt.Errorf("revgnn: %d parts of a graph of %d nodes; use 1 to %d", b.parts, b.graph.NumNodes, b.graph.NumNodes)
	case !(b.learningRate > 0) || math.IsInf(b.learningRate, 0):
		return nil, fmt.Errorf("revgnn: a learning rate of %g; use a positive one", b.learningRate)
	case b.evaluateEvery < 0:
		return nil, fmt.Errorf("revgnn: evaluation every %d epochs; use at least 1", b.evaluateEvery)
	case b.evaluationParts != nil && (*b.evaluationParts < 1 || *b.evaluationParts > b.graph.NumNodes):
		return nil, fmt.Errorf("revgnn: evaluation in %d parts of a graph of %d nodes; use 1 to %d", *b.evaluationParts,
			b.graph.NumNodes, b.graph.NumNodes)
	case b.failedSolves < 0:
		return nil, fmt.Errorf("revgnn: stop after %d failed solves; use at least 1, or 0 for never", b.failedSolves)
	case b.normsEvery < 0:
		return nil, fmt.Errorf("revgnn: norms every %d steps; use at least 1, or 0 for never", b.normsEvery)
	case len(b.graph.Train) == 0:
		return nil, fmt.Errorf("revgnn: the graph %q has no training nodes; give it a split", b.graph.Name)
	}
	if err := b.checkOptions(); err != nil {
		return nil, err
	}
	if err := b.model.checkBackend(); err != nil {
		return nil, err
	}
	if b.experiment != nil {
		if err := b.experiment.room(b.parts); err != nil {
			return nil, err
		}
	}
	d, err := b.model.read(b.graph)
	if err != nil {
		return nil, err
	}
	t := &training{TrainBuilder: b, steps: b.epochs * b.parts, schedule: b.schedule()}
	t.step = step{model: b.model, seed: b.seed, learningRate: b.learningRate, norms: b.normsEvery > 0,
		optimizer: b.optimizer, clipping: b.clipping, objective: b.loss}
	if t.step.distillation, err = b.distillation(); err != nil {
		return nil, err
	}
	info, err := t.info()
	if err != nil {
		return nil, err
	}
	partition, err := d.graph.Partition(b.parts, partitionSeed(b.seed, 0))
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	t.loader = &loader{data: d, model: b.model, seed: b.seed, base: partition, distillation: t.step.distillation}
	t.store = b.model.copyParameters()
	evaluated := partition
	if b.evaluationParts != nil {
		if evaluated, err = d.graph.Partition(*b.evaluationParts, partitionSeed(b.seed, 0)); err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
	}
	if t.evaluator, err = newPredictor(b.model, d, t.store, evaluated, (*Model).logits); err != nil {
		return nil, err
	}
	t.about = info
	return t, nil
}

// checkOptions refuses an option that is out of range or has no meaning for what is trained.
func (b *TrainBuilder) checkOptions() error {
	if err := b.once(); err != nil {
		return err
	}
	if err := b.optimizer.validate(); err != nil {
		return err
	}
	for _, option := range []string{"WithPlateau", "WithPatience"} {
		if b.given[option] && len(b.graph.Valid) == 0 {
			return fmt.Errorf("revgnn: %s on the graph %q, which has no validation nodes; give it a split with some", option, b.graph.Name)
		}
	}
	switch {
	case b.given["WithGradientClipping"] && !positive(b.clipping):
		return fmt.Errorf("revgnn: gradient clipping to a norm of %g; use a positive one, or leave it out", b.clipping)
	case b.loss != CrossEntropy && b.loss != LogCrossEntropy:
		return fmt.Errorf("revgnn: a loss %q; use revgnn.CrossEntropy or revgnn.LogCrossEntropy", b.loss)
	case b.loss == LogCrossEntropy && b.model.config.Tasks:
		return fmt.Errorf("revgnn: the loss %q for yes/no tasks; it is for classes alone: use revgnn.CrossEntropy", b.loss)
	case b.given["WithWarmUp"] && (b.warmUp < 1 || b.warmUp > b.epochs):
		return fmt.Errorf("revgnn: a warm-up of %d epochs in a training of %d; use 1 to %d", b.warmUp, b.epochs, b.epochs)
	case b.given["WithPlateau"] && !(b.plateau > 0 && b.plateau < 1):
		return fmt.Errorf("revgnn: a plateau's factor of %g; use more than 0 and less than 1", b.plateau)
	case b.given["WithPlateau"] && b.plateauPatience < 1:
		return fmt.Errorf("revgnn: a plateau of %d evaluations; use at least 1", b.plateauPatience)
	case b.given["WithPatience"] && b.patience < 1:
		return fmt.Errorf("revgnn: a patience of %d evaluations; use at least 1", b.patience)
	}
	return nil
}

// noteOptions writes those alone that were given into a run's record: a run without them stays the one that it was.
func (t *training) noteOptions(options map[string]string) (err error) {
	options["optimizer"] = t.optimizer.String()
	for _, option := range []struct{ given, name, value string }{
		{"WithGradientClipping", "gradient clipping", fmt.Sprintf("to a norm of %g", t.clipping)},
		{"WithWarmUp", "warm-up", fmt.Sprintf("%d epochs", t.warmUp)},
		{"WithPlateau", "plateau", fmt.Sprintf("times %g after %d evaluations", t.plateau, t.plateauPatience)},
		{"WithPatience", "patience", fmt.Sprintf("%d evaluations", t.patience)},
	} {
		if t.given[option.given] {
			options[option.name] = option.value
		}
	}
	if d := t.step.distillation; d != nil {
		options["distillation"], err = d.describe()
	}
	return err
}

// estimate is the memory of a step before it is compiled.
func (b *TrainBuilder) estimate() run.Memory {
	return b.model.estimateStep(b.parts, b.optimizer, b.given["WithDistillation"])
}

// open creates the run's directory, or goes on with the run in it.
func (t *training) open(info run.Info) (err error) {
	directory := t.directory
	if directory == "" {
		if directory, err = os.MkdirTemp("", "kilolayer-run-"); err != nil {
			return fmt.Errorf("revgnn: no temporary directory for the run: %w", err)
		}
	}
	if t.restart && run.Exists(directory) {
		if err := run.Remove(directory); err != nil {
			return err
		}
	}
	if run.Exists(directory) {
		t.run, err = run.Continue(directory, info)
	} else {
		t.run, err = run.Create(directory, info, t.estimate())
	}
	if err != nil {
		return err
	}
	if t.checkpoints, err = openCheckpoints(t.store, t.run.CheckpointDir()); err != nil {
		return err
	}
	t.done = t.checkpoints.step
	if t.run.Status() == run.Complete {
		history := t.run.History()
		if last := len(history) - 1; last < 0 || history[last].Step != t.done {
			return fmt.Errorf("revgnn: the run in %s is complete, but its last checkpoint is gone; put it back, or train anew with WithRestart()", directory)
		}
		return nil
	}
	if err := t.run.Rewind(t.done); err != nil {
		return err
	}
	t.schedule.follow(t.run.History())
	if err := bestOf(t.run).clean(t.run); err != nil {
		return err
	}
	return t.run.SetStatus(run.Running, nil)
}

// info is the run's record of what is trained on what.
func (t *training) info() (info run.Info, err error) {
	m, g := t.model, t.graph
	backend, err := xla.Default()
	if err != nil {
		return info, fmt.Errorf("revgnn: %w", err)
	}
	device := xla.Describe(backend)
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = &debug.BuildInfo{}
	}
	info = run.Info{
		Model:  m.Info().Model,
		Data:   run.Data{Name: g.Name, Fingerprint: g.Fingerprint(), Nodes: g.NumNodes, Edges: g.NumEdges()},
		Metric: g.Metric(), Loss: t.step.lossName(), Seed: int64(t.seed), Epochs: t.epochs, Steps: t.steps, Parts: t.parts,
		Options: map[string]string{
			"learning rate": fmt.Sprint(t.learningRate),
			"evaluation":    fmt.Sprintf("every %d epochs", t.evaluationEpochs()),
		},
		Versions: versions(build, device), Device: device.Name, DeviceBytes: device.Bytes, Created: time.Now().UTC().Truncate(time.Second),
	}
	if err := t.noteOptions(info.Options); err != nil {
		return info, err
	}
	if t.evaluationParts != nil {
		info.Options["evaluation parts"] = fmt.Sprint(*t.evaluationParts)
	}
	if t.normsEvery > 0 { // a run without norms stays the one that it was
		info.Options["norms"] = fmt.Sprintf("every %d steps", t.normsEvery)
	}
	if info.Model.Config, err = m.config.asMap(); err != nil {
		return info, err
	}
	info.Model.Fingerprint, err = m.config.fingerprint()
	return info, err
}

// versions lists what the program was built from and the plugin it computes with.
func versions(build *debug.BuildInfo, device xla.Device) map[string]string {
	v := map[string]string{"go": runtime.Version()}
	if device.Plugin != "" {
		v["plugin"] = device.Plugin
	}
	names := map[string]string{
		"github.com/kilolayer/kilolayer": "kilolayer", "github.com/gomlx/gomlx": "gomlx", "github.com/gomlx/go-xla": "go-xla",
	}
	for _, m := range append(build.Deps, &build.Main) {
		if name, ok := names[m.Path]; ok {
			v[name] = cmp.Or(m.Version, "(devel)") // a test of the module itself has none
		}
	}
	return v
}

func (t *training) evaluationEpochs() int {
	if t.evaluateEvery > 0 {
		return t.evaluateEvery
	}
	return max(1, t.epochs/20)
}
