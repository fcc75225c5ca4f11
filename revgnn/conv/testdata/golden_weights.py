"""Writes the golden cases of operators on weighted edges: the *_weighted*.npz of a folder.

Made with Python 3.11, torch 2.15.0 (on the CPU), torch_geometric 2.8.1 and numpy 2.4.6:

    python golden_weights.py golden

The graph has 12 nodes and 40 edges. One edge is there twice, node 4 has a self-loop, the last node has no edges and the
one before no incoming edge. Some weights are negative, except for GCN, whose degrees are sums of weights. All numbers
are float64. The arrays of a file are named as in the other golden cases.
"""

import json
import sys

import numpy as np
import torch
from torch import nn
from torch_geometric.nn import GATConv, GATv2Conv, GCNConv, GENConv, GraphConv, MessagePassing

NODES, EDGES, IN, OUT, HEADS, SEED = 12, 40, 8, 6, 3, 16


class WeightedGIN(MessagePassing):
    """GINConv with a learned epsilon, whose messages are multiplied by the weights of their edges."""

    def __init__(self, hidden):
        super().__init__(aggr="add")
        self.nn = nn.Sequential(nn.Linear(IN, hidden), nn.ReLU(), nn.Linear(hidden, OUT))
        self.eps = nn.Parameter(torch.tensor([0.3]))

    def forward(self, x, edge_index, edge_weight):
        return self.nn((1 + self.eps) * x + self.propagate(edge_index, x=x, edge_weight=edge_weight))

    def message(self, x_j, edge_weight):
        return edge_weight.view(-1, 1) * x_j


class WeightedGEN(GENConv):
    """GENConv whose messages are multiplied by the weights of their edges before they are aggregated."""

    def forward(self, x, edge_index, edge_weight):
        self.edge_weight = edge_weight
        return super().forward(x, edge_index)

    def message(self, x_j, edge_attr):
        return self.edge_weight.view(-1, 1) * super().message(x_j, edge_attr)


def graph(generator):
    """Draws edge_index and the weights."""
    edges = [(NODES - 2, 0), (1, 2), (1, 2), (4, 4)]
    while len(edges) < EDGES:
        u = torch.randint(NODES - 1, (1,), generator=generator).item()
        v = torch.randint(NODES - 2, (1,), generator=generator).item()
        if u != v:
            edges.append((u, v))
    return torch.tensor(edges).t().contiguous(), torch.randn(EDGES, generator=generator)


def cases():
    """Gives each case's name, its configuration and its layer."""
    yield "gcn_weighted_loop", {"op": "gcn", "self_loops": True}, GCNConv(IN, OUT)
    for aggr in ("mean", "max"):
        yield f"sage_{aggr}_weighted", {"op": "sage", "aggr": aggr}, GraphConv(IN, OUT, aggr=aggr)
    yield "gin_weighted", {"op": "gin", "train_eps": True}, WeightedGIN(10)
    for aggr in ("add", "mean"):
        layer = WeightedGEN(IN, OUT, aggr=aggr, norm="layer")
        yield f"gen_{aggr}_weighted", {"op": "gen", "aggr": aggr, "num_layers": 2, "norm": "layer"}, layer
    for op, kind in (("gat", GATConv), ("gatv2", GATv2Conv)):
        for name, concat, loops in (("concat", True, True), ("mean", False, True), ("no_loops", True, False)):
            config = {"op": op, "heads": HEADS, "concat": concat, "self_loops": loops, "negative_slope": 0.2}
            layer = kind(IN, 4, heads=HEADS, concat=concat, edge_dim=1, add_self_loops=loops)
            yield f"{op}_{name}_weighted", config, layer


def write(folder, name, config, layer):
    """Computes one case, with normal parameters and a normal cotangent, and writes it."""
    generator = torch.Generator().manual_seed(SEED)
    edge_index, weight = graph(generator)
    if config["op"] == "gcn":
        weight = weight.abs()
    weight.requires_grad_()
    x = torch.randn(NODES, IN, generator=generator, requires_grad=True)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    out = layer(x, edge_index, weight)
    cotangent = torch.randn(out.shape, generator=generator)
    (out * cotangent).sum().backward()
    config = config | {"weighted": True, "name": name, "nodes": NODES, "edges": EDGES, "seed": SEED,
                       "torch": torch.__version__}
    arrays = {"config": np.frombuffer(json.dumps(config).encode(), np.uint8), "edge_index": edge_index, "out": out,
              "cotangent": cotangent, "in.x": x, "grad.x": x.grad, "edge_weight": weight,
              "grad.edge_weight": weight.grad}
    for key, parameter in layer.named_parameters():
        arrays["param." + key], arrays["pgrad." + key] = parameter, parameter.grad
    arrays = {key: a.detach().numpy() if torch.is_tensor(a) else a for key, a in arrays.items()}
    np.savez_compressed(f"{folder}/{name}.npz", **arrays)


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    for case in cases():
        write(sys.argv[1], *case)
