package run

import (
	"cmp"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Label names the run in tables and figures: a label of one's own, or, of a run of a sweep, what sets it apart from the
// other runs there, or else the label of its memory profile or the last element of its directory's path.
func (r *Run) Label() string {
	if label := cmp.Or(r.label, r.info.Label, r.memory.Label); label != "" {
		return label
	}
	path, err := filepath.Abs(r.dir)
	if err != nil {
		path = r.dir
	}
	return filepath.Base(path)
}

// Setting names what was trained, but for the seed: a label of one's own, or, of a run of a sweep, what sets its
// setting apart from the others. It is "" where a run stands by itself or nothing differs.
func (r *Run) Setting() string { return cmp.Or(r.setting, r.info.Label) }

// Best returns the evaluation with the best metric on the validation nodes, the first of equals: the highest, or the
// lowest of a metric of which less is better.
// It returns false when none was measured.
func (r *Run) Best() (Record, bool) {
	var best Record
	for _, record := range r.history {
		if record.Kind != Evaluation || record.Valid == nil || math.IsNaN(*record.Valid) {
			continue
		}
		if best.Valid == nil || r.info.Better(*record.Valid, *best.Valid) {
			best = record
		}
	}
	return best, best.Valid != nil
}

// Table sums up the run: what was trained on what, how far it came, and what it reached.
func (r *Run) Table() table.Table {
	data := r.info.Data
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
		metric := options.MetricName(r.info.Metric)
		valid = fmt.Sprintf("%s %s at step %d", metric, r.info.Score(*best.Valid), best.Step)
		if best.Test != nil {
			test = metric + " " + r.info.Score(*best.Test)
		}
	}
	t := table.Table{
		Note:    r.Note(),
		Columns: []string{"run", r.Label()},
		Rows: [][]string{
			{"model", r.info.Model.String()},
			{"data", fmt.Sprintf("%s, %d nodes, %d edges", data.Name, data.Nodes, data.Edges)},
			{"status", status},
			{"steps", fmt.Sprintf("%d of %d", steps, r.info.Steps())},
			{"last loss", loss},
			{"best validation", valid},
			{"test there", test},
			{"time", units.Seconds(elapsed.Seconds())},
		},
	}
	if devices := r.info.devicesTold(); devices != "" {
		t.Rows = append(t.Rows, []string{"devices", devices})
	}
	t.Rows = append(t.Rows, r.solves()...)
	return t
}

// String is the table as text.
func (r *Run) String() string { return r.Table().String() }

// String is a network with its size: "reversible GEN(max), 1001 layers of 80 channels in 2 groups".
func (m Model) String() string {
	o := m.Options
	size := fmt.Sprintf("%d channels", o.Channels)
	switch {
	case o.Depth == 1:
		size = "1 layer of " + size
	case o.Depth > 1:
		size = fmt.Sprintf("%d layers of %s", o.Depth, size)
	}
	if o.Groups > 1 {
		size += fmt.Sprintf(" in %d groups", o.Groups)
	}
	return o.Name() + ", " + size
}

// solves sums up, over the steps, how the searches for fixed points ended; no rows when there was none.
func (r *Run) solves() (rows [][]string) {
	type pass struct{ solves, failures, evaluations int }
	var forward, backward pass
	count := func(p *pass, s *Solve) {
		if s == nil {
			return
		}
		p.solves++
		p.evaluations += s.Evaluations
		if s.Failed() {
			p.failures++
		}
	}
	steps, failed := 0, 0
	for _, record := range r.history {
		if record.Kind != Step || record.Forward == nil && record.Backward == nil {
			continue
		}
		steps++
		if record.Forward.Failed() || record.Backward.Failed() {
			failed++
		}
		count(&forward, record.Forward)
		count(&backward, record.Backward)
	}
	if steps == 0 {
		return nil
	}
	failures := fmt.Sprintf("%d of %d steps", failed, steps)
	if failed > 0 {
		failures += fmt.Sprintf(" (forward %d, backward %d)", forward.failures, backward.failures)
	}
	var means []string
	for _, of := range []struct {
		name string
		pass pass
	}{{"forward", forward}, {"backward", backward}} {
		if of.pass.solves > 0 {
			means = append(means, fmt.Sprintf("%s %.1f", of.name, float64(of.pass.evaluations)/float64(of.pass.solves)))
		}
	}
	return [][]string{{"solver failures", failures}, {"mean evaluations", strings.Join(means, ", ")}}
}
