package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Compiled is the memory of a compiled program as PJRT reports it, in bytes. It is exact and the same in every run.
type Compiled struct {
	Temporary     int64 // scratch space while the program runs
	Inputs        int64
	Outputs       int64
	Aliases       int64 // outputs that are written over inputs, counted in both
	GeneratedCode int64
}

// CompiledMemory reads the memory of a compiled graph. It is an error on a backend that does not report it.
func CompiledMemory(g *graph.Graph) (Compiled, error) {
	if !isXLA(g.Backend()) {
		return Compiled{}, fmt.Errorf("xla: the backend %q does not report the memory of a compiled program; use XLA",
			g.Backend().Name())
	}
	if !g.IsCompiled() {
		return Compiled{}, fmt.Errorf("xla: the memory of the graph %q was asked for before it was compiled", g.Name())
	}
	if e, ok := g.Executable().(aheadExecutable); ok {
		return Compiled(e.memory), nil
	}
	m := loadedExecutable(g).OnDeviceMemoryUsageStats
	return Compiled{
		Temporary: m.Temporary, Inputs: m.Inputs, Outputs: m.Outputs, Aliases: m.Aliases,
		GeneratedCode: m.GeneratedCode,
	}, nil
}
