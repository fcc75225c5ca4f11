package sweep

import (
	"slices"
	"testing"
)

// TestRandom draws the same settings from a seed, more of them behind the first, each within its range.
func TestRandom(t *testing.T) {
	sweep := func(n int, seed uint64) *Builder {
		return clubSweep(nil).Over("rate", LogBetween(1e-4, 1e-1)).Over("groups", 2, 4).
			Over("depth", WholeBetween(1, 9)).Over("dropout", 0, Between(0.1, 0.5)).WithRandom(n, seed)
	}
	few, many := names(t, sweep(4, 1)), names(t, sweep(40, 1))
	if !slices.Equal(few, many[:4]) || len(many) != 40 || slices.Equal(few, names(t, sweep(4, 2))) {
		t.Errorf("%q, then %q", few, many)
	}
	settings, err := sweep(200, 3).settings()
	if err != nil {
		t.Fatal(err)
	}
	below := 0
	depths := map[int]bool{}
	for _, s := range settings {
		if r := s.Float("rate"); r < 1e-4 || r > 1e-1 {
			t.Errorf("a rate of %g", r)
		} else if r < 1e-4*31.6 {
			below++
		}
		if d := s.Float("dropout"); d != 0 && (d < 0.1 || d > 0.5) {
			t.Errorf("a dropout of %g", d)
		}
		depths[s.Int("depth")] = true
	}
	if below < 70 || below > 130 || len(depths) != 9 || !depths[1] || !depths[9] {
		t.Errorf("%d of 200 in the lower half of the logarithms, depths %v", below, depths)
	}
	for _, c := range []struct {
		name  string
		sweep *Builder
		want  string
	}{
		{"too many", clubSweep(nil).Over("groups", 2, 4).WithRandom(3, 1), "3 random settings, of which only 2 differ"},
		{"none", clubSweep(nil).Over("groups", 2).WithRandom(0, 1), "0 random settings; use at least 1"},
		{"a range without draws", clubSweep(nil).Over("rate", Between(0, 1)), "add WithRandom(n, seed)"},
		{"no range", clubSweep(nil).Over("rate", Between(1, 1)).WithRandom(1, 1), "the range 1 to 1; give"},
		{"logarithm of 0", clubSweep(nil).Over("rate", LogBetween(0, 1)).WithRandom(1, 1), "give positive numbers"},
	} {
		_, err := c.sweep.settings()
		t.Log(c.name)
		oneLine(t, err, c.want)
	}
}
