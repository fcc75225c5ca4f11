package xla

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/gomlx/core/graph"
)

// isXLA tells whether a backend is XLA.
func isXLA(backend compute.Backend) bool { return backend.Name() == xla.BackendName }

// HasLoops tells whether the graph's backend runs a While whose body is differentiated.
//
// The pure-Go backend does not: it compiles a closure before its broadcasts are fused, and lacks DynamicSlice.
func HasLoops(g *graph.Graph) bool { return isXLA(g.Backend()) }
