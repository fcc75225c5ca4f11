package viz

import (
	"math"
	"slices"
	"testing"
)

// TestLayout: two cliques with one link between them stand apart, and no node upon another.
func TestLayout(t *testing.T) {
	const size = 12
	var links [][2]int
	for i := range size {
		for j := range i {
			links = append(links, [2]int{i, j}, [2]int{size + i, size + j})
		}
	}
	links = append(links, [2]int{0, size})
	x, y := layout(2*size, links)
	within, between, least := 0.0, 0.0, math.Inf(1)
	for i := range x {
		for j := range i {
			d := math.Hypot(x[i]-x[j], y[i]-y[j])
			least = min(least, d)
			if i/size == j/size {
				within = max(within, d)
			} else {
				between += d / (size * size)
			}
		}
	}
	if between < 1.2*within || least < 0.02*within || math.IsNaN(between) {
		t.Errorf("the cliques are %.2f wide and %.2f apart, the nearest nodes %.3f", within, between, least)
	}
	again, _ := layout(2*size, links)
	if !slices.Equal(x, again) {
		t.Error("another picture the second time")
	}
}

// TestLayoutBounds: nodes without links stay near, and nothing is not a number.
func TestLayoutBounds(t *testing.T) {
	star := [][2]int{}
	for i := 1; i < 200; i++ {
		star = append(star, [2]int{0, i})
	}
	for _, c := range []struct {
		name  string
		nodes int
		links [][2]int
	}{
		{"none", 0, nil}, {"one", 1, nil}, {"two", 2, [][2]int{{0, 1}}}, {"no links", 100, nil},
		{"a star and ten alone", 210, star},
		{"many links of one pair", 3, slices.Repeat([][2]int{{0, 1}}, 5000)},
	} {
		x, y := layout(c.nodes, c.links)
		if len(x) != c.nodes || len(y) != c.nodes {
			t.Errorf("%s: %d places", c.name, len(x))
		}
		// Pushes of 1/d balance a pull of 0.4 d at a radius of √(nodes/0.4).
		for i := range x {
			if r := math.Hypot(x[i], y[i]); !(r <= 2*math.Sqrt(float64(c.nodes)/0.4)) {
				t.Errorf("%s: node %d is %g from the middle", c.name, i, r)
			}
		}
	}
}
