// Package waiting says what a program is busy with while nothing else is to be seen.
package waiting

import (
	"fmt"
	"html"
	"os"
	"sync"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/mattn/go-isatty"
)

// patience is how long nothing is said.
const patience = time.Second

// While says what is done and for how long, as in "building the step: 12 s", from the first second on and every second,
// until done is called. It is one output block in a notebook and one line in a terminal; at the end either is emptied, so
// that a saved notebook holds no times. In a log nothing is said.
func While(doing string) (done func()) {
	switch {
	case gonbui.IsNotebook:
		id := "kilolayer-waiting-" + gonbui.UniqueId()
		return while(doing, patience, func(line string) {
			if line != "" {
				line = `<div style="font:13px/1.5 system-ui,'Liberation Sans',sans-serif">` + html.EscapeString(line) + "</div>"
			}
			gonbui.UpdateHTML(id, line)
			gonbui.Sync() // a display can be lost unless the program waits for it
		})
	case isatty.IsTerminal(os.Stderr.Fd()):
		return while(doing, patience, func(line string) { fmt.Fprint(os.Stderr, "\r\x1b[K"+line) })
	}
	return func() {}
}

// while shows a line every so often, and "" at the end where it showed one.
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
				show(fmt.Sprintf("%s: %.0f s", doing, time.Since(started).Seconds()))
				shown = true
			}
		}
	}()
	return sync.OnceFunc(func() {
		close(stop)
		<-stopped
	})
}
