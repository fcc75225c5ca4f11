"""Writes the files beside it: each network's random weights under the names of its state_dict, and in graph.safetensors
the inputs and each network's output.

    python make.py
"""
import pathlib

import torch
from safetensors.torch import save_file

from networks import CASES, graph, outputs

folder = pathlib.Path(__file__).parent
data = graph()
results = {}
for seed, (name, build) in enumerate(CASES.items()):
    torch.manual_seed(seed)
    network = build().double()
    for key, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        # Gains stay near 1, temperatures, exponents and scales too; everything else is drawn about 0.
        around = 1.0 if parameter.dim() == 1 and not key.endswith("bias") else 0.0
        spread = 0.2 if parameter.dim() == 1 else 0.4
        parameter.data = around + spread * torch.randn_like(parameter)
    save_file({key: t.contiguous() for key, t in network.state_dict().items()}, folder / f"{name}.safetensors")
    results["out." + name] = outputs(network, data)
save_file(data | results, folder / "graph.safetensors")
