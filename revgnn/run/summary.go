package run

import (
	"fmt"
	"math"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/internal/table"
)

// Label names the run in a figure: the label of its memory profile, or else the last element of its directory's path.
func (r *Run) Label() string {
	if r.memory.Label != "" {
		return r.memory.Label
	}
	path, err := filepath.Abs(r.dir)
	if err != nil {
		path = r.dir
	}
	return filepath.Base(path)
}

// Best returns the evaluation with the highest metric on the validation nodes, the first of equals.
// It returns false when none was measured.
func (r *Run) Best() (Record, bool) {
	var best Record
	for _, record := range r.history {
		if record.Kind != Evaluation || record.Valid == nil || math.IsNaN(*record.Valid) {
			continue
		}
		if best.Valid == nil || *record.Valid > *best.Valid {
			best = record
		}
	}
	return best, best.Valid != nil
}

// Table sums up the run: what was trained on what, how far it came, and what it reached.
func (r *Run) Table() table.Table {
	model, data := r.info.Model, r.info.Data
	name := fmt.Sprintf("%s %s, %d layers of %d channels", model.Family, model.Operator, model.Depth, model.Channels)
	if model.Groups > 1 {
		name += fmt.Sprintf(" in %d groups", model.Groups)
	}
	status := string(r.state.Status)
	if r.state.Error != "" {
		status += ": " + r.state.Error
	}
	const missing = "–"
	steps, loss := 0, missing
	var elapsed time.Duration
	for _, record := range r.history {
		steps, elapsed = record.Step, record.Elapsed
		if record.Loss != nil {
			loss = fmt.Sprintf("%.4g", *record.Loss)
		}
	}
	valid, test := missing, missing
	if best, ok := r.Best(); ok {
		valid = fmt.Sprintf("%s %.4f at step %d", r.info.Metric, *best.Valid, best.Step)
		if best.Test != nil {
			test = fmt.Sprintf("%s %.4f", r.info.Metric, *best.Test)
		}
	}
	precision := time.Second
	if elapsed < time.Minute {
		precision = 10 * time.Millisecond
	}
	return table.Table{
		Columns: []string{"run", r.Label()},
		Rows: [][]string{
			{"model", name},
			{"data", fmt.Sprintf("%s, %d nodes, %d edges", data.Name, data.Nodes, data.Edges)},
			{"status", status},
			{"steps", fmt.Sprintf("%d of %d", steps, r.info.Steps)},
			{"last loss", loss},
			{"best validation", valid},
			{"test there", test},
			{"time", elapsed.Round(precision).String()},
		},
	}
}
