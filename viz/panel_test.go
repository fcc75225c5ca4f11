package viz

import (
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// shapes are figures made up to have every shape, the rare ones included.
func shapes() map[string]*Figure {
	rng := rand.New(rand.NewPCG(1, 2))
	scatter := panel{x: axis{name: "first component", format: asNumber}, y: axis{name: "second component", format: asNumber}}
	for i, class := range []string{"Case based", "Theory", "Genetic algorithms", "Probabilistic methods", "图 αβγ", `</script> "quoted"`} {
		s := series{name: class, shape: dot, color: palette(i), size: 5}
		for j := range 40 {
			s.add(3*math.Sin(float64(i))+rng.NormFloat64(), 3*math.Cos(float64(i))+rng.NormFloat64())
			s.notes = append(s.notes, fmt.Sprintf("node %d", 40*i+j))
		}
		scatter.series = append(scatter.series, s)
	}
	between := panel{x: axis{name: "time", format: asTime, ticks: timeTicks(0, 5400, 7), min: 0, max: 5400},
		y:      axis{name: "Residual", format: asNumber, log: true, canLog: true},
		limits: []limit{{"tolerance 1e-5", 1e-5}}, marks: []limit{{"the best epoch", 3000}}}
	for i, name := range []string{"forward", "backward"} {
		spread := series{name: name, shape: band, color: palette(i)}
		mean := series{name: name, shape: line, color: palette(i)}
		for k := range 60 {
			x, y := 90*float64(k), math.Pow(10, -float64(k)/12-float64(i))
			mean.add(x, y)
			spread.add(x, y)
			spread.low, spread.high = append(spread.low, y/2), append(spread.high, 2*y)
		}
		spread.low[30], spread.high[30] = math.NaN(), math.NaN()
		spread.low[5] = -1
		between.series = append(between.series, spread, mean)
	}
	errors := panel{x: axis{name: "network", categories: []string{"reversible, 7 layers", "reversible, 112 layers", "weight-tied", "equilibrium"}},
		y: axis{name: "Accuracy", format: asNumber, fromZero: true}}
	for i, name := range []string{"validation", "test"} {
		s := series{name: name, shape: column, color: palette(i)}
		for k := range 4 {
			y := 0.6 + 0.05*float64(k) - 0.04*float64(i)
			s.add(float64(k), y)
			s.low, s.high = append(s.low, y-0.03), append(s.high, y+0.05)
		}
		errors.series = append(errors.series, s)
	}
	front := panel{x: axis{name: "memory of a step (logarithmic)", format: asBytes, log: true}, y: axis{name: "Accuracy", format: asNumber}}
	one := series{name: "runs", shape: dot, color: palette(2)}
	for k := range 9 {
		one.add(1e6*math.Pow(3, float64(k)), 0.5+0.04*float64(k))
		one.low, one.high = append(one.low, 0.48+0.04*float64(k)), append(one.high, 0.53+0.04*float64(k))
		one.notes = append(one.notes, fmt.Sprintf("run %d", k))
	}
	front.series = []series{one}
	matrix := func(n int) panel {
		h := &heat{format: asShare}
		for i := range n {
			h.rows = append(h.rows, fmt.Sprintf("Probabilistic class %d", i))
			h.columns = append(h.columns, fmt.Sprintf("Probabilistic class %d", i))
			row, texts := make([]float64, n), make([]string, n)
			for j := range n {
				row[j] = math.Exp(-math.Abs(float64(i-j)) - 0.2*rng.Float64())
				texts[j] = fmt.Sprint(int(100 * row[j]))
			}
			h.values, h.texts = append(h.values, row), append(h.texts, texts)
		}
		h.values[1][0] = math.NaN()
		return panel{x: axis{name: "predicted class"}, y: axis{name: "True class"}, heat: h}
	}
	network := &drawing{nodes: []node{
		{shape: frame, x: 180, y: 190, width: 300, height: 150, text: "× 1,001 layers"},
		{shape: box, x: 180, y: 30, width: 200, height: 40, color: palette(0), text: "node encoder\n8 → 80", name: "720 parameters"},
		{shape: box, x: 110, y: 190, width: 120, height: 36, color: palette(1), text: "GEN(max)", name: "GEN"},
		{shape: circle, x: 260, y: 190, width: 22, color: palette(2), text: "+"},
		{shape: box, x: 180, y: 330, width: 200, height: 40, color: palette(3), text: "head, 80 → 112"},
		{shape: label, x: 300, y: 330, text: "logits"},
	}, links: []link{
		{from: 1, to: 2, arrow: true, text: "[N, 80]"}, {from: 2, to: 3, arrow: true}, {from: 3, to: 4, arrow: true, text: "[N, 80]"},
		{from: 1, to: 3, via: [][2]float64{{260, 90}}, arrow: true, dashed: true},
	}}
	graph := &drawing{grow: true, roam: true}
	for i := range 120 {
		at := 2 * math.Pi * float64(i) / 120
		radius := 1 + 0.3*float64(i%3)
		graph.nodes = append(graph.nodes, node{shape: circle, x: radius * math.Cos(at), y: radius * math.Sin(at), width: 8 + float64(i%3),
			color: palette(i % 5), name: fmt.Sprintf("node %d\nclass %d", i, i%5)})
		graph.links = append(graph.links, link{from: i, to: (7 * i) % 120, faint: true}, link{from: i, to: (i + 3) % 120, faint: true})
	}
	degrees := panel{x: axis{name: "degree", format: asCount}, y: axis{name: "Nodes", format: asCount, fromZero: true}}
	bars := series{name: "nodes", shape: column, color: palette(0)}
	degrees.x.categories = []string{"1", "2", "3", "4", "5–8", "9–16"}
	for k := range 6 {
		bars.add(float64(k), float64(40-6*k))
	}
	degrees.series = []series{bars}
	tall := func(f *Figure, height int) *Figure { f.Height = height; return f }
	return map[string]*Figure{
		"shape-dots":    tall(newFigure("Dots in six classes", "made up", scatter), 420),
		"shape-band":    newFigure("Two bands over time", "made up", between),
		"shape-columns": newFigure("Columns with error bars", "made up", errors),
		"shape-errors":  newFigure("Dots with error bars", "made up", front),
		"shape-heat":    tall(newFigure("A matrix of six classes", "made up", matrix(6)), 440),
		"shape-heat-20": tall(newFigure("A matrix of twenty classes", "made up", matrix(20)), 560),
		"shape-network": tall(newFigure("A network", "made up", panel{drawing: network}), 400),
		"shape-graph":   tall(newFigure("A graph and its degrees", "made up", panel{drawing: graph, share: 2}, degrees), 640),
	}
}

// TestDrawable: what a logarithmic axis has no place for is left out, and an axis without any place becomes linear.
func TestDrawable(t *testing.T) {
	p := panel{y: axis{log: true}, limits: []limit{{"zero", 0}, {"one", 1}},
		series: []series{{shape: line, points: points{x: []float64{0, 1, 2}, y: []float64{-1, 2, math.Inf(1)}}, low: []float64{-2, -1, 1}, high: []float64{1, 3, 3}}}}
	got := p.drawable()
	if s := got.series[0]; !math.IsNaN(s.y[0]) || s.y[1] != 2 || s.low[1] != 2 || len(got.limits) != 1 {
		t.Errorf("values %v from %v, %d lines", s.y, s.low, len(got.limits))
	}
	if p.series[0].y[0] != -1 || len(p.limits) != 2 {
		t.Error("the panel itself was changed")
	}
	p.series[0].points = points{x: []float64{1}, y: []float64{0}}
	p.series[0].low, p.series[0].high = nil, nil
	if p.drawable().y.log {
		t.Error("an axis of nothing but 0 is logarithmic")
	}
}

// TestLogarithmicPictures: gonum panics where a logarithmic axis is given what it has no place for.
func TestLogarithmicPictures(t *testing.T) {
	for _, c := range []struct {
		name string
		y    []float64
	}{
		{"nothing positive", []float64{0, -1}},
		{"one value", []float64{3}},
		{"one value of all", []float64{-1, 3, math.NaN()}},
		{"tiny", []float64{1e-300, 1e300}},
		{"none", nil},
		{"infinite", []float64{math.Inf(1), math.NaN()}},
	} {
		for _, s := range []shape{line, dot, band, column} {
			one := series{name: "s", shape: s, color: palette(0)}
			for i, y := range c.y {
				one.add(float64(i), y)
				one.low, one.high = append(one.low, y/2), append(one.high, 2*y)
			}
			f := newFigure(c.name, "", panel{x: axis{name: "x", log: true}, y: axis{name: "y", log: true}, series: []series{one}})
			if _, err := f.PNG(); err != nil {
				t.Errorf("%s as %s: %v", c.name, s, err)
			}
			if _, err := f.fragment(false); err != nil {
				t.Errorf("%s as %s: %v", c.name, s, err)
			}
		}
	}
}

func TestSettings(t *testing.T) {
	f := newFigure("t", "", panel{y: axis{canLog: true}}, panel{})
	f.WithTitle("other").WithLogarithmic()
	if f.Title != "other" || !f.panels[0].y.log || f.panels[1].y.log {
		t.Errorf("title %q, logarithmic %t and %t", f.Title, f.panels[0].y.log, f.panels[1].y.log)
	}
	if f.WithLinear(); f.panels[0].y.log {
		t.Error("the axis stays logarithmic")
	}
}

// TestSparse: a scatter is thinned to what can be told apart, its outermost dots stay.
func TestSparse(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := series{shape: dot}
	for i := range 100_000 {
		s.add(rng.NormFloat64(), rng.NormFloat64())
		s.notes = append(s.notes, fmt.Sprint(i))
	}
	s.x[50], s.y[77] = 40, -40
	s.y[60], s.x[61] = math.NaN(), math.Inf(1)
	few := s.sparse(2000)
	if few.len() > 2004 || few.len() < 100 || len(few.notes) != few.len() {
		t.Errorf("%d dots with %d notes", few.len(), len(few.notes))
	}
	for _, ends := range [][2][2]float64{{extent(s.x), extent(few.x)}, {extent(s.y), extent(few.y)}} {
		if ends[0] != ends[1] {
			t.Errorf("the dots reach from %g to %g, want %g to %g", ends[1][0], ends[1][1], ends[0][0], ends[0][1])
		}
	}
	dense := series{shape: dot}
	for range 50_000 {
		dense.add(rng.Float64(), rng.Float64())
	}
	if few := dense.sparse(500); extent(few.x) != extent(dense.x) || extent(few.y) != extent(dense.y) {
		t.Error("an outermost dot with neighbours is lost")
	}
	if i := slices.Index(few.x, 40); i < 0 || few.notes[i] != "50" {
		t.Error("a note went to another dot")
	}
}

func TestTimes(t *testing.T) {
	for v, want := range map[float64]string{0: "0 s", 1.5: "1.5 s", 59: "59 s", 120: "2 min", 90: "1 min 30 s", 3900: "1 h 5 min", 7200: "2 h", 180000: "2 d 2 h"} {
		if got := timeText(v); got != want {
			t.Errorf("%g s is %q, want %q", v, got, want)
		}
	}
	for _, c := range []struct {
		high  float64
		first []float64
	}{
		{2, []float64{0, 0.5, 1}}, {100, []float64{0, 15, 30}}, {5400, []float64{0, 900, 1800}}, {86400, []float64{0, 6 * 3600, 12 * 3600}},
	} {
		got := timeTicks(0, c.high, 7)
		if len(got) < 3 || len(got) > 8 || !slices.Equal(got[:3], c.first) {
			t.Errorf("up to %g s: %v, want %v …", c.high, got, c.first)
		}
	}
}

// TestHeatColors: a matrix whose values are all one, or none, still has colours.
func TestHeatColors(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		want   color.RGBA // of the first finite value
	}{
		{"ends", []float64{5, 1, 3}, cividis[8]},
		{"all alike", []float64{2, 2}, cividis[8]},
		{"all zero", []float64{0, math.NaN()}, cividis[0]},
		{"negative", []float64{-3, -3}, cividis[0]},
	} {
		h := &heat{values: [][]float64{c.values}}
		if got := h.color(c.values[0]); got != c.want {
			t.Errorf("%s: colour %v, want %v", c.name, got, c.want)
		}
	}
}

// TestPadded: a scatter's outermost dots stand within the axis, one dot among them.
func TestPadded(t *testing.T) {
	for _, c := range []struct {
		name string
		x    []float64
		log  bool
	}{
		{"linear", []float64{-3, 8}, false},
		{"one", []float64{5}, false},
		{"one at zero", []float64{0}, false},
		{"logarithmic", []float64{1e6, 1e9}, true},
		{"one, logarithmic", []float64{7}, true},
	} {
		s := series{shape: dot}
		for _, x := range c.x {
			s.add(x, 1)
		}
		p := panel{x: axis{log: c.log}, series: []series{s}}.drawable().padded()
		for _, x := range c.x {
			if !(p.x.min < x && x < p.x.max) {
				t.Errorf("%s: %g on an axis from %g to %g", c.name, x, p.x.min, p.x.max)
			}
		}
		if len(p.x.ticks) > 12 {
			t.Errorf("%s: %d ticks", c.name, len(p.x.ticks))
		}
	}
}

// TestItemTooltips: scatters, heat maps and drawings tell of one item, curves of all at an x.
func TestItemTooltips(t *testing.T) {
	for name, f := range shapes() {
		byItem := f.chart().ByItem
		if want := !strings.Contains(name, "band") && !strings.Contains(name, "columns"); (len(byItem) > 0) != want {
			t.Errorf("%s: panels by item %v", name, byItem)
		}
	}
}

// TestDrawingEdges: a link ends where its node does, and one to nowhere is left out.
func TestDrawingEdges(t *testing.T) {
	origin := vg.Point{}
	for _, c := range []struct {
		name string
		n    node
		to   vg.Point
		want vg.Point
	}{
		{"box, sideways", node{shape: box, width: 40, height: 20}, vg.Point{X: 100}, vg.Point{X: 20}},
		{"box, upwards", node{shape: box, width: 40, height: 20}, vg.Point{Y: 100}, vg.Point{Y: 10}},
		{"circle", node{shape: circle, width: 20}, vg.Point{X: 60, Y: 80}, vg.Point{X: 0.6 * px(10), Y: 0.8 * px(10)}},
		{"nowhere", node{shape: box, width: 40, height: 20}, origin, origin},
	} {
		got := c.n.edge(origin, c.to, 1)
		if math.Hypot(float64(got.X-c.want.X), float64(got.Y-c.want.Y)) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	d := &drawing{nodes: []node{{shape: box, width: 40, height: 20}}, links: []link{{from: 0, to: 5}, {from: -1, to: 0}}}
	if _, err := newFigure("links to nowhere", "", panel{drawing: d}).PNG(); err != nil {
		t.Error(err)
	}
}
