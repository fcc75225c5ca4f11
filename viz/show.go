package viz

import (
	"fmt"
	"html"
	"io"
	"os"
	"reflect"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// front is where output goes: a notebook's front end, or a terminal.
type front interface {
	notebook() bool
	html(string)            // a new output
	update(id, html string) // the output of that id, made when it is not there
	sync()                  // returns when everything sent has arrived
	text() io.Writer
}

// gonb is the front end of the GoNB kernel, or the terminal when no kernel runs the program.
type gonb struct{}

func (gonb) notebook() bool         { return gonbui.IsNotebook }
func (gonb) html(s string)          { gonbui.DisplayHTML(s) }
func (gonb) update(id, html string) { gonbui.UpdateHTML(id, html) }
func (gonb) sync()                  { gonbui.Sync() }
func (gonb) text() io.Writer        { return os.Stdout }

// Show displays the items in order. Figures that follow each other stand side by side, and wrap on a narrow screen. What
// has a Table, and a run.Memory, becomes a table; anything else is shown as text.
//
// Outside a notebook it prints: a figure as its title and its data.
func Show(items ...any) { show(gonb{}, items) }

// Setup sends the chart library to the notebook. Called in a notebook's first cell it stands there for all the cells that
// follow, and the notebook holds it once. It does nothing outside a notebook.
func Setup() {
	to := gonb{}
	if to.notebook() {
		sendLibrary(to, true)
		to.sync()
	}
}

// absent reports whether v is nil or a nil pointer, whose methods would fail.
func absent(v any) bool {
	if v == nil {
		return true
	}
	p := reflect.ValueOf(v)
	return p.Kind() == reflect.Pointer && p.IsNil()
}

func show(to front, items []any) {
	if !to.notebook() {
		for _, item := range items {
			fmt.Fprintln(to.text(), strings.TrimRight(asText(item), "\n"))
		}
		return
	}
	// A display can be lost unless the program waits for it.
	defer to.sync()
	for len(items) > 0 {
		figures := leadingFigures(items)
		if len(figures) == 0 {
			to.html(asHTML(items[0]))
			items = items[1:]
			continue
		}
		items = items[len(figures):]
		row, err := sideBySide(figures)
		if err != nil {
			to.html(preformatted(err.Error()))
			continue
		}
		sendLibrary(to, false)
		to.html(row)
	}
}

func leadingFigures(items []any) (figures []*Figure) {
	for _, item := range items {
		f, ok := item.(*Figure)
		if !ok || absent(f) {
			break
		}
		figures = append(figures, f)
	}
	return figures
}

func asText(item any) string {
	if absent(item) {
		return nothingToShow(item)
	}
	if f, ok := item.(*Figure); ok {
		return f.String()
	}
	if t, ok := asTable(item); ok {
		return t.String()
	}
	return fmt.Sprint(item)
}

func nothingToShow(item any) string {
	return fmt.Sprintf("nothing to show: the value is nil (%T)", item)
}

func asHTML(item any) string {
	if absent(item) {
		return preformatted(nothingToShow(item))
	}
	if t, ok := asTable(item); ok {
		return tableHTML(t)
	}
	return preformatted(fmt.Sprint(item))
}

func asTable(item any) (table.Table, bool) {
	switch v := item.(type) {
	case table.Table:
		return v, true
	case table.Tabler:
		return v.Table(), true
	case run.Memory:
		return partsTable(v), true
	}
	return table.Table{}, false
}

func preformatted(s string) string {
	return `<pre style="margin:0;white-space:pre-wrap">` + html.EscapeString(s) + "</pre>"
}

// tableHTML sets numbers flush right and takes its colours from the page.
func tableHTML(t table.Table) string {
	var b strings.Builder
	b.WriteString(`<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:4px 0;font:13px/1.5 system-ui,sans-serif">`)
	if t.Title != "" {
		fmt.Fprintf(&b, `<caption style="caption-side:top;text-align:left;font-weight:600;font-size:15px;padding:0 0 6px;color:inherit">%s</caption>`,
			html.EscapeString(t.Title))
	}
	write := func(tag string, row []string, style string) {
		b.WriteString("<tr>")
		for i, cell := range row {
			align := "right"
			if i == 0 {
				align = "left"
			}
			fmt.Fprintf(&b, `<%s style="text-align:%s;padding:4px 14px 4px 0;font-variant-numeric:tabular-nums;%s">%s</%s>`,
				tag, align, style, html.EscapeString(cell), tag)
		}
		b.WriteString("</tr>")
	}
	if len(t.Columns) > 0 {
		b.WriteString("<thead>")
		write("th", t.Columns, "border-bottom:1px solid rgba(128,128,128,.6)")
		b.WriteString("</thead>")
	}
	b.WriteString("<tbody>")
	for _, row := range t.Rows {
		write("td", row, "border-bottom:1px solid rgba(128,128,128,.2)")
	}
	b.WriteString("</tbody></table>")
	if t.Note != "" {
		fmt.Fprintf(&b, `<div style="font:12.5px/1.5 system-ui,sans-serif;opacity:.75">%s</div>`, html.EscapeString(t.Note))
	}
	b.WriteString("</div>")
	return b.String()
}

// partsTable is one network's memory, a line a part.
func partsTable(m run.Memory) table.Table {
	t := table.Table{Title: "Memory of a training step, " + memoryLabel(m), Columns: []string{"part", "memory", "bytes"}}
	for _, part := range partsOf(m) {
		n := part.bytes(m)
		t.Rows = append(t.Rows, []string{part.name, Bytes(n), Count(n)})
	}
	source, _ := device([]run.Memory{m})
	t.Note = sentences(Count(m.Parameters)+" parameters", source)
	return t
}
