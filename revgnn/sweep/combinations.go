package sweep

import (
	"fmt"
	"slices"
	"strings"
)

// option is what a sweep goes over: a name and the values that it takes.
type option struct {
	name   string
	values []any
	texts  []string // of the values
}

// newOption checks an option that comes after others.
func newOption(name string, values []any, before []option) (option, error) {
	o := option{name: name, values: values}
	switch {
	case strings.TrimSpace(name) == "":
		return o, fmt.Errorf("sweep: an option without a name; give one, as in Over(\"depth\", 7, 28)")
	case name == "seed":
		return o, fmt.Errorf("sweep: the option \"seed\"; use Seeds(n)")
	case slices.ContainsFunc(before, func(b option) bool { return b.name == name }):
		return o, fmt.Errorf("sweep: the option %q twice; give all its values at once", name)
	case len(values) == 0:
		return o, fmt.Errorf("sweep: the option %q without values; give at least one", name)
	}
	for _, value := range values {
		text, err := valueText(value)
		if r, is := value.(Range); is {
			err = r.check()
		}
		if err != nil {
			return o, fmt.Errorf("sweep: the option %q with %w", name, err)
		}
		if slices.Contains(o.texts, text) {
			return o, fmt.Errorf("sweep: the option %q with %s twice; give each value once", name, text)
		}
		o.texts = append(o.texts, text)
	}
	return o, nil
}

// combinations lists all settings of options, without seeds. The first option varies slowest.
func combinations(list []option) ([]Setting, error) {
	settings := []Setting{{}}
	for _, o := range list {
		var longer []Setting
		for _, s := range settings {
			for k, value := range o.values {
				if _, is := value.(Range); is {
					return nil, fmt.Errorf("sweep: the option %q takes values from a range; add WithRandom(n, seed)",
						o.name)
				}
				longer = append(longer, s.with(o.name, value, o.texts[k]))
			}
		}
		settings = longer
	}
	return settings, nil
}
