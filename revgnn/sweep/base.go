package sweep

import (
	"runtime/debug"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// compilingBytes is what compiling and running the first program adds to a process: 175 MB with a tiny graph, of which
// 60 MB are there before.
const compilingBytes = 115e6

// processBase is what the process takes besides the runs: what it holds now, the graphs that were read with it, and
// what compiling adds. It is 0 where the runs' memory is that of a device of its own.
var processBase = func() int64 {
	backend, err := xla.Default()
	if err != nil || xla.Describe(backend).Platform == "cuda" {
		return 0
	}
	debug.FreeOSMemory()
	xla.Trim()
	return xla.Resident() + compilingBytes
}
