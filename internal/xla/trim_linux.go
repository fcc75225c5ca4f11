package xla

// #include <stddef.h>
// extern int malloc_trim(size_t) __attribute__((weak));
// static void trim(void) { if (malloc_trim) malloc_trim(0); }
import "C"

// Trim gives the system back what the C library holds of memory that XLA has freed: its compiler leaves some tens of
// megabytes, which would stay with the process. It takes some milliseconds. It does nothing with a C library other than
// GNU's.
func Trim() { C.trim() }
