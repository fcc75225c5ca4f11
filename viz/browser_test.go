package viz

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/internal/chart/charttest"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func row(t *testing.T, figures ...*Figure) string {
	t.Helper()
	var charts []*chart.Chart
	for _, f := range figures {
		charts = append(charts, f.chart())
	}
	s, err := chart.Row(charts...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestChartsInPage opens pages like nbconvert's and looks at what is drawn.
func TestChartsInPage(t *testing.T) {
	b := charttest.Start(t)
	nasty := madeUp(`</script><img src=x onerror=throw(1)> "quoted" 图 αβγ`, 60, 3)
	*nasty.history[5].Loss = nan()
	curves, memory := Curves(nasty), Memory(profiles(7, 28, 112, 1001)...)
	empty := Curves(recorded{label: "empty"})

	for _, c := range []struct {
		name     string
		outputs  []string
		canvases int
		says     []string
	}{
		{"library first", []string{chart.Library(), row(t, curves, memory)}, 2, []string{nasty.label, memory.Title}},
		{"library last", []string{row(t, curves, memory), chart.Library()}, 2, []string{memory.Title}},
		{"library twice", []string{chart.Library(), row(t, memory), chart.Library()}, 1, nil},
		{"one figure displayed twice", []string{chart.Library(), row(t, memory), row(t, memory)}, 2, nil},
		// A front end shows one saved output in two views: the same element id twice.
		{"one output twice", func() []string { s := row(t, memory); return []string{chart.Library(), s, s} }(), 2, nil},
		{"nothing to show", []string{chart.Library(), row(t, empty)}, 0, []string{"No step has been recorded yet."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := charttest.Open(t, b, charttest.Page(true, c.outputs...), browser.Options{})
			if err := p.WaitFor(fmt.Sprintf(`(%s) === %d && window.__kilolayer_echarts`, charttest.Painted,
				c.canvases), 8*time.Second); err != nil {
				t.Error(err)
			}
			for _, want := range c.says {
				if err := p.WaitFor(fmt.Sprintf("document.body.innerText.includes(%q)", want),
					2*time.Second); err != nil {
					t.Error(err)
				}
			}
			if n, err := browser.Eval[int](p,
				`Array.from(document.images).filter(function (i) { return i.offsetWidth > 0 }).length`); n != 0 ||
				err != nil {
				t.Errorf("%d pictures stand beside their charts, %v", n, err)
			}
			if n, err := browser.Eval[int](p, `window.taken || 0`); n != 0 || err != nil {
				t.Errorf("the page's module loader took the library %d times, %v", n, err)
			}
			if problems := p.Problems(); len(problems) > 0 {
				t.Errorf("console: %s", strings.Join(problems, "\n"))
			}
		})
	}

	t.Run("window.echarts deleted and of another version", func(t *testing.T) {
		p := charttest.Open(t, b, charttest.Page(true, "<script>window.echarts = {version: 'theirs'};</script>",
			chart.Library(), row(t, memory)), browser.Options{})
		if err := p.WaitFor(charttest.Painted+" === 1", 8*time.Second); err != nil {
			t.Error(err)
		}
		if theirs, err := browser.Eval[string](p, "window.echarts.version"); theirs != "theirs" || err != nil {
			t.Errorf("the page's own library became %q, %v", theirs, err)
		}
	})

	t.Run("tooltips", func(t *testing.T) {
		for _, c := range []struct {
			name string
			f    *Figure
			at   int
			says []string
		}{
			{"areas", memory, 1, []string{"depth 28", "36.8 MB (36,800,028 bytes)", "560,000 parameters",
				"4.48 MB (4,480,000 bytes)"}},
			{"bars", Memory(reversible(7)), 0, []string{"7 layers", "3.1 MB (3,100,000 bytes)", "140,000 parameters"}},
			{"curves", curves, 10, []string{"optimizer step 11", "training loss, raw", nasty.label[:6]}},
		} {
			p := charttest.Open(t, b, charttest.Page(true, chart.Library(), row(t, c.f)), browser.Options{})
			if err := p.WaitFor(charttest.Painted+" === 1", 8*time.Second); err != nil {
				t.Fatal(err)
			}
			if _, err := browser.Eval[bool](p, fmt.Sprintf(`window.__kilolayer_echarts.getInstanceByDom(
				document.querySelector("canvas").parentNode.parentNode)
				.dispatchAction({type: "showTip", seriesIndex: 0, dataIndex: %d}), true`, c.at)); err != nil {
				t.Fatal(err)
			}
			for _, want := range c.says {
				if err := p.WaitFor(fmt.Sprintf("document.body.innerText.includes(%q)", want),
					2*time.Second); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			}
			if folder := os.Getenv("KILOLAYER_SCREENSHOTS"); folder != "" {
				picture, err := p.Screenshot()
				if err != nil {
					t.Fatal(err)
				}
				charttest.Write(t, filepath.Join(folder, "tooltip-"+c.name+".png"), picture)
			}
			if problems := p.Problems(); len(problems) > 0 {
				t.Errorf("console: %s", strings.Join(problems, "\n"))
			}
		}
	})

	t.Run("narrower window", func(t *testing.T) {
		p := charttest.Open(t, b, charttest.Page(true, chart.Library(), row(t, memory)),
			browser.Options{Width: 700, Height: 700})
		if err := p.WaitFor(charttest.Painted+" === 1", 8*time.Second); err != nil {
			t.Fatal(err)
		}
		wide, err := browser.Eval[int](p, `document.querySelector("canvas").clientHeight`)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := browser.Eval[string](p, `document.body.style.width = "420px"`); err != nil {
			t.Fatal(err)
		}
		// The legend takes a second row rather than a second page, and the chart makes room for it.
		if err := p.WaitFor(fmt.Sprintf(`window.__kilolayer_echarts.getInstanceByDom(
				document.querySelector("canvas").parentNode.parentNode)
			.getOption().legend[0].type === "plain" &&
				document.querySelector("canvas").clientHeight > %d`, wide), 4*time.Second); err != nil {
			t.Error(err)
		}
		if err := p.WaitFor(`document.querySelector("canvas").clientWidth <= 420 && (`+charttest.Painted+`) === 1`,
			4*time.Second); err != nil {
			t.Error(err)
		}
	})

	t.Run("colours follow the theme", func(t *testing.T) {
		p := charttest.Open(t, b, charttest.Page(true, chart.Library(), row(t, memory)), browser.Options{})
		colour := `getComputedStyle(document.querySelector(".kilolayer > div")).color`
		if err := p.WaitFor(`document.querySelector("canvas") && `+colour+` === "rgb(31, 35, 40)"`,
			8*time.Second); err != nil {
			t.Error(err)
		}
		if _, err := browser.Eval[string](p, `document.body.dataset.jpThemeLight = "false"`); err != nil {
			t.Fatal(err)
		}
		if err := p.WaitFor(colour+` === "rgb(230, 237, 243)" && (`+charttest.Painted+`) === 1`,
			4*time.Second); err != nil {
			t.Error(err)
		}
	})

	t.Run("output put aside and back", func(t *testing.T) {
		p := charttest.Open(t, b, charttest.Page(true, chart.Library(), row(t, memory)), browser.Options{})
		if err := p.WaitFor(charttest.Painted+" === 1", 8*time.Second); err != nil {
			t.Fatal(err)
		}
		if _, err := browser.Eval[bool](p, `window.aside = document.querySelector(".kilolayer"),
			aside.parentNode.id = "home", aside.remove(), true`); err != nil {
			t.Fatal(err)
		}
		if err := p.WaitFor(`window.aside.querySelector("canvas") === null`, 4*time.Second); err != nil {
			t.Error(err)
		}
		if _, err := browser.Eval[bool](p, `document.getElementById("home").appendChild(aside), true`); err != nil {
			t.Fatal(err)
		}
		if err := p.WaitFor(charttest.Painted+" === 1", 4*time.Second); err != nil {
			t.Error(err)
		}
	})

	t.Run("scripts off", func(t *testing.T) {
		p := charttest.Open(t, b, charttest.Page(true, chart.Library(), row(t, curves, memory)),
			browser.Options{NoScripts: true})
		if n, err := browser.Eval[int](p, `Array.from(document.images).filter(function (i) { return i.naturalWidth > 0 && i.offsetWidth > 300 && i.alt }).length`); n != 2 || err != nil {
			t.Errorf("%d of 2 pictures are shown, %v", n, err)
		}
	})

	t.Run("no library on the page", func(t *testing.T) {
		impatient := strings.Replace(row(t, memory), "< 10000", "< 300", 1)
		p := charttest.Open(t, b, charttest.Page(true, impatient), browser.Options{})
		if err := p.WaitFor(`document.body.innerText.includes("viz.Setup()") && document.images[0].offsetWidth > 300`,
			5*time.Second); err != nil {
			t.Fatal(err)
		}
		// The library that comes late still draws the chart, and the word goes.
		expression := fmt.Sprintf(`(function () { var s = document.createElement("script"); s.textContent = %s; document.body.append(s); return true; })()`,
			quoteJS(strings.TrimSuffix(strings.TrimPrefix(chart.Library(),
				`<div class="kilolayer-library" style="display:none"><script>`), "</script></div>")))
		if _, err := browser.Eval[bool](p, expression); err != nil {
			t.Fatal(err)
		}
		if err := p.WaitFor(`(`+charttest.Painted+`) === 1 && !document.body.innerText.includes("viz.Setup()")`,
			5*time.Second); err != nil {
			t.Error(err)
		}
	})

	t.Run("saved page", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "memory.html")
		if err := memory.SaveHTML(file); err != nil {
			t.Fatal(err)
		}
		p, err := b.Open(file, browser.Options{Dark: true})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if err := p.WaitFor(charttest.Painted+" === 1", 8*time.Second); err != nil {
			t.Error(err)
		}
	})
}

// TestLiveInPage replaces one output as a front end does, and looks at what stays.
func TestLiveInPage(t *testing.T) {
	b := charttest.Start(t)
	to := &fakeFront{inNotebook: true}
	replay(to, madeUp("karate", 400, 2), run.Complete)
	p := charttest.Open(t, b, charttest.Page(true, chart.Library(), `<div id="live"></div>`), browser.Options{})
	if err := p.WaitFor("window.__kilolayer_echarts", 8*time.Second); err != nil {
		t.Fatal(err)
	}
	for i, html := range to.updates {
		// The page sees the first ones and the last; each takes a round trip.
		if i > 20 && i < len(to.updates)-5 {
			continue
		}
		// As JupyterLab does: set the HTML, then make its scripts anew so that they run.
		expression := fmt.Sprintf(`(function () { var box = document.getElementById("live"); box.innerHTML = %s;
			box.querySelectorAll("script").forEach(function (s) {
			var n = document.createElement("script"); n.textContent = s.textContent; s.replaceWith(n); });
			return true; })()`, quoteJS(html))
		if _, err := browser.Eval[bool](p, expression); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.WaitFor(charttest.Painted+` === 1 && document.querySelectorAll("canvas").length === 1`,
		8*time.Second); err != nil {
		t.Error(err)
	}
	if err := p.WaitFor(`document.body.innerText.includes("complete") &&
		document.body.innerText.includes("step 400 of 400")`, time.Second); err != nil {
		t.Error(err)
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("console: %s", strings.Join(problems, "\n"))
	}
}

// TestScreenshots writes pictures of every figure, and a page of them all, into the folder that KILOLAYER_SCREENSHOTS
// names, to be looked at. It is what make gallery runs; one figure is -run 'Screenshots/^compare$'.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("KILOLAYER_SCREENSHOTS")
	if folder == "" {
		t.Skip("KILOLAYER_SCREENSHOTS names no folder: no screenshots taken")
	}
	b := charttest.Start(t)
	figures := gallery()
	shots := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(figures)) {
		if err := figures[name].SavePNG(filepath.Join(folder, name+"-still.png")); err != nil {
			t.Fatal(err)
		}
		shots[name] = row(t, figures[name])
	}
	shots["side-by-side"] = row(t, figures["curves"], figures["memory"])
	for _, status := range []run.Status{run.Running, run.Complete, run.Interrupted, run.Failed} {
		to := &fakeFront{inNotebook: true}
		replay(to, madeUp("karate", 600, 5), status)
		shots["live-"+string(status)] = to.updates[len(to.updates)-1]
	}
	shots["live-starting"] = func() string {
		to := &fakeFront{inNotebook: true}
		l := &live{to: to, now: time.Now}
		l.Started(madeUp("karate", 600, 5).info, reversible(1001), nil)
		return to.updates[0]
	}()
	shots["progress-running"] = progressBlock(sweepRuns(), nil, false)
	shots["progress-complete"] = progressBlock(sweepRuns()[:2], nil, true)
	shots["progress-interrupted"] = progressBlock(sweepRuns(),
		errors.New("revgnn: training was interrupted with 2 of 7 runs complete"), true)
	table := &fakeFront{inNotebook: true}
	show(table, []any{reversible(1001), figures["memory"].Table(), "plain text <b>"})
	shots["tables"] = strings.Join(table.outputs, "")
	var index strings.Builder
	index.WriteString("# Gallery\n\nEvery figure on a light page, on a dark one, at 380 pixels, and as the static " +
		"picture.\n")
	for _, name := range slices.Sorted(maps.Keys(shots)) {
		fmt.Fprintf(&index, "\n## %s\n\n", name)
		if f := figures[name]; f != nil {
			fmt.Fprintf(&index, "%s\n\n", f.chart().AltText())
		}
		for _, look := range []string{"light", "dark", "narrow", "still"} {
			if look != "still" || figures[name] != nil {
				fmt.Fprintf(&index, "![%s](%s-%s.png)\n", look, name, look)
			}
		}
		width := 740
		if name == "side-by-side" {
			width = 1100
		}
		t.Run(name, func(t *testing.T) {
			charttest.Photograph(t, b, folder, name, width, chart.Library(),
				shots[name])
		})
	}
	charttest.Write(t, filepath.Join(folder, "GALLERY.md"), []byte(index.String()))
}
