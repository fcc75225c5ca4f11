package weights

import (
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// TestWeightsPython opens what is written here with Python's safetensors, and here what that writes again.
func TestWeightsPython(t *testing.T) {
	// The tensors in the order of their names, then the same file as Python writes it.
	const script = `
import json, sys
from safetensors import safe_open
from safetensors.numpy import save_file
found = {}
with safe_open(sys.argv[1], "np") as file:
    metadata = file.metadata()
    for name in file.keys():
        found[name] = file.get_tensor(name)
save_file(found, sys.argv[2])
print(json.dumps({"metadata": metadata, "tensors": {
    name: {"type": str(t.dtype), "shape": t.shape, "values": t.ravel().tolist()} for name, t in found.items()}}))
`
	if out, err := exec.Command("python3", "-c", "import numpy, safetensors").CombinedOutput(); err != nil {
		t.Skipf("python3 has no numpy and safetensors (make setup installs them): %v %s", err, out)
	}
	for _, p := range []peer{find(t, "sage"), find(t, "gin_fixed"), find(t, "authors")} {
		for _, names := range []Naming{OwnNames, p.names} {
			t.Run(fmt.Sprint(p.name, " by ", names, " names"), func(t *testing.T) {
				g, _ := peerGraph(t, p)
				m, kind := p.build(g), "float64"
				if names == OwnNames {
					m, kind = p.build(g, false), "float32"
				}
				path := filepath.Join(t.TempDir(), "a.safetensors")
				again := filepath.Join(t.TempDir(), "again.safetensors")
				if err := m.save(path, names); err != nil {
					t.Fatal(err)
				}
				command := exec.Command("python3", "-c", script, path, again)
				out, err := command.Output()
				if err != nil {
					t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
				}
				var python struct {
					Metadata map[string]string
					Tensors  map[string]struct {
						Type   string
						Shape  []int
						Values []float64
					}
				}
				if err := json.Unmarshal(out, &python); err != nil {
					t.Fatal(err)
				}
				want := map[string]string{"format": "kilolayer", "network": m.spec.String(), "naming": string(names)}
				if !maps.Equal(python.Metadata, want) {
					t.Errorf("the metadata is %v, want %v", python.Metadata, want)
				}
				slots, err := slotsOf(m.spec, names)
				if err != nil || len(slots) != len(python.Tensors) {
					t.Fatalf("%d tensors, want %d (%v)", len(python.Tensors), len(slots), err)
				}
				before := parameters(m)
				for _, s := range slots {
					got := python.Tensors[s.name]
					if got.Type != kind || !slices.Equal(got.Shape, s.shape) {
						t.Errorf("%s is %s %v, want %s %v", s.name, got.Type, got.Shape, kind, s.shape)
						continue
					}
					for k, value := range got.Values {
						want := s.value
						if s.variable >= 0 {
							want = before[m.spec.Variables()[s.variable].Name].Values[s.at(k)]
						}
						if value != want {
							t.Fatalf("%s: number %d is %g, want %g", s.name, k, value, want)
						}
					}
				}
				if err := m.load(again, names); err != nil {
					t.Fatal(err)
				}
				if !maps.EqualFunc(parameters(m), before, equal) {
					t.Error("Python's file holds other numbers")
				}
			})
		}
	}
}
