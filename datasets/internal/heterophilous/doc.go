// Package heterophilous reads the layout of the heterophilous graphs (Platonov et al., 2023, arXiv:2302.11640) from a
// NumPy archive, such as minesweeper.npz:
//
//	node_features                         [N, F] float32
//	node_labels                           [N] one class per node
//	edges                                 [E, 2] each stands for both directions
//	train_masks, val_masks, test_masks    [10, N] ten splits, true for the nodes in it
//
// Use:
//
//	archive, err := npz.Open(ctx, "minesweeper.npz")
//	...
//	data, err := heterophilous.Read(archive, 0) // with the first of the splits
package heterophilous
