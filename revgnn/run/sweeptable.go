package run

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// variant are the runs of a sweep that differ by the seed alone.
type variant struct {
	choices         []Choice
	runs            []*Run // the complete ones
	failed          int
	failure, reason string // of the first that failed: its name and why
}

// variants groups the runs, in the order of their first.
func (s *Sweep) variants() (list []*variant) {
	at := map[string]*variant{}
	for i, k := range s.kept.Runs {
		key := sweepName(k.Choices, 0)
		g, ok := at[key]
		if !ok {
			g = &variant{choices: k.Choices}
			at[key] = g
			list = append(list, g)
		}
		switch k.Status {
		case Complete:
			g.runs = append(g.runs, s.runs[i])
		case Failed, NotRun:
			g.failed++
			if g.reason == "" {
				g.failure, g.reason = k.Name, k.Reason
			}
		}
	}
	return list
}

// Table has a line a setting: the metric on the test nodes at the best validation as mean ± standard deviation over the
// seeds, with n − 1 in the denominator, how many seeds are complete and how many failed, and means of the training time
// and of the memory of a training step, all parts. Where not all complete runs have a metric on test nodes, it is that
// on the validation nodes. It copies with Table().Markdown() and Table().CSV().
func (s *Sweep) Table() table.Table {
	const missing = "–"
	fields := s.kept.Fields
	t := table.Table{Title: "Sweep of " + s.kept.Name, Columns: slices.Clone(fields)}
	if len(fields) == 0 {
		t.Columns = []string{"setting"}
	}
	name, metric := s.metric()
	t.Columns = append(t.Columns, name, "seeds", "failed", "time", "memory of a step")
	var why []string
	for _, g := range s.variants() {
		var row []string
		for _, c := range g.choices {
			row = append(row, c.Value)
		}
		if len(fields) == 0 {
			row = []string{"all"}
		}
		var reached, seconds, bytes []float64
		var of Info
		for _, r := range g.runs {
			if v, ok := metric(r); ok {
				reached, of = append(reached, v), r.info
			}
			elapsed := time.Duration(0)
			if n := len(r.history); n > 0 {
				elapsed = r.history[n-1].Elapsed
			}
			seconds = append(seconds, elapsed.Seconds())
			bytes = append(bytes, float64(r.memory.Total()))
		}
		row = append(row, spread(reached, of.Score), fmt.Sprint(len(g.runs)), fmt.Sprint(g.failed))
		if len(g.runs) == 0 {
			row = append(row, missing, missing)
		} else {
			elapsed, _ := moments(seconds)
			size, _ := moments(bytes)
			row = append(row, clock(time.Duration(elapsed*float64(time.Second))), units.Bytes(int64(size)))
		}
		t.Rows = append(t.Rows, row)
		if g.reason != "" {
			why = append(why, g.failure+": "+g.reason)
		}
	}
	notes := []string{"mean ± standard deviation over seeds"}
	if n := s.unfinished(); n > 0 {
		notes = append(notes, fmt.Sprintf("%d of %d runs are not finished; the same sweep goes on with them", n,
			len(s.kept.Runs)))
	}
	const most = 5
	if more := len(why) - most; more > 0 {
		why = append(why[:most], fmt.Sprintf("failures of %d more settings", more))
	}
	t.Note = strings.Join(append(notes, why...), "; ")
	return t
}

// String is the table as text.
func (s *Sweep) String() string { return s.Table().String() }

// metric names what the complete runs reached and reads it: on the test nodes where all of them have it, at the best
// validation, else on the validation nodes.
func (s *Sweep) metric() (name string, of func(*Run) (float64, bool)) {
	onTest := true
	for _, r := range s.Runs() {
		best, ok := r.Best()
		onTest = onTest && (!ok || best.Test != nil)
		switch {
		case name == "":
			name = r.info.Metric
		case name != r.info.Metric:
			name = "metric" // a user's function may vary the data
		}
	}
	if name == "" {
		name = "metric"
	}
	if onTest {
		name = "test " + name
	} else {
		name = "validation " + name
	}
	return name, func(r *Run) (float64, bool) {
		best, ok := r.Best()
		switch {
		case !ok:
			return 0, false
		case onTest:
			return *best.Test, true
		}
		return *best.Valid, true
	}
}

// spread is mean ± standard deviation, the mean alone of one value.
func spread(list []float64, text func(float64) string) string {
	mean, deviation := moments(list)
	switch len(list) {
	case 0:
		return "–"
	case 1:
		return text(mean)
	}
	return text(mean) + " ± " + text(deviation)
}

// moments are the mean and the standard deviation of a sample, with n − 1 in the denominator.
func moments(list []float64) (mean, deviation float64) {
	for _, v := range list {
		mean += v / float64(len(list))
	}
	for _, v := range list {
		deviation += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(deviation / float64(max(1, len(list)-1)))
}
