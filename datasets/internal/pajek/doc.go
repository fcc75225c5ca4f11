// Package pajek reads networks in the format of Pajek, as Pajek, NetworkX and igraph write them.
//
//	result, err := pajek.Read(ctx, files.FromDisk, "friends.net", schema.Choice{})
//	if err != nil {
//		return err // "friends.net line 3: …"
//	}
//	fmt.Println(result.IDs, result.Names, result.Weights)
//
// Nodes are called by their numbers, and have their labels, the column "vertex", as names. Arcs have a direction, edges
// have none; both may come as lists and as matrices, where 0 is no arc. The third number of a line is the weight, 1
// where some lines have none. Pairs of a key and a value are columns by their keys.
//
// Where a file has several relations, the category "relation" of an edge is the name of its relation, or its number. In
// a two-mode network, the category "side" of a node is left or right, and a matrix has edges between the sides.
//
// Positions, shapes, colours and the like are left out as a drawing of Pajek, and so are time intervals. A second
// network in the file, partitions and vectors are refused.
//
// A. Mrvar, V. Batagelj, Pajek Reference Manual, chapters on input files, and Pajek's draweps documentation.
package pajek
