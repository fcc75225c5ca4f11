"""A RevGAT: GATConv at both ends and reversible blocks of it between."""

import torch
import torch_geometric
from torch.nn import LayerNorm
from torch.utils.checkpoint import checkpoint
from torch_geometric.nn import GATConv, GroupAddRev

import own
from turns import TASK, count, graph, loss_of, serve, training

CHANNELS, GROUPS, HEADS, RATE = TASK["channels"], TASK["groups"], TASK["heads"], TASK["dropout"]
GRADIENT = TASK["way"]["gradient"]


def convolution(width, out, heads):
    return GATConv(width, out // heads, heads=heads, residual=True, add_self_loops=False)  # the graph has its own


class Block(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = LayerNorm(width)
        self.conv = convolution(width, width, HEADS)

    def reset_parameters(self):
        self.norm.reset_parameters()
        self.conv.reset_parameters()

    def forward(self, x, edges, mask):
        return self.conv(self.norm(x).relu() * mask, edges)


class RevGAT(torch.nn.Module):
    def __init__(self, features, outputs):
        super().__init__()
        self.first = convolution(features, CHANNELS, HEADS)
        self.convs = torch.nn.ModuleList(
            GroupAddRev(Block(CHANNELS // GROUPS), num_groups=GROUPS, disable=GRADIENT != "reversible")
            for _ in range(TASK["depth"] - 2))
        self.norm = LayerNorm(CHANNELS)
        self.last = convolution(CHANNELS, outputs, 1)

    def forward(self, x, edges):
        h = self.first(x, edges)
        mask = torch.empty_like(h).bernoulli_(1 - RATE) / (1 - RATE)  # one for all layers
        for conv in self.convs:
            if GRADIENT == "checkpointed":
                h = checkpoint(conv, h, edges, mask, use_reentrant=False)
            else:
                h = conv(h, edges, mask)
        h = torch.nn.functional.dropout(self.norm(h).relu(), p=RATE)
        return self.last(h, edges)


data = graph()
network = RevGAT(data["node_features"].size(1), data["outputs"])
own.load(network, TASK["weights"], (
    (r"^first\.", "first_conv."), (r"^last\.bias$", "bias_last"), (r"^last\.", "last_conv."),
    (r"^norm\.", "head.norm.")))
step = training(network, lambda: network(data["node_features"], data["edges"]), loss_of(data))
serve(step, count(network), versions=f"PyTorch {torch.__version__}, PyTorch Geometric {torch_geometric.__version__}")
