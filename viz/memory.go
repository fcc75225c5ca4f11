package viz

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// memoryPart is one of the parts of a training step's memory.
type memoryPart struct {
	name  string
	bytes func(run.Memory) int64
}

// memoryParts are stacked in this order: activations stand at the bottom, so that one sees whether they grow.
var memoryParts = []memoryPart{
	{"activations", func(m run.Memory) int64 { return m.Activations }},
	{"parameters and gradients", func(m run.Memory) int64 { return m.ParameterBytes + m.GradientBytes }},
	{"optimizer state", func(m run.Memory) int64 { return m.OptimizerBytes }},
	{"data", func(m run.Memory) int64 { return m.DataBytes }},
	solverPart,
}

// solverPart is shown only where a network has a solver.
var solverPart = memoryPart{"solver", func(m run.Memory) int64 { return m.SolverBytes }}

// partsOf are the parts to show of the networks.
func partsOf(list ...run.Memory) []memoryPart {
	if slices.ContainsFunc(list, func(m run.Memory) bool { return solverPart.bytes(m) != 0 }) {
		return memoryParts
	}
	return memoryParts[:len(memoryParts)-1]
}

// Memory draws the memory of one training step in its parts: activations, parameters and gradients, optimizer state, data,
// and the solver's where a network has one. Three or more networks that differ in depth, or in channels alone, are stacked
// areas against it; several families of that kind stand below each other, on one scale. Else each network is a stacked bar.
// The tooltip has the exact bytes and the number of parameters. The device's limit is a line where it is within view.
func Memory(items ...run.Profiled) *Figure {
	const title = "Memory of a training step"
	var list []run.Memory
	for _, item := range items {
		if absent(item) {
			continue
		}
		if m := item.Profile(); m.Total() > 0 {
			list = append(list, m)
		}
	}
	switch {
	case len(items) == 0:
		return nothing(title, "No network was given.")
	case len(list) == 0:
		return nothing(title, "No memory has been measured: a run's memory is known once its first step is compiled.")
	}
	subtitle, lines := device(list)
	var f *Figure
	if families := sweptFamilies(list); len(families) > 1 {
		f = familiesFigure(families, subtitle)
	} else {
		swept, by := sweepOf(list)
		list = toldApart(swept)
		f = newFigure(memoryTitle(swept, by), subtitle, memoryPanel(list, by))
	}
	for i := range f.panels {
		f.panels[i].limits = lines
	}
	f.Alt = memoryAlt(f.Title, list)
	f.data = memoryTable(list)
	return f
}

// memoryPanel stacks the parts of the networks: as areas against what is swept, as bars where nothing is.
func memoryPanel(list []run.Memory, by *sweep) panel {
	p := panel{y: axis{name: "Memory", format: asBytes, fromZero: true}}
	look := bar
	if by != nil {
		look = area
		p.x = axis{name: by.axis, format: asCount, log: true}
		for _, m := range list {
			p.x.ticks = append(p.x.ticks, float64(by.of(m)))
		}
	} else {
		p.x = axis{name: "network", categories: make([]string, len(list))}
		for i, m := range list {
			p.x.categories[i] = memoryLabel(m)
		}
	}
	for i, part := range partsOf(list...) {
		s := series{name: part.name, shape: look, color: palette(i)}
		for j, m := range list {
			x := float64(j)
			if by != nil {
				x = float64(by.of(m))
			}
			s.add(x, float64(part.bytes(m)))
			note := ""
			if part.name == "parameters and gradients" {
				note = Count(m.Parameters) + " parameters"
			}
			s.notes = append(s.notes, note)
		}
		p.series = append(p.series, s)
	}
	return p
}

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

// sweepOf returns the networks in the order of what they are swept by; nil, and the networks as they are, where they are not.
func sweepOf(list []run.Memory) ([]run.Memory, *sweep) {
	if len(list) < 3 {
		return list, nil
	}
	for i, by := range sweeps {
		sorted := slices.SortedStableFunc(slices.Values(list), func(a, b run.Memory) int { return cmp.Compare(by.of(a), by.of(b)) })
		rises := by.of(sorted[0]) > 0
		for j, m := range sorted[1:] {
			rises = rises && by.of(m) > by.of(sorted[j])
		}
		if i > 0 { // what comes before is the same in all
			rises = rises && sameBut(sorted, func(m run.Memory) string { return Count(int64(by.of(m))) }, memoryFamily, memoryDepth, memoryBackward)
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

func familyAndMode(m run.Memory) string {
	if m.Backward == "" {
		return memoryFamily(m)
	}
	return memoryFamily(m) + ", " + m.Backward
}

// familiesFigure has a panel a family, on one scale.
func familiesFigure(families [][]run.Memory, subtitle string) *Figure {
	var panels []panel
	var told []string
	top := int64(0)
	for _, family := range families {
		for _, m := range family {
			top = max(top, m.Total())
		}
		p := memoryPanel(family, &sweeps[0])
		p.y.name = familyAndMode(family[0])
		told = append(told, p.y.name+": "+lowerStart(growth(family, &sweeps[0])))
		panels = append(panels, p)
	}
	ticks := niceTicks(0, float64(top), yTicks)
	for i := range panels {
		panels[i].y.max = math.Ceil(float64(top)/ticks[1]) * ticks[1]
	}
	f := newFigure(fmt.Sprintf("Memory of a training step against depth, %d kinds of network on one scale", len(families)),
		sentences(append(told, subtitle)...), panels...)
	f.Height = 60 + 200*len(panels)
	return f
}

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

// toldApart labels networks by all that sets them apart, of family, depth and backward mode, where the usual label would
// stand more than once.
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
	return run.Model{Family: m.Family, Tied: m.Tied, Depth: m.Depth}.Name()
}

func memoryDepth(m run.Memory) string {
	if m.Depth <= 0 {
		return ""
	}
	return layers(m.Depth)
}

func memoryBackward(m run.Memory) string { return m.Backward }

func layers(depth int) string {
	if depth == 1 {
		return "1 layer"
	}
	return Count(int64(depth)) + " layers"
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

// memoryTitle says what the figure shows: whether activations grow with depth or channels.
func memoryTitle(list []run.Memory, by *sweep) string {
	first, last := list[0], list[len(list)-1]
	switch {
	case len(list) == 1:
		return fmt.Sprintf("Memory of a training step, %s: activations %s", memoryLabel(first), Bytes(first.Activations))
	case by != nil:
		return growth(list, by)
	case sameBut(list, memoryBackward, memoryFamily, memoryDepth):
		return "Memory of a training step by backward mode"
	case first.Depth == last.Depth, first.Depth <= 0, last.Depth <= 0: // an equilibrium network has no depth
		return fmt.Sprintf("Memory of a training step of %d networks", len(list))
	}
	byDepth := slices.SortedStableFunc(slices.Values(list), func(a, b run.Memory) int { return cmp.Compare(a.Depth, b.Depth) })
	return growth(byDepth, &sweeps[0])
}

// growth says how activations change from the first network to the last.
func growth(list []run.Memory, by *sweep) string {
	first, last := list[0], list[len(list)-1]
	low, high := first.Activations, first.Activations
	for _, m := range list {
		low, high = min(low, m.Activations), max(high, m.Activations)
	}
	span := fmt.Sprintf("from %s to %s %s", Count(int64(by.of(first))), Count(int64(by.of(last))), by.unit)
	// Figures differ by less than their third digit, so one number stands for all.
	const flat = 1.02
	switch {
	case float64(high) <= flat*float64(low) && last.ParameterBytes > first.ParameterBytes:
		return fmt.Sprintf("Activations stay at %s %s, while parameters grow", Bytes(high), span)
	case float64(high) <= flat*float64(low):
		return fmt.Sprintf("Activations stay at %s %s", Bytes(high), span)
	case last.Activations > first.Activations:
		return fmt.Sprintf("Activations grow from %s to %s, %s", Bytes(first.Activations), Bytes(last.Activations), span)
	}
	return "Memory of a training step, " + span
}

func lowerStart(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// device is the subtitle (where the figures come from) and the device's limit as a line where it is within view.
func device(list []run.Memory) (subtitle string, lines []limit) {
	source, name, bytes, top := list[0].Source, list[0].Device, list[0].DeviceBytes, int64(0)
	for _, m := range list {
		if m.Source != source {
			source = "mixed"
		}
		if m.Device != name {
			name = ""
		}
		if m.DeviceBytes != bytes {
			bytes = 0
		}
		top = max(top, m.Total())
	}
	how := map[string]string{
		"compiled":  "bytes of the compiled program",
		"estimated": "estimated, nothing was compiled",
		"mixed":     "some compiled, some estimated",
	}[source]
	head := "one training step"
	if bytes <= 0 {
		return sentences(head, how, name), nil
	}
	// A line far above the data would press the data flat.
	const view = 1.5
	if float64(bytes) <= view*float64(top) {
		return sentences(head, how, name), []limit{{fmt.Sprintf("the device's memory, %s", Bytes(bytes)), float64(bytes)}}
	}
	return sentences(head, how, strings.TrimSpace(name+" with "+Bytes(bytes))), nil
}

func memoryAlt(title string, list []run.Memory) string {
	text := title + "."
	for _, m := range list {
		text += " " + memoryLabel(m) + ":"
		for i, part := range partsOf(m) {
			if i > 0 {
				text += ","
			}
			text += " " + part.name + " " + Bytes(part.bytes(m))
		}
		text += "."
		if len(text) > 800 {
			return text + " …"
		}
	}
	return text
}

func memoryTable(list []run.Memory) table.Table {
	t := table.Table{Title: "Memory of a training step", Columns: []string{"network", "parameters"}}
	parts := partsOf(list...)
	for _, part := range parts {
		t.Columns = append(t.Columns, part.name)
	}
	for _, m := range list {
		row := []string{memoryLabel(m), Count(m.Parameters)}
		for _, part := range parts {
			row = append(row, Bytes(part.bytes(m)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note, _ = device(list)
	return t
}
