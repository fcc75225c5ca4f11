package xla

import "os"

// What is asked of the C library; nothing where it is not GNU's, on Linux.
var trim, oneArena = func() {}, func() {}

// Trim gives the system back what the C library holds of memory that XLA has freed: its compiler leaves some tens of
// megabytes, which would stay with the process. It takes some milliseconds.
func Trim() { trim() }

// shareArena makes XLA's threads share one pool of memory. By default GNU's C library has up to eight for each core,
// and each keeps room for the temporary arrays of a step. A setting of one's own stays.
func shareArena() {
	if _, set := os.LookupEnv("MALLOC_ARENA_MAX"); !set {
		oneArena()
	}
}
