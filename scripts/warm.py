"""Measures how long a warm cell takes, and adds the figures to build/bench.json.

    warm.py [--times 3] [--json build/bench.json]

From a fresh kernel after the set-up cell: the seconds until a cell that trains shows its first output and until it has
recorded its first step, and the seconds that a cell takes which only looks at a run. Each cell's text is another, so that
Go builds and links it. The figure is the median; the first of each kind, which fills caches, is a figure of its own.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

from jupyter_client.manager import start_new_kernel

SETUP = """!*kilolayer-cells
%noautoget
import (
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

type first struct{}

func (first) Started(run.Info, run.Memory, []run.Record) {}
func (first) Finished(run.Status, error)                 {}
func (first) Recorded(r run.Record) {
	if r.Step == 1 {
		fmt.Println("the first step")
	}
}

%%
viz.Setup()
"""

TRAIN = """%%
graph := datasets.Karate().Must()
model := revgnn.Reversible(conv.GCN()).WithDepth(8).WithChannels(16).For(graph).Must()
revgnn.Train(model, graph).WithEpochs(5).WithSeed({0}).WithDirectory("runs/{0}").WithObserver(viz.Live()).WithObserver(first{{}}).Must()
"""

LOOK = """%%
viz.Show(viz.Curves(cell.Must(run.Open("runs/{0}"))))
"""


def measure(client, source):
    """Runs a cell; the seconds until its first output, until its first step, and until its end."""
    begun = time.monotonic()
    output = step = None

    def hear(message):
        nonlocal output, step
        kind, content = message["msg_type"], message["content"]
        if kind not in ("stream", "display_data", "update_display_data", "error"):
            return
        if kind == "error":
            raise SystemExit("warm: a cell failed:\n" + source + "\n".join(content["traceback"]))
        output = output or time.monotonic() - begun
        if "the first step" in content.get("text", ""):
            step = step or time.monotonic() - begun

    reply = client.execute_interactive(source, output_hook=hear, timeout=600)
    if reply["content"]["status"] != "ok":
        raise SystemExit("warm: a cell failed:\n" + source)
    return output, step, time.monotonic() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="cells of each kind")
    parser.add_argument("--json", default=os.path.join("build", "bench.json"), help="file to add the figures to")
    args = parser.parse_args()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        manager, client = start_new_kernel(kernel_name="gonb", cwd=folder, stderr=subprocess.DEVNULL)  # its log
        try:
            setup = measure(client, SETUP)[2]
            train = [measure(client, TRAIN.format(i)) for i in range(args.times + 1)]
            look = [measure(client, LOOK.format(i))[2] for i in range(args.times + 1)]
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    def median(list):
        return statistics.median(list[1:])

    figures = [
        ("cells/setup_s", setup),
        ("cells/train_first_s", train[0][0]),
        ("cells/train_output_s", median([output for output, _, _ in train])),
        ("cells/train_step_s", median([step for _, step, _ in train])),
        ("cells/look_first_s", look[0]),
        ("cells/look_s", median(look)),
    ]
    for name, value in figures:
        print(f"{name:<56} {value:16.6g} s")
    try:
        with open(args.json, encoding="utf-8") as f:
            all = json.load(f)
    except FileNotFoundError:
        all = []
    all = [entry for entry in all if not entry["name"].startswith("cells/")]
    all += [{"name": name, "value": value, "unit": "s"} for name, value in figures]
    os.makedirs(os.path.dirname(args.json) or ".", exist_ok=True)
    with open(args.json, "w", encoding="utf-8") as f:
        f.write(json.dumps(all, indent=2) + "\n")


if __name__ == "__main__":
    main()
