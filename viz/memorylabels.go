package viz

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func memoryLabel(m run.Memory) string {
	switch {
	case m.Label != "":
		return m.Label
	case m.Depth > 0:
		return layers(m.Depth)
	case m.Family != "":
		return m.Family
	}
	return "network"
}

// toldApart labels networks by all that sets them apart, of family, depth and backward mode, where the usual label
// would stand more than once.
func toldApart(list []run.Memory) []run.Memory {
	labels := map[string]bool{}
	for _, m := range list {
		labels[memoryLabel(m)] = true
	}
	if len(labels) == len(list) {
		return list
	}
	list = slices.Clone(list)
	full := make([][]string, len(list))
	for _, property := range []func(run.Memory) string{memoryFamily, memoryDepth, memoryBackward} {
		values := map[string]bool{}
		for _, m := range list {
			values[property(m)] = true
		}
		for i, m := range list {
			if value := property(m); len(values) > 1 && value != "" {
				full[i] = append(full[i], value)
			}
		}
	}
	for i, m := range list {
		if m.Label == "" {
			list[i].Label = strings.Join(full[i], ", ")
		}
	}
	return list
}

func memoryFamily(m run.Memory) string {
	return options.Network{Family: options.Family(m.Family), Tied: m.Tied && m.Depth > 0}.Name()
}

func memoryDepth(m run.Memory) string {
	if m.Depth <= 0 {
		return ""
	}
	return layers(m.Depth)
}

func memoryBackward(m run.Memory) string { return m.Backward }

func familyAndMode(m run.Memory) string {
	if m.Backward == "" {
		return memoryFamily(m)
	}
	return memoryFamily(m) + ", " + m.Backward
}
