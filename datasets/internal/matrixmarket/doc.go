// Package matrixmarket reads a graph from its adjacency matrix in the format of Matrix Market, as SuiteSparse and scipy
// have it: entry (i, j) is an edge from node i to node j, and its value the weight. Nodes are called by their row
// numbers, from 1.
//
//	result, err := matrixmarket.Read(ctx, files.FromDisk, "power.mtx", schema.Choice{})
//	if err != nil {
//		return err // "power.mtx line 3: …"
//	}
//	fmt.Println(result.Ends, result.Weights)
//
// Matrices are coordinate or array, of real, integer or pattern entries; complex ones are refused. One that is
// symmetric, skew-symmetric or hermitian holds one triangle, and its edges count in both directions, those on the
// diagonal once. An entry of 0 is no edge, which the report says of the entries of a coordinate matrix.
//
// A matrix with other numbers of rows and columns is that of a graph with two sides: row i is node "i", column j is
// node "right j", edges count in both directions, and the category "side" of a node is left or right.
//
// R. Boisvert, R. Pozo, K. Remington, The Matrix Market Exchange Formats: Initial Design, NISTIR 5935, 1996. The Go
// libraries for it build a matrix in memory before they know that the file holds it, and lose its lines.
package matrixmarket
