package viz

import (
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// swept is a run that has a name for its setting, as one of a sweep has.
type swept struct {
	recorded
	setting string
}

func (swept) Profile() run.Memory { return run.Memory{} }

func (s swept) Setting() string { return s.setting }

// TestSettingNames takes the names that runs have for their settings, as their sweep's table does, where they tell all.
func TestSettingNames(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings []string // of two runs each
		want     []string
	}{
		{"names of a sweep", []string{"depth 4", "depth 8"}, []string{"depth 4", "depth 8"}},
		{"one without a name", []string{"depth 4", ""}, []string{"112 layers", "7 layers"}},
		{"the same name in two sweeps", []string{"mine", "mine"}, []string{"112 layers", "7 layers"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var runs []swept
			for i, setting := range c.settings {
				for range 2 {
					r := swept{recorded: madeUp("made", 10, 1), setting: setting}
					r.info.Model.Options.Depth = []int{112, 7}[i]
					runs = append(runs, r)
				}
			}
			var got []string
			for _, s := range settingsOf(runs) {
				got = append(got, s.name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			var compared []reached
			for _, r := range runs {
				compared = append(compared, reached{Compared: r})
			}
			for i, s := range settingsOf(compared) {
				if s.name != c.want[i] {
					t.Errorf("in a comparison %q, want %q", s.name, c.want[i])
				}
			}
		})
	}
}
