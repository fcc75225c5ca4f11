package sweep

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Builder trains an experiment in all combinations of the values of its options. Start it with Of or Func.
type Builder struct {
	task
	ctx       context.Context
	names     []string
	values    [][]any // of each option
	seeds     int
	directory string
}

// Of starts an ablation of a preset: one run for each combination of the options' values and each seed, the seeds
// innermost. Without further options there is one seed, and the runs come one after the other.
func Of(base *paper.PresetBuilder) *Builder { return start(preset{base: base}) }

// Func starts a sweep over anything, such as an operator of the user's own: train builds the network of a setting and
// the training of it, without a directory. Give both the setting's seed.
//
//	sweep.Func("slopes", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
//		m, err := revgnn.Reversible(leaky{s.Float("slope")}).WithSeed(s.Seed).For(graph).Done()
//		return revgnn.Train(m, graph).WithSeed(s.Seed), err
//	}).Over("slope", 0.1, 0.2).Seeds(5)
func Func(name string, train func(s Setting) (*revgnn.TrainBuilder, error)) *Builder {
	return start(&function{name: name, train: train})
}

func start(of trial) *Builder {
	return &Builder{task: task{of: of, concurrency: 1}, ctx: context.Background(), seeds: 1}
}

// Over adds an option and the values that it takes: numbers, text, bools, or what has a String method.
func (b *Builder) Over(name string, values ...any) *Builder {
	b.names, b.values = append(b.names, name), append(b.values, values)
	return b
}

// Seeds sets how often each combination is trained, with the seeds 1 to n.
func (b *Builder) Seeds(n int) *Builder { b.seeds = n; return b }

// WithContext ends the sweep when a context is cancelled: all runs are saved, and the error wraps context.Canceled.
func (b *Builder) WithContext(ctx context.Context) *Builder { b.ctx = ctx; return b }

// WithDirectory sets where the sweep is kept: a directory for each run, named by its setting, and sweep.json. The same
// call goes on with what is there: complete runs are kept, interrupted ones go on from their checkpoint, new
// combinations are added. Without it the sweep lies in a temporary directory.
func (b *Builder) WithDirectory(directory string) *Builder {
	b.directory = directory
	return b
}

// WithRetry tries the runs that failed again, each from its last checkpoint if it has one.
func (b *Builder) WithRetry() *Builder { b.retry = true; return b }

// WithConcurrency sets how many runs may train at the same time; 1 by default.
func (b *Builder) WithConcurrency(runs int) *Builder { b.concurrency = runs; return b }

// WithMemory sets how many bytes of memory the runs that train at the same time may need together, as estimated:
// parameters, gradients, optimizer state, data and activations of a step on one part, for each run. On a CPU what the
// process takes besides is counted once: what it holds when the sweep begins, its graphs with it, and some 0.1 GB that
// compiling adds. A run that needs more alone is not run.
func (b *Builder) WithMemory(bytes int64) *Builder {
	b.memory = &bytes
	return b
}

// WithObserver adds an observer, such as viz.Progress().
func (b *Builder) WithObserver(o run.SweepObserver) *Builder {
	b.observers = append(b.observers, o)
	return b
}

// Must is Done for cells: an error ends the program with one line, and the notebook's stop button ends the sweep
// quietly, as all runs are saved.
func (b *Builder) Must() *run.Sweep {
	ctx, stop := cell.Interruptible(b.ctx)
	defer stop()
	once := *b // the builder keeps its own context, so that it can be used again
	return cell.Must(once.WithContext(ctx).Done())
}

// Done trains, and returns all that the directory holds. A run that fails, or can't be built, is recorded with its
// reason, and the rest goes on. When the context is cancelled, all runs are saved and the error wraps context.Canceled;
// the same call goes on from there. A directory that holds runs of other settings than asked for ends the sweep.
func (b *Builder) Done() (*run.Sweep, error) {
	settings, err := b.settings()
	if err != nil {
		return nil, err
	}
	// The backend's start is no run's own, and changes the log's state, which nothing else may read meanwhile.
	if _, err := xla.Default(); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	directory := b.directory
	if directory == "" {
		if directory, err = os.MkdirTemp("", "kilolayer-sweep-"); err != nil {
			return nil, fmt.Errorf("sweep: no temporary directory: %w", err)
		}
	}
	list := make([]run.SweepRun, len(settings))
	for i, s := range settings {
		list[i] = s.record()
	}
	record, err := run.WriteSweep(directory, b.of.title(), b.names, list)
	if err != nil {
		return nil, err
	}
	defer record.Close()
	w := newWork(b.task, settings, record)
	w.observe(func(o run.SweepObserver) { o.Started(slices.Clone(w.list)) })
	err = w.train(b.ctx)
	result, failed := run.OpenSweep(directory)
	err = cmp.Or(err, failed)
	stopped := fault.IsInterruption(err)
	if stopped && result != nil {
		call := "the same call goes on from there"
		if b.directory == "" {
			call = fmt.Sprintf("the same call with WithDirectory(%q) goes on from there", directory)
		}
		err = fault.Interrupted(err, "sweep: interrupted with %d of %d runs complete; %s",
			len(result.Runs()), len(result.List()), call)
	}
	w.observe(func(o run.SweepObserver) { o.Finished(err) })
	if err != nil && !stopped {
		return nil, err
	}
	return result, err
}

// settings checks the options and lists the combinations, the seeds innermost.
func (b *Builder) settings() ([]Setting, error) {
	switch {
	case b.seeds < 1:
		return nil, fmt.Errorf("sweep: %d seeds; use at least 1", b.seeds)
	case b.concurrency < 1:
		return nil, fmt.Errorf("sweep: %d runs at the same time; use at least 1", b.concurrency)
	case b.memory != nil && *b.memory < 1:
		return nil, fmt.Errorf("sweep: %d bytes of memory; use a positive number", *b.memory)
	}
	list, err := combinations(b.names, b.values)
	if err != nil {
		return nil, err
	}
	if err := b.of.check(list); err != nil {
		return nil, err
	}
	var seeded []Setting
	for _, s := range list {
		for seed := range b.seeds {
			s.Seed = uint64(seed + 1)
			seeded = append(seeded, s)
		}
	}
	return seeded, nil
}
