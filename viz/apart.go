package viz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// chosen is what was chosen for the runs of a setting.
type chosen struct {
	family options.Family
	traits []trait
}

// apart names each by the traits that not all have, in words. It leaves out what is off everywhere it has a meaning,
// and defaults of a family that all of that family have: the family tells them.
func apart(all []chosen) (names []string) {
	type ofFamily struct {
		family options.Family
		trait  trait
	}
	type told struct{ name, words string }
	var (
		having = map[trait]int{}
		within = map[ofFamily]int{}
		family = map[options.Family]int{}
		on     = map[string]bool{}
		values = map[told]map[string]bool{}
	)
	for _, c := range all {
		family[c.family]++
		for _, t := range c.traits {
			having[t]++
			within[ofFamily{c.family, t}]++
			on[t.name] = on[t.name] || t.words != "" && !t.off
			key := told{t.name, t.words}
			if values[key] == nil {
				values[key] = map[string]bool{}
			}
			values[key][t.value] = true
		}
	}
	for _, c := range all {
		var words []string
		for _, t := range c.traits {
			switch {
			case t.words == "" || having[t] == len(all) || t.off && !on[t.name]:
				continue
			case t.usual && within[ofFamily{c.family, t}] == family[c.family]:
				continue
			case t.more != "" && len(values[told{t.name, t.words}]) > 1:
				t.words += " " + recordWords(t.more)
			}
			words = append(words, t.words)
		}
		names = append(names, strings.Join(words, ", "))
	}
	return names
}

// recordWords is what an operator's record says, as "layers 2"; a record that is no list of options stays as it is.
func recordWords(record string) string {
	var fields map[string]any
	if err := json.Unmarshal([]byte(record), &fields); err != nil {
		return record
	}
	var words []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		words = append(words, fmt.Sprintf("%s %v", name, fields[name]))
	}
	return strings.Join(words, ", ")
}
