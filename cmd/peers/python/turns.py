"""Takes a step for each line of the input and prints a line of JSON about it: what cmd/peers talks to."""

import json
import os
import sys
import time
import warnings

import numpy
import torch

warnings.filterwarnings("ignore")  # the standard error holds why a program ended, and nothing else

TASK = json.loads(sys.argv[1])
DEVICE = TASK["device"]  # torch's name of what computes: cpu or cuda
torch.set_num_threads(len(os.sched_getaffinity(0)))
torch.manual_seed(0)


def graph():
    """The arrays that cmd/peers wrote, as tensors, by their names."""
    folder = TASK["graph"]
    with open(f"{folder}/widths.json", encoding="utf-8") as file:
        widths = json.load(file)

    def read(name, kind, columns=None):
        values = torch.from_numpy(numpy.fromfile(f"{folder}/{name}", kind))
        return values if columns is None else values.view(-1, columns)

    edges = torch.stack([read("source", "<i4").long(), read("target", "<i4").long()])
    data = {"nodes": widths["nodes"], "edges": edges, "train": read("train", "<i4").long()}
    for name in ("node_features", "edge_features", "tasks"):
        data[name] = read(name, "<f4", widths[name]) if widths[name] else None
    data["classes"] = read("classes", "<i4").long() if widths["classes"] else None
    data["outputs"] = widths["classes"] or widths["tasks"]
    if data["node_features"] is None:  # the sums of the incident edges' features, as in the ogbn-proteins models
        data["node_features"] = torch.zeros(data["nodes"], widths["edge_features"]).index_add_(
            0, edges[1], data["edge_features"])
    return {name: value.to(DEVICE) if torch.is_tensor(value) else value for name, value in data.items()}


def loss_of(data):
    """The loss over the training nodes: cross-entropy of classes, or binary cross-entropy of the known tasks."""
    train = data["train"]
    if data["classes"] is not None:
        labels = data["classes"][train]
        return lambda out: torch.nn.functional.cross_entropy(out[train], labels)
    labels = data["tasks"][train]
    known = ~labels.isnan()
    labels = labels[known]
    return lambda out: torch.nn.functional.binary_cross_entropy_with_logits(out[train][known], labels)


def training(network, forward, loss):
    """A step of Adam; forward computes the outputs. The loss is read last, which waits for all that the step does."""
    network.to(DEVICE)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)

    def step():
        optimizer.zero_grad()
        value = loss(forward())
        value.backward()
        optimizer.step()
        return {"loss": value.item()}

    return step


def status(key):
    """A line of what Linux tells of this process, in bytes."""
    with open("/proc/self/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith(key):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no {key}")


def most_held(step):
    """A step and what torch's allocator counts: what it says, its seconds, the most that was held over the start."""
    return most_held_on_cpu(step) if DEVICE == "cpu" else most_held_on_gpu(step)


def most_held_on_gpu(step):
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before, start = torch.cuda.memory_allocated(), time.perf_counter()
    said = step()
    return said, time.perf_counter() - start, torch.cuda.max_memory_allocated() - before


def most_held_on_cpu(step):
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CPU], profile_memory=True) as profile:
        start = time.perf_counter()
        said = step()
        seconds = time.perf_counter() - start
    waiting, allocations = list(profile.profiler.kineto_results.experimental_event_tree()), []
    while waiting:
        event = waiting.pop()
        waiting.extend(event.children)
        fields = event.extra_fields
        if hasattr(fields, "total_allocated") and str(fields.device).startswith("cpu"):
            allocations.append((event.start_time_ns, fields.alloc_size, fields.total_allocated))
    allocations.sort(key=lambda a: a[0])
    before = allocations[0][2] - allocations[0][1]
    return said, seconds, max(total for _, _, total in allocations) - before


def serve(step, parameters=0, repeats=1, versions=""):
    """Answers each line of the input with a step; a step's time is that of one of its repeats."""
    with open("/proc/self/clear_refs", "w", encoding="utf-8") as file:
        file.write("5")  # forgets the highest resident memory so far
    before, held = status("VmRSS"), None
    print(json.dumps({"parameters": parameters, "versions": versions}), flush=True)
    for _ in sys.stdin:
        if held is None:
            said, seconds, held = most_held(step)
        else:
            start = time.perf_counter()
            said = step()
            seconds = time.perf_counter() - start
        print(json.dumps({**said, "seconds": seconds / repeats, "held": held, "resident": status("VmHWM") - before}),
              flush=True)


def count(network):
    return sum(p.numel() for p in network.parameters())
