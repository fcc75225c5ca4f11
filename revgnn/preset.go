package revgnn

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
)

// PresetBuilder makes an experiment from a preset. Start it with Preset.
type PresetBuilder struct {
	name    string
	small   bool
	opened  *saved // the file that it was opened from; nil without
	changes []change
	graph   *datasets.Graph
	err     error // the first mistake
}

// change is a field that was set.
type change struct {
	field string
	value any
}

// Preset starts from an experiment of the paper by its name: data, network, training and evaluation with nothing left
// open. Presets lists them.
//
// Two are studies as well: with another depth, number of groups or cap of iterations that was published, the published
// result is the one of that value.
func Preset(name string) *PresetBuilder {
	b := &PresetBuilder{name: name}
	_, b.err = presetNamed(name)
	return b
}

// fail keeps the first mistake.
func (b *PresetBuilder) fail(err error) *PresetBuilder {
	if b.err == nil {
		b.err = err
	}
	return b
}

// Small takes the form that trains in about a minute on two cores: fewer and narrower layers, fewer epochs, and data that
// anyone has. ogbn-proteins becomes a made-up graph like it, ogbn-arxiv Cora and ogbn-products Amazon Photo. Family,
// operator, number of groups, loss, optimizer, schedules and inputs stay. The experiment's table says what differs.
func (b *PresetBuilder) Small() *PresetBuilder {
	if b.small {
		return b.fail(fmt.Errorf("revgnn: Small was given twice; give it once"))
	}
	b.small = true
	return b
}

// With sets a field of the experiment, such as "depth" or "learning rate"; Fields lists them. It comes after Small,
// whichever is written first. With another family, groups, backward mode and solvers that are not set take that family's
// defaults.
func (b *PresetBuilder) With(name string, value any) *PresetBuilder {
	f, err := fieldNamed(name)
	if err == nil {
		var s settings
		err = f.put(&s, value)
	}
	if slices.ContainsFunc(b.changes, func(c change) bool { return c.field == name }) {
		err = fmt.Errorf("revgnn: the field %q was given twice; give it once", name)
	}
	if err != nil {
		return b.fail(err)
	}
	b.changes = append(slices.Clip(b.changes), change{name, value}) // copies of the builder go on by themselves
	return b
}

// WithGraph takes a graph in place of the preset's data, as it is.
func (b *PresetBuilder) WithGraph(g *datasets.Graph) *PresetBuilder {
	switch {
	case g == nil:
		return b.fail(fmt.Errorf("revgnn: WithGraph(nil); give it a graph"))
	case b.graph != nil:
		return b.fail(fmt.Errorf("revgnn: WithGraph was given twice; give it once"))
	}
	b.graph = g
	return b
}

// Done checks the settings against each other; no data is read.
func (b *PresetBuilder) Done() (*Experiment, error) {
	if b.err != nil {
		return nil, b.err
	}
	p, err := presetNamed(b.name)
	if err != nil {
		return nil, err
	}
	e := &Experiment{Name: b.name, preset: p, small: b.small, settings: p.settings}
	if b.opened != nil {
		if b.small && !b.opened.Small {
			return nil, fmt.Errorf("revgnn: Small of an experiment that was saved; start from revgnn.Preset(%q).Small()", b.name)
		}
		e.small, e.settings, e.changed, e.own = b.opened.Small, b.opened.Settings, slices.Clone(b.opened.Changed), b.opened.Graph
	} else if b.small {
		e.settings = e.settings.small()
	}
	if err := e.change(b.changes); err != nil {
		return nil, err
	}
	if b.graph != nil {
		if slices.ContainsFunc(b.changes, func(c change) bool { return c.field == "data" }) {
			return nil, fmt.Errorf("revgnn: both WithGraph and the field \"data\" are given; give one")
		}
		given := &savedGraph{Name: b.graph.Name, Fingerprint: b.graph.Fingerprint()}
		if e.own != nil && *given != *e.own {
			return nil, fmt.Errorf("revgnn: the experiment was saved with the graph %q of fingerprint %s, the graph %q has %s; give it that one",
				e.own.Name, e.own.Fingerprint, given.Name, given.Fingerprint)
		}
		e.graph, e.own, e.settings.Data = b.graph, given, b.graph.Name
	}
	return e, e.check()
}

// Must is Done for notebook cells.
func (b *PresetBuilder) Must() *Experiment { return must(b.Done()) }
