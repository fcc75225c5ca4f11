// Package adjlist reads adjacency lists: a node and its neighbours in each line.
//
//	result, err := adjlist.Read(ctx, files.FromDisk, "friends.adjlist", schema.Choice{}, schema.Undirected)
//	if err != nil {
//		return err // "friends.adjlist line 3: …"
//	}
//	fmt.Println(result.IDs, result.Ends)
//
// A node alone in its line has no further neighbours. Whether edges have a direction is not in such a file. NetworkX
// writes an undirected edge once; where a list has each of them at both of its nodes, it is read as directed.
//
// [ReadMultiline] reads the lists of NetworkX with a line for each neighbour, which hold the edges' attributes.
//
// See the documentation of NetworkX, readwrite.adjlist and readwrite.multiline_adjlist.
package adjlist
