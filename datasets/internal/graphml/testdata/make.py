"""Writes the files that the tests of graphml, gexf, gml and nodelink read, with the tools themselves.

Made with Python 3.11, networkx 3.6.1, igraph 1.0.0 and numpy 2.4.6:

    python3 make.py
"""

import json
import os

import igraph
import networkx as nx
from networkx.readwrite import json_graph

HERE = os.path.dirname(os.path.abspath(__file__))


def path(package, name):
    return os.path.join(HERE, "..", "..", package, "testdata", name)


def people(graph):
    """Four people: x is an integer for some and a float for others."""
    graph.add_node("ada", x=1, team="red", ok=False, code="007", big=2**40)
    graph.add_node("bob", x=0.5, team="blue", ok=True, code="008", big=2**40 + 2**20)
    graph.add_node('c "é" & <d>', x=2, team="red", ok=False, code="009", big=7)
    graph.add_node("dan", x=3, team="blue", ok=True, code="010", big=8)
    graph.add_edge("ada", "bob", weight=1, kind="friend")
    graph.add_edge("bob", 'c "é" & <d>', weight=0.5, kind="boss")
    graph.add_edge("dan", "dan", weight=2.5, kind="self")
    return graph


def graphml():
    g = people(nx.Graph(name="people"))
    nx.write_graphml_xml(g, path("graphml", "networkx.graphml"))
    nx.write_graphml_xml(g, path("graphml", "networkx_named.graphml"), named_key_ids=True)
    nx.write_graphml_xml(g, path("graphml", "networkx_inferred.graphml"), infer_numeric_types=True)
    m = nx.MultiDiGraph(node_default={"age": 30}, edge_default={"weight": 1.0})
    m.add_node("a", age=31)
    m.add_node("b", size=2)
    m.add_edge("a", "b", weight=2.0)
    m.add_edge("a", "b", key="second", weight=3.0)
    nx.write_graphml_xml(m, path("graphml", "networkx_multi.graphml"))


def of_igraph():
    g = igraph.Graph(edges=[(0, 1), (1, 2)], directed=True)
    g["title"] = "people"
    g.vs["name"] = ["ada", "bob", 'c "é" & <d>']
    g.vs["x"] = [1, 2.5, float("nan")]
    g.vs["ok"] = [True, False, True]
    g.vs["team"] = ["red", "blue", "red"]
    g.es["weight"] = [1, 2.5]
    g.es["kind"] = ["friend", "boss"]
    g.write_graphml(path("graphml", "igraph.graphml"))
    g.write_graphml(path("graphml", "igraph_plain.graphml"), prefixattr=False)
    g.vs["ok"] = [1, 0, 1]
    g.write_gml(path("gml", "igraph.gml"), creator="igraph")
    g.vs["label"] = ["Ada", "Bob", "C"]
    g.write_gml(path("gml", "igraph_labels.gml"), creator="igraph")


def gexf():
    for version, name in [("1.1draft", "11"), ("1.2draft", "12"), ("1.3", "13")]:
        g = people(nx.DiGraph(name="people"))
        g.nodes["ada"]["viz"] = {"color": {"r": 255, "g": 0, "b": 0, "a": 0.5}, "size": 2.0,
                                 "position": {"x": 1.5, "y": 2, "z": 0}, "shape": "disc"}
        g["ada"]["bob"]["viz"] = {"thickness": 3}
        nx.write_gexf(g, path("gexf", f"networkx{name}.gexf"), version=version)
    d = nx.MultiGraph()
    d.add_node("a", start=1, end=5, age=30)
    d.add_node("b", start=2, end=6, age=31)
    d.add_node("c", start=3, spells=[(1, 2), (4, 5)], age=32)
    d.add_edge("a", "b", weight=2.0, start=2)
    d.add_edge("a", "b", key="k", label="again")
    d.nodes["a"]["mood"] = [("good", 1, 2), ("bad", 2, 3)]
    nx.write_gexf(d, path("gexf", "networkx_dynamic.gexf"))


def gml():
    g = people(nx.Graph(name="people"))
    nx.write_gml(g, path("gml", "networkx.gml"))
    g.nodes["ada"].update(nested={"a": 1, "b": [1, 2]}, many=[1, 2], one=[1], nothing=[])
    g.nodes["bob"].update(many=[3], tiny=1e-20, unknown=float("nan"))
    nx.write_gml(g, path("gml", "networkx_nested.gml"))
    g.nodes["dan"]["unknown"] = None
    nx.write_gml(g, path("gml", "networkx_python.gml"), stringizer=nx.readwrite.gml.literal_stringizer)
    m = nx.MultiDiGraph()
    m.add_edge("a", "b", weight=2)
    m.add_edge("a", "b", key="second", weight=3)
    nx.write_gml(m, path("gml", "networkx_multi.gml"))


def nodelink():
    def write(name, data, **options):
        with open(path("nodelink", name), "w") as f:
            json.dump(data, f, **options)

    g = people(nx.Graph(name="people"))
    write("networkx_edges.json", json_graph.node_link_data(g, edges="edges"))
    write("networkx_links_sorted.json", json_graph.node_link_data(g, edges="links"), indent=1, sort_keys=True)
    write("networkx_adjacency.json", json_graph.adjacency_data(g))
    write("networkx_adjacency_sorted.json", json_graph.adjacency_data(g), sort_keys=True)
    write("networkx_cytoscape.json", json_graph.cytoscape_data(g), indent=2)
    m = nx.MultiDiGraph()
    m.add_node(1, x=None, many=[1, 2], nested={"a": 1}, y=float("nan"))
    m.add_node(2, x=1.5, y=2, text="NaN and Infinity")
    m.add_edge(1, 2, weight=2)
    m.add_edge(1, 2, key="second", weight=3)
    write("networkx_multi.json", json_graph.node_link_data(m, edges="links"))


if __name__ == "__main__":
    graphml()
    of_igraph()
    gexf()
    gml()
    nodelink()
