package viz

import (
	"cmp"
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// setting is runs that differ in nothing but their seeds, under a name that tells them from the other settings of a
// figure.
type setting[R run.Recorded] struct {
	name string
	runs []R
}

// settingsOf sorts runs into settings, in the order of their first runs. Runs that have a name for their setting, as
// those of a sweep, give it that name, which the sweep's table has as well. Where such names do not tell all settings,
// a setting is named by what sets it apart from the others; one of a single run keeps the run's label.
func settingsOf[R run.Recorded](runs []R) (list []setting[R]) {
	at := map[string]int{}
	var all []chosen
	var own []string // the names that the runs have for their settings
	for _, r := range runs {
		info := r.Info()
		what := chosen{info.Model.Options.Family, traits(info)}
		name := ownName(r)
		key := name + "\n"
		for _, t := range what.traits {
			key += fmt.Sprintf("%q %q\n", t.name, t.value)
		}
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list, all, own = append(list, setting[R]{}), append(all, what), append(own, name)
		}
		list[i].runs = append(list[i].runs, r)
	}
	names := apart(all)
	if tell(own) {
		names = own
	}
	for i := range list {
		first := list[i].runs[0]
		list[i].name = cmp.Or(names[i], first.Info().Model.Options.Name(), first.Label())
		if len(list[i].runs) == 1 {
			list[i].name = cmp.Or(first.Label(), list[i].name)
		}
	}
	seen := map[string]int{}
	for i := range list { // two runs may have one label, and data of one name other content
		name := list[i].name
		if seen[name]++; seen[name] > 1 {
			list[i].name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
	}
	return list
}

// ownName is the name that a run has for its setting; "" for none.
func ownName(r run.Recorded) string {
	if s, ok := r.(interface{ Setting() string }); ok {
		return s.Setting()
	}
	return ""
}

// tell tells whether names are all there and all different.
func tell(names []string) bool {
	seen := map[string]bool{"": true}
	for _, name := range names {
		if seen[name] {
			return false
		}
		seen[name] = true
	}
	return true
}
