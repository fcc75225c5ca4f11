package outside

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
	"github.com/kilolayer/kilolayer/viz"
)

// ablation sweeps over families and depths on karate, for a number of epochs.
func ablation(t *testing.T, directory string, epochs int) *sweep.Builder {
	t.Helper()
	base := paper.Preset("revgcn-128-arxiv").WithGraph(club(t)).With("channels", 4).With("epochs", epochs)
	return sweep.Of(base).Over("family", "residual", "weight-tied", "equilibrium").Over("depth", 2, 3).Seeds(2).
		WithDirectory(directory)
}

// swept is the sweep of a builder, or the end of the test.
func swept(t *testing.T, b *sweep.Builder) *run.Sweep {
	t.Helper()
	s, err := b.Done()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// texts are the texts of a figure's picture of a column's width.
func texts(t *testing.T, f *viz.Figure) (all []string) {
	t.Helper()
	svg, err := f.SVG(viz.ColumnWidth)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`<text[^>]*>([^<]*)<`).FindAllStringSubmatch(string(svg), -1) {
		all = append(all, m[1])
	}
	if len(all) == 0 {
		t.Fatalf("a picture without text:\n%.2000s", svg)
	}
	return all
}

// names lists the settings that a figure's table has.
func names(f *viz.Figure) (all []string) {
	for _, row := range f.Table().Rows {
		all = append(all, row[0])
	}
	slices.Sort(all)
	return all
}

// TestFirstAblation has what a newcomer's ablation meets: one sweep over families and depths, its table and figures,
// and a training option that is changed afterwards.
func TestFirstAblation(t *testing.T) {
	folder := t.TempDir()
	s := swept(t, ablation(t, filepath.Join(folder, "families"), 1))
	settings := []string{"equilibrium", "residual, depth 2", "residual, depth 3", "weight-tied, depth 2",
		"weight-tied, depth 3"}
	table := s.Table()
	percent := s.TableInPercent()

	t.Run("families beside depths", func(t *testing.T) {
		if len(table.Rows) != len(settings) || len(s.Runs()) != 2*len(settings) {
			t.Fatalf("%d settings of %d runs:\n%s", len(table.Rows), len(s.Runs()), table)
		}
		for _, row := range table.Rows {
			if (row[0] == "equilibrium") != (row[1] == "–") {
				t.Errorf("the family %s has the depth %s", row[0], row[1])
			}
		}
	})
	t.Run("the table", func(t *testing.T) {
		for want, in := range map[string]string{
			"$\\pm$": table.LaTeX(), "\\toprule": table.LaTeX(), "95 % interval": table.CSV(), "±": table.Markdown(),
			"test accuracy (%)": percent.CSV(), "p (t)": percent.CSV(),
		} {
			if !strings.Contains(in, want) {
				t.Errorf("it lacks %q:\n%s", want, in)
			}
		}
		at := slices.Index(table.Columns, "time")
		compared := viz.Compare(s.Runs()...).Table()
		other := slices.Index(compared.Columns, "time")
		if at < 0 || other < 0 {
			t.Fatalf("no time in %q and %q", table.Columns, compared.Columns)
		}
		seconds := regexp.MustCompile(`^\d+(\.\d+)? s$`)
		if a, b := table.Rows[0][at], compared.Rows[0][other]; !seconds.MatchString(a) || !seconds.MatchString(b) {
			t.Errorf("times %q and %q", a, b)
		}
	})
	t.Run("labels", func(t *testing.T) {
		for _, f := range []*viz.Figure{viz.Compare(s.Runs()...), viz.Ranking(s.Runs()...), viz.Seeds(s.Runs()...)} {
			if got := names(f); !slices.Equal(got, settings) {
				t.Errorf("%s: settings %q", f.Title, got)
			}
		}
		for _, r := range s.Runs() {
			if !slices.Contains(settings, r.Setting()) || !strings.HasPrefix(r.Label(), r.Setting()+", seed ") {
				t.Errorf("the run %q of the setting %q", r.Label(), r.Setting())
			}
		}
	})
	t.Run("directories", func(t *testing.T) {
		for _, r := range s.List() {
			if strings.ContainsAny(r.Name, " \t'\"") {
				t.Errorf("the directory %q", r.Name)
			}
		}
	})
	t.Run("a comparison", func(t *testing.T) {
		f := viz.Compare(s.Runs()...).WithCosts(viz.Activations)
		have := strings.Join(texts(t, f), "\n")
		for _, want := range append(slices.Clone(settings), "activations of a training step") {
			if !strings.Contains(have, want) {
				t.Errorf("the picture lacks %q:\n%s", want, have)
			}
		}
		if strings.Contains(have, "training time") {
			t.Errorf("the picture has more costs than were asked for:\n%s", have)
		}
	})
	t.Run("seeds", func(t *testing.T) {
		svg, err := viz.Seeds(s.Runs()[:4]...).SVG()
		if err != nil || !strings.Contains(string(svg), "opacity") {
			t.Errorf("bands that hide one another, %v:\n%.1000s", err, svg)
		}
		have := strings.Join(texts(t, viz.Seeds(s.Runs()...)), "\n")
		for _, want := range settings { // more than five have a panel each
			if !strings.Contains(have, want) {
				t.Errorf("the picture lacks %q:\n%s", want, have)
			}
		}
	})
	t.Run("sizes of pictures", func(t *testing.T) {
		file := filepath.Join(folder, "a.png")
		if err := viz.Ranking(s.Runs()...).SavePNG(file, viz.Pixels(700)); err != nil {
			t.Fatal(err)
		}
		picture, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer picture.Close()
		if size, err := png.DecodeConfig(picture); err != nil || size.Width != 700 {
			t.Errorf("%d pixels, %v", size.Width, err)
		}
		file = filepath.Join(folder, "a.pdf")
		if err := viz.Ranking(s.Runs()...).SavePDF(file, viz.ColumnWidth); err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(file)
		// A column of 3.3 inches has 237.6 points.
		if err != nil || !regexp.MustCompile(`/MediaBox \[0 0 237\.6\d* `).Match(page) {
			t.Errorf("%v\n%.600q", err, page)
		}
	})
	t.Run("a sweep is printed", func(t *testing.T) {
		for _, said := range []string{fmt.Sprint(s), shown(s)} {
			if !strings.Contains(said, "Sweep of revgcn-128-arxiv") || strings.Contains(said, "{") {
				t.Errorf("it is printed as %.500s", said)
			}
		}
	})
	t.Run("an option is changed", func(t *testing.T) {
		more := swept(t, ablation(t, s.Dir(), 2))
		if n := len(more.Runs()); n != 2*len(s.Runs()) {
			t.Errorf("%d complete runs beside %d", n, len(s.Runs()))
		}
		if columns := more.Table().Columns; !slices.Contains(columns, "epochs") {
			t.Errorf("the table has the columns %q", columns)
		}
		anew := swept(t, ablation(t, s.Dir(), 1).WithRestart())
		if n := len(anew.Runs()); n != len(s.Runs()) {
			t.Errorf("%d complete runs after a restart of %d", n, len(s.Runs()))
		}
	})
}

// TestFirstSweeps has what else a newcomer's sweeps meet.
func TestFirstSweeps(t *testing.T) {
	g, folder := club(t), t.TempDir()
	train := func(b *revgnn.ResidualBuilder) (*revgnn.TrainBuilder, error) {
		m, err := b.WithChannels(4).For(g).Done()
		return revgnn.Train(m, g).WithEpochs(1), err
	}
	t.Run("a field that the sweep does not have", func(t *testing.T) {
		_, err := sweep.Func("typos", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
			return train(revgnn.Residual(conv.GCN()).WithDepth(s.Int("dpeth")))
		}).Over("depth", 1, 2).WithDirectory(filepath.Join(folder, "typos")).Done()
		want := `sweep: all 2 runs failed, the first, depth=1,seed=1, with: sweep: the sweep does not go over "dpeth"; ` +
			`did you mean "depth"?`
		if fmt.Sprint(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	})
	t.Run("names of one's own", func(t *testing.T) {
		s := swept(t, sweep.Func("nets", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
			return train(revgnn.Residual(conv.GCN()).WithDepth(s.Int("depth")))
		}).Over("depth", 1, 2).WithDirectory(filepath.Join(folder, "nets")).WithLabel("Depths").
			WithLabels(func(s sweep.Setting) string {
				return fmt.Sprintf("a network with a name that no column of a paper has the place for, %d",
					s.Int("depth"))
			}))
		if title := s.Table().Title; title != "Sweep of Depths" {
			t.Errorf("the table's title is %q", title)
		}
		var ends []string
		for _, text := range texts(t, viz.Ranking(s.Runs()...)) {
			if strings.Contains(text, "…") {
				ends = append(ends, text)
			}
		}
		for i, text := range ends {
			if slices.Contains(ends[:i], text) {
				t.Errorf("two settings are called %q", text)
			}
		}
		if one := s.Table().Rows[0][0]; !strings.HasSuffix(one, "place for, 1") {
			t.Errorf("the table calls a setting %q", one)
		}
	})
	t.Run("seeds alone", func(t *testing.T) {
		s := swept(t, sweep.Func("seeds", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
			return train(revgnn.Residual(conv.GCN()).WithDepth(1).WithSeed(s.Seed))
		}).Seeds(2).WithDirectory(filepath.Join(folder, "seeds")))
		if rows := s.Table().Rows; len(rows) != 1 || rows[0][0] != "seeds" {
			t.Errorf("the table has %q", rows)
		}
	})
	t.Run("a metric is chosen, and classes are weighted", func(t *testing.T) {
		s := swept(t, sweep.Func("weights", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
			b, err := train(revgnn.Residual(conv.GCN()).WithDepth(1))
			b.WithWeightsByName(map[string]float64{"1": s.Float("weight")}).WithMetric(metrics.ByF1).
				WithPositiveClass("1")
			return b, err
		}).Over("weight", 1, 5).WithDirectory(filepath.Join(folder, "weights")))
		if title := s.Table().Columns[1]; title != "test F1 of 1" {
			t.Errorf("the table has the column %q", title)
		}
		if f := viz.Compare(s.Runs()...); !strings.Contains(f.Title, "best F1 of 1") {
			t.Errorf("the figure is called %q", f.Title)
		}
	})
	t.Run("a preset's typo", func(t *testing.T) {
		for want, of := range map[string]*paper.PresetBuilder{
			`paper: no preset "revgcn-128-arxi"; did you mean "revgcn-128-arxiv"`: paper.Preset("revgcn-128-arxi"),
			`paper: an experiment has no option "lr"; did you mean "label reuse" or "learning rate"?`: paper.Preset("revgcn-128-arxiv").
				With("lr", 0.1),
		} {
			if _, err := of.Done(); !strings.HasPrefix(fmt.Sprint(err), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
	})
}

// TestFirstExport writes what other programs read: embeddings and logits as CSV and for NumPy.
func TestFirstExport(t *testing.T) {
	g, folder := club(t), t.TempDir()
	m := small(t)
	for name, of := range map[string]interface {
		Done() (datasets.Matrix, error)
	}{"embeddings": m.Embed(g), "logits": m.Predict(g)} {
		matrix, err := of.Done()
		if err != nil {
			t.Fatal(err)
		}
		table, array := filepath.Join(folder, name+".csv"), filepath.Join(folder, name+".npy")
		if err := matrix.SaveCSV(table, g); err != nil {
			t.Error(err)
		}
		if err := matrix.SaveNPY(array); err != nil {
			t.Error(err)
		}
		lines, err := os.ReadFile(table)
		if n := strings.Count(string(lines), "\n"); err != nil || n != g.NumNodes+1 {
			t.Errorf("%s: %d lines, %v", name, n, err)
		}
		bytes, err := os.ReadFile(array)
		if want := fmt.Sprintf("'shape': (%d, %d)", g.NumNodes, matrix.Cols); err != nil ||
			!strings.HasPrefix(string(bytes), "\x93NUMPY") || !strings.Contains(string(bytes), want) {
			t.Errorf("%s: %.100q, %v", name, bytes, err)
		}
	}
}
