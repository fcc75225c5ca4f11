package viz

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// progressRows is how many runs a block shows; the others are counted.
const progressRows = 40

// Progress follows a sweep while it trains: a row a run with its setting, how far it is, loss, best validation metric and the
// time left.
//
// In a notebook it is one output block, updated at most four times a second, whose last state stays in the saved notebook.
// In a terminal or a log it is a line for each run that ends.
func Progress() run.SweepObserver { return &progress{to: gonb{}, now: time.Now} }

type progress struct {
	to  front
	now func() time.Time

	id      string // of the output block
	runs    []run.SweepRun
	problem error
	ended   bool
	drawn   time.Time
}

// Started shows the block before the first run.
func (p *progress) Started(runs []run.SweepRun) {
	p.id = "kilolayer-sweep-" + gonbui.UniqueId()
	p.runs = runs
	if !p.to.notebook() {
		fmt.Fprintln(p.to.text(), "sweep: "+p.counts())
		return
	}
	p.draw()
}

// Updated takes how far a run is, and draws when the last drawing is old enough.
func (p *progress) Updated(i int, r run.SweepRun) {
	before := p.runs[i].Status
	p.runs[i] = r
	switch {
	case p.to.notebook():
		if p.now().Sub(p.drawn) >= liveEvery {
			p.draw()
		}
	case r.Status != before && r.Status != run.Running && r.Status != run.Waiting:
		fmt.Fprintln(p.to.text(), p.line(r))
	}
}

// Finished draws the last state and waits until it has arrived.
func (p *progress) Finished(err error) {
	p.ended, p.problem = true, err
	if !p.to.notebook() {
		fmt.Fprintln(p.to.text(), "sweep: "+p.counts())
		return
	}
	p.draw()
	p.to.sync()
}

// sweepStatuses are in the order in which a block tells them, each with its colour.
var sweepStatuses = []struct {
	status run.Status
	color  string
}{
	{run.Running, "#0072B2"}, {run.Complete, "#009E73"}, {run.Failed, "#D55E00"}, {run.NotRun, "#CC79A7"},
	{run.Interrupted, "#E69F00"}, {run.Waiting, "rgba(128,128,128,.6)"},
}

func statusColor(s run.Status) string {
	for _, c := range sweepStatuses {
		if c.status == s {
			return c.color
		}
	}
	return "inherit"
}

// counts says how many runs there are of each status.
func (p *progress) counts() string {
	list := []string{plural(len(p.runs), "run")}
	for _, c := range sweepStatuses {
		n := 0
		for _, r := range p.runs {
			if r.Status == c.status {
				n++
			}
		}
		if n > 0 {
			list = append(list, Count(int64(n))+" "+string(c.status))
		}
	}
	return strings.Join(list, " · ")
}

// line is a run in words, for a terminal.
func (p *progress) line(r run.SweepRun) string {
	list := []string{r.Name + ": " + string(r.Status)}
	if r.Reason != "" {
		return sentences(append(list, oneLine(r.Reason))...)
	}
	list = append(list, "step "+of(r.Step, r.Steps))
	if r.Best != nil {
		list = append(list, "best validation "+lowerFirst(metricName(r.Metric))+" "+Number(*r.Best))
	}
	return sentences(append(list, Duration(r.Elapsed))...)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *progress) draw() {
	p.drawn = p.now()
	p.to.update(p.id, p.block())
}

// shown are the runs with a row: all, or those that are at work or failed before the others, in their order.
func (p *progress) shown() []run.SweepRun {
	if len(p.runs) <= progressRows {
		return p.runs
	}
	room := progressRows
	keep := make([]bool, len(p.runs))
	for _, statuses := range [][]run.Status{{run.Running}, {run.Failed, run.NotRun}, {run.Interrupted}, {run.Waiting, run.Complete}} {
		for i, r := range p.runs {
			for _, s := range statuses {
				if r.Status == s && room > 0 {
					keep[i] = true
					room--
				}
			}
		}
	}
	var list []run.SweepRun
	for i, r := range p.runs {
		if keep[i] {
			list = append(list, r)
		}
	}
	return list
}

// block is the output: plain HTML, which needs no script.
func (p *progress) block() string {
	title, color := "Sweep", statusColor(run.Running)
	complete := 0.0
	for _, r := range p.runs {
		switch {
		case r.Status == run.Running || r.Status == run.Interrupted:
			complete += stepsDone(r)
		case r.Status != run.Waiting:
			complete++
		}
	}
	switch {
	case p.problem != nil:
		color = statusColor(run.Interrupted)
	case p.ended:
		color = statusColor(run.Complete)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="max-width:%dpx;font:13px/1.5 system-ui,'Liberation Sans',sans-serif">`, defaultWidth)
	fmt.Fprintf(&b, `<div style="display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline"><b style="font-size:16px">%s</b><span>%s</span></div>`,
		title, html.EscapeString(p.counts()))
	b.WriteString(progressBar(complete/float64(max(1, len(p.runs))), color, "8px 0 8px"))
	if p.problem != nil {
		fmt.Fprintf(&b, `<div style="border-left:3px solid %s;padding-left:8px;margin:6px 0">%s</div>`, color, html.EscapeString(oneLine(p.problem.Error())))
	}
	b.WriteString(`<div style="overflow-x:auto"><table style="border-collapse:collapse;width:100%;font:inherit;font-variant-numeric:tabular-nums"><thead><tr>`)
	for i, name := range p.columns() {
		align := "right"
		if i < 2 {
			align = "left"
		}
		fmt.Fprintf(&b, `<th style="text-align:%s;padding:3px 14px 3px 0;border-bottom:1px solid rgba(128,128,128,.6)">%s</th>`, align, html.EscapeString(name))
	}
	b.WriteString("</tr></thead><tbody>")
	shown := p.shown()
	for _, r := range shown {
		b.WriteString(p.row(r))
	}
	b.WriteString("</tbody></table></div>")
	if rest := len(p.runs) - len(shown); rest > 0 {
		fmt.Fprintf(&b, `<div style="opacity:.75">and %s</div>`, plural(rest, "more run"))
	}
	b.WriteString("</div>")
	return b.String()
}

func (p *progress) columns() []string {
	metric := ""
	for _, r := range p.runs {
		if r.Metric != "" {
			metric = r.Metric
			break
		}
	}
	return []string{"run", "state", "steps", "loss", "best validation " + lowerFirst(metricName(metric)), "time", "left"}
}

func (p *progress) row(r run.SweepRun) string {
	cell := func(align, style, inner string) string {
		return fmt.Sprintf(`<td style="text-align:%s;padding:3px 14px 3px 0;border-bottom:1px solid rgba(128,128,128,.2);%s">%s</td>`, align, style, inner)
	}
	color := statusColor(r.Status)
	var b strings.Builder
	b.WriteString("<tr>")
	// A name breaks between its parts only.
	name := strings.ReplaceAll(fmt.Sprintf("seed %d", r.Seed), " ", "\u00a0")
	for i := len(r.Choices) - 1; i >= 0; i-- {
		c := r.Choices[i]
		name = strings.ReplaceAll(c.Field+" "+c.Value, " ", "\u00a0") + ", " + name
	}
	b.WriteString(cell("left", "min-width:110px;overflow-wrap:break-word", html.EscapeString(name)))
	b.WriteString(cell("left", "white-space:nowrap", fmt.Sprintf(
		`<span style="display:inline-block;width:9px;height:9px;border-radius:5px;background:%s;margin-right:6px"></span>%s`, color, html.EscapeString(string(r.Status)))))
	if r.Reason != "" {
		fmt.Fprintf(&b, `<td colspan="5" style="padding:3px 0;border-bottom:1px solid rgba(128,128,128,.2)">%s</td></tr>`, html.EscapeString(oneLine(r.Reason)))
		return b.String()
	}
	text := func(known bool, s func() string) string {
		if !known {
			return ""
		}
		return html.EscapeString(s())
	}
	steps := text(r.Steps > 0, func() string { return of(r.Step, r.Steps) })
	if r.Status == run.Running && r.Steps == 0 {
		steps = "starting"
	}
	if r.Status == run.Running && r.Steps > 0 {
		steps += progressBar(stepsDone(r), color, "1px 0 3px")
	}
	b.WriteString(cell("right", "white-space:nowrap", steps))
	b.WriteString(cell("right", "", text(r.Loss != nil, func() string { return Number(*r.Loss) })))
	b.WriteString(cell("right", "", text(r.Best != nil, func() string { return Number(*r.Best) })))
	b.WriteString(cell("right", "white-space:nowrap", text(r.Elapsed > 0, func() string { return Duration(r.Elapsed) })))
	b.WriteString(cell("right", "white-space:nowrap", text(r.Status == run.Running && r.Left > 0, func() string { return "about " + Duration(r.Left) })))
	b.WriteString("</tr>")
	return b.String()
}

// stepsDone is how much of a run is done, between 0 and 1.
func stepsDone(r run.SweepRun) float64 { return min(1, float64(r.Step)/float64(max(1, r.Steps))) }

func progressBar(fraction float64, color, margin string) string {
	return fmt.Sprintf(`<div style="height:6px;border-radius:3px;background:rgba(128,128,128,.25);margin:%s;overflow:hidden">`+
		`<div style="height:6px;border-radius:3px;width:%.1f%%;background:%s"></div></div>`, margin, 100*fraction, color)
}
