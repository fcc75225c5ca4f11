package npzgraph

import (
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// graph is the graph of an archive while it is read.
type graph struct {
	archive *npz.Archive
	choice  schema.Choice
	reading *schema.Reading

	used  map[string]bool // the arrays that are something already
	edges []edge
	ends  string // the arrays that the edges are from
	note  string // what the report says of them
	value *npz.Any
	of    string // the array of value, whose entries are the edges' weights

	nodes     int
	nodesFrom string // the array that says how many there are
}

// edge is an edge, and where its weight stands in graph.value.
type edge struct {
	source, target int
	at             int
}

// checkSize holds the number of nodes and edges against the size of the file: each takes much more room in memory than
// it may take in a zip file.
func (g *graph) checkSize() error {
	const free, perByte = 1 << 20, 16
	most := min(free+perByte*g.archive.Size(), arrays.MaxNodes)
	if int64(g.nodes) > most {
		return g.archive.Errorf(g.nodesFrom,
			"makes %d nodes in a file of %d bytes, and at most %d are read; number the "+
				"nodes from 0, without gaps", g.nodes, g.archive.Size(), most)
	}
	if int64(len(g.edges)) > most {
		return g.archive.Errorf(g.ends, "makes %d edges in a file of %d bytes, and at most %d are read", len(g.edges),
			g.archive.Size(), most)
	}
	for e, edge := range g.edges {
		for _, node := range []int{edge.source, edge.target} {
			if node < 0 || node >= g.nodes {
				return g.archive.Errorf(g.ends, "has node %d at edge %d; nodes go from 0 to %d, by array %s", node, e,
					g.nodes-1, files.Printed(g.nodesFrom))
			}
		}
	}
	return nil
}
