package revgnn

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// differences says in which options another network is not this one, as in "depth 14, not 7"; "" when they compute the
// same function of their parameters. The seed of the parameters and the backward mode may differ.
func (m *Model) differences(other *Model) (string, error) {
	mine, err := m.config.asMap()
	if err != nil {
		return "", err
	}
	theirs, err := other.config.asMap()
	if err != nil {
		return "", err
	}
	all := maps.Clone(mine)
	maps.Copy(all, theirs)
	var told []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a, b := theirs[name], mine[name]
		if name == "seed" || name == "backward" || reflect.DeepEqual(a, b) {
			continue
		}
		got, want := optionText(a), optionText(b)
		if x, y := other.operator.String(), m.operator.String(); name == "operator" && x != y {
			got, want = x, y
		}
		told = append(told, fmt.Sprintf("%s %s, not %s", strings.ReplaceAll(name, "_", " "), got, want))
	}
	return strings.Join(told, "; "), nil
}

// optionText writes an option of a config.
func optionText(value any) string {
	if value == nil {
		return "none"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
