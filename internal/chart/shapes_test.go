package chart

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/browser"
	"github.com/kilolayer/kilolayer/internal/chart/charttest"
)

// newChart is a chart of the usual size.
func newChart(title, subtitle string, panels ...Panel) *Chart {
	return &Chart{Title: title, Subtitle: subtitle, Width: 760, Height: 400, Panels: panels}
}

// shapes are charts made up to have every shape, the rare ones included.
func shapes() map[string]*Chart {
	rng := rand.New(rand.NewPCG(1, 2))
	scatter := Panel{X: Axis{Name: "first component", Format: AsNumber},
		Y: Axis{Name: "second component", Format: AsNumber}}
	for i, class := range []string{"Case based", "Theory", "Genetic algorithms", "Probabilistic methods", "图 αβγ",
		`</script> "quoted"`} {
		s := Series{Name: class, Shape: Dot, Color: Palette(i), Size: 5}
		for j := range 40 {
			s.Add(3*math.Sin(float64(i))+rng.NormFloat64(), 3*math.Cos(float64(i))+rng.NormFloat64())
			s.Notes = append(s.Notes, fmt.Sprintf("node %d", 40*i+j))
		}
		scatter.Series = append(scatter.Series, s)
	}
	between := Panel{X: Axis{Name: "time", Format: AsTime, Ticks: TimeTicks(0, 5400, 7), Min: 0, Max: 5400},
		Y:      Axis{Name: "Residual", Format: AsNumber, Log: true, CanLog: true},
		Limits: []Limit{{"tolerance 1e-5", 1e-5}}, Marks: []Limit{{"the best epoch", 3000}}}
	for i, name := range []string{"forward", "backward"} {
		spread := Series{Name: name, Shape: Band, Color: Palette(i)}
		mean := Series{Name: name, Shape: Line, Color: Palette(i)}
		for k := range 60 {
			x, y := 90*float64(k), math.Pow(10, -float64(k)/12-float64(i))
			mean.Add(x, y)
			spread.Add(x, y)
			spread.Low, spread.High = append(spread.Low, y/2), append(spread.High, 2*y)
		}
		spread.Low[30], spread.High[30] = math.NaN(), math.NaN()
		spread.Low[5] = -1
		between.Series = append(between.Series, spread, mean)
	}
	errors := Panel{X: Axis{Name: "network", Categories: []string{"reversible, 7 layers", "reversible, 112 layers",
		"weight-tied", "equilibrium"}},
		Y: Axis{Name: "Accuracy", Format: AsNumber, FromZero: true}}
	for i, name := range []string{"validation", "test"} {
		s := Series{Name: name, Shape: Column, Color: Palette(i)}
		for k := range 4 {
			y := 0.6 + 0.05*float64(k) - 0.04*float64(i)
			s.Add(float64(k), y)
			s.Low, s.High = append(s.Low, y-0.03), append(s.High, y+0.05)
		}
		errors.Series = append(errors.Series, s)
	}
	front := Panel{X: Axis{Name: "memory of a step (logarithmic)", Format: AsBytes, Log: true},
		Y: Axis{Name: "Accuracy", Format: AsNumber}}
	one := Series{Name: "runs", Shape: Dot, Color: Palette(2)}
	for k := range 9 {
		one.Add(1e6*math.Pow(3, float64(k)), 0.5+0.04*float64(k))
		one.Low, one.High = append(one.Low, 0.48+0.04*float64(k)), append(one.High, 0.53+0.04*float64(k))
		one.Notes = append(one.Notes, fmt.Sprintf("run %d", k))
	}
	front.Series = []Series{one}
	matrix := func(n int) Panel {
		h := &Heat{Format: AsShare}
		for i := range n {
			h.Rows = append(h.Rows, fmt.Sprintf("Probabilistic class %d", i))
			h.Columns = append(h.Columns, fmt.Sprintf("Probabilistic class %d", i))
			row, texts := make([]float64, n), make([]string, n)
			for j := range n {
				row[j] = math.Exp(-math.Abs(float64(i-j)) - 0.2*rng.Float64())
				texts[j] = fmt.Sprint(int(100 * row[j]))
			}
			h.Values, h.Texts = append(h.Values, row), append(h.Texts, texts)
		}
		h.Values[1][0] = math.NaN()
		return Panel{X: Axis{Name: "predicted class"}, Y: Axis{Name: "True class"}, Heat: h}
	}
	network := &Drawing{Nodes: []Node{
		{Shape: Frame, X: 180, Y: 190, Width: 300, Height: 150, Text: "× 1,001 layers"},
		{Shape: Box, X: 180, Y: 30, Width: 200, Height: 40, Color: Palette(0), Text: "node encoder\n8 → 80",
			Name: "720 parameters"},
		{Shape: Box, X: 110, Y: 190, Width: 120, Height: 36, Color: Palette(1), Text: "GEN(max)", Name: "GEN"},
		{Shape: Circle, X: 260, Y: 190, Width: 22, Color: Palette(2), Text: "+"},
		{Shape: Box, X: 180, Y: 330, Width: 200, Height: 40, Color: Palette(3), Text: "head, 80 → 112"},
		{Shape: Label, X: 300, Y: 330, Text: "logits"},
	}, Links: []Link{
		{From: 1, To: 2, Arrow: true, Text: "[N, 80]"}, {From: 2, To: 3, Arrow: true},
		{From: 3, To: 4, Arrow: true, Text: "[N, 80]"},
		{From: 1, To: 3, Via: [][2]float64{{260, 90}}, Arrow: true, Dashed: true},
	}}
	graph := &Drawing{Grow: true, Roam: true}
	for i := range 120 {
		at := 2 * math.Pi * float64(i) / 120
		radius := 1 + 0.3*float64(i%3)
		graph.Nodes = append(graph.Nodes, Node{Shape: Circle, X: radius * math.Cos(at), Y: radius * math.Sin(at),
			Width: 8 + float64(i%3),
			Color: Palette(i % 5), Name: fmt.Sprintf("node %d\nclass %d", i, i%5)})
		graph.Links = append(graph.Links, Link{From: i, To: (7 * i) % 120, Faint: true},
			Link{From: i, To: (i + 3) % 120, Faint: true})
	}
	degrees := Panel{X: Axis{Name: "degree", Format: AsCount}, Y: Axis{Name: "Nodes", Format: AsCount, FromZero: true}}
	bars := Series{Name: "nodes", Shape: Column, Color: Palette(0)}
	degrees.X.Categories = []string{"1", "2", "3", "4", "5–8", "9–16"}
	for k := range 6 {
		bars.Add(float64(k), float64(40-6*k))
	}
	degrees.Series = []Series{bars}
	tall := func(f *Chart, height int) *Chart { f.Height = height; return f }
	return map[string]*Chart{
		"shape-dots":    tall(newChart("Dots in six classes", "made up", scatter), 420),
		"shape-band":    newChart("Two bands over time", "made up", between),
		"shape-columns": newChart("Columns with error bars", "made up", errors),
		"shape-errors":  newChart("Dots with error bars", "made up", front),
		"shape-heat":    tall(newChart("A matrix of six classes", "made up", matrix(6)), 440),
		"shape-heat-20": tall(newChart("A matrix of twenty classes", "made up", matrix(20)), 560),
		"shape-network": tall(newChart("A network", "made up", Panel{Drawing: network}), 400),
		"shape-graph": tall(newChart("A graph and its degrees", "made up", Panel{Drawing: graph, Share: 2}, degrees),
			640),
	}
}

// TestShapes: every shape has a picture, and a page draws it without a complaint.
func TestShapes(t *testing.T) {
	for name, c := range shapes() {
		t.Run(name, func(t *testing.T) {
			if picture, err := c.PNG(Paper{}); err != nil || len(picture) > 100_000 {
				t.Errorf("PNG of %d bytes, want at most 100000, %v", len(picture), err)
			}
			if vectors, err := c.SVG(Paper{}); err != nil || !strings.Contains(string(vectors), "<svg") {
				t.Errorf("SVG of %d bytes, %v", len(vectors), err)
			}
			if text := c.AltText(); text != c.Title+". "+c.Subtitle {
				t.Errorf("alternative text %q", text)
			}
		})
	}
}

// TestShapesInPage draws them all in one page of a browser.
func TestShapesInPage(t *testing.T) {
	b := charttest.Start(t)
	outputs := []string{Library()}
	for _, c := range shapes() {
		row, err := Row(c)
		if err != nil {
			t.Fatal(err)
		}
		outputs = append(outputs, row)
	}
	p := charttest.Open(t, b, charttest.Page(true, outputs...), browser.Options{})
	if err := p.WaitFor(fmt.Sprintf("(%s) === %d", charttest.Painted, len(outputs)-1), 8*time.Second); err != nil {
		t.Error(err)
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("console: %s", strings.Join(problems, "\n"))
	}
}

// TestScreenshots writes pictures of every shape into the folder that KILOLAYER_SCREENSHOTS names, to be looked at.
// It is part of make gallery.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("KILOLAYER_SCREENSHOTS")
	if folder == "" {
		t.Skip("KILOLAYER_SCREENSHOTS names no folder: no screenshots taken")
	}
	b := charttest.Start(t)
	for name, c := range shapes() {
		t.Run(name, func(t *testing.T) {
			still, err := c.PNG(Paper{})
			if err != nil {
				t.Fatal(err)
			}
			charttest.Write(t, filepath.Join(folder, name+"-still.png"), still)
			row, err := Row(c)
			if err != nil {
				t.Fatal(err)
			}
			charttest.Photograph(t, b, folder, name, 740, Library(), row)
		})
	}
}
