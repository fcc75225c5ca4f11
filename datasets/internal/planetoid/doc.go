// Package planetoid reads citation graphs in the layout of Planetoid (Yang et al., 2016, arXiv:1603.08861): the files
// ind.<name>.x, ind.<name>.tx and so on of a folder.
//
//	x, tx, allx    [L, F] [T, F] [M, F]  features of the L training nodes, the T test nodes, and all nodes but those
//	y, ty, ally    [L, C] [T, C] [M, C]  their classes, one-hot
//	graph                                 a list of neighbours for each of the N nodes
//	test.index                            T node ids, one per line
//
// All but the last are pickles of Python 2 or 3, by protocol 2 to 5, of any version of NumPy and SciPy. Code in them is
// never executed: only the opcodes and classes that these files need are known, and everything else is refused before
// it is unpickled. How the opcodes are written stands in pickletools.py of Python.
//
//	files := planetoid.Files{Context: ctx, FS: os.DirFS(folder), Folder: folder, Name: "cora"}
//	data, err := files.Read()
package planetoid
