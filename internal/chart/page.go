package chart

import (
	"crypto/rand"
	_ "embed" // the library, the scripts and the HTML around them
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
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

//go:embed page.html
var pageHTML string

var templates = template.Must(template.New("").Parse(pageHTML))

// newID gives each display an element of its own: a chart that is shown twice is two elements.
var newID = func() string { return "kilolayer-" + strings.ToLower(rand.Text()[:12]) }

// Library is the HTML that brings ECharts and the drawing script to a page. It shows nothing.
func Library() string {
	script := strings.NewReplacer("DRAW", drawScript, "LIBRARY", base64.StdEncoding.EncodeToString(echartsGzip)).
		Replace(libraryScript)
	return filled("library", template.JS(script))
}

// Fragment is the chart as HTML for a page that has the library already or gets it later. With a picture it holds the
// static picture, which the chart replaces. Without one its place is kept empty, for a display that is replaced soon.
func (c *Chart) Fragment(picture bool) (string, error) {
	spec, err := json.Marshal(c.spec()) // escapes <, > and &, so that no text can end the script
	if err != nil {
		return "", fmt.Errorf("chart: %q cannot be written as JSON: %w", c.Title, err)
	}
	data := struct {
		ID                  string
		Width, PictureWidth int
		Picture             template.HTMLAttr
		Alt                 string
		Script              template.JS
	}{ID: newID(), Width: c.Width, PictureWidth: pictureWidth, Alt: c.AltText()}
	data.Script = template.JS(strings.NewReplacer("ID", data.ID, "SPEC", string(spec)).Replace(chartScript))
	if picture {
		on, _ := Paper{}.layout(c)
		still, err := on.png(inlineDPI)
		if err != nil {
			return "", err
		}
		data.Picture = template.HTMLAttr(`src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(still) + `"`)
	}
	return filled("chart", data), nil
}

// Row is charts as HTML, with their pictures, in a row that wraps on a narrow screen.
func Row(charts ...*Chart) (string, error) {
	fragments := make([]template.HTML, len(charts))
	for i, c := range charts {
		fragment, err := c.Fragment(true)
		if err != nil {
			return "", err
		}
		fragments[i] = template.HTML(fragment)
	}
	return filled("row", fragments), nil
}

// Page is a whole HTML page with a chart and the library: it needs no other file and no network.
func Page(c *Chart) ([]byte, error) {
	row, err := Row(c)
	if err != nil {
		return nil, err
	}
	return []byte(filled("page", struct {
		Title        string
		Library, Row template.HTML
	}{c.Title, template.HTML(Library()), template.HTML(row)})), nil
}

// filled is one of the templates with its data.
func filled(name string, data any) string {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // a template that does not fit its data, which is this package's own
	}
	return b.String()
}
