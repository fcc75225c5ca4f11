package paper

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/kilolayer/kilolayer/internal/atomicfile"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// saved is an experiment as its file holds it.
type saved struct {
	Preset   string      `json:"preset"`
	Small    bool        `json:"small"`
	Changed  []string    `json:"changed"` // the options that With set
	Graph    *savedGraph `json:"graph,omitempty"`
	Settings Settings    `json:"settings"`
}

// Save writes the experiment's options as JSON. A graph of one's own is named by its fingerprint, not kept. The file
// appears as a whole or not at all.
func (e *Experiment) Save(path string) error {
	file := saved{Preset: e.Name, Small: e.small, Changed: e.changed, Graph: e.own, Settings: e.Settings}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return fmt.Errorf("paper: the experiment cannot be written down: %w", err)
	}
	if err := atomicfile.WriteFile(path, append(text, '\n')); err != nil {
		return fmt.Errorf("paper: the experiment can't be saved in %s: %w", path, err)
	}
	return nil
}

// read reads an experiment's file.
func read(path string) (*saved, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	var file saved
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("paper: %s is not an experiment's file: %w", path, err)
	}
	if err := file.check(); err != nil {
		return nil, fmt.Errorf("paper: %s: %w", path, err)
	}
	return &file, nil
}

// check holds what a file says against what With takes, as it may have been edited.
func (f *saved) check() error {
	if _, err := presetNamed(f.Preset); err != nil {
		return err
	}
	if f.Graph == nil && dataNamed(f.Settings.Data) == nil {
		return fmt.Errorf("there is no data set %q; use one of %q", f.Settings.Data, dataNames())
	}
	if err := f.Settings.validate(); err != nil {
		return err
	}
	n := f.Settings.Network
	for _, o := range []options.Operator{n.Operator, n.First, n.Last} {
		if o.IsZero() {
			continue
		}
		if _, err := conv.Build(o); err != nil {
			return err
		}
	}
	return nil
}
