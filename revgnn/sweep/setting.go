package sweep

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Setting is one combination of a sweep: a value of each option that it goes over, and a seed.
type Setting struct {
	Seed    uint64
	choices []run.Choice // the values in words
	values  []any
}

// with is the setting with one more option.
func (s Setting) with(name string, value any, text string) Setting {
	s.choices = append(slices.Clip(s.choices), run.Choice{Field: name, Value: text})
	s.values = append(slices.Clip(s.values), value)
	return s
}

func (s Setting) record() run.SweepRun { return run.NewSweepRun(s.choices, s.Seed) }

// String names the setting, as its run's directory does.
func (s Setting) String() string { return s.record().Name }

// Value returns the value of an option, as it was given to Over. For one that the sweep does not go over it panics,
// which the sweep records as the run's failure.
func (s Setting) Value(name string) any {
	var names []string
	for i, c := range s.choices {
		if c.Field == name {
			return s.values[i]
		}
		names = append(names, c.Field)
	}
	panic(fmt.Errorf("sweep: the sweep does not go over %q, but over: %s", name, strings.Join(names, ", ")))
}

// Int is Value of an option of whole numbers.
func (s Setting) Int(name string) int {
	v := reflect.ValueOf(s.Value(name))
	if !v.CanInt() {
		panic(fmt.Errorf("sweep: the option %q is %v, not a whole number", name, v))
	}
	return int(v.Int())
}

// Float is Value of an option of numbers.
func (s Setting) Float(name string) float64 {
	v := reflect.ValueOf(s.Value(name))
	switch {
	case v.CanFloat():
		return v.Float()
	case v.CanInt():
		return float64(v.Int())
	}
	panic(fmt.Errorf("sweep: the option %q is %v, not a number", name, v))
}

// Text is the value of an option in words.
func (s Setting) Text(name string) string {
	text, _ := valueText(s.Value(name)) // it was checked before the sweep began
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

// combinations lists the settings of a sweep over options with their values, without seeds. The first option varies
// slowest.
func combinations(names []string, values [][]any) ([]Setting, error) {
	list := []Setting{{}}
	for i, name := range names {
		switch {
		case strings.TrimSpace(name) == "":
			return nil, fmt.Errorf("sweep: an option without a name; give one, as in Over(\"depth\", 7, 28)")
		case name == "seed":
			return nil, fmt.Errorf("sweep: the option \"seed\"; use Seeds(n)")
		case slices.Contains(names[:i], name):
			return nil, fmt.Errorf("sweep: the option %q twice; give all its values at once", name)
		case len(values[i]) == 0:
			return nil, fmt.Errorf("sweep: the option %q without values; give at least one", name)
		}
		texts := make([]string, len(values[i]))
		for k, value := range values[i] {
			text, err := valueText(value)
			if err != nil {
				return nil, fmt.Errorf("sweep: the option %q with %w", name, err)
			}
			if slices.Contains(texts[:k], text) {
				return nil, fmt.Errorf("sweep: the option %q with %s twice; give each value once", name, text)
			}
			texts[k] = text
		}
		var longer []Setting
		for _, s := range list {
			for k, value := range values[i] {
				longer = append(longer, s.with(name, value, texts[k]))
			}
		}
		list = longer
	}
	return list, nil
}
