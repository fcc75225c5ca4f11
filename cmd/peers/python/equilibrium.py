"""An equilibrium network on torchdeq, around GCNConv as a sparse product or GENConv. The whole graph is one system.

F(Z, X) = LayerNorm(ReLU(conv2(ReLU(LayerNorm(conv1(Z) + X))) + conv1(Z))), where X is the encoded input, normalized.
"""

from importlib.metadata import version

import torch
import torch_geometric
import torchdeq
from torch.nn import LayerNorm, Linear
from torch_geometric.nn import GCNConv, GENConv
from torch_geometric.nn.conv.gcn_conv import gcn_norm
from torch_geometric.utils import to_torch_csr_tensor

import own
from turns import TASK, count, graph, loss_of, serve, training

CHANNELS, SOLVER, MOST = TASK["channels"], TASK["way"]["solver"], TASK["most_iterations"]
GCN = TASK["operator"] == "gcn"


def convolution():
    if GCN:
        return GCNConv(CHANNELS, CHANNELS, normalize=False, add_self_loops=False)
    return GENConv(CHANNELS, CHANNELS, aggr="max", norm="layer", num_layers=2, bias=True)


class Equilibrium(torch.nn.Module):
    def __init__(self, features, outputs):
        super().__init__()
        self.node_encoder = Linear(features, CHANNELS)
        self.conv1, self.norm1 = convolution(), LayerNorm(CHANNELS)
        self.conv2, self.norm2 = convolution(), LayerNorm(CHANNELS)
        self.head = Linear(CHANNELS, outputs)

    def evaluate(self, z, x, edges):
        inner = self.conv1(z, edges)
        return self.norm2((self.conv2(self.norm1(inner + x).relu(), edges) + inner).relu())


data = graph()
nodes, edges = data["nodes"], data["edges"]
if GCN:
    edges, weights = gcn_norm(edges, None, nodes)
    edges = to_torch_csr_tensor(edges.flip(0), weights, size=(nodes, nodes))  # the transposed matrix
network = Equilibrium(data["node_features"].size(1), data["outputs"])
own.load(network, TASK["weights"], (
    (r"^(conv|norm)(\d)", r"tied.\1\2"), (r"(conv\d)\.bias$", r"\1.linear.bias"), (r"mlp\.1\.", "mlp.norm."),
    (r"mlp\.4\.", "mlp.1.")))
solve = torchdeq.get_deq(f_solver=SOLVER, b_solver=SOLVER, f_tol=TASK["tolerance"], b_tol=TASK["tolerance"],
                         f_stop_mode="rel", b_stop_mode="rel", f_max_iter=MOST, b_max_iter=MOST, ift=True)
solve.train()
said = {}


def forward():
    """The outputs; said then holds the evaluations of the solves and their residuals."""
    said.clear()
    said.update(forward=0, backward=0)
    x = torch.nn.functional.layer_norm(network.node_encoder(data["node_features"]), (CHANNELS,))

    def differentiated(_):
        said["backward"] += 1

    def function(z):
        out = network.evaluate(z.view(nodes, CHANNELS), x, edges).view(1, -1)
        if not torch.is_grad_enabled():
            said["forward"] += 1
        elif z.requires_grad:  # the evaluation that the backward solve differentiates again and again
            z.register_hook(differentiated)
        return out

    z, info = solve(function, torch.zeros(1, nodes * CHANNELS), backward_writer=lambda info: said.update(back=info))
    said["there"] = info
    return network.head(z[-1].view(nodes, CHANNELS).relu())


train = training(network, forward, loss_of(data))


def step():
    value = train()
    residuals = [said[way]["rel_lowest"].max().item() for way in ("there", "back")]
    return {**value, "forward": said["forward"], "backward": said["backward"],
            "converged": max(residuals) < TASK["tolerance"]}


serve(step, count(network), versions=f"PyTorch {torch.__version__}, PyTorch Geometric {torch_geometric.__version__}, "
      f"torchdeq {version('torchdeq')}")
