package revgnn

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestSchedule gives validation metrics, one an epoch, and holds the rate of each epoch and the end against a list.
func TestSchedule(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		change func(*TrainBuilder)
		valid  []float64 // after each epoch
		rates  []float64 // in each epoch, and in the one after
		ended  int       // epochs until the end; 0 is never
	}{
		{"plain", func(*TrainBuilder) {}, []float64{1, 0, 0}, []float64{8, 8, 8, 8}, 0},
		{"warm-up", func(b *TrainBuilder) { b.WithWarmUp(4) }, []float64{0, 0, 0, 0, 0}, []float64{2, 4, 6, 8, 8, 8},
			0},
		{"warm-up of one epoch", func(b *TrainBuilder) { b.WithWarmUp(1) }, []float64{0}, []float64{8, 8}, 0},
		{"plateau", func(b *TrainBuilder) { b.WithPlateau(0.5, 2) }, []float64{1, 1, 1, 0, 0, 2, 0, 0},
			[]float64{8, 8, 8, 4, 4, 2, 2, 2, 1}, 0},
		{"plateau of NaN", func(b *TrainBuilder) { b.WithPlateau(0.5, 2) }, []float64{nan, nan, nan, 1}, []float64{8,
			8, 4, 4, 4}, 0},
		{"plateau in a warm-up", func(b *TrainBuilder) { b.WithWarmUp(4).WithPlateau(0.5, 2) }, []float64{1, 0, 0, 0},
			[]float64{2, 4, 6, 4, 4}, 0},
		{"patience", func(b *TrainBuilder) { b.WithPatience(3) }, []float64{1, 0, 0, 2, 2, 1, 0, 3}, nil, 7},
		{"patience with a plateau", func(b *TrainBuilder) { b.WithPatience(3).WithPlateau(0.5, 1) }, []float64{1, 0,
			0, 0},
			[]float64{8, 8, 4, 2, 1}, 4},
		{"patience with an error", func(b *TrainBuilder) { b.WithPatience(2).WithMetric(metrics.ByMAE) },
			[]float64{nan, 5, 4, 4, 3, 3, 4, 2}, nil, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := Train(nil, nil).WithLearningRate(8)
			c.change(b)
			info := run.Info{LessIsBetter: b.options.Metric.Name == "mae"}
			s := newPace(b.options, info.Better)
			var history []run.Record
			rates := []float64{s.learningRate(1)}
			ended := 0
			for i, valid := range c.valid {
				s.evaluated(&valid)
				s.evaluated(nil) // without a metric it does not count
				rates = append(rates, s.learningRate(i+2))
				if s.ended() && ended == 0 {
					ended = i + 1
				}
				history = append(history, run.Record{Kind: run.Step, Valid: new(float64)},
					run.Record{Kind: run.Evaluation, Valid: &valid})
			}
			if c.rates != nil && !slices.Equal(rates, c.rates) || ended != c.ended {
				t.Errorf("rates %v, end after %d, want %v, %d", rates, ended, c.rates, c.ended)
			}
			again := newPace(b.options, info.Better)
			again.follow(history)
			if got, want := again.learningRate(99), s.learningRate(99); got != want || again.ended() != s.ended() {
				t.Errorf("from the history the rate is %g, ended %v; want %g, %v", got, again.ended(), want, s.ended())
			}
		})
	}
}

// TestWarmUp trains with a warm-up: the steps are those of the recorded rates.
func TestWarmUp(t *testing.T) {
	g := done(t)(datasets.Karate().Done())
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).WithFloat64().For(g))
	want := byHand(t, started(t, xla.Go), m, g, stepOf(t, m, nil), 0.0025, 0.005, 0.0075, 0.01, 0.01)
	r := ok[*run.Run](t)(Train(m, g).WithEpochs(5).WithLearningRate(0.01).WithWarmUp(4).WithDirectory(t.TempDir() +
		"/run").Done())
	var rates []float64
	for _, record := range r.History() {
		if record.Kind == run.Step {
			rates = append(rates, *record.LearningRate)
		}
	}
	if want := []float64{0.0025, 0.005, 0.0075, 0.01, 0.01}; !slices.Equal(rates, want) {
		t.Errorf("recorded rates %v, want %v", rates, want)
	}
	for name, value := range want[4] {
		near(t, name, parameter(m.values(), name), value, 1e-9)
	}
}

// TestPatience trains until the patience is at its end, and finds the run complete again.
func TestPatience(t *testing.T) {
	p := small(t)
	p.Operator, p.Depth, p.Epochs, p.Evaluate, p.Patience, p.Dropout = "GCN", 2, 200, 1, 3, 0
	w := &onlooker{}
	r := p.complete(t, w)
	history := r.History()
	last := history[len(history)-1]
	best, _ := r.Best()
	if r.Status() != run.Complete || last.Step != best.Step+3 || last.Step >= 200 || r.Info().Steps() != 200 {
		t.Fatalf("status %s, last step %d, best %d, of %d", r.Status(), last.Step, best.Step, r.Info().Steps())
	}
	if got := w.lines[len(w.lines)-1]; got != "finished complete <nil>" {
		t.Errorf("the observer saw %q at the end", got)
	}
	var status string
	for _, row := range r.Table().Rows {
		if row[0] == "status" {
			status = row[1]
		}
	}
	want := "complete: stopped early at step "
	if len(status) < len(want) || status[:len(want)] != want {
		t.Errorf("the status is %q, want %q…", status, want)
	}
	before := files(t, p.Directory)
	again := p.complete(t)
	if after := files(t, p.Directory); !maps.Equal(after, before) || again.Status() != run.Complete {
		t.Errorf("status %s; files of a finished run changed: %v", again.Status(), slices.Sorted(maps.Keys(after)))
	}

	// A kill before the end was noted: the same call notes it, and trains no further.
	text, err := json.Marshal(map[string]string{"status": "running", "updated": "2026-01-01T00:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.Directory+"/status.json", text, 0o644); err != nil {
		t.Fatal(err)
	}
	again = p.complete(t)
	if n := len(again.History()); again.Status() != run.Complete || n != len(history) {
		t.Errorf("status %s after %d records, want complete after %d", again.Status(), n, len(history))
	}
	if rows := again.Table().Rows; !slices.ContainsFunc(rows, func(row []string) bool { return row[1] == status }) {
		t.Errorf("%v lacks %q", rows, status)
	}
}
