// Package metis reads graphs in the format of METIS, which KaHIP and the DIMACS challenges use too: a line for each
// node with the numbers of its neighbours, from 1.
//
//	result, err := metis.Read(ctx, files.FromDisk, "mesh.graph", schema.Choice{})
//	if err != nil {
//		return err // "mesh.graph line 3: …"
//	}
//	fmt.Println(result.Ends, result.Weights)
//
// Edges have no direction: each stands in the lines of both its nodes and counts in both directions. Edge weights are
// weights. The columns "vertex size" and "vertex weight" are those of nodes; several weights of a node are called
// "vertex weight 1" and so on. Nodes are called by their numbers.
//
// G. Karypis, METIS Manual, Version 5.1.0, section 4.1.1, 2013.
package metis
