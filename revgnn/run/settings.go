package run

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// setting is one thing that must not change within a run.
type setting struct {
	name, value string
}

// settings lists what a run is of. What follows from the rest (parameters)
// or may change from one process to the next (versions, device) is not among it.
func settings(info Info) (model, data, training []setting) {
	m, d := info.Model, info.Data
	model = []setting{
		{"model family", m.Family},
		{"operator", m.Operator},
		{"depth", fmt.Sprint(m.Depth)},
		{"channels", fmt.Sprint(m.Channels)},
		{"groups", fmt.Sprint(m.Groups)},
		{"tied", fmt.Sprint(m.Tied)},
	}
	named := []string{"family", "operator", "depth", "channels", "groups", "tied"}
	for _, name := range slices.Sorted(maps.Keys(m.Config)) {
		if slices.Contains(named, name) {
			continue // told above
		}
		text, _ := json.Marshal(m.Config[name]) // it came from JSON
		model = append(model, setting{"model option " + name, string(text)})
	}
	model = append(model, setting{"model fingerprint", m.Fingerprint})
	data = []setting{
		{"data", d.Name},
		{"nodes", fmt.Sprint(d.Nodes)},
		{"edges", fmt.Sprint(d.Edges)},
		{"data fingerprint", d.Fingerprint},
	}
	training = []setting{
		{"seed", fmt.Sprint(info.Seed)},
		{"epochs", fmt.Sprint(info.Epochs)},
		{"steps", fmt.Sprint(info.Steps)},
		{"parts", fmt.Sprint(info.Parts)},
		{"metric", info.Metric},
		{"loss", info.Loss},
	}
	for _, name := range slices.Sorted(maps.Keys(info.Options)) {
		training = append(training, setting{"training option " + name, info.Options[name]})
	}
	return model, data, training
}

// differences tells, in one line, how the settings of a run differ from those asked for; "" when they are the same.
func differences(kept, asked Info) string {
	model, data, training := settings(kept)
	askedModel, askedData, askedTraining := settings(asked)
	model, data, training = compare(model, askedModel), compare(data, askedData), compare(training, askedTraining)
	var told []string
	for _, group := range [][]setting{model, data, training} {
		for _, s := range group {
			if len(group) > 1 && strings.HasSuffix(s.name, "fingerprint") {
				continue // it says no more than the other differences
			}
			told = append(told, s.name+" "+s.value)
		}
	}
	const most = 6
	if more := len(told) - most; more > 0 {
		told = append(told[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(told, "; ")
}

// compare returns the settings that differ, each with both values, in the order asked and then that of the kept.
func compare(kept, asked []setting) []setting {
	const unset = "(none)"
	find := func(list []setting, name string) string {
		for _, s := range list {
			if s.name == name && s.value != "" {
				return s.value
			}
		}
		return unset
	}
	var different []setting
	for _, s := range slices.Concat(asked, kept) {
		before, now := find(kept, s.name), find(asked, s.name)
		told := slices.ContainsFunc(different, func(d setting) bool { return d.name == s.name })
		if before != now && !told {
			different = append(different, setting{s.name, before + " there, " + now + " now"})
		}
	}
	return different
}
