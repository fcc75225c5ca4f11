// Package arrays holds what the readers of files return, and the limits that they hold files to.
//
// A reader knows a file's layout and nothing of graphs: it returns lists of numbers, a [Matrix], a [Sparse] matrix, and
// nodes by their split. The package datasets makes a graph of them:
//
//	m := arrays.NewMatrix(2, 3) // 2 rows of 3 values
//	copy(m.Row(1), []float32{4, 5, 6})
//	marks := make(arrays.Marks, 2)
//	if err := marks.Put(1, arrays.Train); err != nil {
//		return err // node 1 is in a split already
//	}
package arrays
