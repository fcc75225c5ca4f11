// Package npzgraph reads a graph from arrays of NumPy: an archive (.npz) or an array by itself (.npy).
//
// What scipy.sparse.save_npz writes in the formats csr, csc and coo is the graph of that matrix: each entry that is not
// 0 is a directed edge from its row to its column, as it is stored, with its value as weight.
//
// Of other archives the arrays' names tell what they are, as in PyTorch Geometric:
//
//	edge_index             [2, E]     edges; also [E, 2], and called edges, edge_list
//	row, col               [E]        edges; also src and dst, source and target, senders and receivers
//	adj                    [N, N]     edges: the entries that are not 0, with their values as weights
//	edge_weight            [E]        weights
//	train_mask, …          [N]        the split; also train_idx, … of node numbers
//	y, labels, …           [N] [N, T] left out until the user says what they are, as the target is never guessed
//	node_ids, names        [N]        texts
//	other arrays           [N] [N, F] columns of nodes, such as x0, x1 and so on of x
//	other arrays           [E] [E, D] columns of edges, such as edge_attr0
//
// An array [N, F] is one column for each of its own, named by the array and a number from 0; a role that is given to
// the array is given to all of them. Sources: numpy.lib.format and scipy/sparse/_matrix_io.py.
//
//	result, err := npzgraph.Read(ctx, files.FromDisk, "graph.npz", schema.Choice{})
package npzgraph
