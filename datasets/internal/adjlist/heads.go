package adjlist

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// heads are the nodes that have lists. A list may go on in a later line.
type heads map[string]bool

// begin begins a node's list.
func (h heads) begin(graph *schema.Reading, node string, line int) error {
	if h[node] {
		return nil
	}
	h[strings.Clone(node)] = true
	return graph.Node(node, line)
}

// done is the graph of all lists.
func (h heads) done(graph *schema.Reading, path string) (*schema.Result, error) {
	if len(h) == 0 {
		return nil, fmt.Errorf("%s has no nodes", path)
	}
	return graph.Done()
}
