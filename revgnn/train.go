package revgnn

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
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
}

// Train starts the training of a model on a graph: by default 100 epochs of one step on the whole graph, with Adam at a
// learning rate of 1e-3.
func Train(m *Model, g *datasets.Graph) *TrainBuilder {
	return &TrainBuilder{model: m, graph: g, epochs: 100, parts: 1, learningRate: 1e-3, checkpointEvery: 30 * time.Second}
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

// WithRestart removes the run that the directory holds before training.
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

// Must is Done for notebook cells: on an error it prints one line and ends the program. After an interrupt it ends the
// cell quietly: the run is saved.
func (b *TrainBuilder) Must() *run.Run { return must(b.Done()) }

// Done trains. The model holds the trained parameters afterwards. After an interrupt (Ctrl-C, or a notebook's stop button)
// the run is saved and the error is ErrInterrupted; the same call goes on from there.
func (b *TrainBuilder) Done() (*run.Run, error) {
	t, err := b.start()
	if err != nil {
		return nil, err
	}
	if t.run.Status() == run.Complete {
		return t.run, errors.Join(t.finish(), t.run.Close())
	}
	trainErr := t.train()
	status := run.Complete
	switch {
	case errors.Is(trainErr, ErrInterrupted):
		status = run.Interrupted
		trainErr = fmt.Errorf("%w at step %d of %d; the same call goes on from there", ErrInterrupted, t.done, t.steps)
	case trainErr != nil:
		status = run.Failed
		trainErr = oneLine(trainErr)
	}
	if err := t.run.SetStatus(status, trainErr); err != nil && trainErr == nil {
		trainErr = err
	}
	for _, o := range b.observers {
		o.Finished(status, trainErr)
	}
	if err := t.run.Close(); err != nil && trainErr == nil {
		trainErr = err
	}
	if trainErr != nil && status != run.Interrupted {
		return nil, trainErr
	}
	return t.run, errors.Join(trainErr, t.finish())
}

// training is one process's work on a run.
type training struct {
	*TrainBuilder
	step        step
	data        *data
	store       *model.Store
	run         *run.Run
	checkpoints *checkpoints
	evaluator   *predictor
	loader      *loader

	steps, done int // optimizer steps in all, and so far
	before      time.Duration
	started     time.Time
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
	case len(b.graph.Train) == 0:
		return nil, fmt.Errorf("revgnn: the graph %q has no training nodes; give it a split", b.graph.Name)
	}
	d, err := b.model.read(b.graph)
	if err != nil {
		return nil, err
	}
	if err := b.model.checkBackend(); err != nil {
		return nil, err
	}
	t := &training{TrainBuilder: b, data: d, steps: b.epochs * b.parts}
	t.step = step{model: b.model, seed: b.seed, learningRate: b.learningRate}
	t.loader = &loader{data: d, model: b.model, parts: b.parts, seed: b.seed}
	if t.evaluator, err = newPredictor(b.model, d, b.parts, b.seed); err != nil {
		return nil, err
	}
	info, err := t.info()
	if err != nil {
		return nil, err
	}
	t.store = b.model.copyParameters()
	return t, t.open(info)
}

// checkBackend refuses a depth that would be hopeless without loops, before anything is built.
func (m *Model) checkBackend() error {
	backend, err := xla.Default()
	if err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	// 64 layers take seconds to build on the pure-Go backend and the time grows faster than the depth.
	const most = 256
	if m.config.Depth > most && xla.Describe(backend).Platform == "go" {
		return fmt.Errorf("revgnn: %d layers on the backend %q, which unrolls them; use XLA (make setup) or at most %d layers",
			m.config.Depth, backend.Name(), most)
	}
	return nil
}

// open creates the run's directory, or goes on with the run in it.
func (t *training) open(info run.Info) (err error) {
	if t.directory == "" {
		if t.directory, err = os.MkdirTemp("", "kilolayer-run-"); err != nil {
			return fmt.Errorf("revgnn: no temporary directory for the run: %w", err)
		}
	}
	if t.restart && run.Exists(t.directory) {
		if err := os.RemoveAll(t.directory); err != nil {
			return fmt.Errorf("revgnn: the run in %s cannot be removed: %w", t.directory, err)
		}
	}
	if !run.Exists(t.directory) {
		if t.run, err = run.Create(t.directory, info, t.model.Estimate()); err != nil {
			return err
		}
		t.checkpoints, err = newCheckpoints(t.store, t.run.CheckpointDir())
		return err
	}
	if t.run, err = run.Continue(t.directory, info); err != nil {
		return err
	}
	if t.checkpoints, err = newCheckpoints(t.store, t.run.CheckpointDir()); err != nil {
		return errors.Join(err, t.run.Close())
	}
	t.done = t.checkpoints.step
	if t.run.Status() == run.Complete {
		return nil
	}
	return errors.Join(t.run.Rewind(t.done), t.run.SetStatus(run.Running, nil))
}

// info is the run's record of what is trained on what.
func (t *training) info() (info run.Info, err error) {
	m, g := t.model, t.graph
	backend, err := xla.Default()
	if err != nil {
		return info, fmt.Errorf("revgnn: %w", err)
	}
	device := xla.Describe(backend)
	info = run.Info{
		Model: run.Model{Family: m.config.Family, Operator: m.operator.String(), Depth: m.config.Depth,
			Channels: m.config.Channels, Groups: m.config.Groups, Parameters: m.Parameters()},
		Data:   run.Data{Name: g.Name, Fingerprint: g.Fingerprint(), Nodes: g.NumNodes, Edges: g.NumEdges()},
		Metric: g.Metric(), Loss: t.step.lossName(), Seed: int64(t.seed), Epochs: t.epochs, Steps: t.steps, Parts: t.parts,
		Options: map[string]string{
			"optimizer":     "Adam",
			"learning rate": fmt.Sprint(t.learningRate),
			"evaluation":    fmt.Sprintf("every %d epochs", t.evaluationEpochs()),
		},
		Versions: versions(), Device: device.Name, DeviceBytes: device.Bytes, Created: time.Now().UTC().Truncate(time.Second),
	}
	if info.Model.Config, err = m.config.asMap(); err != nil {
		return info, err
	}
	info.Model.Fingerprint, err = m.config.fingerprint()
	return info, err
}

// versions lists what the program was built from.
func versions() map[string]string {
	v := map[string]string{"go": runtime.Version()}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	names := map[string]string{
		"github.com/kilolayer/kilolayer": "kilolayer", "github.com/gomlx/gomlx": "gomlx", "github.com/gomlx/go-xla": "go-xla",
	}
	for _, m := range append(build.Deps, &build.Main) {
		if name, ok := names[m.Path]; ok && m.Version != "" {
			v[name] = m.Version
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

// train runs GoMLX's loop from the step reached to the last.
func (t *training) train() error {
	backend, err := xla.Default()
	if err != nil {
		return err
	}
	history := t.run.History()
	if len(history) > 0 {
		t.before = history[len(history)-1].Elapsed
	}
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)

	return try(func() {
		trainer := train.NewTrainer(backend, t.store, t.step.network, t.step.loss, t.step.optimizer(), nil, nil)
		defer trainer.ResetComputationGraphs()
		defer t.evaluator.close()
		check := func(err error) {
			if err != nil {
				panic(err)
			}
		}
		trainer.OnExecCreation(func(exec *model.Exec, _ train.GraphType) {
			check(t.compile(exec))
			t.checkpoints.exclude(t.store, gradientScope)
			for _, o := range t.observers {
				o.Started(t.run.Info(), t.run.Profile(), history)
			}
			t.started = time.Now()
		})
		loop := train.NewLoop(trainer)
		loop.OnStep("record", 0, func(loop *train.Loop, metrics []*tensors.Tensor) error {
			t.done = loop.LoopStep + 1
			if err := t.record(shapes.ConvertTo[float64](metrics[0].Value())); err != nil {
				return err
			}
			select {
			case <-interrupts:
				if err := t.checkpoints.save(t.store, t.done); err != nil {
					return err
				}
				return ErrInterrupted
			default:
				return nil
			}
		})
		t.loader.from(t.done)
		_, err := loop.RunToGlobalStep(t.loader, t.steps)
		check(err)
	})
}

// compile builds the step before it runs, and records its memory.
func (t *training) compile(exec *model.Exec) error {
	part, err := t.loader.part(t.done)
	if err != nil {
		return err
	}
	nodes, edges := len(part.Nodes), len(part.Source)
	c := t.model.config
	list := append(c.inputShapes(t.model.dtype(), nodes, edges), c.labelShapes(t.model.dtype(), nodes)...)
	program, err := exec.Compile(list...)
	if err != nil {
		return err
	}
	memory, err := t.model.measure(program, t.store, list)
	if err != nil {
		return nil // the backend does not say; the estimate stays
	}
	return t.run.SetProfile(memory)
}

// record writes a step, and what is due after it: scores and a checkpoint.
func (t *training) record(loss float64) error {
	epoch := (t.done-1)/t.parts + 1
	rate := t.learningRate
	err := t.append(run.Record{Kind: run.Step, Step: t.done, Epoch: epoch, Loss: &loss, LearningRate: &rate})
	if err != nil {
		return err
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return fmt.Errorf("revgnn: the loss is %g at step %d; use a smaller learning rate than %g", loss, t.done, rate)
	}
	due := t.done == t.steps || (t.done%t.parts == 0 && epoch%t.evaluationEpochs() == 0)
	if due {
		logits, err := t.evaluator.logits(t.store)
		if err != nil {
			return err
		}
		s := score(t.graph, logits)
		err = t.append(run.Record{Kind: run.Evaluation, Step: t.done, Epoch: epoch, Train: s.Train, Valid: s.Valid, Test: s.Test})
		if err != nil {
			return err
		}
	}
	if due || time.Since(t.checkpoints.saved) >= t.checkpointEvery {
		return t.checkpoints.save(t.store, t.done)
	}
	return nil
}

func (t *training) append(r run.Record) error {
	r.Elapsed = t.before + time.Since(t.started)
	r.LiveBytes = residentBytes()
	if err := t.run.Append(r); err != nil {
		return err
	}
	for _, o := range t.observers {
		o.Recorded(r)
	}
	return nil
}

// finish hands the trained parameters to the model.
func (t *training) finish() error { return t.model.adopt(t.store) }

// loader yields the parts of each epoch's partition as batches, forever, from any step on.
type loader struct {
	data      *data
	model     *Model
	parts     int
	seed      uint64
	next      int
	epoch     int
	partition *datasets.Partition
	whole     *train.Batch // kept on the host when there is one part
}

// Name implements train.Dataset.
func (l *loader) Name() string { return l.data.graph.Name }

func (l *loader) from(step int) { l.next = step }

// part returns the part that a step trains on, steps counted from 0.
func (l *loader) part(step int) (*datasets.Part, error) {
	epoch := step/l.parts + 1
	if l.parts == 1 {
		epoch = 1 // the whole graph is the same in each epoch
	}
	if l.partition == nil || l.epoch != epoch {
		partition, err := l.data.graph.Partition(l.parts, l.seed+uint64(epoch))
		if err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
		l.partition, l.epoch = partition, epoch
	}
	return l.partition.Part(step % l.parts), nil
}

// Iter implements train.Dataset.
func (l *loader) Iter() iter.Seq2[train.Batch, error] {
	return func(yield func(train.Batch, error) bool) {
		for ; ; l.next++ {
			batch, err := l.batch(l.next)
			if !yield(batch, err) || err != nil {
				return
			}
		}
	}
}

// batch makes the tensors of a step. The trainer frees what it is given, so the whole graph is kept and copied.
func (l *loader) batch(step int) (train.Batch, error) {
	if l.whole != nil {
		return l.whole.Clone()
	}
	part, err := l.part(step)
	if err != nil {
		return train.Batch{}, err
	}
	batch := train.Batch{
		Inputs: l.data.inputs(part, l.model.dtype()),
		Labels: l.data.labels(part, l.model.dtype()),
	}
	if l.parts > 1 {
		return batch, nil
	}
	l.whole = &batch
	return batch.Clone()
}

// residentBytes is the memory that the process holds, 0 when unknown.
func residentBytes() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
