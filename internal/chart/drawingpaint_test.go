package chart

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// TestDrawingEdges: a link ends where its node does, and one to nowhere is left out.
func TestDrawingEdges(t *testing.T) {
	origin := vg.Point{}
	for _, c := range []struct {
		name string
		n    Node
		to   vg.Point
		want vg.Point
	}{
		{"box, sideways", Node{Shape: Box, Width: 40, Height: 20}, vg.Point{X: 100}, vg.Point{X: 20}},
		{"box, upwards", Node{Shape: Box, Width: 40, Height: 20}, vg.Point{Y: 100}, vg.Point{Y: 10}},
		{"circle", Node{Shape: Circle, Width: 20}, vg.Point{X: 60, Y: 80}, vg.Point{X: 0.6 * px(10), Y: 0.8 * px(10)}},
		{"nowhere", Node{Shape: Box, Width: 40, Height: 20}, origin, origin},
	} {
		got := c.n.edge(origin, c.to, 1)
		if math.Hypot(float64(got.X-c.want.X), float64(got.Y-c.want.Y)) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	d := &Drawing{Nodes: []Node{{Shape: Box, Width: 40, Height: 20}}, Links: []Link{{From: 0, To: 5},
		{From: -1, To: 0}}}
	if _, err := newChart("links to nowhere", "", Panel{Drawing: d}).PNG(Paper{}); err != nil {
		t.Error(err)
	}
}
