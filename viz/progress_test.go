package viz

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
	"github.com/kilolayer/kilolayer/internal/chart/charttest"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// sweepRuns are runs of each status.
func sweepRuns() []run.SweepRun {
	var list []run.SweepRun
	for i, status := range []run.Status{run.Complete, run.Complete, run.Running, run.Failed, run.NotRun,
		run.Interrupted, run.Waiting} {
		r := run.NewSweepRun([]run.Choice{{Field: "depth", Value: fmt.Sprint(7 << i)},
			{Field: "operator", Value: "GEN(<max>)"}}, uint64(i+1))
		r.Status = status
		if status != run.Waiting && status != run.NotRun && status != run.Failed {
			loss, best := 0.6931/float64(i+1), 0.8123+0.01*float64(i)
			r.Metric, r.Step, r.Steps, r.Loss, r.Best, r.Elapsed = "rocauc", 400-30*i, 400, &loss, &best,
				time.Duration(80+i)*time.Second
		}
		switch status {
		case run.Running:
			r.Left = 25 * time.Second
		case run.Failed:
			r.Reason = "revgnn: 80 channels do not split into 3 groups; use a multiple of 3"
		case run.NotRun:
			r.Reason = "revgnn: its training step needs about 7.91 GB alone, and the sweep may take 4 GB;\n" +
				"use more parts"
		}
		list = append(list, r)
	}
	return list
}

func progressBlock(runs []run.SweepRun, err error, ended bool) string {
	to := &fakeFront{inNotebook: true}
	p := &progress{to: to, now: time.Now}
	p.Started(runs)
	if ended {
		p.Finished(err)
	}
	return to.updates[len(to.updates)-1]
}

func TestProgressInNotebook(t *testing.T) {
	to := &fakeFront{inNotebook: true}
	clock := time.Unix(0, 0)
	p := &progress{to: to, now: func() time.Time { return clock }}
	runs := sweepRuns()
	p.Started(runs)
	// 1000 steps in 10 seconds.
	for i := range 1000 {
		clock = clock.Add(10 * time.Millisecond)
		r := runs[2]
		r.Step = i
		p.Updated(2, r)
	}
	if n := len(to.updates); n < 30 || n > 42 {
		t.Errorf("%d updates in 10 seconds, want four a second", n)
	}
	if to.syncs != 0 {
		t.Error("a step waits for the front end")
	}
	p.Finished(errors.New("revgnn: training was interrupted with 2 of 7 runs complete; " +
		"the same call goes on from there"))
	last := to.updates[len(to.updates)-1]
	if len(to.ids) != 1 || to.syncs != 1 {
		t.Errorf("%d blocks, %d syncs, want 1 and 1", len(to.ids), to.syncs)
	}
	for _, want := range []string{"7 runs · 1 running · 2 complete · 1 failed · 1 not run · 1 interrupted · 1 waiting",
		"depth\u00a07, operator\u00a0GEN(&lt;max&gt;), seed\u00a01", "best validation ROC-AUC", "0.8123", "400 of 400",
		"1 min 20 s", "about 25 s",
		"80 channels do not split into 3 groups", "may take 4 GB; use more parts",
		"interrupted with 2 of 7 runs complete", "999 of 400"} {
		if !strings.Contains(last, want) {
			t.Errorf("the last state does not say %q", want)
		}
	}
	if strings.Contains(last, "<script") || strings.Contains(last, "<max>") {
		t.Error("the block holds a script or text as HTML")
	}
}

// TestProgressRows shows those that are at work or failed before the rest.
func TestProgressRows(t *testing.T) {
	var runs []run.SweepRun
	for i := range 500 {
		r := run.NewSweepRun([]run.Choice{{Field: "depth", Value: fmt.Sprint(i)}}, 1)
		switch {
		case i < 300:
			r.Status = run.Complete
		case i == 300:
			r.Status = run.Failed
		case i < 304:
			r.Status = run.Running
		}
		runs = append(runs, r)
	}
	block := progressBlock(runs, nil, false)
	if n := strings.Count(block, "<tr>") - 1; n != progressRows {
		t.Errorf("%d rows, want %d", n, progressRows)
	}
	for _, want := range []string{"depth\u00a0300,", "depth\u00a0301,", "depth\u00a0303,", "depth\u00a00,",
		"and 460 more runs"} {
		if !strings.Contains(block, want) {
			t.Errorf("the block does not say %q", want)
		}
	}
	if len(block) > 60_000 {
		t.Errorf("%d bytes an update, want at most 60,000", len(block))
	}
}

func TestProgressInTerminal(t *testing.T) {
	to := &fakeFront{}
	p := &progress{to: to, now: time.Now}
	runs := sweepRuns()
	ends := sweepRuns()
	for i := range runs {
		runs[i].Status, runs[i].Reason = run.Waiting, ""
	}
	p.Started(runs)
	for i, r := range ends[:5] {
		r.Status, r.Reason = run.Running, ""
		p.Updated(i, r)
		p.Updated(i, ends[i])
		p.Updated(i, ends[i])
	}
	p.Finished(nil)
	want := `sweep: 7 runs · 7 waiting
depth=7,operator=GEN%28%3Cmax%3E%29,seed=1: complete · step 400 of 400 · best validation ROC-AUC 0.8123 · 1 min 20 s
depth=14,operator=GEN%28%3Cmax%3E%29,seed=2: complete · step 370 of 400 · best validation ROC-AUC 0.8223 · 1 min 21 s
depth=56,operator=GEN%28%3Cmax%3E%29,seed=4: failed · revgnn: 80 channels do not split into 3 groups; use a multiple of 3
depth=112,operator=GEN%28%3Cmax%3E%29,seed=5: not run · revgnn: its training step needs about 7.91 GB alone, ` +
		`and the sweep may take 4 GB; use more parts
sweep: 7 runs · 1 running · 2 complete · 1 failed · 1 not run · 2 waiting
`
	if got := to.printed.String(); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// TestProgressInPage: the block is read on a light and on a dark page, and narrow ones scroll inside of it.
func TestProgressInPage(t *testing.T) {
	b := charttest.Start(t)
	for _, width := range []int{380, 740} {
		p := charttest.Open(t, b, charttest.Page(false, progressBlock(sweepRuns(), nil, false)),
			browser.Options{Width: width, Height: 400})
		if err := p.WaitFor(`document.body.innerText.includes("2 complete")`, 8*time.Second); err != nil {
			t.Error(err)
		}
		if wider, err := browser.Eval[bool](p, `document.documentElement.scrollWidth > window.innerWidth`); wider ||
			err != nil {
			t.Errorf("the page of %d pixels scrolls sideways, %v", width, err)
		}
		if problems := p.Problems(); len(problems) > 0 {
			t.Errorf("console: %s", strings.Join(problems, "\n"))
		}
	}
}
