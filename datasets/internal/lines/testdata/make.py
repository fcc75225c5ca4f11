"""Writes the files of the packages whose lines are lists, by the tools that people write them with.

Needs networkx 3.4.2, python-igraph 1.0.0, scipy 1.17.1 and numpy 2.4.6. Run it in this folder.
"""

import igraph
import networkx as nx
import numpy as np
import scipy.io
import scipy.sparse


def at(package, name):
    return f"../../{package}/testdata/{name}"


# NetworkX's lists of edges, of adjacency and Pajek's networks.
g = nx.Graph()
g.add_edge("ann", "bob", weight=np.float64(0.5), kind="it's", close=True)
g.add_edge("bob", "cy", weight=2, kind='say "a, b"', close=False)
g.add_edge("cy", "dee", weight=1e-07, kind=None, close=True)
g.add_node("eve")
d = nx.MultiDiGraph([("ann", "bob", {"weight": 1.5}), ("ann", "bob", {"weight": 2.5}), ("bob", "ann", {"weight": 3})])
towns = nx.Graph([("New York", "Rome", {"weight": 3}), ("Rome", "São Paulo", {"weight": 4})])
nx.write_edgelist(g, at("edgelist", "default.edgelist"))
nx.write_edgelist(g, at("edgelist", "nodata.edgelist"), data=False)
nx.write_edgelist(g, at("edgelist", "weight_close.edgelist"), data=["weight", "close"])
nx.write_edgelist(towns, at("edgelist", "tabs.edgelist"), delimiter="\t")
nx.write_edgelist(towns, at("edgelist", "commas.edgelist"), delimiter=",")
nx.write_weighted_edgelist(d, at("edgelist", "weighted.edgelist"))
nx.write_weighted_edgelist(towns, at("edgelist", "towns.edgelist"), delimiter=";")
nx.write_edgelist(towns, at("edgelist", "blanks.edgelist"))
nx.write_adjlist(g, at("adjlist", "graph.adjlist"))
nx.write_adjlist(d, at("adjlist", "multi.adjlist"))
nx.write_adjlist(towns, at("adjlist", "towns.adjlist"), delimiter="\t")
nx.write_multiline_adjlist(g, at("adjlist", "graph.multiline_adjlist"))
nx.write_multiline_adjlist(d, at("adjlist", "multi.multiline_adjlist"))
nx.write_multiline_adjlist(towns, at("adjlist", "towns.multiline_adjlist"), delimiter="\t")
p = nx.MultiDiGraph()
p.add_node("a b", x=0.5, y=2, team="red", age="31")
p.add_node("c", shape="box", team="New York", age="40")
p.add_edge("a b", "c", weight=0.5, kind="friend of")
p.add_edge("c", "a b", kind="foe")
nx.write_pajek(p, at("pajek", "networkx.net"))
nx.write_pajek(nx.path_graph(3), at("pajek", "path.net"))

# igraph.
i = igraph.Graph([(0, 1), (1, 2)])
i.vs["name"], i.es["weight"] = ["p", "q", "r"], [1, 2.5]
i.write_edgelist(at("edgelist", "igraph.edgelist"))
i.write_ncol(at("edgelist", "weights.ncol"))
i.write_ncol(at("edgelist", "names.ncol"), weights=None)
i.add_vertex("alone")
i.write_lgl(at("lgl", "weights.lgl"))
i.write_lgl(at("lgl", "names.lgl"), weights=None)
i.vs["name"] = ["p", 'q "x" \\', "é", "alone"]
i.vs["x"], i.vs["y"], i.vs["shape"], i.vs["color"] = [0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4], ["box"] * 4, ["red"] * 4
i.es["label"], i.es["color"] = ["l 1", "l2"], ["red", "blue"]
i.write_pajek(at("pajek", "igraph.net"))
igraph.Graph.Bipartite([0, 0, 1, 1], [(0, 2), (1, 3)]).write_pajek(at("pajek", "bipartite.net"))
igraph.Graph([(0, 1)], directed=True).write_pajek(at("pajek", "directed.net"))

# scipy.
m = np.array([[0, 0.5, 0], [2, 0, 0], [0, 0, -1.5e-10]])
s = np.array([[4, 1, 0], [1, 0, 2], [0, 2, 0]])
k = np.array([[0, 1.5, 0], [-1.5, 0, 2], [0, -2, 0]])


def mtx(name, matrix, **options):
    scipy.io.mmwrite(at("matrixmarket", name + ".mtx"), matrix, **options)


mtx("general", scipy.sparse.coo_array(m), comment="two\nlines", precision=3)
mtx("symmetric", scipy.sparse.coo_array(s))
mtx("symmetric_as_general", scipy.sparse.coo_array(s), symmetry="general")
mtx("symmetric_as_real", scipy.sparse.coo_array(s), field="real")
mtx("pattern", scipy.sparse.coo_array(s), field="pattern")
mtx("skew", scipy.sparse.coo_array(k))
mtx("hermitian", scipy.sparse.coo_array(s), symmetry="hermitian")
mtx("complex", scipy.sparse.coo_array(m * 1j))
mtx("unsigned", scipy.sparse.coo_array(s.astype(np.uint8)))
mtx("zero", scipy.sparse.coo_array(([0.0, 1.0], ([0, 1], [1, 0])), shape=(2, 2)))
mtx("rectangular", scipy.sparse.coo_array(m[:2]))
mtx("array", m)
mtx("array_symmetric", s)
mtx("array_skew", k)
