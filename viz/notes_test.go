package viz

import (
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// torn is a run whose history ended in the middle of a line.
type torn struct{ run.Recorded }

func (torn) Note() string { return "a line is left out" }

func TestNotes(t *testing.T) {
	a := madeUp("a", 12, 1)
	for name, c := range map[string]struct {
		f    *Figure
		want string
	}{
		"one run": {Curves(torn{a}), Curves(a).Subtitle + " · a line is left out"},
		"of two": {Curves[run.Recorded](torn{a}, madeUp("b", 12, 2)),
			Curves(a, madeUp("b", 12, 2)).Subtitle + " · a: a line is left out"},
		"solver": {Residuals(torn{solved(6, 3)}), Residuals(solved(6, 3)).Subtitle + " · a line is left out"},
	} {
		if c.f.Subtitle != c.want {
			t.Errorf("%s: %q, want %q", name, c.f.Subtitle, c.want)
		}
	}
}
