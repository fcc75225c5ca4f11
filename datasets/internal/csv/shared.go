package csv

import (
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Header is what the names of a table's columns say of them: the same in every format of tables.
type Header struct {
	Names  []string        // without the types that Neo4j writes behind them
	Stated []schema.Stated // what the headers of Gephi and Neo4j say
}

// EdgesHeader is the header of a table of edges, and the columns of their ends; −1 where no name tells.
func EdgesHeader(names []string) (h Header, source, target int) {
	source, target = knownEnds(typeless(names))
	return headerOf(names, true), source, target
}

// NodesHeader is the header of a table of nodes, and the column of their ids; −1 where no name tells.
func NodesHeader(names []string) (h Header, id int) {
	h, id = headerOf(names, false), known(names, idNames...)
	for column, stated := range h.Stated {
		if stated.Role == schema.IDRole {
			id = column
		}
	}
	return h, id
}

func headerOf(names []string, ofEdges bool) (h Header) {
	for _, c := range describe(names, ofEdges) {
		h.Names, h.Stated = append(h.Names, c.name), append(h.Stated, c.stated)
	}
	return h
}

// Column is the column that a user named, as it stands in the file or without its type; −1 for none.
func (h Header) Column(names []string, name string) int {
	if column := known(names, name); column >= 0 {
		return column
	}
	return known(h.Names, name)
}

// DirectionOf is what a word of Gephi's column Type says of an edge, where it says something.
func DirectionOf(word string) (direction schema.Direction, says bool) {
	switch {
	case strings.EqualFold(word, "directed"):
		return schema.Directed, true
	case strings.EqualFold(word, "undirected"):
		return schema.Undirected, true
	}
	return schema.Directed, false
}
