package sweep

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
)

// names are those of a sweep's settings.
func names(t *testing.T, b *Builder) (list []string) {
	t.Helper()
	settings, err := b.settings()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		list = append(list, s.String())
	}
	return list
}

// TestFamilies goes over families beside depths: what has no meaning is left out, and alike settings are one.
func TestFamilies(t *testing.T) {
	for _, c := range []struct {
		name  string
		sweep *Builder
		want  []string
	}{
		{"an equilibrium has no depth", presetSweep().Over("family", "reversible", "equilibrium").Over("depth", 2, 3),
			[]string{"family=reversible,depth=2,seed=1", "family=reversible,depth=3,seed=1",
				"family=equilibrium,seed=1"}},
		{"residual has no groups", presetSweep().Over("groups", 2, 3).Over("family", options.Residual, "weight-tied"),
			[]string{"family=residual,seed=1", "groups=2,family=weight-tied,seed=1",
				"groups=3,family=weight-tied,seed=1"}},
		{"a tied word leaves out the option", clubSweep(nil).Over("family", "tied residual", "residual").
			Over("tied", true, false), []string{"family=tied_residual,seed=1", "family=residual,tied=true,seed=1",
			"family=residual,tied=false,seed=1"}},
		{"words of one's own", clubSweep(nil).Over("family", "mlp").Over("depth", 1),
			[]string{"family=mlp,depth=1,seed=1"}},
		{"what one leaves out oneself", clubSweep(nil).Over("net", "deep", "flat").Over("depth", 1, 2).
			Without("depth", func(s Setting) bool { return s.Text("net") == "flat" }),
			[]string{"net=deep,depth=1,seed=1", "net=deep,depth=2,seed=1", "net=flat,seed=1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, want := names(t, c.sweep), slices.Clone(c.want)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
	s := withMeaning(Setting{}.with("family", "equilibrium", "equilibrium").with("depth", 2, "2"))
	if s.Has("depth") || s.Int("depth") != 0 || s.Float("depth") != 0 || s.Text("depth") != "" ||
		s.Value("depth") != nil {
		t.Errorf("a depth in %+v", s)
	}
}

// TestFamilyWords builds what each word stands for, from presets of each family.
func TestFamilyWords(t *testing.T) {
	for _, name := range []string{"revgnn-80-proteins", "wt-resgnn-64-proteins"} {
		list, err := Of(paper.Preset(name).Small()).Over("family", "residual", "reversible", "weight-tied",
			"weight-tied residual", "equilibrium").settings()
		if err != nil {
			t.Fatal(err)
		}
		own := options.Reversible
		if name == "wt-resgnn-64-proteins" {
			own = options.Residual
		}
		for i, want := range []options.Network{{Family: options.Residual}, {Family: options.Reversible},
			{Family: own, Tied: true}, {Family: options.Residual, Tied: true}, {Family: options.Equilibrium}} {
			p := &preset{base: paper.Preset(name).Small(), tied: true}
			e, err := p.with(list[i]).Done()
			if err != nil {
				t.Errorf("%s, %s: %v", name, list[i], err)
				continue
			}
			if got := e.Network; got.Family != want.Family || got.Tied != want.Tied {
				t.Errorf("%s, %s: %s, tied %v", name, list[i], got.Family, got.Tied)
			}
		}
	}
	_, err := presetSweep().Over("family", "residual", "revesible").Done()
	oneLine(t, err, `sweep: the family "revesible"; did you mean "reversible"`)
	_, err = clubSweep(nil).Over("groups", 2).Without("group", func(Setting) bool { return true }).Done()
	oneLine(t, err, `sweep: the sweep does not go over "group"; did you mean "groups"?`)
}

// TestFamilySweep trains families beside depths, and the table says what has no meaning.
func TestFamilySweep(t *testing.T) {
	g := datasets.ProteinsLike(40, 200, 1).WithTasks(2).Must()
	small := paper.Preset("revgnn-80-proteins").Small().With("channels", 4).With("epochs", 1).With("parts", 1)
	s, err := Of(small.WithGraph(g)).Over("family", "reversible", "equilibrium").Over("depth", 1, 2).
		WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, row := range s.Table().Rows {
		got = append(got, row[0]+" "+row[1], s.Runs()[i].Label())
	}
	want := []string{"reversible 1", "reversible, depth 1", "reversible 2", "reversible, depth 2", "equilibrium –",
		"equilibrium"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q; failures %+v", got, want, s.Failures())
	}
}
