package viz

import (
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
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

// partsTable is one network's memory, with a line per part.
func partsTable(m run.Memory) table.Table {
	t := table.Table{Title: "Memory of a training step, " + memoryLabel(m),
		Columns: []string{"part", "memory", "bytes"}}
	for _, part := range partsOf(m) {
		n := part.bytes(m)
		t.Rows = append(t.Rows, []string{part.name, units.Bytes(n), units.Count(n)})
	}
	source, _ := device([]run.Memory{m})
	t.Note = sentences(units.Count(m.Parameters)+" parameters", source)
	return t
}

func memoryTable(list []run.Memory) table.Table {
	t := table.Table{Title: "Memory of a training step", Columns: []string{"network", "parameters"}}
	parts := partsOf(list...)
	for _, part := range parts {
		t.Columns = append(t.Columns, part.name)
	}
	for _, m := range list {
		row := []string{memoryLabel(m), units.Count(m.Parameters)}
		for _, part := range parts {
			row = append(row, units.Bytes(part.bytes(m)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note, _ = device(list)
	return t
}

func memoryAlt(title string, list []run.Memory) string {
	text := title + "."
	for _, m := range list {
		text += " " + memoryLabel(m) + ":"
		for i, part := range partsOf(m) {
			if i > 0 {
				text += ","
			}
			text += " " + part.name + " " + units.Bytes(part.bytes(m))
		}
		text += "."
		if len(text) > 800 {
			return text + " …"
		}
	}
	return text
}

// device is the subtitle (where the figures come from) and the device's limit as a line where it is within view.
func device(list []run.Memory) (subtitle string, lines []chart.Limit) {
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
		line := chart.Limit{Name: "the device's memory, " + units.Bytes(bytes), Value: float64(bytes)}
		return sentences(head, how, name), []chart.Limit{line}
	}
	return sentences(head, how, strings.TrimSpace(name+" with "+units.Bytes(bytes))), nil
}
