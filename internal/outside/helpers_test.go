package outside

import (
	"encoding/binary"
	"encoding/json"
	"go/parser"
	"go/token"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func TestMain(m *testing.M) {
	for name, value := range map[string]string{
		"KILOLAYER_BACKEND": "go", // which compiles these tiny networks twenty times faster than XLA
		// For TestWithXLA: trainings here are short, so that the code's speed does not matter.
		"XLA_FLAGS": "--xla_backend_optimization_level=0",
	} {
		if os.Getenv(name) == "" {
			os.Setenv(name, value)
		}
	}
	os.Exit(m.Run())
}

// TestWithXLA runs the tests of what a training step is made of with XLA as well, which has loops and updates in place.
func TestWithXLA(t *testing.T) {
	if os.Getenv("KILOLAYER_BACKEND") != "go" {
		t.Skip("the other tests run with XLA")
	}
	child := exec.Command(os.Args[0], "-test.run=^(TestFrozen|TestAccumulation)$")
	child.Env = append(os.Environ(), "KILOLAYER_BACKEND=xla")
	if out, err := child.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestImports holds that the tests of this package import nothing that a user can't.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			if strings.Contains(i.Path.Value, "kilolayer/internal/") {
				t.Errorf("%s imports %s", file, i.Path.Value)
			}
		}
	}
}

// club is a small graph with two classes.
func club(t *testing.T) *datasets.Graph {
	t.Helper()
	g, err := datasets.Karate().Done()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// built is the network of a builder, or the end of the test.
func built(t *testing.T, b interface{ Done() (*revgnn.Model, error) }) *revgnn.Model {
	t.Helper()
	m, err := b.Done()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// small is a network of two layers for the club, in double precision, so that what is equal is equal to many digits.
func small(t *testing.T) *revgnn.Model {
	t.Helper()
	return built(t, revgnn.Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithFloat64().For(club(t)))
}

// trained is the run of a training in a directory, or the end of the test.
func trained(t *testing.T, b *revgnn.TrainBuilder, directory string) *run.Run {
	t.Helper()
	r, err := b.WithDirectory(directory).Done()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// steps are the records of a run's steps.
func steps(r *run.Run) (list []run.Record) {
	for _, record := range r.History() {
		if record.Kind == run.Step {
			list = append(list, record)
		}
	}
	return list
}

// losses are those of a run's steps.
func losses(r *run.Run) (list []float64) {
	for _, record := range steps(r) {
		list = append(list, *record.Loss)
	}
	return list
}

// rates are the learning rates of a run's steps.
func rates(r *run.Run) (list []float64) {
	for _, record := range steps(r) {
		list = append(list, *record.LearningRate)
	}
	return list
}

// near fails where numbers differ by more than a bound, or in how many they are.
func near(t *testing.T, what string, got, want []float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s are %d numbers, want %d: %v, want %v", what, len(got), len(want), got, want)
		return
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= bound) {
			t.Errorf("%s: number %d is %v, want %v, to %g", what, i, got[i], want[i], bound)
			return
		}
	}
}

// same fails where the parameters of two networks differ by more than a bound.
func same(t *testing.T, got, want map[string][]float64, bound float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d parameters, want %d", len(got), len(want))
	}
	for name := range want {
		near(t, name, got[name], want[name], bound)
	}
}

// parameters reads those of a network from the file that it saves them in.
func parameters(t *testing.T, m *revgnn.Model) map[string][]float64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "weights.safetensors")
	if err := m.SaveWeights(path, revgnn.OwnNames); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The format: the length of the header, the header as JSON, the numbers.
	length := binary.LittleEndian.Uint64(content)
	header, data := content[8:8+length], content[8+length:]
	var tensors map[string]struct {
		Type    string `json:"dtype"`
		Offsets [2]int `json:"data_offsets"`
	}
	if err := json.Unmarshal(header, &tensors); err != nil {
		t.Fatal(err)
	}
	delete(tensors, "__metadata__")
	values := map[string][]float64{}
	for name, tensor := range tensors {
		if tensor.Type != "F64" {
			t.Fatalf("%s is of type %s", name, tensor.Type)
		}
		for at := tensor.Offsets[0]; at < tensor.Offsets[1]; at += 8 {
			values[name] = append(values[name], math.Float64frombits(binary.LittleEndian.Uint64(data[at:])))
		}
	}
	if len(values) == 0 {
		t.Fatal("the network has no parameters")
	}
	return values
}
