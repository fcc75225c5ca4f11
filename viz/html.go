package viz

import (
	_ "embed" // the HTML of blocks
	"html/template"
	"strings"

	"github.com/kilolayer/kilolayer/table"
)

//go:embed blocks.html
var blocksHTML string

var blocks = template.Must(template.New("").Parse(blocksHTML))

// filled is one of the templates of blocks.html with its data.
func filled(name string, data any) string {
	var b strings.Builder
	if err := blocks.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // a template that does not fit its data, which is this package's own
	}
	return b.String()
}

// preformatted is text as it stands.
func preformatted(s string) string { return filled("text", s) }

// tableHTML sets numbers flush right and takes its colours from the page.
func tableHTML(t table.Table) string { return filled("table", t) }

// progressBar is a bar of which a part is filled. Its height and radius are in CSS pixels.
type progressBar struct {
	Height, Radius int
	Percent        float64
	Color, Margin  template.CSS
}
