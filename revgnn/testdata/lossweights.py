"""Prints the numbers of TestWeightedLosses, which PyTorch computes in float64.

    pip install torch==2.15.0
    python lossweights.py
"""
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

x = torch.tensor([[0.5, -1, 2], [1.5, 0.25, -0.75], [-2, 3, 1], [0, 0.5, 0.125], [4, -3, 1]],
                 dtype=torch.float64, requires_grad=True)
classes = torch.tensor([2, 1, 0, 1, 0])  # the last node has no label
weight = torch.tensor([1, 3, 0.5], dtype=torch.float64)
tasks = torch.tensor([[1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 1], [0, 0, 0]], dtype=torch.float64)
counts = torch.tensor([[1, 1, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1], [0, 0, 0]], dtype=torch.bool)


def show(name, loss):
    gradient, = torch.autograd.grad(loss, x)
    print(name, repr(loss.item()), [float(f"{v:.17g}") for v in gradient.flatten().tolist()])


show("cross_entropy(x[:4], classes[:4], weight)", cross_entropy(x[:4], classes[:4], weight))
weights = weight[None].expand_as(x)
show("binary_cross_entropy_with_logits(x[counts], tasks[counts], pos_weight)",
     binary_cross_entropy_with_logits(x[counts], tasks[counts], pos_weight=weights[counts]))
