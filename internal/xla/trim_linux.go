package xla

// #include <stddef.h>
// extern int malloc_trim(size_t) __attribute__((weak));
// extern int mallopt(int, int) __attribute__((weak));
// static void trim(void) { if (malloc_trim) malloc_trim(0); }
// static void few_arenas(void) { if (mallopt) mallopt(-8, 1); } // M_ARENA_MAX of GNU's malloc.h
import "C"

import "os"

// Trim gives the system back what the C library holds of memory that XLA has freed: its compiler leaves some tens of
// megabytes, which would stay with the process. It takes some milliseconds. It does nothing with a C library other than
// GNU's.
func Trim() { C.trim() }

// fewArenas makes XLA's threads share one pool of memory. By default GNU's C library has up to eight for each core, and
// each keeps room for the temporary arrays of a step. A setting of one's own stays.
func fewArenas() {
	if _, set := os.LookupEnv("MALLOC_ARENA_MAX"); !set {
		C.few_arenas()
	}
}
