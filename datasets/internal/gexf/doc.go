// Package gexf reads a graph from a GEXF file of version 1.1, 1.2 or 1.3, as Gephi and NetworkX write it.
//
// Attributes are columns, with their types and defaults; the label of a node is its name, and the weight of an edge is
// 1 where it has none. A mutual edge is one of each direction, as an undirected one is. Colors, positions, sizes and
// shapes are a drawing and left out, each as a column of its own such as "viz:x". Nodes inside of nodes are nodes as
// well; a column pid that is left out says which is inside of which.
//
// Of dynamic graphs, when a node or an edge begins is its time where all have one. Ends, spells and values that change
// are left out; of several values the last is in the column.
//
//	result, err := gexf.Read(ctx, files.FromDisk, "people.gexf", schema.Choice{})
//	if err != nil {
//		return err // "people.gexf line 7: …"
//	}
//	fmt.Println(len(result.IDs), len(result.Ends))
//
// Gonum's formats/gexf12 reads version 1.2 only, and the whole document into memory.
//
// The format: https://gexf.net/schema.html.
package gexf
