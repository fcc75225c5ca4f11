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

// settingsOf sorts runs into settings, in the order of their first runs. A setting is named by what sets it apart from
// the others; one of a single run keeps the run's label.
func settingsOf[R run.Recorded](runs []R) (list []setting[R]) {
	at := map[string]int{}
	var all []chosen
	for _, r := range runs {
		info := r.Info()
		what := chosen{info.Model.Options.Family, traits(info)}
		key := ""
		for _, t := range what.traits {
			key += fmt.Sprintf("%q %q\n", t.name, t.value)
		}
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list, all = append(list, setting[R]{}), append(all, what)
		}
		list[i].runs = append(list[i].runs, r)
	}
	names := apart(all)
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
