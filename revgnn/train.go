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
	model *Model
	graph *datasets.Graph

	epochs, parts   int
	learningRate    float64
	seed            uint64
	directory       string
	restart         bool
	observers       []run.Observer
	evaluateEvery   int // epochs; 0 means 20 times in all
	checkpointEvery time.Duration
	failedSolves    int // steps in a row; 0 for any number
	normsEvery      int // steps; 0 for never
}

// Train starts the training of a model on a graph: by default 100 epochs of one step on the whole graph, with Adam at a
// learning rate of 1e-3.
func Train(m *Model, g *datasets.Graph) *TrainBuilder {
	return &TrainBuilder{model: m, graph: g, epochs: 100, parts: 1, learningRate: 1e-3, checkpointEvery: 30 * time.Second,
		failedSolves: 20}
}

// WithEpochs sets how often each node is trained on.
func (b *TrainBuilder) WithEpochs(epochs int) *TrainBuilder { b.epochs = epochs; return b }

// WithParts cuts the graph into random parts, anew each epoch, and trains one part a step.
func (b *TrainBuilder) WithParts(parts int) *TrainBuilder { b.parts = parts; return b }

// WithLearningRate sets Adam's learning rate.
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
	case b.failedSolves < 0:
		return nil, fmt.Errorf("revgnn: stop after %d failed solves; use at least 1, or 0 for never", b.failedSolves)
	case b.normsEvery < 0:
		return nil, fmt.Errorf("revgnn: norms every %d steps; use at least 1, or 0 for never", b.normsEvery)
	case len(b.graph.Train) == 0:
		return nil, fmt.Errorf("revgnn: the graph %q has no training nodes; give it a split", b.graph.Name)
	}
	if err := b.model.checkBackend(); err != nil {
		return nil, err
	}
	d, err := b.model.read(b.graph)
	if err != nil {
		return nil, err
	}
	t := &training{TrainBuilder: b, steps: b.epochs * b.parts}
	t.step = step{model: b.model, seed: b.seed, learningRate: b.learningRate, norms: b.normsEvery > 0}
	info, err := t.info()
	if err != nil {
		return nil, err
	}
	partition, err := d.graph.Partition(b.parts, partitionSeed(b.seed, 0))
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	t.loader = &loader{data: d, model: b.model, seed: b.seed, base: partition}
	t.store = b.model.copyParameters()
	if t.evaluator, err = newPredictor(b.model, d, t.store, partition, (*Model).logits); err != nil {
		return nil, err
	}
	if err := t.open(info); err != nil {
		if t.run != nil {
			t.run.Close()
		}
		t.store.Finalize()
		return nil, err
	}
	return t, nil
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
		t.run, err = run.Create(directory, info, t.model.Estimate())
	}
	if err != nil {
		return err
	}
	if t.checkpoints, err = openCheckpoints(t.store, t.run.CheckpointDir()); err != nil {
		return err
	}
	t.done = t.checkpoints.step
	if t.run.Status() == run.Complete {
		if t.done != t.steps {
			return fmt.Errorf("revgnn: the run in %s is complete, but its last checkpoint is gone; put it back, or train anew with WithRestart()", directory)
		}
		return nil
	}
	if err := t.run.Rewind(t.done); err != nil {
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
			"optimizer":     "Adam",
			"learning rate": fmt.Sprint(t.learningRate),
			"evaluation":    fmt.Sprintf("every %d epochs", t.evaluationEpochs()),
		},
		Versions: versions(build, device), Device: device.Name, DeviceBytes: device.Bytes, Created: time.Now().UTC().Truncate(time.Second),
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
