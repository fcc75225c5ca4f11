package viz

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/internal/chart/charttest"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func nan() float64 { return math.NaN() }

func quoteJS(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// replay sends a run to Live with a clock that goes as the run's records say, and gives the observer.
func replay(to *fakeFront, r recorded, end run.Status) *live {
	clock := time.Unix(0, 0)
	l := &live{to: to, now: func() time.Time { return clock }}
	l.Started(r.info, reversible(1001), nil)
	history := r.history
	if end != run.Complete {
		history = history[:len(history)*2/3]
	}
	for _, record := range history {
		clock = time.Unix(0, 0).Add(record.Elapsed)
		l.Recorded(record)
	}
	switch end {
	case run.Running:
		l.draw(true)
	case run.Failed:
		l.Finished(end, errors.New(`revgnn: the reconstruction error 0.02 passed its bound 0.001 <at step 400>`))
	default:
		l.Finished(end, nil)
	}
	return l
}

// early is a run that was to take more steps.
func early(r recorded) recorded {
	r.info.Training = trainedFor(500)
	return r
}

func TestLiveInNotebook(t *testing.T) {
	for _, c := range []struct {
		name string
		run  recorded
		end  run.Status
		says []string
		not  []string
	}{
		{"complete", madeUp("karate", 300, 1), run.Complete, []string{"complete", "step 300 of 300", "epoch 300 of 300",
			"30 s elapsed", "412 MB", "validation accuracy", "learning rate", "width:100.0%"},
			[]string{"left<", " left"}},
		{"interrupted", madeUp("karate", 300, 1), run.Interrupted, []string{"interrupted", "step 200 of 300"}, nil},
		{"a concern", func() recorded {
			r := madeUp("karate", 300, 1)
			r.info.Concerns = []string{"no node <tests>"}
			return r
		}(), run.Complete, []string{"Before training: no node &lt;tests&gt;"}, nil},
		{"failed", madeUp("karate", 300, 1), run.Failed, []string{"failed at step 200", "&lt;at step 400&gt;"}, nil},
		{"the loss is not a number", func() recorded {
			r := madeUp("karate", 3, 1)
			*r.history[1].Loss = nan()
			return r
		}(), run.Failed, []string{"failed: the loss is NaN at step 2"}, nil},
		{"running", madeUp("karate", 300, 1), run.Running, []string{"training", "about 10 s left"}, nil},
		{"stopped early", early(madeUp("karate", 300, 1)), run.Complete,
			[]string{"complete, stopped early", "step 300 of 500", "width:100.0%"}, []string{"left<", " left"}},
		{"no record", recorded{label: "empty", info: run.Info{Training: trainedFor(10)}}, run.Complete,
			[]string{"No step has been recorded yet."}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := &fakeFront{inNotebook: true}
			replay(to, c.run, c.end)
			if len(to.ids) != 1 {
				t.Errorf("%d output blocks, want 1", len(to.ids))
			}
			last := to.updates[len(to.updates)-1]
			text := last[:strings.Index(last, `<div class="kilolayer"`)] + last[strings.Index(last, "<script>"):]
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("the last state does not say %q", want)
				}
			}
			for _, no := range c.not {
				if strings.Contains(text, no) {
					t.Errorf("the last state says %q", no)
				}
			}
			if !strings.Contains(last, "data:image/png;base64,") {
				t.Error("the last state holds no static picture")
			}
			if c.end != run.Running && to.syncs == 0 {
				t.Error("nothing waits for the last display")
			}
		})
	}
}

// TestLiveSizes holds a long run against what a front end can take.
func TestLiveSizes(t *testing.T) {
	to := &fakeFront{inNotebook: true}
	r := madeUp("long", 100_000, 1)
	for i := range r.history {
		r.history[i].Elapsed /= 100 // a step a millisecond
		r.history[i].LiveBytes += int64(1000 * (i % 777))
		if r.history[i].LearningRate != nil {
			rate := 1e-3 * math.Cos(float64(i)/7e4)
			r.history[i].LearningRate = &rate
		}
	}
	replay(to, r, run.Complete)
	seconds := r.history[len(r.history)-1].Elapsed.Seconds()
	if most := int(4*seconds) + 2; len(to.updates) > most {
		t.Errorf("%d updates in %.0f s, want at most %d", len(to.updates), seconds, most)
	}
	for i, u := range to.updates {
		if limit := 60_000; len(u) > limit {
			t.Fatalf("update %d has %d bytes, want at most %d", i, len(u), limit)
		}
	}
	t.Logf("%d updates, the last two of %d and %d bytes", len(to.updates), len(to.updates[len(to.updates)-2]),
		len(to.updates[len(to.updates)-1]))
}

func TestLiveInTerminal(t *testing.T) {
	for _, c := range []struct {
		name string
		tty  bool
		max  int
		want []string
	}{
		{"terminal", true, 1, []string{"\r\x1b[K", "about 10 s left"}},
		{"log", false, 9, []string{"step 50 of 300", "about 20 s left"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			to := &fakeFront{}
			clock := time.Unix(0, 0)
			l := &live{to: to, now: func() time.Time { return clock }, tty: c.tty}
			r := madeUp("karate", 300, 1)
			l.Started(r.info, run.Memory{}, nil)
			for _, record := range r.history {
				clock = time.Unix(0, 0).Add(record.Elapsed)
				l.Recorded(record)
			}
			l.Finished(run.Complete, nil)
			got := to.printed.String()
			if lines := strings.Count(got, "\n"); lines > c.max {
				t.Errorf("%d lines, want at most %d", lines, c.max)
			}
			for _, want := range append(c.want, "complete · step 300 of 300") {
				if !strings.Contains(got, want) || !strings.HasSuffix(got, "\n") {
					t.Errorf("printed %q, want %q in it", got, want)
				}
			}
			if len(to.updates)+len(to.outputs) > 0 {
				t.Error("HTML was sent to a terminal")
			}
		})
	}
}

// TestLiveTellsFailedSolves counts them over all processes of the run.
func TestLiveTellsFailedSolves(t *testing.T) {
	failed, converged := &run.Solve{Status: "cap reached"}, &run.Solve{Status: "converged"}
	for _, c := range []struct {
		name              string
		forward, backward *run.Solve
		want              string
	}{
		{"no solver", nil, nil, ""},
		{"none", converged, converged, ""},
		{"one a step", converged, failed, "2 failed solves"},
		{"two a step", failed, failed, "4 failed solves"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &live{to: &fakeFront{}, now: time.Now}
			step := run.Record{Kind: run.Step, Step: 1, Forward: c.forward, Backward: c.backward}
			l.Started(run.Info{Training: trainedFor(3)}, run.Memory{}, []run.Record{step})
			step.Step = 2
			l.Recorded(step)
			line := strings.Join(l.words(), " · ")
			if !strings.Contains(line, c.want) || strings.Contains(line, "failed") != (c.want != "") {
				t.Errorf("%q, want %q", line, c.want)
			}
		})
	}
}

func TestLiveGoesOnFromHistory(t *testing.T) {
	to := &fakeFront{inNotebook: true}
	r := madeUp("karate", 300, 1)
	l := &live{to: to, now: time.Now}
	l.Started(r.info, run.Memory{}, r.history[:110])
	if first := to.updates[0]; !strings.Contains(first, "step 100 of 300") || !strings.Contains(first, "compiling") {
		t.Error("the first state does not show the steps of the earlier process")
	}
}

// TestLivePanels: what changes has a curve, and memory has the compiled step as a line.
func TestLivePanels(t *testing.T) {
	changing := madeUp("karate", 40, 1)
	for i := range changing.history {
		if changing.history[i].LearningRate != nil {
			rate := 1e-3 / float64(i+1)
			changing.history[i].LearningRate = &rate
		}
	}
	forgetful := madeUp("karate", 40, 1)
	for i := range forgetful.history {
		forgetful.history[i].LiveBytes = 0
	}
	for _, c := range []struct {
		name string
		run  recorded
		want []string
	}{
		{"constant rate", madeUp("karate", 40, 1),
			[]string{"Training loss", "Accuracy", "Resident memory of the process"}},
		{"a rate that changes", changing, []string{"Training loss", "Accuracy", "Learning rate",
			"Resident memory of the process"}},
		{"memory unknown", forgetful, []string{"Training loss", "Accuracy"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := replay(&fakeFront{inNotebook: true}, c.run, run.Complete).figure()
			var names []string
			for _, p := range f.panels {
				name, _, _ := strings.Cut(p.Y.Name, " (")
				names = append(names, name)
				if name == "Resident memory of the process" &&
					(len(p.Series) != 2 || p.Series[1].Y[0] != float64(reversible(1001).Total())) {
					t.Errorf("the memory's curves are %+v", p.Series)
				}
			}
			if !slices.Equal(names, c.want) {
				t.Errorf("panels %q, want %q", names, c.want)
			}
			if k := f.clock; k == nil || len(k.Steps) != len(k.Seconds) || k.Steps[0] != 0 ||
				k.Seconds[len(k.Seconds)-1] != 4 {
				t.Errorf("the clock is %+v, want 4 s at the last step", k)
			}
		})
	}
}

// TestLiveByTime presses the button: the curves stand against training time, and so does the next state.
func TestLiveByTime(t *testing.T) {
	b := charttest.Start(t)
	to := &fakeFront{inNotebook: true}
	replay(to, madeUp("karate", 400, 1), run.Complete)
	p := charttest.Open(t, b, charttest.Page(true, chart.Library(), "<div id=box></div>"), browser.Options{})
	show := func(html string) {
		t.Helper()
		expression := `(function () { var box = document.getElementById("box"); box.innerHTML = ` + quoteJS(html) + `;
			box.querySelectorAll("script").forEach(function (s) {
			var n = document.createElement("script"); n.textContent = s.textContent; s.replaceWith(n); });
			return true; })()`
		if _, err := browser.Eval[bool](p, expression); err != nil {
			t.Fatal(err)
		}
	}
	axis := `(function () { var c = document.querySelector("canvas"); if (!c) return "";
		var o = window.__kilolayer_echarts.getInstanceByDom(c.parentNode.parentNode).getOption().xAxis;
		return o.map(function (a) { return a.name || ""; }).join("") + " to " + o[0].max; })()`
	press := `document.querySelector("#box button").dispatchEvent(new PointerEvent("pointerdown")) &&
		document.querySelector("#box button").textContent`
	for i, c := range []struct{ do, want string }{
		{"state", "optimizer step to 400"},
		{"press", "training time to 40"},
		{"state", "training time to 40"},
		{"press", "optimizer step to 400"},
	} {
		if c.do == "state" {
			show(to.updates[len(to.updates)-1])
		} else if _, err := browser.Eval[string](p, press); err != nil {
			t.Fatal(err)
		}
		if err := p.WaitFor(axis+" === "+quoteJS(c.want), 8*time.Second); err != nil {
			got, _ := browser.Eval[string](p, axis)
			t.Errorf("%d, %s: %q, want %q", i, c.do, got, c.want)
		}
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("console: %s", strings.Join(problems, "\n"))
	}
}

// TestLivePictureColors: the few colours of the last state's picture are those that tell the curves apart.
func TestLivePictureColors(t *testing.T) {
	f := replay(&fakeFront{inNotebook: true}, madeUp("karate", 3000, 1), run.Complete).figure()
	content, err := f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	colors := picture.(*image.Paletted).Palette
	for i := range 4 {
		if !slices.Contains(colors, color.Color(chart.Palette(i))) {
			t.Errorf("colour %d is not among the picture's %d", i, len(colors))
		}
	}
}
