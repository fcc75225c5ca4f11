package revgnn

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/metric"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/net"
)

// filledStore holds a parameter, a moment, the step counter, and what a checkpoint leaves out.
func filledStore(value float32) *model.Store {
	store := model.NewStore()
	for _, scope := range []string{net.ParameterScope, "/adam", net.GradientScope, net.NormScope, "/" + metric.Scope} {
		store.Scope(scope).VariableWithValue("v", []float32{value, value, value})
	}
	optimizer.GetGlobalStepVar(store)
	return store
}

func values(t *testing.T, store *model.Store, path string) []float32 {
	t.Helper()
	return tensors.MustCopyFlatData[float32](store.GetVariable(path).MustValue())
}

func folderNames(t *testing.T, directory string) []string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestCheckpoints(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "checkpoint")
	store := filledStore(1)
	c, err := openCheckpoints(store, directory)
	if err != nil || c.step != 0 {
		t.Fatalf("step %d, %v", c.step, err)
	}
	if _, err := os.Stat(directory); err == nil {
		t.Error("looking for checkpoints made a folder")
	}
	for _, step := range []int{1, 9, 12} {
		if err := store.GetVariable("/adam/v").SetValue(tensors.FromValue([]float32{float32(step), 0, 0})); err != nil {
			t.Fatal(err)
		}
		if err := c.save(store, step); err != nil {
			t.Fatal(err)
		}
		if err := c.save(store, step); err != nil { // does nothing
			t.Fatal(err)
		}
		if names := folderNames(t, directory); !slices.Equal(names, []string{fmt.Sprintf("step-%08d", step)}) {
			t.Errorf("after step %d: %v", step, names)
		}
	}
	if store.Loader() != nil {
		t.Error("a loader was left in the store")
	}

	// What kills leave: an unfinished one, and old ones not yet removed, or not wholly.
	for _, folder := range []string{"new", "step-00000003", "step-00000011", "others"} {
		if err := os.MkdirAll(filepath.Join(directory, folder), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(directory, folder, "checkpoint-n0000000-x.bin"), []byte("x"),
			0o644); err != nil {
			t.Fatal(err)
		}
	}
	again := filledStore(0)
	if step, err := loadCheckpoint(again, directory); err != nil || step != 12 {
		t.Fatalf("step %d, %v; want 12", step, err)
	}
	if names := folderNames(t, directory); len(names) != 5 {
		t.Errorf("reading left %v", names)
	}
	again = filledStore(0)
	if c, err = openCheckpoints(again, directory); err != nil || c.step != 12 {
		t.Fatalf("%v, %v; want step 12", c, err)
	}
	if names := folderNames(t, directory); !slices.Equal(names, []string{"others", "step-00000012"}) {
		t.Errorf("opening left %v", names)
	}
	for path, want := range map[string][]float32{
		net.ParameterScope + "/v": {1, 1, 1}, "/adam/v": {12, 0, 0}, net.GradientScope + "/v": {0, 0, 0},
		net.NormScope + "/v":      {0, 0, 0},
		"/" + metric.Scope + "/v": {0, 0, 0},
	} {
		if got := values(t, again, path); !slices.Equal(got, want) {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// TestCheckpointFails keeps the checkpoint before, and the next attempt does.
func TestCheckpointFails(t *testing.T) {
	directory := t.TempDir()
	store := filledStore(1)
	c, err := openCheckpoints(store, directory)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.save(store, 1); err != nil {
		t.Fatal(err)
	}
	before := files(t, directory)
	// a file
	c.directory = filepath.Join(directory, "step-00000001", filepath.Base(slices.Sorted(maps.Keys(before))[2]))
	err = c.save(store, 2)
	oneOfUs(t, err, "no checkpoint of step 2 in "+c.directory+" (not a directory); the one before is kept")
	c.directory = directory
	if after := files(t, directory); !maps.Equal(after, before) || c.step != 1 {
		t.Errorf("step %d, files %v", c.step, slices.Sorted(maps.Keys(after)))
	}
	if err := c.save(store, 2); err != nil || c.step != 2 {
		t.Errorf("step %d, %v", c.step, err)
	}
}

// TestComplete refuses a checkpoint that lacks data, as after writes that failed without an error.
func TestComplete(t *testing.T) {
	const size = 2*3*4 + 8 // two variables of three float32, and the step
	type index struct{ Variables []map[string]any }
	for name, c := range map[string]struct {
		change func(list *index, data []byte) []byte
		want   string
	}{
		"whole": {func(_ *index, data []byte) []byte { return data }, ""},
		"short data": {func(_ *index, data []byte) []byte { return data[:20] },
			"its data of 32 bytes was cut off at 20"},
		"variable left out": {func(list *index, data []byte) []byte {
			list.Variables = list.Variables[:1]
			return data[:12]
		}, "its data of 32 bytes was cut off at 12"},
		"part of one left out": {func(list *index, data []byte) []byte {
			list.Variables = list.Variables[:1]
			return data
		}, "its data of 32 bytes was cut off"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := writeStore(filledStore(1), folder, goesOn); err != nil {
				t.Fatal(err)
			}
			all := files(t, folder)
			var list index
			for name, content := range all {
				if strings.HasSuffix(name, ".json") {
					if err := json.Unmarshal([]byte(content), &list); err != nil {
						t.Fatal(err)
					}
				}
			}
			for name, content := range all {
				if strings.HasSuffix(name, ".bin") {
					content = string(c.change(&list, []byte(content)))
					if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			for name := range all {
				if strings.HasSuffix(name, ".json") {
					text, err := json.Marshal(list)
					if err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(filepath.Join(folder, name), text, 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			err := complete(folder, size)
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
