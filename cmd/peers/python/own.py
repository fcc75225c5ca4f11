"""Weights that Kilolayer wrote under its own names: linear maps as [in, out], stacks as [layers, groups, ...]."""

import re

import torch
from safetensors.torch import load_file

# Names of parts of PyTorch Geometric's convolutions, and Kilolayer's for them.
PARTS = (("att_src", "source"), ("att_dst", "target"), ("res.", "residual."), ("lin.", "linear."))


def load(network, path, names):
    """Reads all parameters of a network; names are pairs of a pattern of its own names and what stands for it."""
    values = load_file(path)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            own, index = name, ()
            if found := re.match(r"convs\.(\d+)\.convs\.(\d+)\.(?:conv\.)?(.*)", name):
                own, index = "stack." + found[3], (int(found[1]), int(found[2]))
            for pattern, ours in names:
                own = re.sub(pattern, ours, own)
            for theirs, ours in PARTS:
                own = own.replace(theirs, ours)
            value = values[own][index]
            if own.startswith("tied."):
                value = value[0]
            if own.endswith(".weight") and value.dim() == 2:
                value = value.t()
            parameter.copy_(value.reshape(parameter.shape))
