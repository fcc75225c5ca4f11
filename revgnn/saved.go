package revgnn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// saved is an experiment as its file holds it.
type saved struct {
	Preset   string      `json:"preset"`
	Small    bool        `json:"small"`
	Changed  []string    `json:"changed"` // the fields that With set
	Graph    *savedGraph `json:"graph,omitempty"`
	Settings settings    `json:"settings"`
}

// savedGraph names a graph of one's own, which the file does not hold.
type savedGraph struct {
	Name        string `json:"name"`
	Fingerprint string `json:"fingerprint"`
}

// Save writes the experiment's settings as JSON. A graph of one's own is named by its fingerprint, not kept.
func (e *Experiment) Save(path string) error {
	file := saved{Preset: e.Name, Small: e.small, Changed: e.changed, Graph: e.own, Settings: e.settings}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return fmt.Errorf("revgnn: the experiment cannot be written down: %w", err)
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o666); err != nil {
		return fmt.Errorf("revgnn: %w", err)
	}
	return nil
}

// OpenExperiment starts from an experiment that Save wrote. One with a graph of one's own needs WithGraph and the same
// graph.
func OpenExperiment(path string) *PresetBuilder {
	b := &PresetBuilder{}
	text, err := os.ReadFile(path)
	if err != nil {
		return b.fail(fmt.Errorf("revgnn: %w", err))
	}
	var file saved
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return b.fail(fmt.Errorf("revgnn: %s is not an experiment's file: %w", path, err))
	}
	if err := file.check(); err != nil {
		return b.fail(fmt.Errorf("revgnn: %s: %w", path, err))
	}
	b.name, b.opened = file.Preset, &file
	return b
}

// check puts each value through its field, so that a file that was edited holds what With takes.
func (f *saved) check() error {
	if _, err := presetNamed(f.Preset); err != nil {
		return err
	}
	if f.Settings.Operator.Operator == nil {
		return fmt.Errorf("there is no operator")
	}
	var s settings
	for _, field := range fieldTable {
		if !field.means(f.Settings.Family) || field.name == "data" && f.Graph != nil {
			continue
		}
		switch v := field.get(&f.Settings).(type) {
		case anOperator: // read above
		case *solver.Solver:
			if v == nil {
				return fmt.Errorf("there is no %s", field.name)
			}
		default:
			if err := field.put(&s, v); err != nil {
				return err
			}
		}
	}
	return nil
}
