package notebooks

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
)

// shown is a figure in the output of a cell, as its page's script gets it.
type shown struct {
	Cell    int    `json:"-"` // counted from 0
	Title   string `json:"title"`
	Message string `json:"message"` // why there is no chart
}

var specs = regexp.MustCompile(`(?m)^ *var spec = (\{.*\});$`)

// figuresOf are the figures that a notebook shows, in their order.
func figuresOf(t *testing.T, notebook []byte) (list []shown) {
	t.Helper()
	var nb struct{ Cells []cell }
	if err := json.Unmarshal(notebook, &nb); err != nil {
		t.Fatal(err)
	}
	for i, c := range nb.Cells {
		for _, o := range c.Outputs {
			for _, spec := range specs.FindAllStringSubmatch(string(o.Data["text/html"]), -1) {
				f := shown{Cell: i}
				if err := json.Unmarshal([]byte(spec[1]), &f); err != nil {
					t.Fatalf("cell %d: %v", i+1, err)
				}
				list = append(list, f)
			}
		}
	}
	if len(list) == 0 {
		t.Fatal("the notebook shows no figure")
	}
	return list
}

// leastColours is fewer than any chart has: ink, axis, grid and one series, each with the shades of its edges.
const leastColours = 8

// wrong is a function of the page that says what is wrong with the figures under an element: given their titles, each
// must be a chart that is drawn, or as a still picture alone; "" when nothing is wrong.
const wrong = `(function (root, titles, still) {
	function colours(source, width, height) {
		var c = document.createElement("canvas"), seen = new Set();
		c.width = width; c.height = height;
		var pen = c.getContext("2d", { willReadFrequently: true });
		pen.drawImage(source, 0, 0);
		new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer).forEach(function (v) { seen.add(v); });
		return seen.size;
	}
	var found = root.querySelectorAll(".kilolayer");
	if (found.length !== titles.length) return found.length + " figures, not " + titles.length;
	for (var k = 0; k < titles.length; k++) {
		var figure = found[k], title = titles[k], image = figure.querySelector("img"),
			canvas = figure.querySelector("canvas");
		var imageWidth = image ? image.getBoundingClientRect().width : 0;
		if (still) {
			if (!(imageWidth > 300)) return "no picture of: " + title;
			if (!image.complete || !image.naturalWidth) return "a broken picture of: " + title;
			if (image.alt.indexOf(title) < 0) return "the picture's text is not the title: " + title;
			if (colours(image, image.naturalWidth, image.naturalHeight) < LEAST) return "a blank picture of: " + title;
			continue;
		}
		if (figure.innerText.indexOf(title) < 0) return "the title is missing: " + title;
		if (imageWidth > 0) return "the picture stands beside the chart: " + title;
		if (!canvas || !(canvas.getBoundingClientRect().width > 300)) return "no chart: " + title;
		if (colours(canvas, canvas.width, canvas.height) < LEAST) return "a blank chart: " + title;
		var theme = document.body.dataset.jpThemeLight, ink = getComputedStyle(canvas.parentNode).color.match(/\d+/g);
		if (theme && (theme === "true") === (ink[0] > 128)) return "the page's colours are not followed: " + title;
	}
	return "";
})`

// check waits until nothing is wrong with figures under an element of a page.
func check(t *testing.T, p *browser.Page, root string, figures []shown, still bool) {
	t.Helper()
	titles := []string{}
	for _, f := range figures {
		titles = append(titles, f.Title)
	}
	list, err := json.Marshal(titles)
	if err != nil {
		t.Fatal(err)
	}
	call := fmt.Sprintf("%s(%s, %s, %t)", strings.ReplaceAll(wrong, "LEAST", fmt.Sprint(leastColours)), root, list,
		still)
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		problem, err := browser.Eval[string](p, call)
		if err != nil {
			t.Fatal(err)
		}
		if problem == "" {
			return
		}
		if time.Now().After(end) {
			t.Error(problem)
			return
		}
	}
}

// TestEveryFigure holds the notebook of all figures against what viz exports.
func TestEveryFigure(t *testing.T) {
	doc, err := exec.Command("go", "doc", "-short", "../viz").Output()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile("figures.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	maker := regexp.MustCompile(`(?m)^ *func (\w+)\(.*\) (?:\*Figure|run\.Observer)$`)
	makers := maker.FindAllStringSubmatch(string(doc), -1)
	if len(makers) < 9 { // Live and the figures of the first version
		t.Fatalf("%d functions of viz make a figure:\n%s", len(makers), doc)
	}
	for _, maker := range makers {
		if !strings.Contains(string(content), "viz."+maker[1]+"(") {
			t.Errorf("figures.ipynb does not show viz.%s", maker[1])
		}
	}
}
