package run

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRemove(t *testing.T) {
	r := create(t, step(1))
	dir := r.Dir()
	other := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(other, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(r.CheckpointDir(), "step-1"), 0o755); err != nil {
		t.Fatal(err)
	}
	wantError(t, Remove(dir), "this process writes")
	if !Exists(dir) {
		t.Fatal("a run that is written was removed")
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err != nil {
		t.Fatal(err)
	}
	wantError(t, Remove(dir), "holds no run")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Name() != lockFile || entries[1].Name() != "notes.txt" {
		t.Errorf("left: %v", entries)
	}
	again, err := Create(dir, info(), memory())
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}
