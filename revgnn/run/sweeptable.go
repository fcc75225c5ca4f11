package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/gonum/stat"
)

// missing stands in a table where there is nothing.
const missing = "–"

// Table has a line a setting: the metric on the test nodes at the best validation as mean ± standard deviation over the
// seeds, with n − 1 in the denominator, how many seeds are complete and how many failed, and means of the training time
// and of the memory of a training step, all parts. Where not all complete runs have a metric on test nodes, it is that
// on the validation nodes. It copies with Table().Markdown() and Table().CSV().
//
// With several seeds it has the 95 % confidence interval of the mean, by Student's t, and tests of each setting against
// the best one, paired by the seeds that both have: the p of the t-test and of Wilcoxon's signed-rank test, each with
// Holm's correction for the number of settings. Its note names the settings that are not told from the best.
//
// A field that has no meaning for a setting, such as the depth of an equilibrium, is "–".
func (s *Sweep) Table() table.Table { return s.table(false) }

// TableInPercent is Table with the metric in percent. A metric of which less is better has a unit, and stays.
func (s *Sweep) TableInPercent() table.Table { return s.table(true) }

func (s *Sweep) table(percent bool) table.Table {
	m := s.metric()
	m.percent = percent && !m.of.LessIsBetter
	list := s.variants()
	columns := s.fieldColumns(list)
	columns = append(columns, column{m.title(), func(i int) string { return m.spread(m.values(list[i])) }})
	tests, notes := comparedTo(m, list)
	columns = append(columns, tests...)
	columns = append(columns, countColumns(list)...)
	t := table.Table{Title: "Sweep of " + s.Title()}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.name)
	}
	var why []string
	for i, g := range list {
		var row []string
		for _, c := range columns {
			row = append(row, cmp.Or(c.text(i), missing))
		}
		t.Rows = append(t.Rows, row)
		if g.reason != "" {
			why = append(why, g.failure+": "+g.reason)
		}
	}
	notes = append([]string{"mean ± standard deviation over seeds"}, notes...)
	if slices.ContainsFunc(s.kept.Runs, func(k SweepRun) bool { return len(k.Choices) < len(s.kept.Fields) }) {
		notes = append(notes, missing+": the field has no meaning for the setting")
	}
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

// fieldColumns tell the settings: by labels of one's own where there are some, and by the fields.
func (s *Sweep) fieldColumns(list []*variant) (columns []column) {
	labelled := slices.ContainsFunc(list, func(g *variant) bool { return g.label != "" })
	fields := withChanged(s.kept.Fields, s.kept.Runs)
	if labelled || len(fields) == 0 {
		columns = append(columns, column{"setting", func(i int) string {
			if len(fields) == 0 {
				return cmp.Or(list[i].label, s.Title())
			}
			return list[i].label
		}})
	}
	for _, field := range fields {
		columns = append(columns, column{field, func(i int) string { return valueOf(list[i].choices, field) }})
	}
	return columns
}

// countColumns tell how many runs there are and what they took.
func countColumns(list []*variant) []column {
	columns := []column{
		{"seeds", func(i int) string { return fmt.Sprint(len(list[i].runs)) }},
		{"failed", func(i int) string { return fmt.Sprint(list[i].failed) }},
	}
	if slices.ContainsFunc(list, func(g *variant) bool { return g.ended != "" }) {
		columns = append(columns, column{"ended early", func(i int) string { return list[i].ended }})
	}
	mean := func(i int, of func(r *Run) float64, text func(float64) string) string {
		var values []float64
		for _, r := range list[i].runs {
			values = append(values, of(r))
		}
		if len(values) == 0 {
			return ""
		}
		return text(stat.Mean(values, nil))
	}
	elapsed := func(r *Run) float64 {
		if n := len(r.history); n > 0 {
			return r.history[n-1].Elapsed.Seconds()
		}
		return 0
	}
	return append(columns,
		column{"time", func(i int) string { return mean(i, elapsed, units.Seconds) }},
		column{"memory of a step", func(i int) string {
			return mean(i, func(r *Run) float64 { return float64(r.memory.Total()) }, units.Bytes[float64])
		}})
}

// String is the table as text.
func (s *Sweep) String() string { return s.Table().String() }
