// Package charttest opens charts in a browser, as a notebook's page shows them, for tests.
package charttest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
)

// Page is a page as nbconvert makes it: with a module loader that takes what calls define, and a theme attribute on its
// body. Each output is a cell's HTML.
func Page(light bool, outputs ...string) string {
	theme := "false"
	if light {
		theme = "true"
	}
	return `<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body{margin:16px;font-family:sans-serif}
body[data-jp-theme-light="false"]{background:#111;color:#eee}</style>
<script>window.define = function () { window.taken = (window.taken || 0) + 1; }; window.define.amd = {};
window.require = function () {};</script></head>
<body data-jp-theme-light="` + theme + `"><div class="jp-OutputArea">` +
		strings.Join(outputs, "</div>\n<div class=\"jp-OutputArea\">") + `</div></body></html>`
}

// Painted is an expression that counts the canvases of a page with at least a hundred pixels that are not transparent.
const Painted = `Array.from(document.querySelectorAll("canvas")).filter(function (c) {
	var d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data, n = 0;
	for (var i = 3; i < d.length; i += 4) if (d[i] > 0) n++;
	return n > 100;
}).length`

// Start starts a browser that is closed when the test ends. Without one on the machine the test is skipped.
func Start(t *testing.T) *browser.Browser {
	t.Helper()
	b, err := browser.Start()
	if errors.Is(err, browser.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

// Open opens a page, which is closed when the test ends.
func Open(t *testing.T, b *browser.Browser, content string, o browser.Options) *browser.Page {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	Write(t, file, []byte(content))
	p, err := b.Open(file, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// Photograph writes pictures of what outputs show into a folder: NAME-light.png and NAME-dark.png at a width in CSS
// pixels, and NAME-narrow.png at half a screen. The first of the outputs brings the chart library.
func Photograph(t *testing.T, b *browser.Browser, folder, name string, width int, outputs ...string) {
	t.Helper()
	for _, look := range []struct {
		name  string
		light bool
		width int
	}{{"light", true, width}, {"dark", false, width}, {"narrow", true, 380}} {
		p := Open(t, b, Page(look.light, outputs...), browser.Options{Width: look.width, Height: 300})
		if err := p.WaitFor("window.__kilolayer_echarts", 8*time.Second); err != nil {
			t.Error(err)
		}
		time.Sleep(200 * time.Millisecond) // until the charts are drawn
		picture, err := p.Screenshot()
		if err != nil {
			t.Fatal(err)
		}
		Write(t, filepath.Join(folder, name+"-"+look.name+".png"), picture)
		if problems := p.Problems(); len(problems) > 0 {
			t.Errorf("console: %s", strings.Join(problems, "\n"))
		}
		p.Close()
	}
}

// Write writes a file, and makes its folder where there is none.
func Write(t *testing.T, file string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
