// Package npz reads the arrays of a NumPy archive (.npz).
//
// Only arrays that are asked for are read, and only those of numbers: a pickled object is never unpickled. An array is
// refused whose header, size in the archive and values do not agree, before memory is made for it.
//
//	archive, err := npz.Open(ctx, "cora.npz")
//	if err != nil {
//		return err
//	}
//	defer archive.Close()
//	labels, err := archive.Ints("labels")      // [N]
//	features, err := archive.Sparse("attr")    // [N, F], from attr_data, attr_indices, attr_indptr and attr_shape
package npz
