"""Writes the files of testdata/pandas with Python 3, pandas 3.1.1, numpy 2.4.6 and networkx 3.6.1."""

import pathlib

import networkx as nx
import numpy as np
import pandas as pd

folder = pathlib.Path(__file__).parent / "pandas"
edges = pd.DataFrame({"source": ["ann", "bob", "cid"], "target": ["bob", "cid", "ann"], "weight": [0.5, 1.25, 2.0]})
nodes = pd.DataFrame(
    {
        "id": ["ann", "bob", "cid"],
        "age": [31.0, 45.0, np.nan],
        "member": [True, False, True],
        "team": ["red; blue", 'the "B"', "red"],
    }
)

nodes.to_csv(folder / "nodes.csv")
nodes.to_csv(folder / "nodes_plain.csv", index=False)
nodes.set_index("id").to_csv(folder / "nodes_index.csv")
nodes.to_csv(folder / "nodes_eu.csv", sep=";", decimal=",", na_rep="NA")
nodes.to_csv(folder / "nodes_quoted.csv", index=False, quoting=1, lineterminator="\r\n")
nodes.to_csv(folder / "nodes_utf16.csv", index=False, encoding="utf-16", sep="\t")
nodes.to_csv(folder / "nodes_bom.csv.gz", index=False, encoding="utf-8-sig", compression={"method": "gzip", "mtime": 1})
unnamed = nodes.set_index("id").rename_axis(None)
unnamed.to_csv(folder / "nodes_unnamed.csv")
pd.read_csv(folder / "nodes.csv").to_csv(folder / "nodes_twice.csv")

edges.to_csv(folder / "edges.csv")
edges.to_csv(folder / "edges_plain.csv", index=False)
edges.to_csv(folder / "edges_eu.csv", index=False, sep=";", decimal=",")
edges.to_csv(folder / "edges_bar.csv", index=False, sep="|")
edges.to_csv(folder / "edges_headless.csv", index=False, header=False)
pd.DataFrame(edges.values).to_csv(folder / "edges_numbered.csv")

graph = nx.from_pandas_edgelist(edges, edge_attr="weight")
nx.to_pandas_edgelist(graph).to_csv(folder / "networkx.csv", index=False)
nx.to_pandas_adjacency(graph).to_csv(folder / "adjacency.csv")
directed = nx.from_pandas_edgelist(edges, edge_attr="weight", create_using=nx.DiGraph)
nx.to_pandas_adjacency(directed).to_csv(folder / "adjacency_directed.csv", sep="\t")
np.savetxt(folder / "savetxt.txt", nx.to_numpy_array(directed))
np.savetxt(folder / "savetxt.csv", nx.to_numpy_array(graph), delimiter=",", fmt="%g")
