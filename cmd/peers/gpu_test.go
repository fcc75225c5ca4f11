package main

import (
	"os"
	"testing"
)

// TestOnGPU runs the works of -gpu to their end with the CPU in the place of the GPU, on small graphs and few layers.
func TestOnGPU(t *testing.T) {
	t.Chdir("../..") // where the Python of make peers is
	if _, err := os.Stat(python); err != nil {
		t.Skip("not run: no " + python + "; make peers makes it")
	}
	if os.Getenv("KILOLAYER_ALL") == "" {
		t.Skip("not run: it starts PyTorch ten times; KILOLAYER_ALL=1 runs it")
	}
	for _, w := range worksOnGPU {
		t.Run(w.name, func(t *testing.T) {
			if w.device != torchGPU {
				t.Errorf("on %q", w.device)
			}
			w.device, w.source.open = torchCPU, w.source.small
			w.settings.Depth, w.settings.Channels = min(w.settings.Depth, 5), 48
			m, err := contest(t.Context(), w, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			if len(m.rows) != 2 || m.rows[1].missing != "" || m.rows[1].seconds <= 0 || m.rows[1].first.Held <= 0 {
				t.Errorf("%+v", m.rows)
			}
		})
	}
}
