"""Writes numpy<version>.zip: the set of madeup.Planetoid as Python 3 pickles it, by each protocol.

Run once with numpy 2.4.6 and scipy 1.17.1, and once with numpy 1.24.4 and scipy 1.10.1; Python 3.11.
"""
import collections
import io
import os
import pickle
import zipfile

import numpy as np
import scipy.sparse as sp

features = {
    "x": [[0.5, 0, -1], [0, 2, 0]],
    "allx": [[0.5, 0, -1], [0, 2, 0], [0, 0, 0], [7, 0, 0]],
    "tx": [[60, 0, 0], [0, 41, 0]],
}
labels = {"y": [[1, 0], [0, 1]], "ally": [[1, 0], [0, 1], [1, 0], [0, 1]], "ty": [[0, 1], [1, 0]]}
lists = [[1], [0, 2], [3, 3], [], [4, 6], [], [4, 0]]


def usual():
    graph = collections.defaultdict(list)
    for node, neighbours in enumerate(lists):
        graph[node].extend(neighbours)
    yield "graph", graph
    for part, rows in features.items():
        yield part, sp.csr_matrix(np.array(rows, np.float32))
    for part, rows in labels.items():
        yield part, np.array(rows, np.int32)


def other():
    """Other types of numbers, of matrices and of the graph."""
    yield "graph", {np.int64(node): [np.int64(n) for n in neighbours] for node, neighbours in enumerate(lists)}
    for part, rows in features.items():
        matrix = sp.csr_array(np.array(rows, np.float64))
        matrix.indices, matrix.indptr = matrix.indices.astype(np.int64), matrix.indptr.astype(np.int64)
        yield part, matrix
    for part, rows in labels.items():
        yield part, np.asfortranarray(np.array(rows, {"y": np.float64, "ally": bool, "ty": np.int64}[part]))


here = os.path.dirname(os.path.abspath(__file__))
with zipfile.ZipFile(f"{here}/numpy{np.__version__}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name, parts in ("usual", usual), ("other", other):
        for protocol in 2, 3, 4, 5:
            write = lambda part, content: archive.writestr(
                zipfile.ZipInfo(f"{name}{protocol}/ind.made_up.{part}"), content, zipfile.ZIP_DEFLATED)
            for part, value in parts():
                write(part, pickle.dumps(value, protocol=protocol))
            write("test.index", "6\n4\n")
