package viz

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestShowTables: what has a table shows it, with all its cells: a grid in a notebook, and text in a terminal.
func TestShowTables(t *testing.T) {
	karate := datasets.Karate().Must()
	for _, c := range []struct {
		name string
		item interface{ String() string }
		rows [][]string
	}{
		{"a summary", karate.Summary(), karate.Summary().Table().Rows},
		{"a graph", karate, karate.Summary().Table().Rows},
		{"a table", karate.Summary().Table(), karate.Summary().Table().Rows},
	} {
		t.Run(c.name, func(t *testing.T) {
			notebook, terminal := &fakeFront{inNotebook: true}, &fakeFront{}
			show(notebook, []any{c.item})
			show(terminal, []any{c.item})
			if len(notebook.outputs) != 1 || len(c.rows) == 0 {
				t.Fatalf("%d outputs for a table of %d rows, want 1", len(notebook.outputs), len(c.rows))
			}
			shown := notebook.outputs[0]
			if rows := strings.Count(shown, "<tr>"); rows < len(c.rows) {
				t.Errorf("%d rows, want at least %d", rows, len(c.rows))
			}
			for _, row := range c.rows {
				for _, cell := range row {
					if !strings.Contains(shown, ">"+cell+"</td>") {
						t.Errorf("the notebook's table has no cell %q", cell)
					}
				}
			}
			if got := terminal.printed.String(); got != karate.Summary().String() {
				t.Errorf("the terminal shows\n%s", got)
			}
		})
	}
}

// TestShowWords: what is no figure and no table is text; what cannot be shown says so in one line.
func TestShowWords(t *testing.T) {
	type secret struct{ numbers []float64 }
	var nothing *Figure
	karate := datasets.Karate().Must()
	for _, c := range []struct {
		name string
		item any
		want string
	}{
		{"text", "plain & simple", "plain & simple"},
		{"a number", 12, "12"},
		{"what a cell's work returns", cell.NewTask(func(context.Context) (int, error) { return 7, nil }).Must(), "7"},
		{"nothing, of what returns an error alone", cell.Must(error(nil)), "nothing to show: the value is nil (<nil>)"},
		{"a list", []float64{1, 2}, "[1 2]"},
		{"a map", map[string]int{"a": 1}, "map[a:1]"},
		{"a named text", run.Complete, "complete"},
		{"an error", errors.New("no data"), "no data"},
		{"nil", nil, "nothing to show: the value is nil (<nil>)"},
		{"a nil figure", nothing, "nothing to show: the value is nil (*viz.Figure)"},
		{"a metric that was measured", &[]float64{0.81}[0], "0.81"},
		{"a metric that was not", (*float64)(nil), "nothing to show: the value is nil (*float64)"},
		{"work that was not started", cell.NewTask(func(context.Context) (int, error) { return 1, nil }),
			"viz: a cell.Task[int] has not been done yet; show what its Must() returns"},
		{"a function", Curves[run.Recorded],
			"viz: the function viz.Curves was not called; write viz.Curves(…) and show what it returns"},
		{"a method without its parentheses", karate.Summary,
			"viz: the method Summary was not called; write .Summary() and show what it returns"},
		{"a function without a name", func(int) {},
			"viz: a function, func(int), was not called; write its name with (…) and show what it returns"},
		{"a struct", secret{[]float64{1}},
			"viz: a viz.secret has no table and no text; " +
				"show one of its fields, or print them all with fmt.Printf(\"%+v\\n\", …)"},
		{"a pointer to one", &secret{},
			"viz: a *viz.secret has no table and no text; " +
				"show one of its fields, or print them all with fmt.Printf(\"%+v\\n\", …)"},
		{"a list of them", []secret{{}, {}},
			"viz: a []viz.secret has no table and no text; " +
				"show one of its fields, or print them all with fmt.Printf(\"%+v\\n\", …)"},
		{"a struct without a name", struct{ A, B, C, D, E, F, G, H, I, J float64 }{},
			"viz: a struct { A float64; B float64; C float64; D float64; E floa… has no table and no text; " +
				"show one of its fields, or print them all with fmt.Printf(\"%+v\\n\", …)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			notebook, terminal := &fakeFront{inNotebook: true}, &fakeFront{}
			show(notebook, []any{c.item})
			show(terminal, []any{c.item})
			if got := terminal.printed.String(); got != c.want+"\n" {
				t.Errorf("the terminal shows %q, want %q", got, c.want)
			}
			if len(notebook.outputs) != 1 ||
				!strings.Contains(notebook.outputs[0], ">"+preformattedText(c.want)+"</pre>") {
				t.Errorf("the notebook shows %q, want %q", notebook.outputs, c.want)
			}
		})
	}
}

// preformattedText is text as HTML has it.
func preformattedText(s string) string {
	return strings.NewReplacer("&", "&amp;", `"`, "&#34;", "+", "&#43;", "<", "&lt;", ">", "&gt;", "'", "&#39;").Replace(s)
}
