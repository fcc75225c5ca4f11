package revgnn

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/units"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Published is a published result of an experiment. What was not published is zero.
type Published struct {
	Test, Deviation float64 // percent: ROC-AUC on ogbn-proteins, else accuracy
	Valid           float64
	SingleView      float64 // Test of a single view, where Test is that of many
	Approximate     bool    // Test is recalled, not found in a stored copy
	OutOfMemory     bool    // the run did not fit 32 GB
	Parameters      string  // to the digits given
	GB              float64 // of GPU memory
	Days            float64 // of 2000 epochs on one V100
	Source          string

	// What a study changes from the preset's own settings; 0 for that.
	depth, groups, iterations int
}

// String is the test result, as in "87.74 ± 0.13".
func (p Published) String() string {
	switch {
	case p.OutOfMemory:
		return "out of memory"
	case p.Test == 0:
		return ""
	}
	text := fmt.Sprintf("%.2f", p.Test)
	if p.Deviation > 0 {
		text += fmt.Sprintf(" ± %.2f", p.Deviation)
	}
	if p.Approximate {
		text = "about " + text
	}
	return text
}

// PresetInfo is a preset at a look.
type PresetInfo struct {
	Name       string
	Data       string
	Layers     int // 0 for an equilibrium network
	Channels   int
	Parameters int64
	Memory     run.Memory // of a training step on one part, estimated
	Published  Published
}

// PresetList is what Presets gives.
type PresetList []PresetInfo

// Presets lists the paper's experiments at full size. Nothing is read or run.
func Presets() PresetList {
	var list PresetList
	for _, p := range presets {
		e := &Experiment{Name: p.name, preset: p, settings: p.settings}
		memory := e.Estimate()
		list = append(list, PresetInfo{Name: p.name, Data: p.settings.Data, Layers: p.settings.Depth, Channels: p.settings.Channels,
			Parameters: memory.Parameters, Memory: memory, Published: p.published[0]})
	}
	return list
}

// Table lists the presets.
func (l PresetList) Table() table.Table {
	t := table.Table{Title: "Presets", Columns: []string{"preset", "data", "layers × channels", "parameters", "activations",
		"parameters, gradients, optimizer", "data a step", "published test", "published memory"},
		Note: "Memory is of one training step on one part, estimated; published memory is the peak on the authors' GPU. " +
			"ogbn-proteins: ROC-AUC in percent, else accuracy. \"about\": recalled, not found in a stored copy."}
	for _, p := range l {
		size := fmt.Sprintf("%d × %d", p.Layers, p.Channels)
		if p.Layers == 0 {
			size = fmt.Sprintf("equilibrium × %d", p.Channels)
		}
		activations := units.Bytes(p.Memory.Activations)
		if p.Memory.SolverBytes > 0 {
			activations += " + solver " + units.Bytes(p.Memory.SolverBytes)
		}
		gb := ""
		if p.Published.GB > 0 {
			gb = fmt.Sprintf("%.2f GB", p.Published.GB)
		}
		t.Rows = append(t.Rows, []string{p.Name, p.Data, size, units.Count(int(p.Parameters)), activations,
			units.Bytes(p.Memory.ParameterBytes + p.Memory.GradientBytes + p.Memory.OptimizerBytes),
			units.Bytes(p.Memory.DataBytes), p.Published.String(), gb})
	}
	return t
}

// presetNamed finds a preset. The error has the nearest names.
func presetNamed(name string) (preset, error) {
	var names []string
	for _, p := range presets {
		if p.name == strings.TrimSpace(name) {
			return p, nil
		}
		names = append(names, p.name)
	}
	return preset{}, fmt.Errorf("revgnn: no preset %q; %s", name, suggest(name, names))
}
