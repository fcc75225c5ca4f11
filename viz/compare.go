package viz

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Compared is what a comparison takes: a *run.Run, or anything else with a run's record and its memory.
type Compared = run.Compared

const (
	comparedDots = 800 // of a panel; with more, dots that lie on each other are one
	rankedBars   = 24  // that have place side by side
	rankedRows   = 50  // of a table
)

// Compare draws what runs reached against what it cost: the metric at the best validation step against the memory of a
// training step (all parts), against training time, and against the number of parameters. A run is on the front when no
// other is at least as good at no more cost. It is the metric on the test nodes where all the runs have it, else that on
// the validation nodes. The table has a line a setting, with mean ± standard deviation over its seeds, and copies with
// Table().Markdown() and Table().CSV(). Runs of different metrics are not compared.
func Compare(runs ...Compared) *Figure {
	const title = "Runs compared"
	c, why := comparison(runs)
	if why != "" {
		return nothing(title, why)
	}
	var panels []panel
	for _, cost := range costs {
		if p, ok := c.against(cost); ok {
			panels = append(panels, p)
		}
	}
	if len(panels) == 0 {
		return nothing(title, "No run tells its memory, its time or its parameters.")
	}
	best := slices.MaxFunc(c.reached, func(a, b reached) int { return cmp.Compare(a.metric, b.metric) })
	f := newFigure(fmt.Sprintf("%s compared: best %s %s", plural(len(c.reached), "run"), lowerFirst(metricName(c.metric)), Number(best.metric)),
		sentences("best: "+best.Label(), "on the front: none is as good for less", c.note), panels...)
	f.Height = 60 + 230*len(panels)
	f.data = c.table()
	return f
}

// Ranking draws what each setting reached, best first: a bar is the mean over its seeds, with error bars of one standard
// deviation. The metric and the table are those of Compare.
func Ranking(runs ...Compared) *Figure {
	const title = "Settings ranked"
	c, why := comparison(runs)
	if why != "" {
		return nothing(title, why)
	}
	p := panel{x: axis{name: "setting", categories: []string{}}, y: axis{name: c.axisName(), format: asNumber}}
	s := series{shape: column, color: palette(0)}
	settings := c.settings()
	shown := settings[:min(len(settings), rankedBars)]
	for i, g := range shown {
		p.x.categories = append(p.x.categories, g.name)
		s.add(float64(i), g.metric.mean)
		s.low, s.high = append(s.low, g.metric.mean-g.metric.deviation), append(s.high, g.metric.mean+g.metric.deviation)
		s.notes = append(s.notes, g.metric.String()+", "+plural(g.metric.n, "seed"))
	}
	p.series = []series{s}
	p.y.fromZero = true
	note := ""
	if rest := len(settings) - len(shown); rest > 0 {
		note = fmt.Sprintf("the best %d of %s settings", len(shown), Count(int64(len(settings))))
	}
	head := fmt.Sprintf("%s: %s %s", shown[0].name, lowerFirst(metricName(c.metric)), shown[0].metric)
	if len(settings) > 1 {
		head = "Best of " + plural(len(settings), "setting") + ": " + head
	}
	f := newFigure(head, sentences("mean over seeds, error bars: ± one standard deviation", note, c.note), p)
	f.data = c.table()
	return f
}

// reached is a run with what it reached and at what cost.
type reached struct {
	Compared
	metric float64
	test   bool
	time   float64 // seconds
}

// compared are the runs of one metric.
type compared struct {
	reached []reached
	metric  string
	onTest  bool
	note    string
}

// comparison reads the runs, or says why there is nothing to compare.
func comparison(runs []Compared) (c compared, why string) {
	list := present(runs)
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
			if record.Valid == nil || !finite(*record.Valid) || *record.Valid <= valid { // false for the first, as valid is NaN
				continue
			}
			valid = *record.Valid
			one.metric, one.test = valid, record.Test != nil && finite(*record.Test)
			if one.test {
				one.metric = *record.Test
			}
		}
		if !finite(valid) {
			missing++
			continue
		}
		c.onTest = c.onTest && one.test
		c.reached = append(c.reached, one)
	}
	c.metric = list[0].Info().Metric
	if len(metrics) > 1 {
		return c, fmt.Sprintf("These runs measure different metrics: %s. Compare runs of one metric.", counted(metrics))
	}
	if len(c.reached) == 0 {
		return c, "None of the runs has been evaluated."
	}
	if !c.onTest {
		for i := range c.reached {
			c.reached[i].metric = bestValid(c.reached[i].History())
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

func bestValid(history []run.Record) float64 {
	best := math.Inf(-1)
	for _, r := range history {
		if r.Valid != nil && finite(*r.Valid) {
			best = max(best, *r.Valid)
		}
	}
	return best
}

// counted lists names with how often each stands: "accuracy (3), rocauc (1)".
func counted(names map[string]int) string {
	var list []string
	for name, n := range names {
		list = append(list, fmt.Sprintf("%s (%s)", cmp.Or(name, "none"), Count(int64(n))))
	}
	slices.Sort(list)
	const most = 5
	if len(list) > most {
		list = append(list[:most], fmt.Sprintf("and %d more", len(list)-most))
	}
	return strings.Join(list, ", ")
}

func (c compared) axisName() string {
	where := "Validation "
	if c.onTest {
		where = "Test "
	}
	return where + lowerFirst(metricName(c.metric))
}

// cost is one price of a run; 0 means unknown.
type cost struct {
	name   string
	format format
	of     func(reached) float64
}

var costs = []cost{
	{"memory of a training step, all parts", asBytes, func(r reached) float64 { return float64(r.Profile().Total()) }},
	{"training time", asTime, func(r reached) float64 { return r.time }},
	{"parameters", asCount, func(r reached) float64 { return float64(r.Info().Model.Parameters) }},
}

var aside = color.RGBA{0x8C, 0x95, 0x9F, 0xFF} // of what is not on the front

// against is the metric against one cost.
func (c compared) against(by cost) (panel, bool) {
	var known []reached
	for _, r := range c.reached {
		if by.of(r) > 0 {
			known = append(known, r)
		}
	}
	if len(known) == 0 {
		return panel{}, false
	}
	p := panel{x: axis{name: by.name, format: by.format}, y: axis{name: c.axisName(), format: asNumber, canLog: true}}
	slices.SortStableFunc(known, func(a, b reached) int {
		return cmp.Or(cmp.Compare(by.of(a), by.of(b)), cmp.Compare(b.metric, a.metric))
	})
	if first, last := by.of(known[0]), by.of(known[len(known)-1]); last > 20*first {
		p.x.log = true
		p.x.name += " (logarithmic)"
	}
	others := series{name: "other runs", shape: dot, color: aside, size: 7}
	edge := series{name: "on the front", shape: dot, color: palette(3), size: 11}
	best := math.Inf(-1)
	for _, r := range known {
		s := &others
		if r.metric > best {
			s, best = &edge, r.metric
		}
		s.add(by.of(r), r.metric)
		s.notes = append(s.notes, r.Label())
	}
	if others.len() > 0 {
		p.series = append(p.series, others.sparse(comparedDots))
	}
	path := series{name: edge.name, shape: dashed, color: edge.color, points: edge.points}
	p.series = append(p.series, edge, path)
	return p, true
}

// moments are the mean and the standard deviation of a sample, with n − 1 in the denominator; 0 of one value.
type moments struct {
	n               int
	mean, deviation float64
}

func momentsOf(list []float64) (m moments) {
	m.n, m.mean = len(list), mean(list)
	for _, v := range list {
		m.deviation += (v - m.mean) * (v - m.mean)
	}
	m.deviation = math.Sqrt(m.deviation / float64(max(1, m.n-1)))
	return m
}

// String is mean ± standard deviation, to four decimals; the mean alone of one value.
func (m moments) String() string {
	if m.n < 2 {
		return fmt.Sprintf("%.4f", m.mean)
	}
	return fmt.Sprintf("%.4f ± %.4f", m.mean, m.deviation)
}

// setting is a group of runs that differ by their seed.
type setting struct {
	name   string
	runs   []reached
	metric moments
}

// settings are the groups, the best mean first.
func (c compared) settings() (list []setting) {
	groups, names := grouped(c.reached)
	for i, g := range groups {
		var metric []float64
		for _, r := range g {
			metric = append(metric, r.metric)
		}
		list = append(list, setting{names[i], g, momentsOf(metric)})
	}
	slices.SortStableFunc(list, func(a, b setting) int { return cmp.Compare(b.metric.mean, a.metric.mean) })
	return list
}

func (c compared) table() table.Table {
	t := table.Table{Columns: []string{"setting", "seeds", c.axisName(), "memory of a step", "time", "parameters"}}
	t.Columns[2] = strings.ToLower(t.Columns[2][:1]) + t.Columns[2][1:]
	settings := c.settings()
	for _, s := range settings[:min(len(settings), rankedRows)] {
		row := []string{s.name, Count(int64(len(s.runs))), s.metric.String()}
		for _, by := range costs {
			var known []float64
			for _, r := range s.runs {
				if v := by.of(r); v > 0 {
					known = append(known, v)
				}
			}
			if len(known) == 0 {
				row = append(row, "-")
				continue
			}
			row = append(row, by.format.text(mean(known)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = "mean ± standard deviation over seeds"
	if rest := len(settings) - len(t.Rows); rest > 0 {
		t.Note += fmt.Sprintf("; the best %d of %s settings", len(t.Rows), Count(int64(len(settings))))
	}
	return t
}
