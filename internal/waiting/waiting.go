// Package waiting says what a program is busy with while nothing else is to be seen.
package waiting

import (
	"context"
	"fmt"
	"html/template"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/units"
	"github.com/mattn/go-isatty"
)

// patience is how long nothing is said.
const patience = time.Second

// quiet is the key of what Quiet leaves in a context.
type quiet struct{}

// Quiet is a context under which While says nothing, for work that something else tells of.
func Quiet(ctx context.Context) context.Context { return context.WithValue(ctx, quiet{}, true) }

// While says what is done and for how long, as in "building the step: 12 s", from the first second on and every second,
// until done is called. It is one output block in a notebook and one line in a terminal; at the end either is emptied,
// so that a saved notebook holds no times. In a log nothing is said.
//
// Nothing is said under a context of Quiet.
func While(ctx context.Context, doing string) (done func()) {
	switch {
	case ctx.Value(quiet{}) != nil:
	case gonbui.IsNotebook:
		id := "kilolayer-waiting-" + gonbui.UniqueId()
		return while(doing, patience, func(line string) {
			if line != "" {
				line = div(line)
			}
			gonbui.UpdateHTML(id, line)
			gonbui.Sync() // a display can be lost unless the program waits for it
		})
	case isatty.IsTerminal(os.Stderr.Fd()):
		return while(doing, patience, func(line string) { fmt.Fprint(os.Stderr, "\r\x1b[K"+line) })
	}
	return func() {}
}

var block = template.Must(template.New("").Parse(
	`<div style="font:13px/1.5 system-ui,'Liberation Sans',sans-serif">{{.}}</div>`))

// div is a line as HTML.
func div(line string) string {
	var b strings.Builder
	if err := block.Execute(&b, line); err != nil {
		panic(err) // which a string does not cause
	}
	return b.String()
}

// while shows a line after each of these periods, and "" at the end where it showed one.
func while(doing string, every time.Duration, show func(line string)) (done func()) {
	started, stop, stopped := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		shown := false
		for {
			select {
			case <-stop:
				if shown {
					show("")
				}
				return
			case <-ticker.C:
				show(doing + ": " + units.Duration(time.Since(started).Round(time.Second)))
				shown = true
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(stop)
		<-stopped
	})
}
