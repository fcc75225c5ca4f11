package revgnn

import (
	"os"
	"testing"
)

// TestFreshProcesses trains the same in processes of their own: history and checkpoints are equal to the last bit.
// Parts are loaded at the side, and a solver goes until a tolerance, so both could be otherwise in each process.
func TestFreshProcesses(t *testing.T) {
	for name, p := range plans(t) {
		if name != "parts" && os.Getenv("KILOLAYER_ALL") == "" {
			continue // make bench tries them all
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.Depth = 3 // a first layer, one between and a last; each process compiles them
			var first map[string]string
			for range 2 {
				p.Directory = t.TempDir() + "/run"
				c := p.start(t)
				if status := c.End(); status != 0 {
					t.Fatalf("exit status %d: %s", status, c.Errors.String())
				}
				if got := outcome(t, p.Directory); first == nil {
					first = got
				} else {
					sameOutcome(t, got, first)
				}
			}
		})
	}
}
