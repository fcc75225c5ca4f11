"""Loads networks that revgnn wrote, strictly, and compares the outputs.

    KILOLAYER_WEIGHTS=/some/folder go test -count=1 -run '^TestWeightsForPython$' ./internal/weights
    python internal/weights/testdata/check.py /some/folder
"""
import pathlib
import sys

from safetensors import safe_open
from safetensors.torch import load_file

from networks import CASES, graph, outputs

folder, data = pathlib.Path(sys.argv[1]), graph()
results = load_file(folder / "outputs.safetensors")
worst = 0.0
for name, build in CASES.items():
    path = folder / f"{name}.safetensors"
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
    network = build().double()
    network.load_state_dict(load_file(path), strict=True)
    want = results["out." + name]
    difference = ((outputs(network, data) - want).norm() / want.norm()).item()
    worst = max(worst, difference)
    print(f"{name:16} {difference:.1e}  {metadata['format']}, {metadata['naming']}, {metadata['network']}")
sys.exit(0 if worst < 1e-9 else f"the largest difference is {worst:.1e}")
