package revgnn

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// job is what a training was asked to do.
type job struct {
	ctx     context.Context
	made    func(context.Context) (*Model, *datasets.Graph, error)
	model   *Model // nil before it is made
	graph   *datasets.Graph
	options options.Training

	named           map[string]float64 // weights of classes or tasks by their names; nil for none
	directory       string
	label           string
	restart, extend bool
	observers       []run.Observer
	callbacks       []Callback
	checkpointEvery time.Duration
}

// make makes the model and the graph, once, and finds what the options name in them.
func (j *job) make() error {
	if j.model == nil {
		if err := j.makeBoth(); err != nil {
			return err
		}
	}
	return j.weightsByName()
}

func (j *job) makeBoth() error {
	m, g, err := j.made(j.ctx)
	switch {
	case err != nil:
		return err
	case m == nil || g == nil:
		return errors.New("revgnn: training needs a model and a graph; use revgnn.Train(model, graph)")
	}
	j.model, j.graph = m, g
	return nil
}

// weightsByName puts weights that were given by name where the options have them, in the order of the outputs.
func (j *job) weightsByName() error {
	if j.named == nil {
		return nil
	}
	o := j.model.outputsIn(j.graph)
	to, what := &j.options.ClassWeights, "class weights"
	switch o.labels {
	case options.TaskLabels:
		to, what = &j.options.PositiveWeights, "positive weights"
	case options.ValueLabels:
		return fmt.Errorf("revgnn: weights by name for %s; they are for classes and yes/no tasks alone", o.labels)
	}
	weights := slices.Repeat([]float64{1}, o.count)
	for _, name := range slices.Sorted(maps.Keys(j.named)) {
		i, err := o.number(name)
		if err != nil {
			return fmt.Errorf("revgnn: %s with %q; %w", what, name, err)
		}
		weights[i] = j.named[name]
	}
	*to = weights
	return nil
}

// check refuses options that are out of range, or have no meaning for what is trained, and a depth that is hopeless on
// this machine's backend.
func (j *job) check() error {
	if err := j.checkOptions(); err != nil {
		return err
	}
	return j.model.checkBackend()
}

// checkOptions refuses options that are out of range, or have no meaning for what is trained.
func (j *job) checkOptions() error {
	o, g := j.options, j.graph
	if err := o.Validate(); err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	for _, parts := range []struct {
		what   string
		number int
	}{{"", o.Parts}, {"evaluation in ", o.ScoringParts}} {
		if parts.number > g.NumNodes {
			return fmt.Errorf("revgnn: %s%d parts of a graph of %d nodes; use 1 to %d", parts.what, parts.number,
				g.NumNodes, g.NumNodes)
		}
	}
	for _, follows := range []struct {
		name string
		is   bool
	}{{"plateau", o.PlateauFactor > 0}, {"patience", o.Patience > 0}} {
		if follows.is && len(g.Valid) == 0 {
			return fmt.Errorf("revgnn: a %s on the graph %q, which has no validation nodes; give it a split with "+
				"some", follows.name, g.Name)
		}
	}
	return nil
}

// frozen lists the parameters that do not change.
func (j *job) frozen() (frozen []string, err error) {
	var names []string
	for _, v := range j.model.spec.Variables() {
		names = append(names, v.Name)
	}
	for _, given := range j.options.Frozen {
		before := len(frozen)
		for _, name := range names {
			if name == given || strings.HasPrefix(name, given+".") {
				frozen = append(frozen, name)
			}
		}
		if len(frozen) == before {
			return nil, fmt.Errorf("revgnn: frozen parameters %q; the network has none of that name: %s", given,
				options.Nearest(given, names))
		}
	}
	slices.Sort(frozen)
	frozen = slices.Compact(frozen)
	if len(frozen) == len(names) {
		return nil, errors.New("revgnn: all parameters are frozen; leave some to train")
	}
	return frozen, nil
}
