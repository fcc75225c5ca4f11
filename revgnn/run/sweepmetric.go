package run

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"gonum.org/v1/gonum/stat"
)

// reached is what the complete runs of a sweep reached.
type reached struct {
	of      Info // of one of the runs: how its metric is written
	name    string
	onTest  bool
	percent bool
}

// metric names what the complete runs reached: on the test nodes where all of them have it, at the best validation,
// else on the validation nodes.
func (s *Sweep) metric() reached {
	m := reached{onTest: true}
	for _, r := range s.Runs() {
		best, ok := r.Best()
		m.onTest = m.onTest && (!ok || best.Test != nil)
		switch {
		case m.name == "":
			m.name, m.of = r.info.Metric, r.info
		case m.name != r.info.Metric:
			m.name = "metric" // a user's function may vary the data
		}
	}
	if m.name == "" {
		m.name = "metric"
	}
	return m
}

func (m reached) title() string {
	name := options.MetricName(m.name)
	title := "validation " + name
	if m.onTest {
		title = "test " + name
	}
	if m.percent {
		title += " (%)"
	}
	return title
}

// value is what a run reached.
func (m reached) value(r *Run) (v float64, ok bool) {
	best, ok := r.Best()
	switch {
	case !ok:
		return 0, false
	case m.onTest:
		return *best.Test, true
	}
	return *best.Valid, true
}

func (m reached) values(g *variant) (list []float64) {
	for _, r := range g.runs {
		if v, ok := m.value(r); ok {
			list = append(list, v)
		}
	}
	return list
}

func (m reached) text(v float64) string {
	if m.percent {
		return fmt.Sprintf("%.2f", 100*v)
	}
	return m.of.Score(v)
}

// spread is mean ± standard deviation, the mean alone of one value, and "" of none.
func (m reached) spread(list []float64) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return m.text(list[0])
	}
	mean, deviation := stat.MeanStdDev(list, nil)
	return m.text(mean) + " ± " + m.text(deviation)
}
