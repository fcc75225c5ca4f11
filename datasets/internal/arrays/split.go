package arrays

import "fmt"

// The splits of a graph's nodes, as indices of [Split] and [SplitNames].
const (
	Train = iota
	Valid
	Test
)

// Split holds the nodes of each split.
type Split [3][]int32

// SplitNames are the names of the splits, in files and in errors.
var SplitNames = [3]string{"train", "valid", "test"}

// Marks holds for each node 1 + its split, and 0 for a node in none.
type Marks []uint8

// Put marks a node as one of a split. A node that is marked already is an error.
func (m Marks) Put(node int32, split int) error {
	mark := m[node]
	m[node] = uint8(split + 1)
	return unmarked(node, mark)
}

// FewMarks is [Marks] for splits that have few of a graph's nodes.
type FewMarks map[int32]uint8

// Put is as that of [Marks].
func (m FewMarks) Put(node int32, split int) error {
	mark := m[node]
	m[node] = uint8(split + 1)
	return unmarked(node, mark)
}

func unmarked(node int32, mark uint8) error {
	if mark == 0 {
		return nil
	}
	return fmt.Errorf("node %d is in the %s split already; a node belongs to one split, once", node, SplitNames[mark-1])
}
