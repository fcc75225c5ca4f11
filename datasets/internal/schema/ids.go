package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ids numbers the nodes of a file by first mention: an edge may come before its nodes.
type ids struct {
	index    index
	names    []string
	mentions []int32 // the line of each node's first mention
	declared []int32 // the line of each node itself, −1 before it is read; nil while no node was
	order    []int32 // the nodes that were declared, in their order
}

func newIDs() *ids { return &ids{index: newIndex()} }

// mention is the number of a node.
func (n *ids) mention(id string, line int) int32 {
	node, isNew := n.index.place(id, n.names)
	if !isNew {
		return node
	}
	n.names = append(n.names, n.index.keep(id))
	n.mentions = append(n.mentions, int32(line))
	return node
}

// declare takes in a node itself.
func (n *ids) declare(id string, line int, file string) error {
	node := n.mention(id, line)
	for len(n.declared) <= int(node) {
		n.declared = append(n.declared, -1)
	}
	if first := n.declared[node]; first >= 0 {
		where := file
		if line > 0 {
			return fmt.Errorf("%s line %d: node %q is in line %d already; give each node its own id", where, line,
				clip(id), first)
		}
		return fmt.Errorf("%s: there are two nodes %q; give each node its own id", where, clip(id))
	}
	n.declared[node] = int32(line)
	n.order = append(n.order, node)
	return nil
}

// undeclared lists the nodes that only edges mention, by first mention.
func (n *ids) undeclared() (nodes []int32) {
	if len(n.order) == len(n.names) {
		return nil
	}
	for node := range n.names {
		if node >= len(n.declared) || n.declared[node] < 0 {
			nodes = append(nodes, int32(node))
		}
	}
	return nodes
}

// likeIt says for an error which of the nodes that were declared has the same id but for how it is written: 7, 07 and
// 7.0 are three ids.
func (n *ids) likeIt(id string) string {
	number, err := strconv.ParseFloat(id, 64)
	for _, node := range n.order {
		name := n.names[node]
		value, bad := strconv.ParseFloat(name, 64)
		if err == nil && bad == nil && number == value || strings.EqualFold(id, name) {
			return fmt.Sprintf(", but a node %q, and ids are words that must be written alike", clip(name))
		}
	}
	return ""
}

// ascending is the order of the nodes by their ids where all are whole numbers; nil otherwise.
func (n *ids) ascending() []int32 {
	type id struct {
		value int
		node  int32
	}
	list := make([]id, len(n.names))
	sorted := true
	for node, name := range n.names {
		value, err := strconv.Atoi(name)
		if err != nil || strconv.Itoa(value) != name { // "07" is a word: "7" is another
			return nil
		}
		list[node] = id{value, int32(node)}
		sorted = sorted && (node == 0 || list[node-1].value < value)
	}
	if sorted {
		return nil
	}
	slices.SortFunc(list, func(a, b id) int {
		if a.value < b.value { // two ids are never equal
			return -1
		}
		return 1
	})
	order := make([]int32, len(list))
	for i, id := range list {
		order[i] = id.node
	}
	return order
}

// reorder makes the node that is number order[i] now number i, also in edges. Nodes missing in order lose their name.
func (n *ids) reorder(order []int32, edges [][2]int32) {
	number := make([]int32, len(n.names))
	same := len(order) == len(n.names)
	for node, old := range order {
		number[old] = int32(node)
		same = same && old == int32(node)
	}
	if same {
		return
	}
	names := make([]string, len(order))
	for node, old := range order {
		names[node] = n.names[old]
	}
	for e := range edges {
		edges[e] = [2]int32{number[edges[e][0]], number[edges[e][1]]}
	}
	n.names, n.index = names, index{}
}
