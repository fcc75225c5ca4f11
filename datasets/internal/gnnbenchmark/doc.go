// Package gnnbenchmark reads the layout of gnn-benchmark (Shchur et al., 2018, arXiv:1811.05868) from a NumPy archive,
// such as cora.npz. Its matrices are in compressed sparse rows:
//
//	adj_data, adj_indices, adj_indptr, adj_shape      [N, N] the edges
//	attr_data, attr_indices, attr_indptr, attr_shape  [N, F] the node features
//	labels                                            [N] one class per node; −1 is unlabelled
//
// Use:
//
//	archive, err := npz.Open(ctx, "cora.npz")
//	...
//	data, err := gnnbenchmark.Read(archive)
package gnnbenchmark
