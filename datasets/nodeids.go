package datasets

import (
	"slices"
	"strconv"
)

// nodeIDs numbers the nodes of a file, whose ids there are any words, by first appearance.
type nodeIDs struct {
	index map[string]int32
	names []string
}

func newNodeIDs() *nodeIDs { return &nodeIDs{index: map[string]int32{}} }

// add numbers a new id. It keeps the string.
func (n *nodeIDs) add(id string) int32 {
	node := int32(len(n.names))
	n.index[id] = node
	n.names = append(n.names, id)
	return node
}

// of are the ids as a graph keeps them: nil where each is the node's number.
func (n *nodeIDs) of() []string {
	for node, name := range n.names {
		if name != strconv.Itoa(node) {
			return n.names
		}
	}
	return nil
}

// ascending numbers the nodes anew where all ids are whole numbers: in their ascending order, also in edges, so that
// ids from 0 to n−1 stay as they are. Other ids are left as they are.
func (n *nodeIDs) ascending(edges [][2]int32) {
	type id struct {
		value int
		node  int32
	}
	ids := make([]id, len(n.names))
	for node, name := range n.names {
		value, err := strconv.Atoi(name)
		if err != nil || strconv.Itoa(value) != name { // "07" is a word: "7" is another
			return
		}
		ids[node] = id{value, int32(node)}
	}
	slices.SortFunc(ids, func(a, b id) int {
		if a.value < b.value { // two ids are never equal
			return -1
		}
		return 1
	})
	order := make([]int32, len(ids))
	for node, id := range ids {
		order[node] = id.node
	}
	n.reorder(order, edges)
}

// reorder makes the node that is number order[i] now number i, also in edges. Nodes missing in order must have no edge.
func (n *nodeIDs) reorder(order []int32, edges [][2]int32) {
	number := make([]int32, len(n.names))
	names := make([]string, len(order))
	for node, old := range order {
		number[old] = int32(node)
		names[node] = n.names[old]
	}
	for e := range edges {
		edges[e] = [2]int32{number[edges[e][0]], number[edges[e][1]]}
	}
	n.names, n.index = names, nil
}
