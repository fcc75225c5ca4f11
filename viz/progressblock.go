package viz

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// progressRows is how many runs a block shows; the others are counted.
const progressRows = 40

// sweepState is how far a sweep is.
type sweepState struct {
	runs    []run.SweepRun
	ended   bool
	problem error
}

// statusColors are in the order in which a block tells of the runs.
var statusColors = []struct {
	status run.Status
	color  template.CSS
}{
	{run.Running, "#0072B2"}, {run.Complete, "#009E73"}, {run.Failed, "#D55E00"}, {run.NotRun, "#CC79A7"},
	{run.Interrupted, "#E69F00"}, {run.Ended, "#56B4E9"}, {run.Waiting, "rgba(128,128,128,.6)"},
}

func statusColor(s run.Status) template.CSS {
	for _, c := range statusColors {
		if c.status == s {
			return c.color
		}
	}
	return "inherit"
}

// counts says how many runs there are of each status.
func (s sweepState) counts() string {
	list := []string{plural(len(s.runs), "run")}
	for _, c := range statusColors {
		n := 0
		for _, r := range s.runs {
			if r.Status == c.status {
				n++
			}
		}
		if n > 0 {
			list = append(list, units.Count(n)+" "+string(c.status))
		}
	}
	return strings.Join(list, " · ")
}

// runLine is a run that ended in words, for a terminal.
func runLine(r run.SweepRun) string {
	list := []string{cmp.Or(r.Label, r.Name) + ": " + string(r.Status)}
	if r.Reason != "" {
		return sentences(append(list, oneLine(r.Reason))...)
	}
	list = append(list, "step "+of(r.Step, r.Steps))
	if r.Best != nil {
		list = append(list, "best validation "+lowerFirst(metricName(r.Metric))+" "+r.Score(*r.Best))
	}
	return sentences(append(list, units.Duration(r.Elapsed))...)
}

// shown are the runs that get a row, in their order: all of them, or those first that are at work or failed.
func (s sweepState) shown() []run.SweepRun {
	if len(s.runs) <= progressRows {
		return s.runs
	}
	room := progressRows
	keep := make([]bool, len(s.runs))
	for _, statuses := range [][]run.Status{
		{run.Running}, {run.Failed, run.NotRun}, {run.Interrupted}, {run.Waiting, run.Complete, run.Ended}} {
		for i, r := range s.runs {
			for _, status := range statuses {
				if r.Status == status && room > 0 {
					keep[i] = true
					room--
				}
			}
		}
	}
	var list []run.SweepRun
	for i, r := range s.runs {
		if keep[i] {
			list = append(list, r)
		}
	}
	return list
}

// block is the output of a sweep.
func (s sweepState) block() string {
	data := struct {
		Width           int
		Counts, Problem string
		Color           template.CSS
		Bar             progressBar
		Columns         []string
		Rows            []sweepRow
		More            string
	}{Width: defaultWidth, Counts: s.counts(), Color: statusColor(run.Running), Columns: s.columns()}
	switch {
	case s.problem != nil:
		data.Color, data.Problem = statusColor(run.Interrupted), oneLine(s.problem.Error())
	case s.ended:
		data.Color = statusColor(run.Complete)
	}
	complete := 0.0
	for _, r := range s.runs {
		switch {
		case r.Status == run.Running || r.Status == run.Interrupted:
			complete += stepsDone(r)
		case r.Status != run.Waiting:
			complete++
		}
	}
	data.Bar = progressBar{6, 3, 100 * complete / float64(max(1, len(s.runs))), data.Color, "8px 0 8px"}
	shown := s.shown()
	for _, r := range shown {
		data.Rows = append(data.Rows, rowOf(r))
	}
	if rest := len(s.runs) - len(shown); rest > 0 {
		data.More = plural(rest, "more run")
	}
	return filled("progress", data)
}

func (s sweepState) columns() []string {
	metric := ""
	for _, r := range s.runs {
		if r.Metric != "" {
			metric = r.Metric
			break
		}
	}
	best := "best validation " + lowerFirst(metricName(metric))
	return []string{"run", "state", "steps", "loss", best, "time", "left"}
}

// sweepRow is the row of a run. What is not known yet is "".
type sweepRow struct {
	Name    string
	State   run.Status
	Color   template.CSS
	Reason  string // why it failed or was not run, in place of what follows
	Steps   string
	Bar     *progressBar
	Numbers []string // loss, best validation metric, time, time left
}

func rowOf(r run.SweepRun) sweepRow {
	row := sweepRow{Name: choicesOf(r), State: r.Status, Color: statusColor(r.Status), Reason: oneLine(r.Reason)}
	if row.Reason != "" {
		return row
	}
	switch {
	case r.Steps > 0:
		row.Steps = of(r.Step, r.Steps)
		if r.Status == run.Running {
			row.Bar = &progressBar{6, 3, 100 * stepsDone(r), row.Color, "1px 0 3px"}
		}
	case r.Status == run.Running:
		row.Steps = "starting"
	}
	loss, best, elapsed, left := "", "", "", ""
	if r.Loss != nil {
		loss = units.Number(*r.Loss)
	}
	if r.Best != nil {
		best = r.Score(*r.Best)
	}
	if r.Elapsed > 0 {
		elapsed = units.Duration(r.Elapsed)
	}
	if r.Status == run.Running && r.Left > 0 {
		left = "about " + units.Duration(r.Left)
	}
	row.Numbers = []string{loss, best, elapsed, left}
	return row
}

// choicesOf names a run as tables and figures do, or else by all that was chosen for it. The name breaks between its
// parts only, but for long ones.
func choicesOf(r run.SweepRun) string {
	const long = 24 // letters that the column has place for
	parts := strings.Split(r.Label, ", ")
	if r.Label == "" {
		parts = nil
		for _, c := range r.Choices {
			parts = append(parts, c.Field+" "+c.Value)
		}
		parts = append(parts, fmt.Sprintf("seed %d", r.Seed))
	}
	for i, part := range parts {
		if utf8.RuneCountInString(part) <= long {
			parts[i] = strings.ReplaceAll(part, " ", "\u00a0")
		}
	}
	return strings.Join(parts, ", ")
}

// stepsDone is how much of a run is done, between 0 and 1.
func stepsDone(r run.SweepRun) float64 { return min(1, float64(r.Step)/float64(max(1, r.Steps))) }
