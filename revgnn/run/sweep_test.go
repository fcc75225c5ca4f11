package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestSweepName keeps names apart, plain, and short enough for a file.
func TestSweepName(t *testing.T) {
	long := strings.Repeat("ü", 300)
	seen := map[string]string{}
	for _, c := range []struct {
		name    string
		choices []Choice
		want    string // "" where the length alone matters
	}{
		{"seeds alone", nil, "seed=3"},
		{"numbers", []Choice{{"depth", "28"}, {"groups", "2"}}, "depth=28,groups=2,seed=3"},
		{"blanks", []Choice{{"learning rate", "0.001"}}, "learning_rate=0.001,seed=3"},
		{"a hyphen for a blank", []Choice{{"learning_rate", "-1e-5"}}, "learning%5Frate=-1e-5,seed=3"},
		{"letters of any script", []Choice{{"größe", "図α"}}, "größe=図α,seed=3"},
		{"slashes", []Choice{{"data", `../a\b`}}, "data=..%2Fa%5Cb,seed=3"},
		{"what a shell reads", []Choice{{"x", "a$b(c);d'e"}}, "x=a%24b%28c%29%3Bd%27e,seed=3"},
		{"what other systems refuse", []Choice{{"x", `a:b*c?d"e<f>g|h`}}, "x=a%3Ab%2Ac%3Fd%22e%3Cf%3Eg%7Ch,seed=3"},
		{"lines and controls", []Choice{{"x", "a\nb\x00\u202e"}}, "x=a%0Ab%00%E2%80%AE,seed=3"},
		{"bytes that are no text", []Choice{{"x", "\xff"}}, "x=%FF,seed=3"},
		{"the escape itself", []Choice{{"x", "%2F"}}, "x=%252F,seed=3"},
		{"another run's name as a value", []Choice{{"depth", "28,groups=2"}}, "depth=28%2Cgroups%3D2,seed=3"},
		{"empty", []Choice{{"x", ""}}, "x=,seed=3"},
		{"long", []Choice{{"x", long}}, ""},
		{"long and another", []Choice{{"x", long + "ä"}}, ""},
	} {
		got := NewSweepRun(c.choices, 3).Name
		if c.want != "" && got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if other, ok := seen[got]; ok {
			t.Errorf("%s and %s are both %q", c.name, other, got)
		}
		seen[got] = c.name
		path := filepath.Join(t.TempDir(), got)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// trained makes a run of a sweep that was evaluated three times; the best validation is the second.
func trained(t *testing.T, s *Sweep, i int, status Status, valid, test float64) {
	t.Helper()
	r, err := Create(filepath.Join(s.Dir(), s.List()[i].Name), info(), memory())
	if err != nil {
		t.Fatal(err)
	}
	for n, apart := range []float64{0.5, 0, 0.25} {
		v, u := valid-apart, test-apart
		add(t, r, step(n+1), Record{Kind: Evaluation, Step: n + 1, Elapsed: time.Duration(n+1) * time.Second,
			Valid: &v, Test: &u})
	}
	var why error
	if status == Failed {
		why = errors.New("revgnn: the loss is NaN at step 3")
	}
	if err := errors.Join(r.SetStatus(status, why), r.Close()); err != nil {
		t.Fatal(err)
	}
}

func sweepOf(depths ...string) (list []SweepRun) {
	for _, depth := range depths {
		for seed := range 3 {
			list = append(list, NewSweepRun([]Choice{{"depth", depth}, {"groups", "2"}}, uint64(seed+1)))
		}
	}
	return list
}

func writeSweep(t *testing.T, dir string, runs []SweepRun) *Sweep {
	t.Helper()
	s, err := WriteSweep(dir, "deep", []string{"depth", "groups"}, runs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestSweepTable holds the numbers against those computed by hand.
func TestSweepTable(t *testing.T) {
	dir := t.TempDir()
	s := writeSweep(t, dir, sweepOf("7", "28", "112"))
	trained(t, s, 0, Complete, 0.9, 0.80)
	trained(t, s, 1, Complete, 0.8, 0.81)
	trained(t, s, 2, Complete, 0.7, 0.85)
	trained(t, s, 3, Complete, 0.9, 0.75)
	trained(t, s, 4, Failed, 0.9, 0.75)
	trained(t, s, 5, Running, 0.9, 0.75) // as a kill leaves it
	for i := range 2 {
		if err := s.Set(6+i, NotRun, "revgnn: too large", 5e9); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := OpenSweep(dir)
	if err != nil {
		t.Fatal(err)
	}
	// 0.80, 0.81, 0.85: mean 0.82; squares of the differences 0.0004 + 0.0001 + 0.0009 = 0.0014, over 2 is 0.0007,
	// whose root is 0.02646. The interval is SciPy 1.17.1's: stats.t.interval(0.95, 2, mean, stats.sem(values)).
	want := strings.TrimLeft(`
Sweep of deep
depth  groups    test accuracy     95 % interval  seeds  failed  time  memory of a step
7           2  0.8200 ± 0.0265  0.7543 to 0.8857      3       0   3 s             38 MB
28          2           0.7500                 –      1       1   3 s             38 MB
112         2                –                 –      0       2     –                 –
mean ± standard deviation over seeds; 2 of 9 runs are not finished; the same sweep goes on with them; depth 28, seed 2: revgnn: the loss is NaN at step 3; depth 112, seed 1: revgnn: too large
`, "\n")
	if got := opened.Table().String(); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	if got := opened.Table().CSV(); !strings.HasPrefix(got,
		"depth,groups,test accuracy,95 % interval,seeds,failed,time,memory of a step\n"+
			"7,2,0.8200 ± 0.0265,0.7543 to 0.8857,3,0,3 s,38 MB\n") {
		t.Errorf("%q", got)
	}
	var of []Status
	for _, r := range opened.List() {
		of = append(of, r.Status)
	}
	if want := []Status{Complete, Complete, Complete, Complete, Failed, Interrupted, NotRun, NotRun,
		Waiting}; !slices.Equal(of, want) {
		t.Errorf("statuses %q, want %q", of, want)
	}
	if r := opened.List()[5]; r.Step != 3 || r.Steps != 200 || *r.Best != 0.9 || *r.Loss != 1.0/3 ||
		r.Elapsed != 3*time.Second {
		t.Errorf("an interrupted run is %+v", r)
	}
	if f := opened.Failures(); len(f) != 3 || f[1].Memory != 5e9 || f[0].Reason != "revgnn: the loss is NaN at step 3" {
		t.Errorf("failures %+v", f)
	}
	for i, r := range opened.Runs() {
		want := fmt.Sprintf("depth %s, seed %d", s.List()[i].Choices[0].Value, s.List()[i].Seed)
		if r.Label() != want || opened.List()[i].Label != want || len(opened.Runs()) != 4 {
			t.Errorf("run %d is %q, want %q", i, r.Label(), want)
		}
	}
}

// TestSweepTests holds the tests against the best setting against those of SciPy 1.17.1 with Holm's correction by hand:
// stats.ttest_rel has 0.013072 and 0.29986, stats.wilcoxon 0.25 and 0.5; the smaller of each is doubled.
func TestSweepTests(t *testing.T) {
	s := writeSweep(t, t.TempDir(), sweepOf("7", "28", "112"))
	for i, test := range []float64{0.80, 0.81, 0.85, 0.75, 0.77, 0.79, 0.79, 0.81, 0.81} {
		trained(t, s, i, Complete, 0.9, test)
	}
	opened, err := OpenSweep(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	got := opened.TableInPercent()
	want := [][]string{
		{"7", "2", "82.00 ± 2.65", "75.43 to 88.57", "best", "best", "3", "0", "3 s", "38 MB"},
		{"28", "2", "77.00 ± 2.00", "72.03 to 81.97", "0.026", "0.5", "3", "0", "3 s", "38 MB"},
		{"112", "2", "80.33 ± 1.15", "77.46 to 83.20", "0.3", "0.5", "3", "0", "3 s", "38 MB"},
	}
	for i := range want {
		if !slices.Equal(got.Rows[i], want[i]) {
			t.Errorf("line %d is %q, want %q", i, got.Rows[i], want[i])
		}
	}
	for _, part := range []string{"within the noise: 1 of 2 differences from the best",
		"Wilcoxon's p is at least 0.25 with 3 seeds"} {
		if !strings.Contains(got.Note, part) {
			t.Errorf("the note %q does not say %q", got.Note, part)
		}
	}
}

// TestSweepLabels names settings by what differs, in the table as in figures, and by labels of one's own.
func TestSweepLabels(t *testing.T) {
	for _, c := range []struct {
		name     string
		fields   []string
		settings [][]Choice
		want     []string
	}{
		{"what all have is left out", []string{"depth", "groups"},
			[][]Choice{{{"depth", "4"}, {"groups", "2"}}, {{"depth", "8"}, {"groups", "2"}}},
			[]string{"depth 4", "depth 8"}},
		{"a word stands alone, and what has no meaning is left out", []string{"family", "depth"},
			[][]Choice{{{"family", "residual"}, {"depth", "4"}}, {{"family", "equilibrium"}}},
			[]string{"residual, depth 4", "equilibrium"}},
		{"on and off", []string{"tied"}, [][]Choice{{{"tied", "true"}}, {{"tied", "false"}}},
			[]string{"tied", "tied off"}},
		{"a word of two fields", []string{"first", "last"},
			[][]Choice{{{"first", "GCN"}, {"last", "GEN"}}, {{"first", "GEN"}, {"last", "GCN"}}},
			[]string{"first GCN, last GEN", "first GEN, last GCN"}},
		{"one setting", []string{"depth"}, [][]Choice{{{"depth", "4"}}}, []string{""}},
	} {
		if got := labelsOf(c.fields, c.settings); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	runs := sweepOf("7", "28")
	for i := range 3 {
		runs[i].Own = "shallow"
	}
	s := writeSweep(t, t.TempDir(), runs)
	if err := s.SetTitle("how deep"); err != nil {
		t.Fatal(err)
	}
	trained(t, s, 1, Complete, 0.9, 0.8)
	opened, err := OpenSweep(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	r, table := opened.Runs()[0], opened.Table()
	if r.Label() != "shallow, seed 2" || r.Setting() != "shallow" || opened.List()[3].Label != "depth 28, seed 1" ||
		table.Title != "Sweep of how deep" || table.Columns[0] != "setting" || table.Rows[0][0] != "shallow" {
		t.Errorf("labels %q, %q and %q in\n%s", r.Label(), r.Setting(), opened.List()[3].Label, table)
	}
}

// TestSweepPlace puts a run of other options beside the one that is there, finds both again, and clears them.
func TestSweepPlace(t *testing.T) {
	dir := t.TempDir()
	s := writeSweep(t, dir, sweepOf("7")[:1])
	trained(t, s, 0, Complete, 0.9, 0.8)
	s.look()
	longer := info()
	longer.Training.Epochs *= 2
	place := func(asked Info, want string) {
		t.Helper()
		if r, err := s.Place(0, asked); err != nil || r.Name != want || s.List()[0].Name != want {
			t.Fatalf("%q, %v, want %q", r.Name, err, want)
		}
	}
	const first = "depth=7,groups=2,seed=1"
	second := fmt.Sprintf("depth=7,groups=2,epochs=%d,seed=1", longer.Training.Epochs)
	place(info(), first)
	place(longer, second)
	if s.Differs(0, longer) || s.List()[1].Name != first || s.List()[1].Status != Complete ||
		s.List()[1].Label != fmt.Sprintf("epochs %d", info().Training.Epochs) {
		t.Errorf("%+v", s.List())
	}
	r, err := Create(filepath.Join(dir, second), longer, memory())
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	s.look()
	place(info(), first)
	place(longer, second)
	s.Close()
	s = writeSweep(t, dir, sweepOf("7")[:1])
	if got := s.List(); len(got) != 2 || got[0].Name != second || got[1].Name != first {
		t.Errorf("read again: %+v", got)
	}
	if got := s.Table().Columns[:3]; !slices.Equal(got, []string{"depth", "groups", "epochs"}) {
		t.Errorf("columns %q", got)
	}
	if r, err := s.Clear(0); err != nil || r.Name != first || len(s.List()) != 1 || Exists(filepath.Join(dir, first)) {
		t.Errorf("cleared: %+v, %v", s.List(), err)
	}
}

// TestSweepOld goes on in the directories of a sweep whose names have blanks.
func TestSweepOld(t *testing.T) {
	s := writeSweep(t, t.TempDir(), sweepOf("7"))
	s.kept.Runs[0].Name = "depth=7 groups=2 seed=1"
	if err := errors.Join(s.save(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if got := writeSweep(t, s.Dir(), sweepOf("7")).List(); len(got) != 3 || got[0].Name != "depth=7 groups=2 seed=1" {
		t.Errorf("%+v", got)
	}
}

// TestSweepMetric takes the validation nodes where a complete run has no other.
func TestSweepMetric(t *testing.T) {
	s := writeSweep(t, t.TempDir(), sweepOf("7"))
	trained(t, s, 0, Complete, 0.9, 0.8)
	r, err := Create(filepath.Join(s.Dir(), s.List()[1].Name), info(), memory())
	if err != nil {
		t.Fatal(err)
	}
	add(t, r, Record{Kind: Evaluation, Step: 1, Valid: number64(0.7)})
	if err := errors.Join(r.SetStatus(Complete, nil), r.Close()); err != nil {
		t.Fatal(err)
	}
	trained(t, s, 2, Complete, 0.8, 0.1)
	opened, err := OpenSweep(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if got := opened.Table(); got.Columns[2] != "validation accuracy" || got.Rows[0][2] != "0.8000 ± 0.1000" {
		t.Errorf("%q, %q", got.Columns[2], got.Rows[0][2])
	}
}

// TestWriteSweep adds runs to those that are there, and refuses another sweep's place.
func TestWriteSweep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	s := writeSweep(t, dir, sweepOf("7"))
	_, err := WriteSweep(dir, "deep", []string{"depth", "groups"}, nil)
	wantError(t, err, "this process writes "+dir)
	if err := s.Set(1, Failed, "why", 12); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.Set(1, Failed, "", 0), "is open for reading only")

	more := writeSweep(t, dir, sweepOf("28", "7")[:5])
	var names []string
	for _, r := range more.List() {
		names = append(names, r.Name)
	}
	want := []string{"depth=28,groups=2,seed=1", "depth=28,groups=2,seed=2", "depth=28,groups=2,seed=3",
		"depth=7,groups=2,seed=1", "depth=7,groups=2,seed=2", "depth=7,groups=2,seed=3"}
	if !slices.Equal(names, want) {
		t.Errorf("runs %q, want %q", names, want)
	}
	if r := more.List()[4]; r.Status != Failed || r.Reason != "why" || r.Memory != 12 {
		t.Errorf("what was kept became %+v", r)
	}
	more.Close()

	_, err = WriteSweep(dir, "wide", []string{"depth", "groups"}, nil)
	wantError(t, err, "holds a sweep of deep over depth, groups, not of wide over depth, groups; give another "+
		"directory")
	_, err = WriteSweep(dir, "deep", nil, nil)
	wantError(t, err, "not of deep over seeds alone")
	single := create(t)
	_, err = WriteSweep(single.Dir(), "deep", nil, nil)
	wantError(t, err, "holds a single run; give another directory to the sweep")
}

func TestOpenSweepRefuses(t *testing.T) {
	empty, newer, torn := t.TempDir(), t.TempDir(), t.TempDir()
	for dir, content := range map[string]string{newer: `{"format": 99}`, torn: `{"format": 1, "ru`} {
		if err := os.WriteFile(filepath.Join(dir, sweepFile), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ name, dir, want string }{
		{"missing", filepath.Join(empty, "none"), "there is no directory"},
		{"empty", empty, "holds no sweep (no sweep.json in it); give a directory that a sweep wrote"},
		{"a single run", create(t).Dir(), "holds a single run; open it with run.Open"},
		{"newer", newer, "was written by a newer version of Kilolayer (format 99"},
		{"torn", torn, "does not hold what it should"},
	} {
		_, err := OpenSweep(c.dir)
		t.Log(c.name)
		wantError(t, err, c.want)
	}
	// A run that can't be read is a failure of its own.
	s := writeSweep(t, t.TempDir(), sweepOf("7"))
	trained(t, s, 0, Complete, 0.9, 0.8)
	trained(t, s, 1, Complete, 0.9, 0.8)
	if err := os.WriteFile(filepath.Join(s.Dir(), s.List()[1].Name, infoFile), []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	opened, err := OpenSweep(s.Dir())
	if err != nil || len(opened.Runs()) != 1 || len(opened.Failures()) != 1 {
		t.Errorf("%v, %+v", err, opened)
	}
}
