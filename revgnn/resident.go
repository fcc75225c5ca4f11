package revgnn

import (
	"runtime/debug"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// worthwhile is how much more memory a process of so much holds before it looks for what it no longer uses, which
// takes some milliseconds.
func worthwhile(held int64) int64 { return max(4<<20, held/64) }

// tide is the memory that the process holds while it trains.
type tide struct{ low int64 } // the least since memory was last given back; 0 before the first

// level is the memory that the process holds now. Where it has risen, what Go and the C library hold of memory that is
// no longer used is given back before: the compiler's, that of the largest temporary arrays, and garbage that Go's
// collector lets grow to as much as is in use.
func (t *tide) level() int64 {
	now := xla.Resident()
	if t.low > 0 && now > t.low+worthwhile(t.low) {
		returnMemory()
		now = xla.Resident()
		t.low = now
	}
	if t.low == 0 || now < t.low {
		t.low = now
	}
	return now
}

// returnMemory gives the system back what Go and the C library hold of memory that is no longer used.
func returnMemory() {
	debug.FreeOSMemory()
	xla.Trim()
}
