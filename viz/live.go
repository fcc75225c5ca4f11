package viz

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/mattn/go-isatty"
)

// Live follows a run while it trains: progress with the time left, status, loss, metric, learning rate and the memory
// of the process as numbers, and as curves; that of the learning rate only where it changes. With the memory stands
// what the compiled step needs in all its parts. A button changes the curves between the optimizer step and the
// training time.
//
// What was found in the graph before the training, and may spoil it, stands above the numbers, a line each.
//
// In a notebook it is one output block, updated at most four times a second; its last state, with a static picture
// inside, stays in the saved notebook. In a terminal it is one line with a bar that updates in place, and in a log a
// line every five seconds.
func Live() run.Observer {
	return &live{to: gonb{}, now: time.Now, tty: isatty.IsTerminal(os.Stdout.Fd())}
}

type live struct {
	to  front
	now func() time.Time
	tty bool

	drawn time.Time
	liveState
}

// Started shows the block before the first step, with what earlier processes did.
func (l *live) Started(info run.Info, memory run.Memory, history []run.Record) {
	l.begin("kilolayer-live-"+gonbui.UniqueId(), info, memory, history)
	// The time left is told from the steps of this process: another one may have run on another machine.
	l.steps, l.elapsed = nil, nil
	l.introduce(info)
	l.draw(false)
}

// introduce sends what comes before the block.
func (l *live) introduce(info run.Info) {
	if l.to.notebook() {
		sendLibrary(l.to, false)
	} else {
		for _, text := range info.Concerns {
			fmt.Fprintln(l.to.text(), "before training: "+text)
		}
	}
}

// Recorded takes a step or an evaluation, and draws when the last drawing is old enough.
func (l *live) Recorded(r run.Record) {
	l.take(r)
	if l.due() {
		l.draw(false)
	}
}

// due tells whether the last drawing is old enough.
func (l *live) due() bool {
	every := liveEvery
	if !l.to.notebook() && !l.tty {
		every = plainEvery
	}
	return l.now().Sub(l.drawn) >= every
}

// Finished draws the last state and waits until it has arrived.
func (l *live) Finished(status run.Status, err error) {
	l.status, l.problem = status, err
	l.draw(true)
	if l.to.notebook() {
		l.to.sync()
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
		fmt.Fprintln(l.to.text(), strings.Join(l.words(), " · "))
	}
}

// inPlace writes the line over the one before.
func (l *live) inPlace(w io.Writer, final bool) {
	const cells = 20
	done := int(cells * l.fraction())
	bar := "[" + strings.Repeat("#", done) + strings.Repeat("-", cells-done) + "] "
	text := bar + strings.Join(l.words(), " · ")
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
