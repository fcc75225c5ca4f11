package viz

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
)

// club is the karate club with logits that are wrong at nodes 2 and 33.
func club() (*datasets.Graph, datasets.Matrix) {
	g := datasets.Karate().Must()
	logits := datasets.Matrix{Cols: 2}
	for i, class := range g.Classes {
		if i == 2 || i == 33 {
			class = 1 - class
		}
		logits.Data = append(logits.Data, 1-float32(class), float32(class))
	}
	return g, logits
}

// manyNodes is a ring of 8 × 100 nodes in eight classes, a hundred neighbours each, with short cuts inside a class.
func manyNodes() *datasets.Graph {
	const nodes, classes = 800, 8
	var edges [][2]int32
	labels := make([]int32, nodes)
	for i := range int32(nodes) {
		labels[i] = i / (nodes / classes)
		edges = append(edges, [2]int32{i, (i + 1) % nodes})
		if i%7 == 0 {
			edges = append(edges, [2]int32{i, i - i%100 + (i*3)%100})
		}
	}
	return datasets.New(nodes, edges).WithName(`ring </script> "图"`).WithUndirected().WithClasses(labels).Must()
}

func graphs() map[string]*Figure {
	alone := datasets.New(5, [][2]int32{{0, 1}, {1, 2}}).WithName("one-way").
		WithClasses([]int32{0, 1, -1, 0, -1}).Must()
	tasks := datasets.Random(120, 300, 1).WithTasks(4).Must()
	return map[string]*Figure{
		"graph-karate":   Graph(datasets.Karate().Must()),
		"graph-sample":   Graph(manyNodes()),
		"graph-one-way":  Graph(alone),
		"graph-task":     Graph(tasks, 3),
		"graph-bare":     Graph(datasets.New(1, nil).Must()),
		"predictions":    Predictions(club()),
		"graph-values":   Graph(valued()),
		"degrees-karate": Degrees(datasets.Karate().Must()),
		"degrees-one":    Degrees(alone),
	}
}

// valued is a graph with two real numbers for each node.
func valued() *datasets.Graph {
	g, _ := guessedValues("valued", 120)
	links := datasets.Random(120, 300, 1).WithTasks(1).Must()
	g.Source, g.Target = links.Source, links.Target
	return g
}

func TestGraphTexts(t *testing.T) {
	figures := graphs()
	for _, c := range []struct {
		name     string
		title    string
		subtitle string
	}{
		{"graph-sample", `ring </script> "图"`, "a sample of 300 of 800 nodes"},
		{"graph-one-way", "coloured by class", "5 nodes, 2 directed edges"},
		{"graph-task", "coloured by task 3 (of 0 to 3)", "join nodes of one label"},
		{"graph-bare", "Graph", "1 nodes, 0 directed edges"},
		{"predictions", "karate: 2 of 34 labelled nodes wrong", "a ring marks"},
		{"graph-values", "Graph · valued · coloured by value", "120 nodes, 300 directed edges"},
		{"degrees-one", "In-degrees · one-way", "2 isolated nodes"},
		{"degrees-karate", "In-degrees · karate", "no isolated node"},
	} {
		f := figures[c.name]
		if !strings.Contains(f.Title, c.title) || !strings.Contains(f.Subtitle, c.subtitle) {
			t.Errorf("%s: %q, %q; want %q, %q", c.name, f.Title, f.Subtitle, c.title, c.subtitle)
		}
	}
}

func TestGraphNothing(t *testing.T) {
	broken := datasets.Karate().Must()
	broken.Source[0] = 99
	g, logits := club()
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"nil", Graph(nil), "No graph was given."},
		{"a nil prediction", Predictions(nil, logits), "No graph was given."},
		{"degrees of nil", Degrees(nil), "No graph was given."},
		{"an edge to nowhere", Graph(broken), "99"},
		{"degrees of an edge to nowhere", Degrees(broken), "99"},
		{"no nodes", Graph(&datasets.Graph{}), "0 nodes"},
		{"no tasks", Graph(g, 1), "The graph has no tasks."},
		{"a task too far", Graph(datasets.Random(9, 9, 1).WithTasks(2).Must(), 2), "There is no task 2; use 0 to 1."},
		{"two tasks", Graph(datasets.Random(9, 9, 1).WithTasks(2).Must(), 0, 1), "give one"},
		{"too few logits", Predictions(g, datasets.Matrix{Data: logits.Data[:10], Cols: 2}),
			"[5, 2], and the graph needs [34, 2]"},
		{"no logits", Predictions(g, datasets.Matrix{}), "[0, 0], and the graph needs [34, 2]"},
		{"no labels", Predictions(datasets.New(2, nil).Must(), datasets.Matrix{}), "no labels"},
	} {
		if s := c.f.String(); !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
	}
}

// TestRings: the wrong ones are marked, in the colour of what was predicted.
func TestRings(t *testing.T) {
	g, logits := club()
	logits.Data[2*5] = float32(math.NaN())
	nodes := Predictions(g, logits).panels[0].Drawing.Nodes
	for i, n := range nodes {
		if want := i == 2 || i == 33 || i == 5; n.Ring != want {
			t.Errorf("node %d: ring %t", i, n.Ring)
		}
	}
	if nodes[2].Color != chart.Palette(1) || nodes[0].Color != chart.Palette(0) || nodes[5].Color != unlabelledGrey {
		t.Errorf("colours %v, %v, %v", nodes[2].Color, nodes[0].Color, nodes[5].Color)
	}
	if !strings.Contains(nodes[2].Name, "predicted class 1\nlabel class 0") ||
		!strings.Contains(nodes[5].Name, "predicted nothing") {
		t.Errorf("%q, %q", nodes[2].Name, nodes[5].Name)
	}
	tasks := datasets.New(3, nil).WithTasks([][]float32{{1, 0}, {0, 1}, {1, float32(math.NaN())}}).Must()
	f := Predictions(tasks, datasets.Matrix{Data: []float32{1, 1, 1, 1, -1, -1}, Cols: 2}, 1)
	for i, want := range []bool{true, false, false} { // no, yes and unlabelled, predicted yes, yes and no
		if n := f.panels[0].Drawing.Nodes[i]; n.Ring != want {
			t.Errorf("task 1, node %d: ring %t", i, n.Ring)
		}
	}
}

// TestShades: at most six classes and grey; a single class in grey keeps its name.
func TestShades(t *testing.T) {
	for _, c := range []struct {
		classes int
		want    string
	}{
		{2, "class 0, class 1"},
		{6, "class 0, class 1, class 2, class 3, class 4, class 5"},
		{7, "class 1, class 2, class 3, class 4, class 5, class 6, class 0"},
		{9, "class 3, class 4, class 5, class 6, class 7, class 8, 3 other classes"},
	} {
		var labels []int32 // class i has i + 1 nodes
		for class := range c.classes {
			labels = append(labels, slices.Repeat([]int32{int32(class)}, class+1)...)
		}
		g := datasets.New(len(labels), nil).WithClasses(labels).Must()
		var names []string
		for _, s := range Graph(g).panels[0].Series {
			names = append(names, s.Name)
		}
		if got := strings.Join(names, ", "); got != c.want {
			t.Errorf("%d classes: %s; want %s", c.classes, got, c.want)
		}
	}
}

// TestLinksBetween: each pair once, without self-loops and without what leaves the sample.
func TestLinksBetween(t *testing.T) {
	g := datasets.New(5, [][2]int32{{0, 1}, {1, 0}, {2, 1}, {2, 2}, {3, 4}, {0, 3}, {2, 1}}).Must()
	got := fmt.Sprint(linksBetween(g, []int32{0, 1, 2, 3}))
	if want := "[{1 0 false} {2 1 true} {0 3 true}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	many := make([]graphLink, 5000)
	for i := range many {
		many[i].from = i
	}
	kept := few(many, 1000)
	if len(kept) != 1000 || !slices.IsSortedFunc(kept, func(a, b graphLink) int { return a.from - b.from }) ||
		fmt.Sprint(kept) != fmt.Sprint(few(many, 1000)) {
		t.Errorf("%d links are kept", len(kept))
	}
}

func TestDegreeBins(t *testing.T) {
	for _, c := range []struct {
		name   string
		sorted []int32
		want   string
	}{
		{"few", []int32{0, 0, 1, 3}, "[{0 2} {1 1} {2 0} {3 1}]"},
		{"one", []int32{5}, "[{5 1}]"},
		{"just plain", []int32{11, 12}, "[{11 1} {12 1}]"},
		{"doubling", []int32{0, 1, 2, 3, 4, 15, 16}, "[{0 1} {1 1} {2–3 2} {4–7 1} {8–15 1} {16–31 1}]"},
		{"far from zero", []int32{100, 2000}, "[{64–127 1} {128–255 0} {256–511 0} {512–1,023 0} {1,024–2,047 1}]"},
		{"largest", []int32{math.MaxInt32}, "[{1,073,741,824–2,147,483,647 1}]"},
	} {
		if got := fmt.Sprint(degreeBins(c.sorted)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
