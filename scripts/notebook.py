"""Executes notebooks on the GoNB kernel of .venv and writes the executed notebook and its page into a folder.

    notebook.py [--out build] [--save] [--check] notebooks/quickstart.ipynb ...

Each notebook runs from a fresh kernel in an empty folder, <out>/run/<name>. Seconds per cell are printed as they end.
A cell that fails ends the run with its source and what it printed; the outputs so far are written all the same.

A line "figure: NAME = VALUE" that a cell prints is repeated at the end. With a spread, "figure: NAME = VALUE ± SPREAD",
and with --check, it is also held against the same line in the saved notebook.
--save puts the fresh outputs into the notebook itself.
--solutions also runs the folded solutions of its exercises, after its cells; nothing of them is kept.
--go-on runs the cells after one that fails as well, and does not fail.
"""

import argparse
import copy
import html
import os
import re
import shutil
import sys
import time

import nbformat
from latex2mathml.converter import convert
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbconvert import HTMLExporter
from traitlets.config import Config

FIGURE = re.compile(r"^figure: (.+?) = (.+)$", re.M)
FORMULA = re.compile(r"(?s)(```.*?```|`[^`]*`)|\$\$(.+?)\$\$|\$([^$\n]+)\$")
SOLUTION = re.compile(r"(?s)<details>.*?</details>")
GO = re.compile(r"(?s)```go\n(.*?)\n```")
SPREAD = re.compile(r"([-+0-9.e]+) ± ([0-9.e-]+)")
METADATA = {
    "kernelspec": {"name": "gonb", "display_name": "Go (gonb)", "language": "go"},
    "language_info": {"name": "go", "file_extension": ".go", "mimetype": "text/x-go"},
}


def printed(cell):
    """All that a cell printed, as plain text."""
    parts = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            parts.append(output.text)
        elif output.output_type == "error":
            parts.append("\n".join([f"{output.ename}: {output.evalue}"] + output.traceback))
        elif "text/html" in output.get("data", {}):
            text = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", output.data["text/html"])
            text = html.unescape(re.sub(r"<[^>]*>", "", text))
            parts.append(re.sub(r"\n\s*\n+", "\n", text.strip())[:4000] + "\n")
    return re.sub(r"\x1b\[[0-9;]*m", "", "".join(parts))


def figures(nb):
    """The figures that a notebook printed, by name."""
    text = "".join(
        output.text
        for cell in nb.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stdout"
    )
    return dict(FIGURE.findall(text))


def drifted(saved, fresh):
    """One line for each figure that is missing, or further from the saved one than the saved spread."""
    lines = []
    for name, old in saved.items():
        if name not in fresh:
            lines.append(f"figure {name}: saved {old}, not printed now")
        elif spread := SPREAD.match(old):
            now = re.match(r"[-+0-9.e]+", fresh[name])
            if not now or not abs(float(now[0]) - float(spread[1])) <= float(spread[2]):
                lines.append(f"figure {name}: saved {old}, now {fresh[name]}")
    return lines


def solutions(nb):
    """The code of the folded solutions, a cell each."""
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    return [nbformat.v4.new_code_cell(go) for folded in SOLUTION.findall(text) for go in GO.findall(folded)]


def execute(nb, name, out, go_on=False):
    """Runs every cell in place; returns a description of the failure, or None."""
    folder = os.path.join(out, "run", name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    started = {}

    def start(cell, cell_index):
        started[cell_index] = time.time()

    def end(cell, cell_index, **_):
        if cell.cell_type == "code" and cell.source.strip():
            line = next(line for line in cell.source.splitlines() if line.strip())
            print(f"{name}: {time.time() - started[cell_index]:6.1f} s  cell {cell_index + 1:2d}  {line[:70]}", flush=True)

    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with open(os.path.join(out, name + ".log"), "w", encoding="utf-8") as log:
        client = NotebookClient(
            nb,
            timeout=None,
            kernel_name="gonb",
            resources={"metadata": {"path": folder}},
            coalesce_streams=True,
            record_timing=False,
            allow_errors=go_on,
            on_cell_start=start,
            on_cell_executed=end,
        )
        try:
            client.execute(stdout=log, stderr=log)
        except CellExecutionError:
            i, cell = next(
                (i, cell)
                for i, cell in enumerate(nb.cells)
                if any(output.output_type == "error" for output in cell.get("outputs", []))
            )
            return f"{name}: cell {i + 1} failed\n--- its source\n{cell.source}\n--- what it printed\n{printed(cell)}"
        except DeadKernelError:
            return f"{name}: the kernel died; its log is {log.name}"
    return None


def mathml(match):
    """A formula of a text cell as MathML, which a browser draws without a script; code is left as it is."""
    code, block, line = match.groups()
    return code or convert(block or line, display="block" if block else "inline")


def page(nb, name):
    """The notebook as one HTML page that needs nothing from elsewhere."""
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = FORMULA.sub(mathml, cell.source)
    config = Config()
    config.HTMLExporter.extra_template_basedirs = [os.path.dirname(os.path.abspath(__file__))]
    config.HTMLExporter.template_name = "page"
    return HTMLExporter(config=config).from_notebook_node(nb, {"metadata": {"name": name}})[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default="build", help="folder of the executed notebooks and pages")
    parser.add_argument("--save", action="store_true", help="save the fresh outputs in the notebook")
    parser.add_argument("--check", action="store_true", help="fail when a figure leaves its saved spread")
    parser.add_argument("--solutions", action="store_true", help="run the solutions of exercises, too")
    parser.add_argument("--go-on", action="store_true", help="go on after a cell that fails")
    parser.add_argument("notebooks", nargs="+")
    args = parser.parse_args()
    # The kernel of .venv, also where the user has one of the same name, unless the caller asks for that one.
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    failures, written = [], []
    for path in args.notebooks:
        name = os.path.splitext(os.path.basename(path))[0]
        try:
            nb = nbformat.read(path, as_version=4)
        except (OSError, nbformat.reader.NotJSONError) as err:
            sys.exit(f"notebook: {path}: {err}")
        saved = figures(nb)
        os.makedirs(args.out, exist_ok=True)
        begun = time.time()
        own = len(nb.cells)
        if args.solutions:
            nb.cells += solutions(nb)
        failure = execute(nb, name, args.out, args.go_on)
        del nb.cells[own:]
        print(f"{name}: {time.time() - begun:6.1f} s  in all", flush=True)
        nb.metadata.update(METADATA)
        target = os.path.join(args.out, name)
        nbformat.write(nb, target + ".ipynb")
        with open(target + ".html", "w", encoding="utf-8") as f:
            f.write(page(nb, name))
        if failure:
            failures.append(failure)
            continue
        if args.check:
            failures += [f"{name}: {line}" for line in drifted(saved, figures(nb))]
        if args.save:
            nbformat.write(nb, path)
        written.append((target, figures(nb)))
    for target, found in written:
        print(f"\n{os.path.abspath(target)}.ipynb\n{os.path.abspath(target)}.html")
        for figure, value in found.items():
            print(f"  {figure} = {value}")
    if failures:
        sys.exit("\n" + "\n".join(failures))


if __name__ == "__main__":
    main()
