package viz

import (
	"bytes"
	"crypto/rand"
	_ "embed" // the library and the scripts
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"strings"
)

// echartsGzip is dist/echarts.min.js of ECharts 5.6.0, compressed. Its licence and notice lie beside it.
//
//go:embed echarts/echarts.min.js.gz
var echartsGzip []byte

//go:embed library.js
var libraryScript string

//go:embed draw.js
var drawScript string

//go:embed chart.js
var chartScript string

// newID gives each display an element of its own: a figure shown twice is two elements.
var newID = func() string { return "kilolayer-" + strings.ToLower(rand.Text()[:12]) }

// library is the HTML that brings ECharts and the drawing script to a page. It shows nothing.
func library() string {
	script := strings.NewReplacer("DRAW", drawScript, "LIBRARY", base64.StdEncoding.EncodeToString(echartsGzip)).
		Replace(libraryScript)
	return `<div class="kilolayer-library" style="display:none"><script>` + script + "</script></div>"
}

// fragment is the figure as HTML for a page that has the library, now or later. With a picture it holds the static
// picture, which the chart replaces; without one its place is kept empty, for a display that is replaced in a moment.
func (f *Figure) fragment(picture bool) (string, error) {
	c := f.chart()
	spec, err := json.Marshal(c) // escapes <, > and &, so no text can end the script
	if err != nil {
		return "", fmt.Errorf("viz: figure %q: %w", f.Title, err)
	}
	id := newID()
	inner := ""
	if picture {
		still, err := f.png(inlineDPI)
		if err != nil {
			return "", err
		}
		inner = fmt.Sprintf(`<img src="data:image/png;base64,%s" alt="%s" width="%d" style="max-width:100%%;height:auto;border-radius:4px">`,
			base64.StdEncoding.EncodeToString(still), html.EscapeString(f.altText()), pictureWidth)
	}
	script := strings.NewReplacer("ID", id, "SPEC", string(spec)).Replace(chartScript)
	return fmt.Sprintf(`<div class="kilolayer" id="%s" style="max-width:%dpx;flex:1 1 420px;min-width:0;overflow:hidden">%s<script>%s</script></div>`,
		id, f.Width, inner, script), nil
}

// page is a whole HTML page with the figures and the library.
func page(title string, figures ...*Figure) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>%s</title>
<style>:root{color-scheme:light dark}body{margin:24px;font-family:system-ui,sans-serif}</style></head><body>
`, html.EscapeString(title))
	b.WriteString(library() + "\n")
	row, err := sideBySide(figures)
	if err != nil {
		return nil, err
	}
	b.WriteString(row + "\n</body></html>\n")
	return b.Bytes(), nil
}

// sideBySide is the figures in a row that wraps on a narrow screen.
func sideBySide(figures []*Figure) (string, error) {
	var b strings.Builder
	b.WriteString(`<div style="display:flex;flex-wrap:wrap;gap:16px 24px">`)
	for _, f := range figures {
		part, err := f.fragment(true)
		if err != nil {
			return "", err
		}
		b.WriteString(part)
	}
	b.WriteString("</div>")
	return b.String(), nil
}
