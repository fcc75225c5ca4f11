package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// leakNodes is how many nodes the tests of leaks have; half of them are held out.
const leakNodes = 600

// accuracies judges a graph's features by two simple classifiers, on the odd nodes after the even ones: the class whose
// mean is nearest, and for each column the class that most nodes of a value have.
func accuracies(g *Graph) map[string]float64 {
	found := map[string]float64{}
	right := func(of func(node int) int) float64 {
		count := 0
		for node := 1; node < g.NumNodes; node += 2 {
			if of(node) == int(g.Classes[node]) {
				count++
			}
		}
		return float64(count) / float64(g.NumNodes/2)
	}
	m := g.NodeFeatures
	means, sizes := make([][]float64, g.NumClasses), make([]float64, g.NumClasses)
	for class := range means {
		means[class] = make([]float64, m.Cols)
	}
	for node := 0; node < g.NumNodes; node += 2 {
		class := g.Classes[node]
		sizes[class]++
		for column, v := range m.Row(node) {
			means[class][column] += float64(v)
		}
	}
	found["nearest mean"] = right(func(node int) int {
		best, least := -1, math.Inf(1)
		for class, mean := range means {
			distance := 0.0
			for column, v := range m.Row(node) {
				distance += math.Pow(float64(v)-mean[column]/sizes[class], 2)
			}
			if distance < least {
				best, least = class, distance
			}
		}
		return best
	})
	for column := range m.Cols {
		counts := map[float32][]int{}
		for node := 0; node < g.NumNodes; node += 2 {
			v := m.Row(node)[column]
			if counts[v] == nil {
				counts[v] = make([]int, g.NumClasses)
			}
			counts[v][g.Classes[node]]++
		}
		found[g.FeatureName(column)] = right(func(node int) int {
			best, most := -1, 0
			for class, n := range counts[m.Row(node)[column]] {
				if n > most {
					best, most = class, n
				}
			}
			return best
		})
	}
	return found
}

// Random classes beside every kind of column stay at chance: no feature tells them.
func TestNoLeak(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := []string{"adelie", "chinstrap", "gentoo"}
	classes := make([]int, leakNodes)
	for node := range classes {
		classes[node] = random.IntN(len(names))
	}
	codes := []string{"40", "7", "1200"}
	kinds := []struct {
		name string
		of   func(class int) string // a cell beside a class
	}{
		{"species", func(class int) string { return names[class] }},
		{"number", func(class int) string { return fmt.Sprint(class) }},
		{"float", func(class int) string { return fmt.Sprintf("%d.0", class+1) }},
		{"code", func(class int) string { return codes[class] }},
		{"percent", func(class int) string { return codes[class] + "%" }},
		{"letters", func(class int) string { return names[class][:1] }},
		{"date", func(class int) string { return fmt.Sprintf("2024-01-%02d", class+1) }},
		{"is_adelie", func(class int) string { return fmt.Sprint(class == 0) }},
		{"is_gentoo", func(class int) string { return map[bool]string{true: "1", false: "0"}[class == 2] }},
		{"other", func(class int) string { return map[bool]string{true: "yes", false: "no"}[class != 1] }},
		{"label", func(class int) string { return fmt.Sprint(class * 3) }},
		{"class_id", func(class int) string { return fmt.Sprint(class + 5) }},
		{"noise", func(int) string { return fmt.Sprintf("%.3f", random.Float64()) }},
		{"coin", func(int) string { return fmt.Sprint(random.IntN(2)) }},
	}
	var nodes, edges strings.Builder
	nodes.WriteString("id")
	for _, k := range kinds {
		nodes.WriteString("," + k.name)
	}
	edges.WriteString("source,target\n")
	for node, class := range classes {
		fmt.Fprintf(&nodes, "\nn%d", node)
		for _, k := range kinds {
			nodes.WriteString("," + k.of(class))
		}
		fmt.Fprintf(&edges, "n%d,n%d\n", node, random.IntN(leakNodes))
	}
	// Chance is a third, and 300 nodes are judged: five standard deviations are 0.14.
	const most = 1./3 + 0.14
	for _, target := range []string{"species", "number", "float", "code", "percent", "letters", "label"} {
		t.Run(target, func(t *testing.T) {
			g, err := fromTexts(edges.String(), nodes.String()).WithClassFrom(target).Done()
			if err != nil {
				t.Fatal(err)
			}
			if g.NodeFeatures.Cols < 2 {
				t.Errorf("features %v, want noise and coin at least", g.Schema.NodeFeatures)
			}
			for by, accuracy := range accuracies(g) {
				if accuracy > most {
					t.Errorf("by %s: accuracy %.2f, features %v", by, accuracy, g.Schema.NodeFeatures)
				}
			}
		})
	}
	t.Run("named all the same", func(t *testing.T) { // or the test could not fail
		g := fromTexts(edges.String(), nodes.String()).WithClassFrom("species").WithNodeFeatures("code", "noise").Must()
		if accuracy := accuracies(g)["code"]; accuracy < 0.99 {
			t.Errorf("accuracy %.2f by a copy of the class", accuracy)
		}
	})
	t.Run("as categories", func(t *testing.T) {
		_, err := fromTexts(edges.String(), nodes.String()).WithClassFrom("number").WithCategories("letters").Done()
		checkRefused(t, err, `nodes.csv: column "letters": it copies the class`)
	})
}
