package xla

// #include <stddef.h>
// extern int malloc_trim(size_t) __attribute__((weak));
// extern int mallopt(int, int) __attribute__((weak));
// static void trim(void) { if (malloc_trim) malloc_trim(0); }
// static void one_arena(void) { if (mallopt) mallopt(-8, 1); } // M_ARENA_MAX of GNU's malloc.h
import "C"

func init() {
	trim = func() { C.trim() }
	oneArena = func() { C.one_arena() }
}
