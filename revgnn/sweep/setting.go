package sweep

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Setting is one combination of a sweep: a value of each option that it goes over, and a seed.
type Setting struct {
	Seed    uint64
	choices []run.Choice // the values in words
	values  []any
	left    []string // the options that have no meaning for it
	label   string   // one's own
}

// with is the setting with one more option.
func (s Setting) with(name string, value any, text string) Setting {
	s.choices = append(slices.Clip(s.choices), run.Choice{Field: name, Value: text})
	s.values = append(slices.Clip(s.values), value)
	return s
}

// without is the setting with an option less.
func (s Setting) without(name string) Setting {
	next := Setting{Seed: s.Seed, label: s.label, left: append(slices.Clip(s.left), name)}
	for i, c := range s.choices {
		if c.Field != name {
			next = next.with(c.Field, s.values[i], c.Value)
		}
	}
	return next
}

func (s Setting) record() run.SweepRun {
	r := run.NewSweepRun(s.choices, s.Seed)
	r.Own = s.label
	return r
}

// String names the setting, as its run's directory does.
func (s Setting) String() string { return s.record().Name }

// Has tells whether an option has a value: not one that is left out for the setting.
func (s Setting) Has(name string) bool {
	return slices.ContainsFunc(s.choices, func(c run.Choice) bool { return c.Field == name })
}

// Value returns the value of an option, as it was given to Over; nil for one that is left out for the setting. For one
// that the sweep does not go over it panics, which the sweep records as the run's failure.
func (s Setting) Value(name string) any {
	if slices.Contains(s.left, name) {
		return nil
	}
	var names []string
	for i, c := range s.choices {
		if c.Field == name {
			return s.values[i]
		}
		names = append(names, c.Field)
	}
	if len(names) == 0 {
		panic(fmt.Errorf("sweep: the sweep does not go over %q; add Over(%q, …)", name, name))
	}
	panic(fmt.Errorf("sweep: the sweep does not go over %q; %s", name, options.Nearest(name, names)))
}

// Int is Value of an option of whole numbers; 0 for one that is left out.
func (s Setting) Int(name string) int {
	v := reflect.ValueOf(s.Value(name))
	if !v.IsValid() {
		return 0
	}
	if !v.CanInt() {
		panic(fmt.Errorf("sweep: the option %q is %v, not a whole number", name, v))
	}
	return int(v.Int())
}

// Float is Value of an option of numbers; 0 for one that is left out.
func (s Setting) Float(name string) float64 {
	v := reflect.ValueOf(s.Value(name))
	switch {
	case !v.IsValid():
		return 0
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return float64(v.Int())
	}
	panic(fmt.Errorf("sweep: the option %q is %v, not a number", name, v))
}

// Text is the value of an option in words; "" for one that is left out.
func (s Setting) Text(name string) string {
	value := s.Value(name)
	if value == nil {
		return ""
	}
	text, _ := valueText(value) // it was checked before the sweep began
	return text
}

// valueText writes an option's value, the same in each process.
func valueText(value any) (string, error) {
	v := reflect.ValueOf(value)
	_, named := value.(fmt.Stringer)
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer && v.IsNil():
		return "", fmt.Errorf("the value nil; give numbers, text, bools or what has a String method")
	case named, v.Kind() == reflect.String, v.Kind() == reflect.Bool, v.CanInt(), v.CanUint(), v.CanFloat():
		return fmt.Sprint(value), nil
	}
	return "", fmt.Errorf("a value of type %T, which has no name; give numbers, text, bools or what has a String "+
		"method", value)
}
