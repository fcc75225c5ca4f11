package revgnn

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

func TestSaveCSV(t *testing.T) {
	log := func(v float64) float32 { return float32(math.Log(v)) }
	tasks := &datasets.Graph{NumNodes: 2, Tasks: datasets.Matrix{Data: make([]float32, 4), Cols: 2}}
	named := twoTests()
	named.IDs = []string{"m007", `Smith, "Al"`}
	for _, c := range []struct {
		name   string
		graph  *datasets.Graph
		logits []float32
		want   string
	}{
		{"classes", twoTests(), []float32{log(3), 0, 1000, 1000}, "node,class,p0,p1\n0,0,0.75,0.25\n1,0,0.5,0.5\n"},
		{"ids", named, []float32{log(3), 0, 1000, 1000},
			"node,class,p0,p1\nm007,0,0.75,0.25\n\"Smith, \"\"Al\"\"\",0,0.5,0.5\n"},
		{"tasks", tasks, []float32{0, log(3), -1000, 1000}, "node,task0,task1\n0,0.5,0.75\n1,0,1\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "predictions.csv")
			if err := os.WriteFile(path, []byte("what was there, longer than what comes in its place, by some words"),
				0o666); err != nil {
				t.Fatal(err)
			}
			e := evaluationOf(c.graph, 2, c.logits)
			if err := e.SaveCSV(path); err != nil {
				t.Fatal(err)
			}
			if text, err := os.ReadFile(path); err != nil || string(text) != c.want {
				t.Errorf("%q, %v, want %q", text, err, c.want)
			}
			oneFile(t, folder)
			oneOfUs(t, e.SaveCSV(folder+"/none/predictions.csv"),
				"can't be saved in "+folder+"/none/predictions.csv: no such file or directory")
		})
	}
}

// oneFile wants a folder to hold one file.
func oneFile(t *testing.T, folder string) {
	t.Helper()
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
		t.Errorf("%s holds %v, %v, want one file", folder, entries, err)
	}
}
