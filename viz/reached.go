package viz

import (
	"cmp"
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// reached is a run with what it reached and at what cost.
type reached struct {
	run.Compared
	metric float64
	test   bool
	time   float64 // seconds
}

// Setting is the name that the run has for its setting; "" for none.
func (r reached) Setting() string { return ownName(r.Compared) }

// compared are the runs of one metric.
type compared struct {
	reached []reached
	metric  string
	less    bool // less is better
	onTest  bool
	note    string
}

// comparison reads the runs, or says why there is nothing to compare.
func comparison(list []run.Compared) (c compared, why string) {
	if len(list) == 0 {
		return c, "No run was given."
	}
	metrics, data := map[string]int{}, map[string]int{}
	c.onTest = true
	missing := 0
	for _, r := range list {
		info := r.Info()
		metrics[info.Metric]++
		data[info.Data.Name]++
		one := reached{Compared: r, metric: math.NaN()}
		valid := math.NaN()
		for _, record := range r.History() {
			one.time = max(one.time, record.Elapsed.Seconds())
			if record.Valid == nil || !chart.Finite(*record.Valid) ||
				chart.Finite(valid) && !info.Better(*record.Valid, valid) {
				continue
			}
			valid = *record.Valid
			one.metric, one.test = valid, record.Test != nil && chart.Finite(*record.Test)
			if one.test {
				one.metric = *record.Test
			}
		}
		if !chart.Finite(valid) {
			missing++
			continue
		}
		c.onTest = c.onTest && one.test
		c.reached = append(c.reached, one)
	}
	c.metric, c.less = list[0].Info().Metric, list[0].Info().LessIsBetter
	if len(metrics) > 1 {
		return c, fmt.Sprintf("These runs measure different metrics: %s. Compare runs of one metric.", counted(metrics))
	}
	if len(c.reached) == 0 {
		return c, "None of the runs has been evaluated."
	}
	if !c.onTest {
		for i := range c.reached {
			c.reached[i].metric = c.bestValid(c.reached[i].History())
		}
	}
	if missing > 0 {
		c.note = "left out as never evaluated: " + plural(missing, "run")
	}
	if len(data) > 1 {
		c.note = sentences("different data: "+counted(data), c.note)
	}
	return c, ""
}

func (c compared) bestValid(history []run.Record) float64 {
	best := math.NaN()
	for _, r := range history {
		if r.Valid != nil && chart.Finite(*r.Valid) && (math.IsNaN(best) || c.order(*r.Valid, best) > 0) {
			best = *r.Valid
		}
	}
	return best
}

// order is above 0 where a value of the metric is better than another, and below where it is worse.
func (c compared) order(a, b float64) int {
	if c.less {
		a, b = b, a
	}
	return cmp.Compare(a, b)
}

// text is a value of the metric as tables and figures write it.
func (c compared) text(v float64) string { return run.Info{LessIsBetter: c.less}.Score(v) }

func (c compared) axisName() string {
	where := "Validation "
	if c.onTest {
		where = "Test "
	}
	return where + lowerFirst(metricName(c.metric))
}
