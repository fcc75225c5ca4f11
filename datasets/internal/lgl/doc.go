// Package lgl reads the files of Large Graph Layout, as igraph writes them: a line with # and a node, and then a line
// for each of its neighbours, with a weight where the edge has one.
//
//	result, err := lgl.Read(ctx, files.FromDisk, "friends.lgl", schema.Choice{})
//	if err != nil {
//		return err // "friends.lgl line 3: …"
//	}
//	fmt.Println(result.IDs, result.Weights)
//
// Edges have no direction, and each is in the file once. See the documentation of igraph, write_graph_lgl.
package lgl
