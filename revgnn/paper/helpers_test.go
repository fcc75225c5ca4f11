package paper

import (
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

func TestMain(m *testing.M) {
	if os.Getenv("XLA_FLAGS") == "" {
		// The compiler takes a third of the time. Trainings here are short, so the code's speed does not matter.
		os.Setenv("XLA_FLAGS", "--xla_backend_optimization_level=0")
	}
	os.Exit(m.Run())
}

// done ends a test that can't build its graph.
func done(t *testing.T) func(*datasets.Graph, error) *datasets.Graph {
	return func(g *datasets.Graph, err error) *datasets.Graph {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
}

// proteins is a small graph with edge features, species and tasks of which some labels are missing.
func proteins(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done())
}

// classes is a small graph with node features, edge features and classes.
func classes(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.Random(40, 200, 1).WithNodeFeatures(6).WithEdgeFeatures(3).WithClasses(4).Done())
}

// digits writes a count in the unit and with the decimals of a published one, as in "51.2 k".
func digits(count int64, like string, cut bool) string {
	number, unit, _ := strings.Cut(like, " ")
	_, decimals, _ := strings.Cut(number, ".")
	last := map[string]float64{"": 1, "k": 1e3, "M": 1e6}[unit] / math.Pow10(len(decimals)) // of the last digit
	value := math.Round(float64(count) / last)
	if cut {
		value = math.Floor(float64(count) / last)
	}
	text := strconv.FormatFloat(value/math.Pow10(len(decimals)), 'f', len(decimals), 64)
	return strings.TrimSpace(text + " " + unit)
}
