package viz

import (
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

// A graph's summary is a table in a notebook and text in a terminal; so is the graph itself.
func TestShowSummary(t *testing.T) {
	karate := datasets.Karate().Must()
	for name, item := range map[string]any{"summary": karate.Summary(), "graph": karate} {
		notebook, terminal := &fakeFront{inNotebook: true}, &fakeFront{}
		show(notebook, []any{item})
		show(terminal, []any{item})
		if len(notebook.outputs) != 1 || !strings.Contains(notebook.outputs[0], "<table") ||
			!strings.Contains(notebook.outputs[0], ">17 / 17</td>") {
			t.Errorf("%s: the notebook shows %q", name, notebook.outputs)
		}
		if got := terminal.printed.String(); got != karate.Summary().String() {
			t.Errorf("%s: the terminal shows\n%s", name, got)
		}
	}
}
