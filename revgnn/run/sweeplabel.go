package run

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// label labels the runs, the same for tables and figures: by a label of one's own or by what differs between the
// settings, and by the seed where that alone does not tell a run.
func (s *Sweep) label() {
	list := s.kept.Runs
	all := make([][]Choice, len(list))
	for i, k := range list {
		all[i] = slices.Concat(k.Choices, k.Changed)
	}
	labels := labelsOf(s.columns(), all)
	having := map[string]int{}
	for i, k := range list {
		if r := s.runs[i]; r != nil {
			labels[i] = cmp.Or(r.info.Label, labels[i])
		}
		labels[i] = cmp.Or(k.Own, labels[i])
		having[labels[i]]++
	}
	for i, label := range labels {
		k := &list[i]
		k.Label = label
		if having[label] > 1 || label == "" {
			k.Label = strings.TrimPrefix(fmt.Sprintf("%s, seed %d", label, k.Seed), ", ")
		}
		if r := s.runs[i]; r != nil {
			r.setting, r.label = label, k.Label
		}
	}
}

// columns are the fields of the sweep, and behind them the options that were changed.
func (s *Sweep) columns() []string {
	columns := slices.Clone(s.kept.Fields)
	for _, k := range s.kept.Runs {
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

// valueOf is the value of a field; "" where it is left out.
func valueOf(choices []Choice, field string) string {
	for _, c := range choices {
		if c.Field == field {
			return c.Value
		}
	}
	return ""
}
