package datasets

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
)

// ownFrom starts a graph of what a file says of its nodes and edges.
func ownFrom(name string, nodes columns.Nodes, edges columns.Edges) *Own {
	own := newOwn(len(nodes.IDs), edges.Ends).WithName(name)
	own.edgeFeatures = Matrix(edges.Features)
	own.graph.IDs = unlessNumbers(nodes.IDs)
	own.graph.NodeFeatures = Matrix(nodes.Features)
	own.graph.Classes, own.graph.NumClasses = nodes.Classes, len(nodes.ClassNames)
	own.graph.Species, own.graph.Years = nodes.Species, nodes.Years
	own.graph.Train, own.graph.Valid, own.graph.Test = nodes.Split[0], nodes.Split[1], nodes.Split[2]
	return own
}

// unlessNumbers are the ids as a graph keeps them: nil where each is its node's number.
func unlessNumbers(ids []string) []string {
	for node, id := range ids {
		if id != strconv.Itoa(node) {
			return ids
		}
	}
	return nil
}

// graphName is a file's name without folder and extensions.
func graphName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}
