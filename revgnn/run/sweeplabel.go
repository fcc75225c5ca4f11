package run

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// labelAll labels the runs of a sweep, the same for tables and figures: by a label of one's own or by what differs
// between the settings, and by the seed where that alone does not tell a run. runs are nil where there is none yet.
func labelAll(fields []string, list []SweepRun, runs []*Run) {
	all, changed := make([][]Choice, len(list)), make([][]Choice, len(list))
	for i, k := range list {
		all[i], changed[i] = slices.Concat(k.Choices, k.Changed), k.Changed
	}
	labels, changes := labelsOf(withChanged(fields, list), all), labelsOf(withChanged(nil, list), changed)
	having := map[string]int{}
	for i, k := range list {
		own := k.Own
		if r := runs[i]; r != nil {
			own = cmp.Or(own, r.info.Label)
		}
		if own != "" {
			labels[i] = strings.TrimSuffix(own+", "+changes[i], ", ")
		}
		having[labels[i]]++
	}
	for i, label := range labels {
		k := &list[i]
		k.Label = label
		if having[label] > 1 || label == "" {
			k.Label = strings.TrimPrefix(fmt.Sprintf("%s, seed %d", label, k.Seed), ", ")
		}
		if r := runs[i]; r != nil {
			r.setting, r.label = label, k.Label
		}
	}
}

// withChanged are the fields of a sweep, and behind them the options that were changed.
func withChanged(fields []string, list []SweepRun) []string {
	columns := slices.Clone(fields)
	for _, k := range list {
		for _, c := range k.Changed {
			if !slices.Contains(columns, c.Field) {
				columns = append(columns, c.Field)
			}
		}
	}
	return columns
}

// labelsOf names settings by the fields in which they differ. A number stands behind its field, a word by itself unless
// another field has it as well, and a field that is on or off by its name.
func labelsOf(fields []string, settings [][]Choice) []string {
	values := map[string]map[string]bool{} // by field; "" for a field that is left out
	within := map[string]map[string]bool{} // the fields that have a value
	for _, f := range fields {
		values[f] = map[string]bool{}
		for _, choices := range settings {
			v := valueOf(choices, f)
			values[f][v] = true
			if within[v] == nil {
				within[v] = map[string]bool{}
			}
			within[v][f] = true
		}
	}
	labels := make([]string, len(settings))
	for i, choices := range settings {
		var words []string
		for _, f := range fields {
			v := valueOf(choices, f)
			_, notNumber := strconv.ParseFloat(v, 64)
			switch {
			case v == "" || len(values[f]) < 2:
			case v == "true" || v == "yes":
				words = append(words, f)
			case v == "false" || v == "no":
				words = append(words, f+" off")
			case notNumber == nil || len(within[v]) > 1:
				words = append(words, f+" "+v)
			default:
				words = append(words, v)
			}
		}
		labels[i] = strings.Join(words, ", ")
	}
	return labels
}
