package sweep

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Builder trains an experiment in all combinations of the values of its options. Start it with Of or Func.
type Builder struct {
	task
	ctx       context.Context
	names     []string
	values    [][]any // of each option
	left      []leftOut
	random    *random // nil for all combinations
	seeds     int
	directory string
	title     string // one's own; "" for none
	counted   bool   // WithConcurrency was called
	label     func(s Setting) string
}

// leftOut is an option that some settings do without.
type leftOut struct {
	name string
	of   func(s Setting) bool
}

// Of starts an ablation of a preset: one run for each combination of the options' values and each seed, the seeds
// innermost. Without further options there is one seed, and the runs come one after the other.
func Of(base *paper.PresetBuilder) *Builder { return start(&preset{base: base}) }

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
	return &Builder{task: task{of: of}, ctx: context.Background(), seeds: 1,
		label: func(Setting) string { return "" }}
}

// Over adds an option and the values that it takes: numbers, text, bools, what has a String method, or a Range.
//
// Under the name "family" it takes "residual", "reversible", "equilibrium" and "weight-tied", or "weight-tied
// residual". Options that have no meaning for a family, such as the depth of an equilibrium, are left out for it, and
// settings that differ in nothing else are one: the table has "–" for them.
func (b *Builder) Over(name string, values ...any) *Builder {
	b.names, b.values = append(b.names, name), append(b.values, values)
	return b
}

// Without leaves an option out for settings for which it has no meaning. Settings that differ in nothing else are one,
// whose Setting.Has is false for the option.
func (b *Builder) Without(name string, of func(s Setting) bool) *Builder {
	b.left = append(b.left, leftOut{name, of})
	return b
}

// WithRandom trains a number of settings that are drawn at random, each option by itself from its values and ranges, in
// the place of all combinations. The same seed draws the same settings, and more of them begin with the same ones.
func (b *Builder) WithRandom(settings int, seed uint64) *Builder {
	b.random = &random{settings, seed}
	return b
}

// WithHalving ends settings early that fall behind (successive halving, Jamieson and Talwalkar 2016): all are trained
// to the first evaluation after a number of epochs. Of each factor settings, the one with the best metric on the
// validation nodes goes on to factor times as many epochs, and so on until one is left, or all that are left are
// complete. The metric is the best so far, and the mean over seeds.
//
// The options of a run are those that it has without WithHalving, so its steps are the same. The choice follows from
// the histories of the runs, so a sweep that was stopped makes the same one. Without WithHalving the same call goes on
// with all.
func (b *Builder) WithHalving(factor, minEpochs int) *Builder {
	b.halving = &halving{factor, minEpochs}
	return b
}

// WithLabel names the sweep in its tables, in the place of the preset's or the function's name.
func (b *Builder) WithLabel(label string) *Builder { b.title = label; return b }

// WithLabels names settings in tables and figures; "" stands for what sets a setting apart from the others.
func (b *Builder) WithLabels(label func(s Setting) string) *Builder { b.label = label; return b }

// Seeds sets how often each combination is trained, with the seeds 1 to n.
func (b *Builder) Seeds(n int) *Builder { b.seeds = n; return b }

// WithContext ends the sweep when a context is cancelled: all runs are saved, and the error wraps context.Canceled.
func (b *Builder) WithContext(ctx context.Context) *Builder { b.ctx = ctx; return b }

// WithDirectory sets where the sweep is kept: a directory for each run, named by its setting, and sweep.json. The same
// call goes on with what is there: complete runs are kept, interrupted ones go on from their checkpoint, new
// combinations are added. A run of other options is kept, and a new one lies beside it, in a directory that is named by
// what differs; the table has both. Without a directory the sweep lies in a temporary one.
func (b *Builder) WithDirectory(directory string) *Builder {
	b.directory = directory
	return b
}

// WithRestart removes all runs of the sweep's settings and trains them anew. Each call does so: leave it out to go on
// with what was stopped.
func (b *Builder) WithRestart() *Builder {
	b.restart = append(b.restart, func(Setting) bool { return true })
	return b
}

// WithRestartOf is WithRestart for the settings whose value of an option is one of those given.
func (b *Builder) WithRestartOf(name string, values ...any) *Builder {
	b.restartOf = append(b.restartOf, name)
	b.restart = append(b.restart, func(s Setting) bool {
		return s.Has(name) && slices.ContainsFunc(values, func(v any) bool {
			text, err := valueText(v)
			return err == nil && text == s.Text(name)
		})
	})
	return b
}

// WithRestartOfChanged is WithRestart for the settings whose options were changed since their last run: their runs of
// other options are removed, in the place of being kept beside the new one.
func (b *Builder) WithRestartOfChanged() *Builder { b.restartChanged = true; return b }

// WithExtension goes on with runs that have fewer epochs than are asked for now, in the place of training new ones
// beside them. Where all other options are those of a run, it goes on from its last step, and has the new number of
// epochs.
func (b *Builder) WithExtension() *Builder { b.extend = true; return b }

// WithRetry tries the runs that failed again, each from its last checkpoint if it has one.
func (b *Builder) WithRetry() *Builder { b.retry = true; return b }

// WithConcurrency sets how many runs may train at the same time; 1 by default, and with workers as many as they have
// room for.
func (b *Builder) WithConcurrency(runs int) *Builder { b.concurrency, b.counted = runs, true; return b }

// WithWorkers trains each run in a process of its own: one of this machine's Processes, or a job of Ray or Slurm. It
// takes WithDirectory, a directory that the workers see under the same name. All else about the sweep stays the same.
//
// The processes are the cell's own program, run once more up to this call: operators, losses, metrics and observers
// that the cell defines work as they do in the cell, and what stands before the call is done again. Other sweeps in it
// read what their directories hold, and Detach, viz.Follow and run.Stop do nothing there. What a process prints is in
// output.txt in the run's directory.
//
// A worker that is killed, or whose node is gone, is replaced, and its run goes on from the last checkpoint. Where this
// process is killed, what trains by then trains on, and the same call takes it over; when its context is cancelled, the
// workers end with a checkpoint.
func (b *Builder) WithWorkers(w Workers) *Builder { b.workers = w; return b }

// WithMemory sets how many bytes of memory the runs that train at the same time may need together, as estimated:
// parameters, gradients, optimizer state, data and activations of a step on one part, for each run. On a CPU what the
// process takes besides is counted once, and with workers for each run: what it holds when the sweep begins, its graphs
// with it, and some 0.1 GB that compiling adds. A run that needs more alone is not run.
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
// reason, and the rest goes on; it is an error when all of them did. When the context is cancelled, all runs are saved
// and the error wraps context.Canceled; the same call goes on from there. With both errors the sweep is returned as
// well.
func (b *Builder) Done() (*run.Sweep, error) {
	settings, err := b.settings()
	if err != nil {
		return nil, err
	}
	if assigned != nil {
		return b.serve(settings)
	}
	if b.workers != nil {
		xla.Spare()
	}
	// The backend's start is no run's own, and changes the log's state, which nothing else may read meanwhile.
	if _, err := xla.Default(); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	directory := b.directory
	switch {
	case directory == "" && b.workers != nil:
		return nil, errors.New("sweep: workers need a directory that they see; use WithDirectory")
	case directory == "":
		if directory, err = os.MkdirTemp("", "kilolayer-sweep-"); err != nil {
			return nil, fmt.Errorf("sweep: no temporary directory: %w", err)
		}
	}
	var workers pool
	if b.workers != nil {
		if workers, err = b.open(directory); err != nil {
			return nil, err
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
	if err := record.SetTitle(b.title); err != nil {
		return nil, err
	}
	w := newWork(b.task, settings, record)
	if b.workers != nil {
		w.send(workers, processBase())
	}
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
	if err == nil {
		if err = cmp.Or(w.foreign(), w.allFailed()); err != nil {
			stopped = true // what there is can be looked at
		}
	}
	w.observe(func(o run.SweepObserver) { o.Finished(err) })
	if err != nil && !stopped {
		return nil, err
	}
	return result, err
}

// open finds out whether the workers can train in a directory.
func (b *Builder) open(directory string) (pool, error) {
	there, err := filepath.Abs(directory)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	command, err := run.ThisCommand()
	if err != nil {
		return nil, err
	}
	return b.workers.open(b.ctx, field{command: command, dir: there})
}

// serve does what this process was started for: it trains one run, and ends. Of another sweep than that run's it
// reads what there is.
func (b *Builder) serve(settings []Setting) (*run.Sweep, error) {
	if b.directory != assigned.Sweep {
		return run.OpenSweep(b.directory)
	}
	ctx, stop := signal.NotifyContext(b.ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	until, pausing := context.WithCancel(ctx)
	defer pausing()
	dir := assigned.Dir
	if assigned.Apart {
		dir = cell.Must(apart())
	}
	err := fault.Try(func() error {
		s, err := assigned.in(settings)
		if err != nil {
			return err
		}
		t, err := b.of.build(s)
		if err != nil {
			return err
		}
		if assigned.Extend {
			t.WithExtension()
		}
		_, err = t.WithContext(until).WithDirectory(dir).WithObserver(pause{assigned.Epochs, pausing}).Done()
		return err
	})
	if assigned.Apart {
		if run.Exists(dir) {
			err = cmp.Or(sendRun(os.Stdout, dir), err)
		}
		os.RemoveAll(filepath.Dir(dir))
	}
	switch {
	case ctx.Err() != nil && fault.IsInterruption(err):
		os.Exit(run.AskedToEnd)
	case err != nil && !fault.IsInterruption(err):
		cell.Must(err)
	}
	os.Exit(0)
	return nil, nil // not reached
}

// settings checks the options and lists the settings, the seeds innermost.
func (b *Builder) settings() ([]Setting, error) {
	switch {
	case b.seeds < 1:
		return nil, fmt.Errorf("sweep: %d seeds; use at least 1", b.seeds)
	case b.counted && b.concurrency < 1:
		return nil, fmt.Errorf("sweep: %d runs at the same time; use at least 1", b.concurrency)
	case b.memory != nil && *b.memory < 1:
		return nil, fmt.Errorf("sweep: %d bytes of memory; use a positive number", *b.memory)
	case b.random != nil && b.random.n < 1:
		return nil, fmt.Errorf("sweep: %d random settings; use at least 1", b.random.n)
	case b.halving != nil && b.halving.factor < 2:
		return nil, fmt.Errorf("sweep: one of %d settings goes on; use WithHalving with a factor of at least 2",
			b.halving.factor)
	case b.halving != nil && b.halving.least < 1:
		return nil, fmt.Errorf("sweep: settings compared after %d epochs; use WithHalving with at least 1",
			b.halving.least)
	}
	var list []option
	for i, name := range b.names {
		o, err := newOption(name, b.values[i], list)
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	names := b.restartOf
	for _, l := range b.left {
		names = append(slices.Clip(names), l.name)
	}
	for _, name := range names {
		if !slices.Contains(b.names, name) {
			return nil, fmt.Errorf("sweep: the sweep does not go over %q; %s", name, options.Nearest(name, b.names))
		}
	}
	settled, err := b.settled(list)
	if err != nil {
		return nil, err
	}
	if err := b.of.check(list, settled); err != nil {
		return nil, err
	}
	var seeded []Setting
	for _, s := range settled {
		for seed := range b.seeds {
			s.Seed = uint64(seed + 1)
			s.label = b.label(s)
			seeded = append(seeded, s)
		}
	}
	return seeded, nil
}

// settled lists the different settings of options, without what has no meaning for them.
func (b *Builder) settled(list []option) ([]Setting, error) {
	settle := func(s Setting) Setting {
		s = withMeaning(s)
		for _, l := range b.left {
			if s.Has(l.name) && l.of(s) {
				s = s.without(l.name)
			}
		}
		return s
	}
	if b.random != nil {
		return b.random.settings(list, settle)
	}
	all, err := combinations(list)
	if err != nil {
		return nil, err
	}
	var settled []Setting
	seen := map[string]bool{}
	for _, s := range all {
		s = settle(s)
		if name := s.String(); !seen[name] {
			seen[name] = true
			settled = append(settled, s)
		}
	}
	return settled, nil
}
