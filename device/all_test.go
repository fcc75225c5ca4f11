package device

import (
	"strings"
	"testing"
)

// TestAll holds that each description is whole and that its numbers are possible ones.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range All() {
		t.Run(g.Name, func(t *testing.T) {
			if err := g.Validate(); err != nil {
				t.Error(err)
			}
			if seen[g.Name] {
				t.Error("two have the name")
			}
			seen[g.Name] = true
			// CUDA keeps 1 KiB of a block's shared memory for itself from compute capability 8.0 on, and warps have 32
			// threads.
			reserved := int64(0)
			if g.Major >= 8 {
				reserved = 1024
			}
			if g.BlockSharedMemory != g.SharedMemory-reserved {
				t.Errorf("a block can have %d bytes of %d", g.BlockSharedMemory, g.SharedMemory)
			}
			if g.Threads%32 != 0 || g.Cores%32 != 0 {
				t.Errorf("%d threads, %d cores", g.Threads, g.Cores)
			}
		})
	}
}

func TestNamed(t *testing.T) {
	for _, l := range listed {
		if g, err := Named(" " + strings.ToUpper(l.short)); err != nil || g != l.GPU {
			t.Errorf("%q: %v, %v", l.short, g, err)
		}
	}
	if _, err := Named("h101"); err == nil || !strings.Contains(err.Error(), "a100-80") {
		t.Errorf("%v, want the names in it", err)
	}
}
