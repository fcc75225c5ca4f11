"""The networks whose weights and outputs revgnn's tests are held against, in PyTorch Geometric's layers.

For Python 3.11 with torch 2.15.0, torch_geometric 2.8.1, safetensors 0.8.0 and numpy 2.4.6.
"""
import torch
from torch import nn
from torch_geometric.nn import (DeepGCNLayer, GATConv, GATv2Conv, GCNConv, GENConv, GINConv, GraphConv,
                                GroupAddRev, SAGEConv)
from torch_geometric.utils import scatter, softmax

NODES, EDGES = 20, 70
FEATURES, EDGE_FEATURES, SPECIES, OUTPUTS = 6, 3, 4, 5


def graph():
    """A directed graph whose numbers float32 holds exactly. No edge is there twice."""
    random = torch.Generator().manual_seed(7)
    pairs = torch.randperm(NODES * NODES, generator=random)
    pairs = pairs[pairs // NODES != pairs % NODES][:EDGES]
    normal = lambda *shape: torch.randn(*shape, generator=random, dtype=torch.float32)
    return {
        "edge_index": torch.stack([pairs // NODES, pairs % NODES]),
        "x": normal(NODES, FEATURES),
        "edge_attr": normal(EDGES, EDGE_FEATURES),
        "species": torch.arange(NODES) % SPECIES,
        "edge_weight": torch.rand(EDGES, generator=random, dtype=torch.float32),
    }


class Block(nn.Module):
    def __init__(self, width, conv):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.conv = conv

    def forward(self, x, edge_index, edges=None):
        x = self.norm(x).relu()
        # GroupAddRev would split a tensor whose last size happens to be the channel count.
        return self.conv(x, edge_index) if edges is None else self.conv(x, edge_index, edges.squeeze(-1))


class RevGNN(nn.Module):
    """As in PyTorch Geometric's examples/rev_gnn.py, and with an encoder of edges for convolutions that read them, or
    with the edges' weights."""

    def __init__(self, conv, channels=12, groups=2, layers=2, edges=False, weights=False):
        super().__init__()
        self.weights = weights
        width = channels // groups
        self.lin1 = nn.Linear(FEATURES, channels)
        if edges:
            self.edge_encoder = nn.Linear(EDGE_FEATURES, channels)
        self.convs = nn.ModuleList(GroupAddRev(Block(width, conv(width)), num_groups=groups) for _ in range(layers))
        self.norm = nn.LayerNorm(channels)
        self.lin2 = nn.Linear(channels, OUTPUTS)

    def forward(self, data):
        h = self.lin1(data["x"])
        more = (self.edge_encoder(data["edge_attr"]).unsqueeze(-1),) if hasattr(self, "edge_encoder") else ()
        if self.weights:
            more = (data["edge_weight"].unsqueeze(-1),)
        for conv in self.convs:
            h = conv(h, data["edge_index"], *more)
        return self.lin2(self.norm(h).relu())


class Deep(nn.Module):
    """A list of DeepGCNLayer."""

    def __init__(self, conv, channels=8, layers=3):
        super().__init__()
        self.node_encoder = nn.Linear(FEATURES, channels)
        self.layers = nn.ModuleList(
            DeepGCNLayer(conv(channels), nn.LayerNorm(channels), nn.ReLU(), block="res+") for _ in range(layers))
        self.norm = nn.LayerNorm(channels)
        self.lin = nn.Linear(channels, OUTPUTS)

    def forward(self, data):
        h = self.node_encoder(data["x"])
        for layer in self.layers:
            h = layer(h, data["edge_index"])
        return self.lin(self.norm(h).relu())


class AuthorGEN(nn.Module):
    """The GENConv of deep_gcns_torch with encode_edge: x -> mlp(x + aggregated relu(x_j + edge_encoder(edge)) + 1e-7)."""

    def __init__(self, width, edge, learn_t, msg_norm):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.LayerNorm(2 * width), nn.ReLU(), nn.Linear(2 * width, width))
        self.edge_encoder = nn.Linear(edge, width)
        if learn_t:
            self.t = nn.Parameter(torch.ones(1))
        if msg_norm:
            self.msg_norm = nn.Module()
            self.msg_norm.msg_scale = nn.Parameter(torch.ones(1))

    def forward(self, x, edge_index, edges):
        source, target = edge_index
        message = (x[source] + self.edge_encoder(edges)).relu() + 1e-7
        if hasattr(self, "t"):
            weight = softmax(message * self.t, target, num_nodes=len(x))
            m = scatter(message * weight, target, dim_size=len(x), reduce="sum")
        else:
            m = scatter(message, target, dim_size=len(x), reduce="max")
        if hasattr(self, "msg_norm"):
            m = nn.functional.normalize(m) * x.norm(dim=1, keepdim=True) * self.msg_norm.msg_scale
        return self.mlp(x + m)


class AuthorRevGCN(nn.Module):
    """RevGCN of examples/ogb_eff/ogbn_proteins in deep_gcns_torch, by the names of its modules and its equations."""

    def __init__(self, channels=12, groups=2, layers=2, species=True, learn_t=False, msg_norm=False):
        super().__init__()
        width = channels // groups
        self.groups = groups
        self.gcns = nn.ModuleList()
        for _ in range(layers):
            wrapper, coupling = nn.Module(), nn.Module()
            coupling.Fms = nn.ModuleList()
            for _ in range(groups):
                block = nn.Module()
                block.norm = nn.LayerNorm(width)
                block.gcn = AuthorGEN(width, channels, learn_t, msg_norm)
                coupling.Fms.append(block)
            wrapper._fn = coupling
            self.gcns.append(wrapper)
        self.last_norm = nn.LayerNorm(channels)
        if species:
            self.node_one_hot_encoder = nn.Linear(SPECIES, SPECIES)
        self.node_features_encoder = nn.Linear(FEATURES + SPECIES * species, channels)
        self.edge_encoder = nn.Linear(EDGE_FEATURES, channels)
        self.node_pred_linear = nn.Linear(channels, OUTPUTS)

    def forward(self, data):
        features = data["x"]
        if hasattr(self, "node_one_hot_encoder"):
            one_hot = nn.functional.one_hot(data["species"], SPECIES).to(features.dtype)
            features = torch.cat([features, self.node_one_hot_encoder(one_hot)], dim=1)
        h = self.node_features_encoder(features)
        edges = self.edge_encoder(data["edge_attr"])
        for gcn in self.gcns:
            xs = h.chunk(self.groups, dim=-1)
            y, ys = sum(xs[1:]), []
            for x, block in zip(xs, gcn._fn.Fms):
                y = x + block.gcn(block.norm(y).relu(), data["edge_index"], edges)
                ys.append(y)
            h = torch.cat(ys, dim=-1)
        return self.node_pred_linear(self.last_norm(h).relu())


def gin(width, **options):
    return GINConv(nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width)), **options)


def gen(width, **options):
    return GENConv(width, width, norm="layer", **options)


# Each by the name of its file; weights_test.go builds the same networks.
CASES = {
    "gen": lambda: RevGNN(lambda w: gen(w, aggr="max", bias=True, edge_dim=12), groups=3, edges=True),
    "gen_softmax": lambda: RevGNN(
        lambda w: gen(w, aggr="softmax", learn_t=True, msg_norm=True, num_layers=3, bias=False, edge_dim=12), edges=True),
    "gen_power": lambda: RevGNN(
        lambda w: gen(w, aggr="powermean", p=2.0, learn_p=True, msg_norm=True, learn_msg_scale=True, bias=True, num_layers=1)),
    "gcn": lambda: RevGNN(lambda w: GCNConv(w, w), groups=4),
    "sage": lambda: RevGNN(lambda w: SAGEConv(w, w), layers=3),
    "gat": lambda: RevGNN(lambda w: GATConv(w, w // 3, heads=3)),
    "gat_averaged": lambda: RevGNN(lambda w: GATConv(w, w, heads=2, concat=False, residual=True)),
    "gatv2": lambda: RevGNN(lambda w: GATv2Conv(w, w // 2, heads=2, residual=True)),
    "gin": lambda: RevGNN(lambda w: gin(w, train_eps=True)),
    "gin_fixed": lambda: RevGNN(lambda w: gin(w, eps=0.25)),
    "residual_gcn": lambda: Deep(lambda w: GCNConv(w, w)),
    "residual_gen": lambda: Deep(lambda w: gen(w, aggr="mean", bias=True)),
    "authors": lambda: AuthorRevGCN(groups=3),
    "authors_softmax": lambda: AuthorRevGCN(species=False, learn_t=True, msg_norm=True),
    "gcn_weighted": lambda: RevGNN(lambda w: GCNConv(w, w), weights=True),
    "sage_weighted": lambda: RevGNN(lambda w: GraphConv(w, w, aggr="mean"), weights=True),
    "gat_weighted": lambda: RevGNN(lambda w: GATConv(w, w // 3, heads=3, edge_dim=1), weights=True),
    "gatv2_weighted": lambda: RevGNN(
        lambda w: GATv2Conv(w, w, heads=2, concat=False, edge_dim=1), weights=True),
}


def outputs(network, data):
    """What the network computes in float64."""
    data = {name: t.double() if t.is_floating_point() else t for name, t in data.items()}
    with torch.no_grad():
        return network.double().eval()(data)
