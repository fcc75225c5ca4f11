package viz

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// fact is one thing that was chosen for a run: a name and a value in words.
type fact struct{ name, value string }

// facts are all that was chosen for a run but its seed, in the order a reader would tell them.
func facts(info run.Info) (list []fact) {
	m := info.Model
	add := func(name, value string) { list = append(list, fact{name, value}) }
	add("", run.Model{Family: m.Family, Tied: m.Tied, Depth: m.Depth}.Name())
	add("", m.Operator)
	if m.Depth > 0 {
		add("", layers(m.Depth))
	}
	add("", fmt.Sprintf("%d channels", m.Channels))
	if m.Groups > 1 {
		add("", fmt.Sprintf("%d groups", m.Groups))
	}
	add("", info.Data.Name)
	for _, key := range slices.Sorted(maps.Keys(m.Config)) {
		switch key {
		case "seed", "family", "operator", "depth", "channels", "groups", "tied": // told above, or left out
			continue
		case "node_features", "edge_sums", "species", "edge_features", "outputs", "tasks": // follow from the data and the operator
			continue
		}
		value := fmt.Sprint(m.Config[key])
		if _, plain := m.Config[key].(map[string]any); plain {
			if text, err := json.Marshal(m.Config[key]); err == nil {
				value = string(text)
			}
		}
		add(strings.ReplaceAll(key, "_", " "), value)
	}
	for _, key := range slices.Sorted(maps.Keys(info.Options)) {
		add(key, info.Options[key])
	}
	add("epochs", fmt.Sprint(info.Epochs))
	add("parts", fmt.Sprint(info.Parts))
	add("data", info.Data.Fingerprint)
	return list
}

// grouped sorts runs by their settings: runs that differ by nothing but the seed are one group, in the order of their
// first. Each group is named by what sets it apart from the others; a group of one keeps its run's label.
func grouped[R Recorded](runs []R) (groups [][]R, names []string) {
	at := map[string]int{}
	var chosen [][]fact
	for _, r := range runs {
		list := facts(r.Info())
		key := fmt.Sprintf("%q", list)
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups, chosen = append(groups, nil), append(chosen, list)
		}
		groups[i] = append(groups[i], r)
	}
	common := map[fact]int{}
	for _, list := range chosen {
		for _, f := range list {
			common[f]++
		}
	}
	for i, list := range chosen {
		var words []string
		for _, f := range list {
			if common[f] < len(groups) && f.name != "data" {
				words = append(words, strings.TrimSpace(f.name+" "+f.value))
			}
		}
		name := strings.Join(words, ", ")
		switch {
		case len(groups[i]) == 1:
			name = groups[i][0].Label()
		case name == "":
			name = groups[i][0].Info().Model.Name()
		}
		if name == "" {
			name = groups[i][0].Label()
		}
		names = append(names, name)
	}
	return groups, names
}

// present are the runs that are there.
func present[R any](runs []R) []R {
	return slices.DeleteFunc(slices.Clone(runs), func(r R) bool { return absent(r) })
}
