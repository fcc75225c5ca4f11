package revgnn

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/internal/units"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// SweepBuilder trains an experiment in all combinations of the values of its fields. Start it with Sweep or SweepFunc.
type SweepBuilder struct {
	of        trial
	fields    []string
	values    [][]any // of each field
	seeds     int
	directory string
	retry     bool
	memory    int64 // bytes; 0 for any
	limited   bool  // memory was given
	atOnce    int
	observers []run.SweepObserver
}

// Sweep starts an ablation of a preset: one run for each combination of the fields' values and each seed, the seeds
// innermost. Without further options there is one seed, and the runs come one after the other.
//
//	revgnn.Sweep(revgnn.Preset("revgnn-deep-proteins").Small()).Over("depth", 7, 28, 112).Over("groups", 2, 4).Seeds(5).
//		WithDirectory("runs/depth").WithObserver(viz.Progress()).Must()
func Sweep(preset *PresetBuilder) *SweepBuilder { return sweep(&presetTrial{preset: preset}) }

// SweepFunc starts a sweep over anything, such as an operator of the user's own: train builds the network of a setting and
// the training of it, without a directory. Give both the setting's seed.
//
//	revgnn.SweepFunc("slopes", func(s revgnn.Setting) (*revgnn.TrainBuilder, error) {
//		m, err := revgnn.Reversible(leaky{s.Float("slope")}).WithSeed(s.Seed).For(graph).Done()
//		return revgnn.Train(m, graph).WithSeed(s.Seed), err
//	}).Over("slope", 0.1, 0.2).Seeds(5)
func SweepFunc(name string, train func(s Setting) (*TrainBuilder, error)) *SweepBuilder {
	return sweep(&funcTrial{name: name, train: train})
}

func sweep(of trial) *SweepBuilder { return &SweepBuilder{of: of, seeds: 1, atOnce: 1} }

// Over adds a field and the values that it takes: numbers, text, bools, or what has a String method.
func (b *SweepBuilder) Over(field string, values ...any) *SweepBuilder {
	b.fields, b.values = append(b.fields, field), append(b.values, values)
	return b
}

// Seeds sets how often each combination is trained, with the seeds 1 to n.
func (b *SweepBuilder) Seeds(n int) *SweepBuilder { b.seeds = n; return b }

// WithDirectory sets where the sweep is kept: a directory a run, named by its settings, and sweep.json. The same call goes
// on with what is there: complete runs are kept, interrupted ones go on from their checkpoint, new combinations are added.
// Without it the sweep lies in a temporary directory.
func (b *SweepBuilder) WithDirectory(directory string) *SweepBuilder {
	b.directory = directory
	return b
}

// WithRetry tries the runs that failed again, each from its last checkpoint if it has one.
func (b *SweepBuilder) WithRetry() *SweepBuilder { b.retry = true; return b }

// WithAtOnce sets how many runs may train at the same time; 1 by default.
func (b *SweepBuilder) WithAtOnce(runs int) *SweepBuilder { b.atOnce = runs; return b }

// WithMemory sets how much memory the runs that train at the same time may need together, as estimated: parameters,
// gradients, optimizer state, data and activations of a step on one part. A run that needs more alone is not run.
func (b *SweepBuilder) WithMemory(bytes int64) *SweepBuilder {
	b.memory, b.limited = bytes, true
	return b
}

// WithObserver adds an observer, such as viz.Progress().
func (b *SweepBuilder) WithObserver(o run.SweepObserver) *SweepBuilder {
	b.observers = append(b.observers, o)
	return b
}

// Must is Done for notebook cells: on an error it prints one line and ends the program. After an interrupt it ends the
// cell quietly: all runs are saved.
func (b *SweepBuilder) Must() *run.Sweep { return must(b.Done()) }

// Done trains, and returns all that the directory holds. A run that fails, or can't be built, is recorded with its reason,
// and the rest goes on. After an interrupt all runs are saved and the error is ErrInterrupted; the same call goes on from
// there. A directory that holds runs of other settings than asked for ends the sweep.
func (b *SweepBuilder) Done() (*run.Sweep, error) {
	settings, err := b.settings()
	if err != nil {
		return nil, err
	}
	// The backend's start is no run's own, and changes the log's state, which nothing else may read meanwhile.
	if _, err := xla.Default(); err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	directory := b.directory
	if directory == "" {
		if directory, err = os.MkdirTemp("", "kilolayer-sweep-"); err != nil {
			return nil, fmt.Errorf("revgnn: no temporary directory for the sweep: %w", err)
		}
	}
	list := make([]run.SweepRun, len(settings))
	for i, s := range settings {
		list[i] = s.record()
	}
	record, err := run.WriteSweep(directory, b.of.title(), b.fields, list)
	if err != nil {
		return nil, err
	}
	defer record.Close()
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	s := newSweeping(b, settings, record)
	s.observe(func(o run.SweepObserver) { o.Started(slices.Clone(s.list)) })
	err = s.work(interrupts)
	result, failed := run.OpenSweep(directory)
	if err == nil {
		err = failed
	}
	if errors.Is(err, ErrInterrupted) && result != nil {
		call := "the same call goes on from there"
		if b.directory == "" {
			call = fmt.Sprintf("the same call with WithDirectory(%q) goes on from there", directory)
		}
		err = fmt.Errorf("%w with %d of %d runs complete; %s", ErrInterrupted, len(result.Runs()), len(result.List()), call)
	}
	s.observe(func(o run.SweepObserver) { o.Finished(err) })
	if err != nil && !errors.Is(err, ErrInterrupted) {
		return nil, err
	}
	return result, err
}

// settings checks the options and lists the combinations, the seeds innermost.
func (b *SweepBuilder) settings() ([]Setting, error) {
	switch {
	case b.seeds < 1:
		return nil, fmt.Errorf("revgnn: a sweep with %d seeds; use at least 1", b.seeds)
	case b.atOnce < 1:
		return nil, fmt.Errorf("revgnn: a sweep with %d runs at once; use at least 1", b.atOnce)
	case b.limited && b.memory < 1:
		return nil, fmt.Errorf("revgnn: a sweep within %d bytes of memory; use a positive number", b.memory)
	}
	list := []Setting{{}}
	for i, field := range b.fields {
		switch {
		case strings.TrimSpace(field) == "":
			return nil, fmt.Errorf("revgnn: a sweep over a field without a name; give one, as in Over(\"depth\", 7, 28)")
		case field == "seed":
			return nil, fmt.Errorf("revgnn: a sweep over the field \"seed\"; use Seeds(n)")
		case slices.Contains(b.fields[:i], field):
			return nil, fmt.Errorf("revgnn: a sweep over %q twice; give all its values at once", field)
		case len(b.values[i]) == 0:
			return nil, fmt.Errorf("revgnn: a sweep over %q without values; give at least one", field)
		}
		var texts []string
		var longer []Setting
		for _, value := range b.values[i] {
			text, err := valueText(value)
			if err != nil {
				return nil, fmt.Errorf("revgnn: a sweep over %q with %w", field, err)
			}
			if slices.Contains(texts, text) {
				return nil, fmt.Errorf("revgnn: a sweep over %q with %s twice; give each value once", field, text)
			}
			texts = append(texts, text)
		}
		for _, s := range list {
			for k, value := range b.values[i] {
				longer = append(longer, s.with(field, value, texts[k]))
			}
		}
		list = longer
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

// tooLarge tells why a run can't be within the sweep's memory.
func (b *SweepBuilder) tooLarge(bytes int64) string {
	return fmt.Sprintf("revgnn: its training step needs about %s alone, and the sweep may take %s; use more parts or fewer channels, "+
		"or WithMemory(%d)", units.Bytes(bytes), units.Bytes(b.memory), bytes)
}
