package paper

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// PresetBuilder makes an experiment from a preset. Start it with Preset. Each option gives another builder, so that
// several can go on from one.
type PresetBuilder struct {
	name    string
	small   bool
	opened  *saved // the file that it was opened from; nil without
	changes []change
	graph   *datasets.Graph
	data    *library // shared by copies of the builder
	err     error    // the first mistake
}

// change is an option that was set.
type change struct {
	name  string
	value any
}

// Preset starts from an experiment of the paper by its name: data, network, training and evaluation with nothing left
// open. Presets lists them.
//
// Some are studies as well: with another depth, number of groups or cap of iterations that was published, the published
// result is the one of that value.
func Preset(name string) *PresetBuilder {
	b := &PresetBuilder{name: name, data: &library{}}
	_, b.err = presetNamed(name)
	return b
}

// Open starts from an experiment that Save wrote. One with a graph of one's own needs WithGraph and the same graph.
func Open(path string) *PresetBuilder {
	b := &PresetBuilder{data: &library{}}
	if b.opened, b.err = read(path); b.err == nil {
		b.name = b.opened.Preset
	}
	return b
}

// Small takes the form that trains in about a minute on two cores: fewer and narrower layers, fewer epochs, and data
// that anyone has. ogbn-proteins becomes a made-up graph like it, ogbn-arxiv Cora and ogbn-products Amazon Photo.
// Family, operator, number of groups, loss, optimizer, schedules and inputs stay. The experiment's table says what
// differs.
func (b *PresetBuilder) Small() *PresetBuilder {
	next := *b
	next.small = true
	return &next
}

// With sets an option of the experiment, such as "depth" or "learning rate"; Names lists them, and package options says
// what each takes. It comes after Small, whichever is written first. Of an option that is set again the last value
// counts. With another family, groups, backward mode and solvers that are not set take that family's defaults.
func (b *PresetBuilder) With(name string, value any) *PresetBuilder {
	next := *b
	next.changes = append(slices.Clip(b.changes), change{name, value})
	if err := new(Settings).set(name, value); err != nil && next.err == nil {
		next.err = fmt.Errorf("paper: %w", err)
	}
	return &next
}

// WithGraph takes a graph in place of the preset's data, as it is.
func (b *PresetBuilder) WithGraph(g *datasets.Graph) *PresetBuilder {
	next := *b
	if next.graph = g; g == nil && next.err == nil {
		next.err = errors.New("paper: WithGraph(nil); give it a graph")
	}
	return &next
}

// Name is that of the preset.
func (b *PresetBuilder) Name() string { return b.name }

// Done checks the options against each other; no data is read.
func (b *PresetBuilder) Done() (*Experiment, error) {
	if b.err != nil {
		return nil, b.err
	}
	p, err := presetNamed(b.name)
	if err != nil {
		return nil, err
	}
	e := &Experiment{Name: b.name, Settings: p.settings, preset: p, small: b.small, data: b.data}
	switch {
	case b.opened != nil && b.small && !b.opened.Small:
		return nil, fmt.Errorf("paper: Small of an experiment that was saved; start from paper.Preset(%q).Small()",
			b.name)
	case b.opened != nil:
		e.small, e.Settings, e.changed, e.own = b.opened.Small, b.opened.Settings, slices.Clone(b.opened.Changed),
			b.opened.Graph
	case b.small:
		e.Settings = e.Settings.small()
	}
	if err := e.change(b.changes); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	if b.graph != nil {
		if err := e.take(b.graph, b.changes); err != nil {
			return nil, fmt.Errorf("paper: %w", err)
		}
	}
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return e, nil
}

// Must is Done for cells.
func (b *PresetBuilder) Must() *Experiment { return cell.Must(b.Done()) }

// change applies what With set: the family first, as it decides what the others mean.
func (e *Experiment) change(changes []change) error {
	for _, c := range changes {
		if c.name == "family" {
			family := options.Network{}
			f, err := options.Find(c.name, &family)
			if err == nil {
				err = f.Set(c.value)
			}
			if err != nil {
				return err
			}
			if family.Family != e.Network.Family {
				e.changeFamily(family.Family)
			}
		}
	}
	for _, c := range changes {
		if c.name != dataName {
			f, err := e.find(c.name)
			if err != nil {
				return err
			}
			if !f.Means() {
				return fmt.Errorf("the option %q has no meaning for the family %q; leave it out", c.name,
					e.Network.Family)
			}
		}
		if err := e.set(c.name, c.value); err != nil {
			return err
		}
		if !slices.Contains(e.changed, c.name) {
			e.changed = append(e.changed, c.name)
		}
	}
	return nil
}

// take puts a graph of one's own in the place of the data.
func (e *Experiment) take(g *datasets.Graph, changes []change) error {
	if slices.ContainsFunc(changes, func(c change) bool { return c.name == dataName }) {
		return fmt.Errorf("both WithGraph and the option %q are given; give one", dataName)
	}
	given := &savedGraph{Name: g.Name, Fingerprint: g.Fingerprint()}
	if e.own != nil && *given != *e.own {
		return fmt.Errorf("the experiment was saved with the graph %q of fingerprint %s, the graph %q has %s; give "+
			"it that one",
			e.own.Name, e.own.Fingerprint, given.Name, given.Fingerprint)
	}
	e.graph, e.own, e.Data = g, given, g.Name
	return nil
}
