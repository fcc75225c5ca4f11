package xla

import (
	"slices"

	"github.com/gomlx/gomlx/core/graph"
)

// Part is what a graph computes of one node from another. Between cuts it out.
//
// It serves a loop that repeats a computation of which most is the same in each turn, such as a vector-Jacobian
// product at a fixed point: what does not depend on the vector is computed once, outside, and enters the loop as
// state.
type Part struct {
	Reads []*graph.Node // the values it reads that do not depend on the input

	input, output *graph.Node
	nodes         []*graph.Node // to be rebuilt, in order
}

// Between returns the part of the graph that computes output from input.
func Between(input, output *graph.Node) Part {
	depends := map[*graph.Node]bool{input: true}
	visited := map[*graph.Node]bool{input: true}
	var visit func(node *graph.Node) bool
	visit = func(node *graph.Node) bool {
		if !visited[node] {
			visited[node] = true
			for _, operand := range node.Inputs() {
				if visit(operand) {
					depends[node] = true
				}
			}
		}
		return depends[node]
	}
	p := Part{input: input, output: output}
	placed := map[*graph.Node]bool{input: true}
	var place func(node *graph.Node)
	place = func(node *graph.Node) {
		if placed[node] {
			return
		}
		placed[node] = true
		if !visit(node) && !cheap(node) {
			p.Reads = append(p.Reads, node)
			return
		}
		for _, operand := range node.Inputs() {
			place(operand)
		}
		p.nodes = append(p.nodes, node)
	}
	place(output)
	return p
}

// cheap tells whether a node is rebuilt rather than kept: it takes more memory than its operand and next to no time.
func cheap(node *graph.Node) bool {
	return slices.Contains([]graph.NodeType{
		graph.NodeTypeBroadcastInDim, graph.NodeTypeConvertDType, graph.NodeTypeIota,
	}, node.Type())
}

// Apply computes the output from another input and from the values of Reads, as a loop's body sees them.
func (p Part) Apply(input *graph.Node, reads []*graph.Node) *graph.Node {
	now := map[*graph.Node]*graph.Node{p.input: input}
	for i, node := range p.Reads {
		now[node] = reads[i]
	}
	for _, node := range p.nodes {
		operands := make([]*graph.Node, len(node.Inputs()))
		for i, operand := range node.Inputs() {
			operands[i] = now[operand]
		}
		clone := clone(node, operands)
		if node.Type() == graph.NodeTypeSplitNode { // the library leaves it without the function it belongs to
			field(structOf(clone), "scope").Set(field(structOf(operands[0]), "scope"))
		}
		now[node] = clone
	}
	return now[p.output]
}
