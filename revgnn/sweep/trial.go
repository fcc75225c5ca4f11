package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
)

// trial is what a sweep tries in many settings.
type trial interface {
	title() string
	check(list []option, settings []Setting) error // before anything starts, without seeds
	build(s Setting) (*revgnn.TrainBuilder, error)
}

// function is a function of the user's own.
type function struct {
	name  string
	train func(s Setting) (*revgnn.TrainBuilder, error)
}

func (f *function) title() string { return f.name }

func (f *function) check([]option, []Setting) error {
	switch {
	case strings.TrimSpace(f.name) == "":
		return errors.New("sweep: no name; give Func one")
	case f.train == nil:
		return errors.New("sweep: no function; give Func one")
	}
	return nil
}

func (f *function) build(s Setting) (*revgnn.TrainBuilder, error) {
	b, err := f.train(s)
	switch {
	case err != nil:
		return nil, err
	case b == nil:
		return nil, errors.New("sweep: the function returned no training; return revgnn.Train(model, graph)")
	case b.Directory() != "":
		return nil, fmt.Errorf("sweep: the training has the directory %s; leave WithDirectory to the sweep",
			b.Directory())
	}
	return b, nil
}

// preset is a preset with options set.
type preset struct {
	base *paper.PresetBuilder
	// tied tells that the sweep goes over weight-tied networks by a word for the family, so that the other words stand
	// for networks that are not tied.
	tied bool
}

func (p *preset) title() string { return p.base.Name() }

// check refuses a value that its option can't take, and a sweep in which no setting can be built, as one over an option
// that does not exist.
func (p *preset) check(list []option, settings []Setting) (err error) {
	if p.base == nil {
		return errors.New("sweep: no preset; use sweep.Of(paper.Preset(name))")
	}
	if err := cmp.Or(checkFamilies(list), checkValues(list)); err != nil {
		return err
	}
	for _, s := range settings {
		if s.Has(familyField) {
			_, tied, _ := familyOf(s.Text(familyField))
			p.tied = p.tied || tied
		}
	}
	for _, s := range settings {
		_, failed := p.with(s).Done()
		if failed == nil {
			return nil
		}
		if err == nil {
			err = failed
		}
	}
	return err
}

// checkValues refuses a value that its option can't take, whatever the others are.
func checkValues(list []option) error {
	for _, o := range list {
		f, err := options.Find(o.name, new(options.Network), new(options.Training), new(options.Evaluation))
		if err != nil || o.name == familyField {
			continue // the preset knows more names
		}
		if _, is := f.Value().(options.Operator); is {
			continue // which the preset makes of several things
		}
		for _, value := range o.values {
			if r, is := value.(Range); is {
				if err := cmp.Or(f.Set(r.end(r.low)), f.Set(r.end(r.high))); err != nil {
					return fmt.Errorf("sweep: %w", err)
				}
				continue
			}
			if err := f.Set(value); err != nil {
				return fmt.Errorf("sweep: %w", err)
			}
		}
	}
	return nil
}

// with is the preset with the setting's options.
func (p *preset) with(s Setting) *paper.PresetBuilder {
	next := p.base.With("seed", s.Seed)
	for i, c := range s.choices {
		if c.Field == familyField {
			next = p.withFamily(next, s, c.Value)
			continue
		}
		next = next.With(c.Field, s.values[i])
	}
	return next
}

const ownFirstLayer = "own first layer"

// withFamily sets the family that a word stands for.
func (p *preset) withFamily(b *paper.PresetBuilder, s Setting, word string) *paper.PresetBuilder {
	family, tied, _ := familyOf(word)
	if family == "" {
		family = options.Reversible
		if e, err := p.base.Done(); err == nil && e.Network.Family != options.Equilibrium {
			family = e.Network.Family
		}
	}
	b = b.With(familyField, family)
	if p.tied && family != options.Equilibrium && !s.Has("tied") {
		b = b.With("tied", tied)
		if !tied && !s.Has(ownFirstLayer) { // which tied layers alone have
			b = b.With(ownFirstLayer, false)
		}
	}
	return b
}

func (p *preset) build(s Setting) (*revgnn.TrainBuilder, error) {
	e, err := p.with(s).Done()
	if err != nil {
		return nil, err
	}
	return e.Train(), nil
}
