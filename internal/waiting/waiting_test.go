package waiting

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhile(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes time.Duration
		want  []string
	}{
		{"quick", 900 * time.Millisecond, nil},
		{"slow", 2500 * time.Millisecond, []string{"building the step: 1 s", "building the step: 2 s", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var shown []string
				done := while("building the step", time.Second, func(line string) { shown = append(shown, line) })
				time.Sleep(c.takes)
				done()
				done() // a second call does nothing
				if !slices.Equal(shown, c.want) {
					t.Errorf("shown %q, want %q", shown, c.want)
				}
			})
		})
	}
}

// TestLog holds that a test, whose output is no terminal, is told nothing: there is nothing to stop, either.
func TestLog(t *testing.T) { While(t.Context(), "testing")() }

// TestDiv holds that a line is text in a notebook, whatever it holds.
func TestDiv(t *testing.T) {
	want := `<div style="font:13px/1.5 system-ui,'Liberation Sans',sans-serif">building &lt;step&gt;: 1 s</div>`
	if got := div("building <step>: 1 s"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
