package revgnn

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/internal/net"
)

// loads reads a run's model in this process and in another: both predict exactly what the trained one predicts.
func loads(t *testing.T, p plan, want []float32) {
	t.Helper()
	before := files(t, p.Directory)
	m, err := Load(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	if got := predicted(t, m, p); !slices.Equal(got, want) {
		t.Errorf("the loaded model predicts %v, want %v", got[:4], want[:4])
	}
	p.Task = "predict"
	child := p.start(t)
	if status := child.End(); status != 0 || len(child.Lines) != 1 {
		t.Fatalf("exit status %d: %v %s", status, child.Lines, child.Errors.String())
	}
	var got []float32
	if err := json.Unmarshal([]byte(child.Lines[0]), &got); err != nil || !slices.Equal(got, want) {
		t.Errorf("in another process the model predicts %v, want %v (%v)", got, want, err)
	}
	after := files(t, p.Directory)
	if len(after) != len(before) {
		t.Errorf("files after loading: %d, want %d", len(after), len(before))
	}
}

func TestLoadRefuses(t *testing.T) {
	empty := t.TempDir()
	_, err := Load(empty)
	oneOfUs(t, err, empty+" holds no run")
	_, err = Load(empty + "/none")
	oneOfUs(t, err, "there is no directory "+empty+"/none")
}

// TestLoadOwnOperator loads a model whose operator only the user knows.
func TestLoadOwnOperator(t *testing.T) {
	p := small(t)
	p.Operator, p.Epochs = "own", 1
	p.complete(t)
	_, err := Load(p.Directory)
	oneOfUs(t, err, p.Directory, `"own"`, "conv.Register")
	atHand := net.Operators{Layers: p.operator()}
	if _, err := load(p.Directory, atHand, readLast); err != nil {
		t.Error(err)
	}

	// A checkpoint that something else cut off.
	for _, folder := range checkpointSteps(p.Directory + "/checkpoint") {
		for name := range files(t, folder) {
			if name != "." {
				if err := os.Truncate(folder+"/"+name, 10); err != nil {
					t.Fatal(err)
				}
			}
		}
		_, err = load(p.Directory, atHand, readLast)
		oneOfUs(t, err, folder+" cannot be read; remove the folder to start anew")
		_, err = p.train(t)
		oneOfUs(t, err, folder+" cannot be read; remove the folder to start anew")
	}
}
