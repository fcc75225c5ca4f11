package xla

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// UpdateInPlace lets the compiled program write the new values of variables over the old ones.
//
// GoMLX gives up the buffers of changed variables but does not tell the compiler, which then holds old and new values
// side by side. Call it last when a training step is built. It does nothing on a backend without the option.
func UpdateInPlace(g *graph.Graph, store *model.Store) {
	if !isXLA(g.Backend()) {
		return
	}
	output := int32(0) // changed variables are the program's first outputs, in the store's order
	for v := range store.IterVariables() {
		if !v.ChangedInGraph(g) {
			continue
		}
		attributes := inputAttributes(g.GetParameterByName(v.Path()))
		if *attributes == nil {
			*attributes = make(map[string]any)
		}
		// The name by which XLA's importer knows the option. Naming the output matters: left to choose, the compiler
		// pairs variables of one shape by position and copies where the pairs cross.
		(*attributes)["tf.aliasing_output"] = output
		output++
	}
}
