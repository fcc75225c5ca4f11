package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Fields lists where a struct keeps its nodes. Loops and operators carry nodes as plain lists: a struct goes into one
// with List and comes back with Fill, and its order is written once, in the method of the struct that returns the
// Fields.
type Fields []**graph.Node

// List returns the nodes in order.
func (f Fields) List() []*graph.Node {
	nodes := make([]*graph.Node, len(f))
	for i, field := range f {
		nodes[i] = *field
	}
	return nodes
}

// Fill puts nodes into the fields, in the order of List. It panics where there is not one node per field.
func (f Fields) Fill(nodes []*graph.Node) {
	if len(nodes) != len(f) {
		panic(fmt.Errorf("xla: %d nodes for %d fields; give one node per field", len(nodes), len(f)))
	}
	for i, field := range f {
		*field = nodes[i]
	}
}
