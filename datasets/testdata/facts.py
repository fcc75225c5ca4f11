"""Facts of the real files, read without this project's code, for the tables of facts_test.go.

    python facts.py <the folder that holds planetoid, gnn_benchmark, …> > facts.txt

prints one line of Go a data set: an entry of realFacts or heterophilousFacts (years: for TestFactsYears). Made with Python 3.11, numpy 2.4 and scipy 1.17.
"""
import csv
import gzip
import pickle
import sys
from pathlib import Path

import numpy as np
import scipy.sparse as sp

root = Path(sys.argv[1])


def undirected(source, target):
    """Both directions of each edge, once, without edges from a node to itself."""
    pairs = {(int(s), int(t)) for s, t in zip(source, target) if s != t}
    pairs |= {(t, s) for s, t in pairs}
    return np.array(sorted(pairs), dtype=np.int64).T


def edge_sum(edges):
    """The sum of (s+1)(t+1)², over all edges s→t, modulo 2⁶⁴."""
    s, t = edges.astype(np.uint64) + np.uint64(1)
    return int((s * t * t).sum(dtype=np.uint64))


def matrix(rows, columns, values, keys=None):
    """The sums of values and of values·((31·key + column) mod 97); the key of row i is i if not given."""
    values = values.astype(np.float64)
    keys = rows if keys is None else keys[rows]
    mixed = (values * ((31 * keys.astype(np.int64) + columns) % 97)).sum()
    return values.sum(), mixed


def dense(features, keys=None):
    rows, columns = np.indices(features.shape)
    return (features.shape[1], *matrix(rows.ravel(), columns.ravel(), features.ravel(), keys))


def stored(features):
    coo = features.tocoo()
    return (features.shape[1], *matrix(coo.row, coo.col.astype(np.int64), coo.data))


def ids(nodes):
    nodes = np.asarray(nodes, dtype=np.int64).ravel()
    return len(nodes), int(nodes.sum())


def homophily(edges, labels):
    """The share of edges between nodes of one class; a node without a label has none in common."""
    s, t = labels[edges[0]], labels[edges[1]]
    return ((s == t) & (s >= 0)).mean()


def list_of(values):
    return "{" + ", ".join(str(int(v)) for v in values) + "}"


def show(name, nodes, edges, **fields):
    facts = [f'name: "{name}", nodes: {nodes}, edges: {edges.shape[1]}, edgeSum: {edge_sum(edges)}']
    for field, value in fields.items():
        if field.endswith("Features"):
            value = "matrixFacts{%d, %s, %s}" % (value[0], repr(float(value[1])), repr(float(value[2])))
        elif field == "splits":
            value = "[][3]idFacts{" + ", ".join("{" + ", ".join(list_of(i) for i in split) + "}" for split in value) + "}"
        elif isinstance(value, (list, np.ndarray)):
            value = "[]int" + list_of(value)
        elif isinstance(value, (float, np.floating)):
            value = repr(float(value))
        facts.append(f"{field}: {value}")
    print("{" + ", ".join(facts) + "},")


def class_counts(labels):
    return np.bincount(labels[labels >= 0])


def planetoid(name):
    def load(part):
        with open(root / "planetoid" / f"ind.{name}.{part}", "rb") as file:
            return pickle.load(file, encoding="latin1")

    x, tx, allx, y, ty, ally, graph = (load(part) for part in ("x", "tx", "allx", "y", "ty", "ally", "graph"))
    test = np.loadtxt(root / "planetoid" / f"ind.{name}.test.index", dtype=np.int64)
    nodes = len(graph)
    features = sp.lil_matrix((nodes, allx.shape[1]))
    features[: allx.shape[0]] = allx
    features[test] = tx
    labels = np.full(nodes, -1)
    labels[: len(ally)] = ally.argmax(1)
    labels[test] = ty.argmax(1)
    edges = undirected(*np.array([(s, t) for s, neighbours in graph.items() for t in neighbours]).T)
    train, valid = np.arange(len(y)), np.arange(len(y), len(y) + 500)
    show(name, nodes, edges, nodeFeatures=stored(features.tocsr()), classes=class_counts(labels),
         unlabelled=(labels < 0).sum(), splits=[[ids(train), ids(valid), ids(test)]], homophily=homophily(edges, labels))


def gnn_benchmark(name):
    z = np.load(root / "gnn_benchmark" / f"{name}.npz", allow_pickle=False)

    def csr(part):
        return sp.csr_matrix(tuple(z[f"{part}_{of}"] for of in ("data", "indices", "indptr")), shape=z[f"{part}_shape"])

    adjacency, labels = csr("adj").tocoo(), z["labels"]
    edges = undirected(adjacency.row, adjacency.col)
    show(name, len(labels), edges, nodeFeatures=stored(csr("attr")), classes=class_counts(labels),
         unlabelled=(labels < 0).sum(), homophily=homophily(edges, labels))


def heterophilous(name):
    z = np.load(root / "heterophilous" / f"{name}.npz")
    labels, edges = z["node_labels"], undirected(*z["edges"].T)
    splits = [[ids(np.nonzero(z[f"{part}_masks"][k])) for part in ("train", "val", "test")] for k in range(10)]
    show(name, len(labels), edges, nodeFeatures=dense(z["node_features"]), classes=class_counts(labels),
         unlabelled=(labels < 0).sum(), splits=splits, homophily=homophily(edges, labels))


def table(path):
    with gzip.open(path, "rt", newline="") as file:
        return np.array([[float(field) for field in row] for row in csv.reader(file)])


def ogb(name, split):
    folder = root / f"ogbn_{name}"
    nodes = int(table(folder / "raw" / "num-node-list.csv.gz")[0, 0])
    edges = table(folder / "raw" / "edge.csv.gz").astype(np.int64).T
    labels = table(folder / "raw" / "node-label.csv.gz")
    splits = [[ids(table(folder / "split" / split / f"{part}.csv.gz")) for part in ("train", "valid", "test")]]
    fields = {"splits": splits}
    if (folder / "raw" / "edge-feat.csv.gz").exists():  # each edge is stored once, and stands for both directions
        features = table(folder / "raw" / "edge-feat.csv.gz").astype(np.float32)
        edges, features = np.hstack([edges, edges[::-1]]), np.vstack([features, features])
        fields["edgeFeatures"] = dense(features, keys=31 * edges[0] + edges[1])
    if labels.shape[1] == 1:
        labels = np.where(np.isnan(labels), -1, labels).astype(np.int64).ravel()
        fields |= {"classes": class_counts(labels), "unlabelled": (labels < 0).sum(), "homophily": homophily(edges, labels)}
    else:
        fields |= {"yes": np.nansum(labels, 0), "missing": np.isnan(labels).sum(0)}
    if (folder / "raw" / "node_year.csv.gz").exists():
        years = table(folder / "raw" / "node_year.csv.gz").astype(np.int64).ravel()
        fields["years"] = int((years * (1 + np.arange(nodes) % 97)).sum())
    show(f"ogbn-{name}", nodes, edges, **fields)


for name in "cora", "citeseer":
    planetoid(name)
for name in "cora", "citeseer", "amazon_electronics_photo", "amazon_electronics_computers", "ms_academic_cs":
    gnn_benchmark(name)
ogb("arxiv", "time")
ogb("yeast", "random")
for name in "minesweeper", "chameleon_filtered", "texas", "cornell", "wisconsin":
    heterophilous(name)
