package run

import (
	"fmt"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/internal/statistics"
	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/gonum/stat"
)

// level is the p from which on a difference is taken for noise.
const level = 0.05

// comparedTo are the columns that tell how sure the means are: their confidence intervals, and the p of tests of each
// variant against the best one. There are none without several seeds.
func comparedTo(m reached, list []*variant) (columns []column, notes []string) {
	several := func(g *variant) bool { return len(m.values(g)) > 1 }
	if !slices.ContainsFunc(list, several) {
		return nil, nil
	}
	columns = []column{{"95 % interval", func(i int) string {
		if !several(list[i]) {
			return ""
		}
		low, high := statistics.Interval(m.values(list[i]), 0.95)
		return m.text(low) + " to " + m.text(high)
	}}}
	best := bestOf(m, list)
	tests := testsOf(m, list, best)
	if len(tests.at) == 0 {
		return columns, nil
	}
	text := func(p []float64) func(i int) string {
		return func(i int) string {
			if i == best {
				return "best"
			}
			if k := slices.Index(tests.at, i); k >= 0 {
				return units.Digits(p[k], 2)
			}
			return ""
		}
	}
	columns = append(columns, column{"p (t)", text(tests.t)}, column{"p (Wilcoxon)", text(tests.wilcoxon)})
	return columns, tests.notes()
}

// bestOf is the variant with the best mean over several seeds.
func bestOf(m reached, list []*variant) int {
	best, most := -1, math.NaN()
	for i, g := range list {
		values := m.values(g)
		if len(values) < 2 {
			continue
		}
		if mean := stat.Mean(values, nil); best < 0 || m.of.Better(mean, most) {
			best, most = i, mean
		}
	}
	return best
}

// tests are those of variants against the best one, with Holm's correction.
type tests struct {
	at          []int // the variants
	t, wilcoxon []float64
	fewest      int // pairs
}

func testsOf(m reached, list []*variant, best int) (all tests) {
	all.fewest = math.MaxInt
	for i, g := range list {
		if i == best {
			continue
		}
		var a, b []float64
		for k, r := range list[best].runs {
			at := slices.Index(g.seeds, list[best].seeds[k])
			if at < 0 {
				continue
			}
			x, known := m.value(r)
			y, both := m.value(g.runs[at])
			if known && both {
				a, b = append(a, x), append(b, y)
			}
		}
		if len(a) < 2 {
			continue
		}
		all.at, all.fewest = append(all.at, i), min(all.fewest, len(a))
		all.t = append(all.t, statistics.PairedT(a, b))
		all.wilcoxon = append(all.wilcoxon, statistics.Wilcoxon(a, b))
	}
	all.t, all.wilcoxon = statistics.Holm(all.t), statistics.Holm(all.wilcoxon)
	return all
}

// notes say what the p are, and warn of differences that may be noise.
func (all tests) notes() []string {
	noise := 0
	for _, p := range all.t {
		if p >= level {
			noise++
		}
	}
	notes := []string{"p against the best, paired by seed, with Holm's correction"}
	if noise > 0 {
		notes = append(notes, fmt.Sprintf("within the noise: %d of %d differences from the best (p of t from %g)",
			noise, len(all.t), level))
	}
	if least := math.Pow(2, float64(1-all.fewest)); least > level {
		notes = append(notes, fmt.Sprintf("Wilcoxon's p is at least %s with %d seeds",
			units.Digits(least, 2), all.fewest))
	}
	return notes
}
