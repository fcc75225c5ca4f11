package csv

import (
	"slices"
	"strconv"
	"strings"
)

// endNames are the names by which the columns of an edge's source and target are known, in lower case.
var endNames = [][2]string{
	{"source", "target"}, {"src", "dst"}, {"from", "to"}, // all three for the edges of NetworkX, DGL and igraph
	{":start_id", ":end_id"},
	{"src_id", "dst_id"}, {"source_id", "target_id"}, {"from_id", "to_id"}, {"sourceid", "targetid"},
	{"fromnodeid", "tonodeid"},
	{"source_node", "target_node"}, {"from_node", "to_node"},
	{"node1", "node2"}, {"node_1", "node_2"}, {"id1", "id2"}, {"id_1", "id_2"},
	{"head", "tail"}, {"u", "v"}, {"i", "j"},
}

// strictEnds is how many of endNames mean the ends of an edge even alone.
const strictEnds = 4

// idNames are the names by which the column of a node's id is known.
var idNames = []string{"id", ":id", "node", "node_id", "nodeid"}

// known is the column of the first of some names: as it stands, else in any case. It is −1 for none.
func known(names []string, of ...string) int {
	for _, name := range of {
		if column := slices.Index(names, name); column >= 0 {
			return column
		}
		if column := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) }); column >= 0 {
			return column
		}
	}
	return -1
}

// knownEnds are the columns of an edge's ends by their names. Where only one has such a name, the other is −1.
func knownEnds(names []string) (source, target int) {
	for _, pair := range endNames {
		if source, target = known(names, pair[0]), known(names, pair[1]); source >= 0 && target >= 0 {
			return source, target
		}
	}
	for _, pair := range endNames[:strictEnds] {
		if source, target = known(names, pair[0]), known(names, pair[1]); source >= 0 || target >= 0 {
			return source, target
		}
	}
	return -1, -1
}

// endsByName are the names of a pair of which one is among the names.
func endsByName(names []string) [2]string {
	i := slices.IndexFunc(endNames, func(pair [2]string) bool { return known(names, pair[0], pair[1]) >= 0 })
	return endNames[i]
}

// countUp says whether a column numbers the rows, from 0 or from 1.
func countUp(rows [][]string, column int) bool {
	if len(rows) == 0 || slices.ContainsFunc(rows, func(row []string) bool { return len(row) <= column }) {
		return false
	}
	first, err := strconv.Atoi(rows[0][column])
	if err != nil || first != 0 && first != 1 {
		return false
	}
	for i, row := range rows {
		if number, err := strconv.Atoi(row[column]); err != nil || number != first+i {
			return false
		}
	}
	return true
}

// isNumber says whether a field is a number, with a point or a comma.
func isNumber(field string) bool {
	_, err := strconv.ParseFloat(strings.Replace(field, ",", ".", 1), 64)
	return err == nil
}
