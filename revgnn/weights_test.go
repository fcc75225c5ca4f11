package revgnn

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestSaveWeightsReplaces writes over a file whole, or leaves it and nothing else.
func TestSaveWeightsReplaces(t *testing.T) {
	m := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(classes(t)))
	folder := t.TempDir()
	path := filepath.Join(folder, "a.safetensors")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := m.SaveWeights(path, AuthorNames); err == nil {
		t.Error("no error")
	}
	if content, _ := os.ReadFile(path); string(content) != "old" {
		t.Error("the file was changed")
	}
	if err := m.SaveWeights(path, PyGNames); err != nil {
		t.Fatal(err)
	}
	other := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).WithSeed(2).For(classes(t)))
	if err := other.LoadWeights(path, PyGNames); err != nil {
		t.Error(err)
	}
	for _, v := range m.spec.Variables() {
		near(t, v.Name, parameter(other.values(), v.Name), parameter(m.values(), v.Name), 0)
	}
	before := other.values()
	if err := other.LoadWeights(path, OwnNames); err == nil || other.values() != before {
		t.Errorf("the error %v, and the model was changed: %v", err, other.values() != before)
	}
	oneOfUs(t, m.SaveWeights(folder, OwnNames), "no weights in "+folder+": file exists")
	oneOfUs(t, m.SaveWeights(folder+"/none/a", OwnNames), "no weights in "+folder+"/none/a: no such file or directory")
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("%d files in the folder, want 1", len(entries))
	}
	if entries, _ := filepath.Glob(folder + "*.part"); len(entries) > 0 {
		t.Errorf("%v was left", entries)
	}
}
