"""Writes the files of this folder, by numpy 2.4.6 and scipy 1.17.1; old.npz by numpy 1.24.4 and scipy 1.10.1."""
import os

import numpy as np
import scipy
import scipy.sparse as sp

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rows, cols, values = [0, 0, 1, 2], [1, 2, 2, 0], [0.5, 2, 1, 0.25]
coo = sp.coo_matrix((values, (rows, cols)), shape=(4, 4))
if scipy.__version__ != "1.17.1":
    sp.save_npz("old.npz", coo.tocsr())
    raise SystemExit
for name in "csr", "csc", "coo", "bsr", "dia":
    sp.save_npz(f"{name}.npz", coo.asformat(name))
sp.save_npz("array.npz", sp.csr_array(coo), compressed=False)
zeros = coo.tocsr().astype(np.float32)
zeros.data[1] = 0
sp.save_npz("zeros.npz", zeros)
sp.save_npz("bool.npz", coo.tocsr().astype(bool))
sp.save_npz("ones.npz", coo.tocsr().astype(bool).astype(np.int64))
sp.save_npz("wide.npz", sp.csr_matrix((2, 3)))
sp.save_npz("line.npz", sp.coo_array([1, 0, 2]))

edges = np.array([rows, cols])
x = np.arange(8, dtype=np.float32).reshape(4, 2) / 4
masks = dict(train_mask=np.array([1, 1, 0, 0], bool), val_mask=np.array([0, 0, 1, 0], bool),
             test_mask=np.array([0, 0, 0, 1], bool))
np.savez("pyg.npz", edge_index=edges, x=x, y=np.array([0, 1, 0, 1]), edge_attr=np.ones((4, 2)) * [[2, 3]],
         edge_weight=np.array(values), **masks)
np.savez_compressed(
    "more.npz", edges=edges.T, features=np.asfortranarray(x.astype(">f8")), names=np.array(["Ann", "Bob", "Zoë", "Dee"]),
    ids=np.array([10, 20, 30, 40]), labels=np.array([[1, 0], [0, 1], [0, 0], [1, 0]]), year=np.int32([2001, 2002, 2003, 2004]),
    idx_train=np.array([0, 3]), idx_test=np.array([2]), description=np.array("a graph"), cube=np.zeros((4, 1, 1)),
    other=np.array([None, "a"]), days=np.array(["2024-01-01"] * 4, "M8[D]"), five=np.zeros(5), team=np.array([b"a", b"b", b"a", b"a"]),
    val_mask=np.array([[0, 1], [1, 0], [0, 0], [0, 0]], bool))
np.savez("adj.npz", adj=coo.toarray(), x=x[:, 0])
np.savez("pair.npz", src=np.uint16(rows), dst=np.uint16(cols), num_nodes=6)
np.save("edge_index.npy", edges)
np.save("list.npy", np.array(edges.T, order="F"))
np.save("matrix.npy", coo.toarray().astype(np.float32))
np.save("either.npy", np.array([[0, 1], [1, 0]]))
np.save("cube.npy", np.zeros((3, 3, 3)))
