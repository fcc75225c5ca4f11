package columns

import (
	"slices"
	"strconv"
)

// IDs numbers the nodes of a file, whose ids there are any words, by first appearance.
type IDs struct {
	Names []string // the ids, in the order of the nodes
	index map[string]int32
}

// NewIDs has no node yet.
func NewIDs() *IDs { return &IDs{index: map[string]int32{}} }

// Find is the number of a node, if its id has one.
func (n *IDs) Find(id string) (node int32, ok bool) {
	node, ok = n.index[id]
	return node, ok
}

// Add numbers a new id. It keeps the string.
func (n *IDs) Add(id string) int32 {
	node := int32(len(n.Names))
	n.index[id] = node
	n.Names = append(n.Names, id)
	return node
}

// Ascending numbers the nodes anew where all ids are whole numbers: in their ascending order, also in edges, so that
// ids from 0 to n−1 stay as they are. Other ids are left as they are.
func (n *IDs) Ascending(edges [][2]int32) {
	type id struct {
		value int
		node  int32
	}
	ids := make([]id, len(n.Names))
	for node, name := range n.Names {
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
	n.Reorder(order, edges)
}

// Reorder makes the node that is number order[i] now number i, also in edges. Nodes missing in order must have no edge.
func (n *IDs) Reorder(order []int32, edges [][2]int32) {
	number := make([]int32, len(n.Names))
	names := make([]string, len(order))
	for node, old := range order {
		number[old] = int32(node)
		names[node] = n.Names[old]
	}
	for e := range edges {
		edges[e] = [2]int32{number[edges[e][0]], number[edges[e][1]]}
	}
	n.Names, n.index = names, nil
}
