// Package csv reads a graph from tables as people have them: one of edges, and one of nodes if there is one.
//
//	tables := csv.Tables{Open: files.FromDisk, Edges: "edges.csv", Nodes: "nodes.csv"}
//	result, err := tables.Read(ctx)
//	if err != nil {
//		return err // "edges.csv line 3: column …"
//	}
//	fmt.Println(len(result.IDs), len(result.Ends))
//
// The format is RFC 4180 with what programs do besides: the columns are separated by commas, semicolons, tabs, vertical
// bars or blanks, whichever the first line has; Excel's line sep=; and lines of comments, which start with #, may stand
// before it. The columns are known by their names, as pandas, R, Gephi (https://gephi.org) and Neo4j's import
// (https://neo4j.com/docs/operations-manual/current/import/) write them.
//
// A table may also be an adjacency matrix: a row and a column for each node, in which a number that is not 0 is the
// weight of an edge from the row's node to the column's. Where it is symmetric, the edges are undirected.
package csv
