package viz

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// sweep is a property that networks differ in, enough of them for a curve.
type sweep struct {
	axis string
	unit string
	of   func(run.Memory) int
}

var sweeps = []sweep{
	{"depth (layers, logarithmic)", "layers", func(m run.Memory) int { return m.Depth }},
	{"channels (logarithmic)", "channels", func(m run.Memory) int { return m.Channels }},
}

// sweepOf returns the networks in the order of what they are swept by, and that. Where they are no sweep it returns the
// networks as they are, and nil.
func sweepOf(list []run.Memory) ([]run.Memory, *sweep) {
	if len(list) < 3 {
		return list, nil
	}
	for i, by := range sweeps {
		sorted := slices.SortedStableFunc(slices.Values(list),
			func(a, b run.Memory) int { return cmp.Compare(by.of(a), by.of(b)) })
		rises := by.of(sorted[0]) > 0
		for j, m := range sorted[1:] {
			rises = rises && by.of(m) > by.of(sorted[j])
		}
		if i > 0 { // what comes before is the same in all
			swept := func(m run.Memory) string { return units.Count(by.of(m)) }
			rises = rises && sameBut(sorted, swept, memoryFamily, memoryDepth, memoryBackward)
		}
		if rises {
			return sorted, &sweeps[i]
		}
	}
	return list, nil
}

// sweptFamilies are the networks by family and backward mode, if there are several and each is swept by depth.
func sweptFamilies(list []run.Memory) (families [][]run.Memory) {
	place := map[string]int{}
	for _, m := range list {
		name := familyAndMode(m)
		i, known := place[name]
		if !known {
			i = len(families)
			place[name] = i
			families = append(families, nil)
		}
		families[i] = append(families[i], m)
	}
	for i, family := range families {
		sorted, by := sweepOf(family)
		if by != &sweeps[0] {
			return nil
		}
		families[i] = sorted
	}
	return families
}

// sameBut reports whether one property differs between the networks and the others do not.
func sameBut(list []run.Memory, differs func(run.Memory) string, same ...func(run.Memory) string) bool {
	for _, m := range list[1:] {
		if differs(m) == differs(list[0]) {
			return false
		}
		for _, property := range same {
			if property(m) != property(list[0]) {
				return false
			}
		}
	}
	return true
}

// growth says how activations change from the first network to the last.
func growth(list []run.Memory, by *sweep) string {
	first, last := list[0], list[len(list)-1]
	low, high := first.Activations, first.Activations
	for _, m := range list {
		low, high = min(low, m.Activations), max(high, m.Activations)
	}
	span := fmt.Sprintf("from %s to %s %s", units.Count(by.of(first)), units.Count(by.of(last)), by.unit)
	// Figures differ by less than their third digit, so one number stands for all.
	const flat = 1.02
	switch {
	case float64(high) <= flat*float64(low) && last.ParameterBytes > first.ParameterBytes:
		return fmt.Sprintf("Activations stay at %s %s, while parameters grow", units.Bytes(high), span)
	case float64(high) <= flat*float64(low):
		return fmt.Sprintf("Activations stay at %s %s", units.Bytes(high), span)
	case last.Activations > first.Activations:
		return fmt.Sprintf("Activations grow from %s to %s, %s",
			units.Bytes(first.Activations), units.Bytes(last.Activations), span)
	}
	return "Memory of a training step, " + span
}
