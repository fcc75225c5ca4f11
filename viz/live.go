package viz

import (
	"fmt"
	"html"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/mattn/go-isatty"
)

const (
	liveEvery  = 250 * time.Millisecond // four updates a second
	plainEvery = 5 * time.Second        // lines in a log
	livePoints = 140                    // of one curve; thinning keeps every peak
	sidePoints = 60                     // … of the learning rate, of memory, and of the clock
)

// Live follows a run while it trains: progress with the time left, status, loss, metric, learning rate and the memory of the
// process as numbers, and as curves; that of the learning rate only where it changes. With the memory stands what the
// compiled step needs in all its parts. A button changes the curves between the optimizer step and the training time.
//
// In a notebook it is one output block, updated at most four times a second; its last state, with a static picture
// inside, stays in the saved notebook. In a terminal it is one line that updates in place, and in a log a line every
// five seconds.
func Live() run.Observer {
	return &live{to: gonb{}, now: time.Now, tty: isatty.IsTerminal(os.Stdout.Fd())}
}

type live struct {
	to  front
	now func() time.Time
	tty bool

	id      string // of the output block
	trace   trace
	memory  run.Memory
	status  run.Status
	problem error
	last    run.Record
	rate    *float64
	bytes   int64
	rates   points // learning rate by step
	live    points // bytes of the process by step
	clock   points // seconds of training by step
	steps   []int  // of this process, for the time left
	elapsed []time.Duration
	failed  int // solves that did not converge
	drawn   time.Time
}

// Started shows the block before the first step, with what earlier processes did.
func (l *live) Started(info run.Info, memory run.Memory, history []run.Record) {
	l.id = "kilolayer-live-" + gonbui.UniqueId()
	l.memory, l.status = memory, run.Running
	l.trace = follow(info.Data.Name, info, nil)
	for _, r := range history {
		l.take(r)
	}
	// The time left is told from the steps of this process: another one may have run on another machine.
	l.steps, l.elapsed = nil, nil
	if l.to.notebook() {
		sendLibrary(l.to, false)
	}
	l.draw(false)
}

// Recorded takes a step or an evaluation, and draws when the last drawing is old enough.
func (l *live) Recorded(r run.Record) {
	l.take(r)
	every := liveEvery
	if !l.to.notebook() && !l.tty {
		every = plainEvery
	}
	if l.now().Sub(l.drawn) >= every {
		l.draw(false)
	}
}

// Finished draws the last state and waits until it has arrived.
func (l *live) Finished(status run.Status, err error) {
	l.status, l.problem = status, err
	l.draw(true)
	if l.to.notebook() {
		l.to.sync()
	}
}

func (l *live) take(r run.Record) {
	l.trace.add(r)
	l.last = r
	if r.LearningRate != nil {
		l.rate = r.LearningRate
		l.rates.add(float64(r.Step), *r.LearningRate)
	}
	if r.LiveBytes > 0 {
		l.bytes = r.LiveBytes
		l.live.add(float64(r.Step), float64(r.LiveBytes))
	}
	for _, s := range []*run.Solve{r.Forward, r.Backward} {
		if s.Failed() {
			l.failed++
		}
	}
	if r.Kind == run.Step {
		if l.clock.len() == 0 {
			l.clock.add(0, 0)
		}
		l.clock.add(float64(r.Step), r.Elapsed.Seconds())
		l.steps = append(l.steps, r.Step)
		l.elapsed = append(l.elapsed, r.Elapsed)
	}
}

func (l *live) draw(final bool) {
	l.drawn = l.now()
	switch {
	case l.to.notebook():
		l.to.update(l.id, l.block(final))
	case l.tty:
		l.inPlace(l.to.text(), final)
	default:
		fmt.Fprintln(l.to.text(), strings.Join(l.facts(), " · "))
	}
}

// inPlace writes the line over the one before.
func (l *live) inPlace(w io.Writer, final bool) {
	text := strings.Join(l.facts(), " · ")
	// A line that wraps cannot be written over.
	const columns = 118
	if r := []rune(text); len(r) > columns && !final {
		text = string(r[:columns-1]) + "…"
	}
	fmt.Fprint(w, "\r\x1b[K"+text)
	if final {
		fmt.Fprintln(w)
	}
}

// fraction is how much of the run is done, between 0 and 1.
func (l *live) fraction() float64 {
	if l.status == run.Complete { // also before its last step, when it was stopped early
		return 1
	}
	if l.trace.info.Steps <= 0 {
		return 0
	}
	return min(1, float64(l.trace.steps)/float64(l.trace.info.Steps))
}

func (l *live) statusText() string {
	switch l.status {
	case run.Running:
		if len(l.steps) == 0 {
			return "compiling the first step"
		}
		return "training"
	case run.Complete:
		if l.trace.steps < l.trace.info.Steps {
			return "complete, stopped early"
		}
		return "complete"
	case run.Interrupted:
		return "interrupted; run the cell again to go on"
	case run.Failed:
		if n := l.trace.loss.len(); n > 0 && !finite(l.trace.loss.y[n-1]) {
			return fmt.Sprintf("failed: the loss is %g at step %s", l.trace.loss.y[n-1], Count(int64(l.trace.loss.x[n-1])))
		}
		return "failed at step " + Count(int64(l.trace.steps))
	}
	return string(l.status)
}

// progress says how far the run is.
func (l *live) progress() []string {
	info := l.trace.info
	list := []string{"step " + of(l.trace.steps, info.Steps)}
	if info.Epochs > 0 && l.last.Epoch > 0 {
		list = append(list, "epoch "+of(l.last.Epoch, info.Epochs))
	}
	if l.last.Elapsed > 0 {
		list = append(list, Duration(l.last.Elapsed)+" elapsed")
	}
	if l.status == run.Running && info.Steps > l.trace.steps {
		if step := pace(l.steps, l.elapsed); step > 0 {
			list = append(list, "about "+Duration(step*time.Duration(info.Steps-l.trace.steps))+" left")
		}
	}
	switch {
	case l.failed == 1:
		list = append(list, "1 failed solve")
	case l.failed > 1:
		list = append(list, Count(int64(l.failed))+" failed solves")
	}
	return list
}

func of(n, all int) string {
	if all <= 0 {
		return Count(int64(n))
	}
	return Count(int64(n)) + " of " + Count(int64(all))
}

// number is one named value of the block.
type number struct{ name, value, note string }

func (l *live) numbers() (list []number) {
	if n := l.trace.loss.len(); n > 0 {
		list = append(list, number{"loss", Number(l.trace.loss.y[n-1]), ""})
	}
	if n := l.trace.valid.len(); n > 0 {
		best := ""
		if b := l.trace.best; b >= 0 {
			best = fmt.Sprintf("best %s at step %s", Number(l.trace.valid.y[b]), Count(int64(l.trace.valid.x[b])))
		}
		list = append(list, number{"validation " + lowerFirst(metricName(l.trace.info.Metric)), Number(l.trace.valid.y[n-1]), best})
	}
	if l.rate != nil {
		list = append(list, number{"learning rate", Number(*l.rate), ""})
	}
	if l.bytes > 0 {
		list = append(list, number{"process memory", Bytes(l.bytes), ""})
	}
	if l.memory.Activations > 0 {
		list = append(list, number{"activations", Bytes(l.memory.Activations), ""})
	}
	return list
}

// facts is all of it in words, for a line.
func (l *live) facts() []string {
	list := append([]string{l.statusText()}, l.progress()...)
	for _, n := range l.numbers() {
		list = append(list, n.name+" "+n.value)
	}
	if l.problem != nil {
		list = append(list, l.problem.Error())
	}
	return list
}

// block is the output: progress and numbers as plain HTML, which needs no script, and the curves under it.
func (l *live) block(final bool) string {
	color := map[run.Status]string{run.Running: "#0072B2", run.Complete: "#009E73", run.Interrupted: "#E69F00", run.Failed: "#D55E00"}[l.status]
	var b strings.Builder
	fmt.Fprintf(&b, `<div style="max-width:%dpx;font:13px/1.5 system-ui,'Liberation Sans',sans-serif">`, defaultWidth)
	fmt.Fprintf(&b, `<div style="display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline"><b style="font-size:16px">%s</b>`+
		`<span><span style="display:inline-block;width:9px;height:9px;border-radius:5px;background:%s;margin-right:6px"></span>%s</span></div>`,
		html.EscapeString("Training on "+l.trace.label), color, html.EscapeString(l.statusText()))
	if m := modelText(l.trace.info.Model); m != "" {
		fmt.Fprintf(&b, `<div style="opacity:.75">%s</div>`, html.EscapeString(sentences(m, l.trace.info.Device)))
	}
	fmt.Fprintf(&b, `<div style="height:8px;border-radius:4px;background:rgba(128,128,128,.25);margin:8px 0 4px;overflow:hidden">`+
		`<div style="height:8px;border-radius:4px;width:%.1f%%;background:%s"></div></div>`, 100*l.fraction(), color)
	fmt.Fprintf(&b, `<div style="font-variant-numeric:tabular-nums">%s</div>`, html.EscapeString(strings.Join(l.progress(), " · ")))
	if l.problem != nil {
		fmt.Fprintf(&b, `<div style="border-left:3px solid %s;padding-left:8px;margin:6px 0">%s</div>`, color, html.EscapeString(l.problem.Error()))
	}
	b.WriteString(`<div style="display:flex;flex-wrap:wrap;gap:6px 26px;margin:10px 0 12px">`)
	for _, n := range l.numbers() {
		fmt.Fprintf(&b, `<div style="min-width:84px"><div style="font-size:12px;opacity:.75">%s</div>`+
			`<div style="font-size:18px;font-variant-numeric:tabular-nums">%s</div><div style="font-size:12px;opacity:.75">%s</div></div>`,
			html.EscapeString(n.name), html.EscapeString(n.value), html.EscapeString(n.note))
	}
	b.WriteString("</div>")
	f := l.figure()
	chart, err := f.fragment(final)
	if err != nil {
		chart = preformatted(err.Error())
	}
	b.WriteString(chart + "</div>")
	return b.String()
}

// figure is the curves under the numbers.
func (l *live) figure() *Figure {
	f := curves([]trace{l.trace}, livePoints)
	f.Title, f.Subtitle, f.coarse = "", "", true
	f.Alt = "Training loss, metric and memory against the step. " + strings.Join(l.facts(), ", ")
	if f.message != "" {
		if l.status == run.Running {
			f.message = "The curves begin with the first step."
		}
		return f
	}
	x := f.panels[0].x
	if ends := extent(l.rates.y); ends[1] > ends[0] {
		f.panels = append(f.panels, panel{x: x, y: axis{name: "Learning rate", format: asNumber, fromZero: true}, share: 0.6,
			series: []series{{name: "learning rate", shape: line, color: palette(4), points: l.rates.thin(sidePoints)}}})
		f.Height += 115
	}
	if l.live.finite() > 0 {
		f.panels = append(f.panels, l.memoryPanel(x))
		f.Height += 130
	}
	if n := l.clock.len(); n > 2 {
		c := l.clock.thin(sidePoints)
		f.clock = &clockExtra{Key: l.id, Name: "training time", Steps: c.x, Seconds: rounded(c.y), Ticks: timeTicks(0, l.clock.y[n-1], 7)}
	}
	return f
}

// memoryPanel is the process's memory with what the compiled step needs as a line.
func (l *live) memoryPanel(x axis) panel {
	p := panel{x: x, y: axis{name: "Resident memory of the process", format: asBytes, fromZero: true}, share: 0.7,
		series: []series{{name: "process memory", shape: line, color: palette(3), points: l.live.thin(sidePoints)}}}
	if step := float64(l.memory.Total()); step > 0 && l.memory.Source == "compiled" {
		p.series = append(p.series, series{name: "compiled step, all parts, " + bytesText(step), shape: dashed, color: palette(3),
			points: points{x: []float64{x.min, x.max}, y: []float64{step, step}}})
	}
	return p
}

// rounded keeps milliseconds.
func rounded(seconds []float64) []float64 {
	out := make([]float64, len(seconds))
	for i, v := range seconds {
		out[i] = math.Round(1000*v) / 1000
	}
	return out
}
