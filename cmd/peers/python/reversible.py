"""The RevGNN of PyTorch Geometric's example rev_gnn.py, with its GENConv, GCNConv or SAGEConv."""

import torch
import torch_geometric
from safetensors.torch import load_file
from torch.nn import LayerNorm, Linear
from torch.utils.checkpoint import checkpoint
from torch_geometric.nn import GCNConv, GENConv, GroupAddRev, SAGEConv
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.utils import to_torch_csr_tensor

from turns import TASK, count, graph, loss_of, serve, training

CHANNELS, GROUPS, RATE = TASK["channels"], TASK["groups"], TASK["dropout"]
GRADIENT, FORM = TASK["way"]["gradient"], TASK["way"]["form"]


def convolution(width, edge_channels):
    kind = TASK["operator"]
    if kind == "gcn":
        return GCNConv(width, width, normalize=False, add_self_loops=False)
    if kind == "sage":
        return SAGEConv(width, width, aggr="mean")
    aggregation, maps = {"gen-max": ("max", 2), "gen-softmax": ("softmax", 1)}[kind]
    return GENConv(width, width, aggr=aggregation, norm="layer", num_layers=maps, bias=True, edge_dim=edge_channels)


class Block(torch.nn.Module):
    def __init__(self, width, edge_channels):
        super().__init__()
        self.norm = LayerNorm(width)
        self.conv = convolution(width, edge_channels)

    def reset_parameters(self):
        self.norm.reset_parameters()
        self.conv.reset_parameters()

    def forward(self, x, edges, mask, *more):
        # What was unsqueezed for GroupAddRev is squeezed again.
        return self.conv(self.norm(x).relu() * mask, edges, *(m.squeeze(-1) for m in more))


class RevGNN(torch.nn.Module):
    def __init__(self, node_features, edge_features, outputs):
        super().__init__()
        edge_channels = CHANNELS if edge_features else None
        self.lin1 = Linear(node_features, CHANNELS)
        self.edge_encoder = Linear(edge_features, CHANNELS) if edge_features else None
        self.convs = torch.nn.ModuleList(
            GroupAddRev(Block(CHANNELS // GROUPS, edge_channels), num_groups=GROUPS, disable=GRADIENT != "reversible")
            for _ in range(TASK["depth"]))
        self.norm = LayerNorm(CHANNELS)
        self.lin2 = Linear(CHANNELS, outputs)

    def forward(self, x, edges, weights, edge_features):
        h = self.lin1(x)
        mask = torch.empty_like(h).bernoulli_(1 - RATE) / (1 - RATE)  # one for all layers
        more = [] if weights is None else [weights]
        if self.edge_encoder is not None:
            # GroupAddRev cuts every argument whose last dimension is the channels into groups; this one is for all.
            more.append(self.edge_encoder(edge_features).unsqueeze(-1))
        for conv in self.convs:
            if GRADIENT == "checkpointed":
                h = checkpoint(conv, h, edges, mask, *more, use_reentrant=False)
            else:
                h = conv(h, edges, mask, *more)
        h = torch.nn.functional.dropout(self.norm(h).relu(), p=RATE)
        return self.lin2(h)


data = graph()
nodes, edges, weights = data["nodes"], data["edges"], None
if TASK["operator"] == "gcn":
    edges, weights = gcn_norm(edges, None, nodes, add_self_loops=False)
if FORM == "sparse":  # the graph has both directions, so this is the transposed matrix, which is wanted, as well
    edges, weights = to_torch_csr_tensor(edges, weights, size=(nodes, nodes)), None
width = data["edge_features"].size(1) if data["edge_features"] is not None else 0
network = RevGNN(data["node_features"].size(1), width, data["outputs"])
network.load_state_dict(load_file(TASK["weights"]))
step = training(network, lambda: network(data["node_features"], edges, weights, data["edge_features"]), loss_of(data))
serve(step, count(network), versions=f"PyTorch {torch.__version__}, PyTorch Geometric {torch_geometric.__version__}")
