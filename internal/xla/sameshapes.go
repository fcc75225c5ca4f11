package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// sameShapes compares what a function, named by who, gave with nodes of the shapes that it must have.
func sameShapes(who, what string, got, want []*graph.Node) {
	if len(got) != len(want) {
		panic(fmt.Errorf("xla: %s gave %d %s; there must be %d", who, len(got), what, len(want)))
	}
	for i, node := range got {
		if node == nil {
			panic(fmt.Errorf("xla: %s gave %s of which number %d is nil; use zeros", who, what, i))
		}
		if !node.Shape().Equal(want[i].Shape()) {
			panic(fmt.Errorf("xla: %s gave %s of which number %d has shape %s; it must be %s",
				who, what, i, node.Shape(), want[i].Shape()))
		}
	}
}
