package viz

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// rankedRows is how many settings a table lists.
const rankedRows = 50

// scored is a setting with its runs, which differ by their seed, and with the metric over them.
type scored struct {
	setting[reached]
	metric moments
}

// ranked are the settings, the best mean first.
func (c compared) ranked() (list []scored) {
	for _, s := range settingsOf(c.reached) {
		var metric []float64
		for _, r := range s.runs {
			metric = append(metric, r.metric)
		}
		list = append(list, scored{s, momentsOf(metric)})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return c.order(b.metric.mean, a.metric.mean) })
	return list
}

func (c compared) table() table.Table {
	t := table.Table{Columns: []string{"setting", "seeds", lowerStart(c.axisName())}}
	settings := c.ranked()
	var told []price // by at least one run
	for _, by := range prices {
		if slices.ContainsFunc(c.reached, func(r reached) bool { return by.of(r) > 0 }) {
			told = append(told, by)
			t.Columns = append(t.Columns, by.column)
		}
	}
	for _, s := range settings[:min(len(settings), rankedRows)] {
		row := []string{s.name, units.Count(len(s.runs)), s.metric.text(c.text)}
		for _, by := range told {
			cost, _, n := by.known(s)
			if n == 0 {
				row = append(row, "-")
				continue
			}
			row = append(row, by.format.Text(cost))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = "mean ± standard deviation over seeds"
	if rest := len(settings) - len(t.Rows); rest > 0 {
		t.Note += fmt.Sprintf("; the best %d of %s settings", len(t.Rows), units.Count(len(settings)))
	}
	return t
}

// known is the mean cost of those runs that tell it, and their mean metric; n is how many.
func (p price) known(s scored) (cost, metric float64, n int) {
	for _, r := range s.runs {
		if v := p.of(r); v > 0 {
			cost, metric, n = cost+v, metric+r.metric, n+1
		}
	}
	return cost / float64(max(1, n)), metric / float64(max(1, n)), n
}
