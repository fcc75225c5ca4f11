package main

import (
	"os"
	"path/filepath"
)

// jemallocPaths are where Linux distributions put the library: Debian's libjemalloc2, and others.
var jemallocPaths = []string{"/usr/lib/*/libjemalloc.so.2", "/usr/lib64/libjemalloc.so.2", "/usr/lib/libjemalloc.so.2"}

// jemalloc is the path of jemalloc's library; "" where there is none. The variable JEMALLOC may name another.
func jemalloc() string {
	if path := os.Getenv("JEMALLOC"); path != "" {
		return path
	}
	for _, pattern := range jemallocPaths {
		if found, _ := filepath.Glob(pattern); len(found) > 0 { // the patterns are well formed
			return found[0]
		}
	}
	return ""
}

// jemallocVariables make a process use jemalloc, which keeps the pages that it has. The C library's allocator gives
// blocks of 32 MB and more back to the system and pays for their pages again at the next allocation.
func jemallocVariables(library string) []string {
	return []string{"LD_PRELOAD=" + library,
		"MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1"}
}
