package conv

import (
	"fmt"
	"slices"
	"strings"
)

// options notes the options that an operator was given, for its Validate. An operator embeds it, and each of its With
// methods calls note with its own name. It is comparable, as operators are; the order of the options does not matter.
type options struct {
	given string // their names, in the order of the alphabet
	twice string // the first that was given again
}

// note marks an option as given.
func (o *options) note(name string) {
	names := strings.Fields(o.given)
	i, found := slices.BinarySearch(names, name)
	switch {
	case !found:
		o.given = strings.Join(slices.Insert(names, i, name), " ")
	case o.twice == "":
		o.twice = name
	}
}

// has tells whether an option was given.
func (o options) has(name string) bool { return slices.Contains(strings.Fields(o.given), name) }

// once refuses an option that was given twice. operator is the constructor's name, as in "GEN".
func (o options) once(operator string) error {
	if o.twice == "" {
		return nil
	}
	return fmt.Errorf("conv: %s() has two %s; give it once", operator, o.twice)
}
