package revgnn

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Setting is one combination of a sweep: a value of each field, and a seed.
type Setting struct {
	Seed    uint64
	choices []run.Choice // the values in words
	values  []any
}

// with is the setting with one more field.
func (s Setting) with(field string, value any, text string) Setting {
	s.choices = append(slices.Clip(s.choices), run.Choice{Field: field, Value: text})
	s.values = append(slices.Clip(s.values), value)
	return s
}

func (s Setting) record() run.SweepRun { return run.NewSweepRun(s.choices, s.Seed) }

// Value returns the value of a field, as it was given to Over. For a field that the sweep does not go over it panics, which
// the sweep records as the run's failure.
func (s Setting) Value(field string) any {
	var names []string
	for i, c := range s.choices {
		if c.Field == field {
			return s.values[i]
		}
		names = append(names, c.Field)
	}
	panic(fmt.Errorf("revgnn: the sweep has no field %q; it goes over: %s", field, strings.Join(names, ", ")))
}

// Int is Value of a field of whole numbers.
func (s Setting) Int(field string) int {
	v := reflect.ValueOf(s.Value(field))
	if !v.CanInt() {
		panic(fmt.Errorf("revgnn: the field %q is %v, not a whole number", field, v))
	}
	return int(v.Int())
}

// Float is Value of a field of numbers.
func (s Setting) Float(field string) float64 {
	v := reflect.ValueOf(s.Value(field))
	switch {
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return float64(v.Int())
	}
	panic(fmt.Errorf("revgnn: the field %q is %v, not a number", field, v))
}

// Text is the value of a field in words.
func (s Setting) Text(field string) string {
	text, _ := valueText(s.Value(field)) // it was checked before the sweep began
	return text
}

// valueText writes a field's value, the same in each process.
func valueText(value any) (string, error) {
	v := reflect.ValueOf(value)
	_, named := value.(fmt.Stringer)
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil():
		return "", fmt.Errorf("the value nil; give numbers, text, bools or what has a String method")
	case named, v.Kind() == reflect.String, v.Kind() == reflect.Bool, v.CanInt(), v.CanUint(), v.CanFloat():
		return fmt.Sprint(value), nil
	}
	return "", fmt.Errorf("a value of type %T, which has no name; give numbers, text, bools or what has a String method", value)
}

// trial is what a sweep tries in many settings.
type trial interface {
	title() string
	check(settings []Setting) error // before anything starts, without seeds
	build(s Setting) (*TrainBuilder, error)
}

// funcTrial is a function of the user's own.
type funcTrial struct {
	name  string
	train func(s Setting) (*TrainBuilder, error)
}

func (f *funcTrial) title() string { return f.name }

func (f *funcTrial) check([]Setting) error {
	switch {
	case strings.TrimSpace(f.name) == "":
		return fmt.Errorf("revgnn: a sweep without a name; give SweepFunc one")
	case f.train == nil:
		return fmt.Errorf("revgnn: a sweep without a function; give SweepFunc one")
	}
	return nil
}

func (f *funcTrial) build(s Setting) (*TrainBuilder, error) {
	b, err := f.train(s)
	switch {
	case err != nil:
		return nil, err
	case b != nil && b.err != nil:
		return nil, b.err
	case b == nil || b.model == nil || b.graph == nil:
		return nil, fmt.Errorf("revgnn: the sweep's function returned no training; return revgnn.Train(model, graph)")
	case b.directory != "":
		return nil, fmt.Errorf("revgnn: the training has the directory %s; leave WithDirectory to the sweep", b.directory)
	}
	return b, nil
}

// presetTrial is a preset with fields set.
type presetTrial struct {
	preset *PresetBuilder

	graph *datasets.Graph // of the data last read, so that settings with the same data share it
	data  string
}

func (p *presetTrial) title() string { return p.preset.name }

// check refuses a sweep in which no setting can be built, as one over a field that does not exist.
func (p *presetTrial) check(settings []Setting) (err error) {
	if p.preset == nil {
		return fmt.Errorf("revgnn: a sweep without a preset; use revgnn.Sweep(revgnn.Preset(name))")
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

// with is a copy of the preset with the setting's fields.
func (p *presetTrial) with(s Setting) *PresetBuilder {
	b := *p.preset
	preset := b.With("seed", s.Seed)
	for i, c := range s.choices {
		preset = preset.With(c.Field, s.values[i])
	}
	return preset
}

func (p *presetTrial) build(s Setting) (*TrainBuilder, error) {
	e, err := p.with(s).Done()
	if err != nil {
		return nil, err
	}
	if p.graph != nil && p.data == e.settings.Data {
		e.graph = p.graph
	}
	if p.graph, err = e.Graph(); err != nil {
		return nil, err
	}
	p.data = e.settings.Data
	if _, err := e.Model(); err != nil {
		return nil, err
	}
	return e.Train(), nil
}
