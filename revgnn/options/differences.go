package options

import (
	"fmt"
	"reflect"
	"slices"
)

// Difference is an option in which two structs differ.
type Difference struct {
	Name     string
	One, Two string // the two values for readers; "none" for one that is off
}

// String is the difference in words, as in "depth 14, not 7".
func (d Difference) String() string { return fmt.Sprintf("%s %s, not %s", d.Name, d.One, d.Two) }

// Differences lists the options in which two structs of one type differ, by their values. Options of the names in but
// are passed over.
func Differences[T Options](one, two T, but ...string) []Difference {
	var list []Difference
	other := Fields(two)
	for i, f := range Fields(one) {
		if slices.Contains(but, f.Name) || same(f.Value(), other[i].Value()) {
			continue
		}
		d := Difference{f.Name, f.String(), other[i].String()}
		if d.One == d.Two {
			// Operators of one name, whose options tell them apart.
			d.One, d.Two = recordOf(f.Value()), recordOf(other[i].Value())
		}
		for _, text := range []*string{&d.One, &d.Two} {
			if *text == "" {
				*text = "none"
			}
		}
		list = append(list, d)
	}
	return list
}

// Changed lists the options in which a run that is there differs from what is asked for, but for those that may change
// when it is gone on with.
func Changed[T Options](kept, asked T) []Difference {
	var free []string
	for _, f := range Fields(kept) {
		if f.Free() {
			free = append(free, f.Name)
		}
	}
	return Differences(kept, asked, free...)
}

// same compares the values of an option.
func same(a, b any) bool {
	switch a := a.(type) {
	case Operator:
		return a.Equal(b.(Operator))
	case Named:
		return a.Equal(b.(Named))
	case []string:
		return slices.Equal(a, b.([]string))
	case []float64:
		return slices.Equal(a, b.([]float64))
	}
	return reflect.DeepEqual(a, b)
}

// recordOf is an operator with its options.
func recordOf(value any) string {
	if o, ok := value.(Operator); ok {
		return fmt.Sprintf("%s %s", o.Name, o.Record)
	}
	return fmt.Sprint(value)
}
