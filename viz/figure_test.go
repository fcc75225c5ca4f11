package viz

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/chart"
)

func TestFigureOptions(t *testing.T) {
	f := newFigure("t", "", chart.Panel{Y: chart.Axis{CanLog: true}}, chart.Panel{})
	f.WithTitle("other").WithLogarithmic()
	if f.Title != "other" || !f.panels[0].Y.Log || f.panels[1].Y.Log {
		t.Errorf("title %q, logarithmic %t and %t", f.Title, f.panels[0].Y.Log, f.panels[1].Y.Log)
	}
	if f.WithLinear(); f.panels[0].Y.Log {
		t.Error("the axis stays logarithmic")
	}
}

func TestSave(t *testing.T) {
	f := Memory(profiles(7, 28, 112)...)
	folder := filepath.Join(t.TempDir(), "figures")
	for name, write := range map[string]func(string) error{
		"a.png":  func(path string) error { return f.SavePNG(path) },
		"a.svg":  func(path string) error { return f.SaveSVG(path) },
		"a.pdf":  func(path string) error { return f.SavePDF(path, ColumnWidth) },
		"a.csv":  f.SaveCSV,
		"a.html": f.SaveHTML} {
		if err := write(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	page, err := os.ReadFile(filepath.Join(folder, "a.html"))
	if err != nil || !bytes.Contains(page, []byte(chart.Library())) {
		t.Errorf("the page does not hold the library, %v", err)
	}
	if regexp.MustCompile(`(src|href)="https?:`).Match(page) {
		t.Error("the page loads something from the network")
	}
	if err := f.SavePNG(filepath.Join(folder, "a.png", "b.png")); err == nil ||
		!strings.Contains(err.Error(), "a.png") {
		t.Errorf("saving under a file: %v", err)
	}
}

func TestNotebookSize(t *testing.T) {
	figures := gallery()
	size := 0
	for name, f := range figures {
		s, err := f.chart().Fragment(true)
		if err != nil {
			t.Fatal(err)
		}
		size += len(s)
		if len(s) > 200_000 {
			t.Errorf("%s takes %d bytes", name, len(s))
		}
	}
	// A notebook with the library and eight figures stays below 1 MB.
	if limit := (1_000_000 - len(chart.Library())) / 8; size/len(figures) > limit {
		t.Errorf("%d figures take %d bytes each, want at most %d", len(figures), size/len(figures), limit)
	}
	t.Logf("library %d bytes, a figure %d", len(chart.Library()), size/len(figures))
}

// TestLinksNoBackend keeps cells that only draw quick to build.
func TestLinksNoBackend(t *testing.T) {
	list, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(list), "github.com/gomlx/") {
		t.Error("viz imports GoMLX")
	}
}

func TestPictures(t *testing.T) {
	for name, f := range gallery() {
		t.Run(name, func(t *testing.T) {
			picture, err := f.PNG()
			if err != nil {
				t.Fatal(err)
			}
			if len(picture) > 100_000 {
				t.Errorf("the picture has %d bytes, want at most 100000", len(picture))
			}
			img, err := png.Decode(bytes.NewReader(picture))
			if err != nil {
				t.Fatal(err)
			}
			if w := img.Bounds().Dx(); w != 1080 {
				t.Errorf("the picture is %d pixels wide", w)
			}
			vectors, err := f.SVG()
			if err != nil || !bytes.Contains(vectors, []byte("<svg")) {
				t.Errorf("SVG of %d bytes, %v", len(vectors), err)
			}
			if f.chart().AltText() == "" {
				t.Error("the picture has no text for readers who do not see it")
			}
		})
	}
}
