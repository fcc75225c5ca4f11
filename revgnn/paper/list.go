package paper

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

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
		e := &Experiment{Name: p.name, Settings: p.settings, preset: p}
		memory := e.Estimate()
		list = append(list, PresetInfo{Name: p.name, Data: p.settings.Data, Layers: p.settings.Network.Depth,
			Channels: p.settings.Network.Channels, Parameters: memory.Parameters, Memory: memory,
			Published: p.published[0]})
	}
	return list
}

// String is the table as text.
func (l PresetList) String() string { return l.Table().String() }

// Table lists the presets.
func (l PresetList) Table() table.Table {
	t := table.Table{Title: "Presets", Columns: []string{"preset", "data", "layers × channels", "parameters",
		"activations",
		"parameters, gradients, optimizer", "data a step", "published test", "published memory"},
		Note: "Memory is of one training step on one part, estimated; published memory is the peak on the authors' " +
			"GPU. " +
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
