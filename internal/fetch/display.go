package fetch

import (
	"fmt"
	"html"
	"io"
	"os"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/mattn/go-isatty"
)

// display is where progress is seen.
type display interface {
	begin(line string)
	update(line string, fraction float64) // takes the place of the last update
	notice(line string)                   // something to know of while it goes on
	end(line string, good bool)
}

// newDisplay is one output block in a notebook, one line in a terminal, and a line at the start and at the end in a
// log.
func newDisplay() display {
	switch {
	case gonbui.IsNotebook:
		return &block{id: "kilolayer-fetch-" + gonbui.UniqueId(), send: gonbui.UpdateHTML, sync: gonbui.Sync}
	case isatty.IsTerminal(os.Stderr.Fd()):
		return terminal{os.Stderr}
	}
	return logFile{os.Stderr}
}

// Say shows a line that stays.
func Say(line string) {
	if gonbui.IsNotebook {
		gonbui.DisplayHTML("<div>" + html.EscapeString(line) + "</div>")
		gonbui.Sync() // a display can be lost unless the program waits for it
		return
	}
	fmt.Fprintln(os.Stderr, line)
}

type block struct {
	id       string
	fraction float64
	send     func(id, html string)
	sync     func()
}

func (b *block) begin(line string) { b.draw(line, "#0072B2") }

func (b *block) update(line string, fraction float64) {
	b.fraction = fraction
	b.draw(line, "#0072B2")
}

func (b *block) notice(line string) { b.draw(line, "#E69F00") }

func (b *block) end(line string, good bool) {
	color := "#D55E00"
	if good {
		b.fraction, color = 1, "#009E73"
	}
	b.draw(line, color)
	b.sync() // a display can be lost unless the program waits for it
}

func (b *block) draw(line, color string) {
	b.send(b.id, fmt.Sprintf(`<div style="max-width:640px;font:13px/1.5 system-ui,'Liberation Sans',sans-serif">`+
		`<div style="font-variant-numeric:tabular-nums">%s</div>`+
		`<div style="height:8px;border-radius:4px;background:rgba(128,128,128,.25);margin:4px 0 8px;overflow:hidden">`+
		`<div style="height:8px;border-radius:4px;width:%.1f%%;background:%s"></div></div></div>`,
		html.EscapeString(line), 100*b.fraction, color))
}

type terminal struct{ w io.Writer }

func (t terminal) begin(line string)                    { t.over(line) }
func (t terminal) update(line string, fraction float64) { t.over(line) }
func (t terminal) notice(line string)                   { t.over(line) }
func (t terminal) end(line string, good bool)           { fmt.Fprint(t.w, "\r\x1b[K"+line+"\n") }

// over writes the line over the one before.
func (t terminal) over(line string) {
	// A line that wraps cannot be written over.
	const columns = 79
	if r := []rune(line); len(r) > columns {
		line = string(r[:columns-1]) + "…"
	}
	fmt.Fprint(t.w, "\r\x1b[K"+line)
}

type logFile struct{ w io.Writer }

func (l logFile) begin(line string)          { fmt.Fprintln(l.w, line) }
func (l logFile) update(string, float64)     {}
func (l logFile) notice(line string)         { fmt.Fprintln(l.w, line) }
func (l logFile) end(line string, good bool) { fmt.Fprintln(l.w, line) }
