package datasets

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(g *Graph)
		want   string // part of the error; "" for none
	}{
		{"full", func(g *Graph) {}, ""},
		{"classes", withClasses, ""},
		{"no labels", func(g *Graph) { g.Tasks = Matrix{} }, ""},
		{"no nodes", func(g *Graph) { g.NumNodes = 0 }, "0 nodes"},
		{"one source less", func(g *Graph) { g.Source = g.Source[1:] }, "2 sources but 3 targets"},
		{"source too large", func(g *Graph) { g.Source[1] = 3 }, "edge 1: there is no node 3; ids go from 0 to 2"},
		{"target negative", func(g *Graph) { g.Target[0] = -1 }, "edge 0: there is no node -1"},
		{"not sorted", func(g *Graph) { g.Target[2] = 0 }, "edge 2 has target 0 after target 1"},
		{"node features short", func(g *Graph) { g.NodeFeatures.Data = g.NodeFeatures.Data[1:] },
			"node features: 2 values, want 3 rows × 1 columns"},
		{"edge features long", func(g *Graph) { g.EdgeFeatures.Cols = 1 },
			"edge features: 6 values, want 3 rows × 1 columns"},
		{"NaN feature", func(g *Graph) { g.EdgeFeatures.Data[3] = float32(math.NaN()) },
			"edge features: row 1, column 1 is NaN"},
		{"infinite feature", func(g *Graph) { g.NodeFeatures.Data[2] = float32(math.Inf(-1)) },
			"node features: row 2, column 0 is -Inf"},
		{"species short", func(g *Graph) { g.Species = g.Species[1:] }, "2 species for 3 nodes"},
		{"task label 2", func(g *Graph) { g.Tasks.Data[1] = 2 }, "node 1, task 0 has label 2"},
		{"both labels", func(g *Graph) { g.Classes, g.NumClasses = []int32{0, 0, 0}, 1 }, "both classes and tasks"},
		{"class too large", func(g *Graph) { withClasses(g); g.Classes[2] = 2 },
			"node 2 has class 2; classes go from 0 to 1"},
		{"class too small", func(g *Graph) { withClasses(g); g.Classes[0] = -2 }, "node 0 has class -2"},
		{"classes short", func(g *Graph) { withClasses(g); g.Classes = g.Classes[1:] }, "2 class labels for 3 nodes"},
		{"no number of classes", func(g *Graph) { withClasses(g); g.NumClasses = 0 }, "0 classes"},
		{"number but no classes", func(g *Graph) { g.Tasks = Matrix{}; g.NumClasses = 2 }, "2 classes but no class"},
		{"split out of range", func(g *Graph) { g.Valid[0] = 3 }, "valid split, entry 0: there is no node 3"},
		{"two splits", func(g *Graph) { g.Test[0] = 2 }, "test split, entry 0: node 2 is in the train split already"},
		{"twice in a split", func(g *Graph) { g.Train = []int32{2, 2} },
			"train split, entry 1: node 2 is in the train split already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := full()
			c.change(g)
			err := g.Validate()
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || !strings.HasPrefix(err.Error(), `datasets: graph "full": `) ||
				!strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// In a graph that several cores check, the first wrong entry is named, wherever it lies in a range.
func TestValidateNamesTheFirst(t *testing.T) {
	g := Random(1000, 3*checkedTogether, 1).WithEdgeFeatures(3).Must()
	for _, e := range []int{0, 9, checkedTogether - 1, checkedTogether, 2*checkedTogether + 7, 3*checkedTogether - 1} {
		source, value := g.Source[e], g.EdgeFeatures.Row(e)[1]
		after := min(e+checkedTogether, g.NumEdges()-1)
		for _, bad := range []float32{float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())} {
			later := g.EdgeFeatures.Row(after)[2]
			g.EdgeFeatures.Row(e)[1], g.EdgeFeatures.Row(after)[2] = bad, bad
			want := fmt.Sprintf("edge features: row %d, column 1 is %v", e, bad)
			if err := g.Validate(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
			g.EdgeFeatures.Row(e)[1], g.EdgeFeatures.Row(after)[2] = value, later
		}
		laterSource := g.Source[after]
		g.Source[after], g.Source[e] = -1, 1000
		want := fmt.Sprintf("edge %d: there is no node 1000", e)
		if err := g.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		g.Source[after] = laterSource
		g.Source[e] = source
	}
	g.EdgeFeatures.Data[5] = -math.MaxFloat32
	if err := g.Validate(); err != nil {
		t.Errorf("the largest finite number is refused: %v", err)
	}
}
