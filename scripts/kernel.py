"""Writes the GoNB kernel's specification into .venv, and the module that its cells are built with.

The specification holds absolute paths and a whole environment, so that the kernel also starts from another editor.
Cells see the checkout through .tools/cells, a module with go.mod's requirements that GoNB puts into each
notebook's go.work: Kilolayer and every library it uses import at once, at the pinned versions, without a download.
"""

import glob
import json
import os
import re
import subprocess
import sys

root = sys.argv[1]
tools = os.path.join(root, ".tools")


def write(path, text):
    """Writes text to path unless it is there already: GoNB and gopls watch these files."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path, encoding="utf-8") as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(path + ".new", path)


def plugin():
    """The XLA plugin of the wheel in .venv, with a link beside it under the name that go-xla looks for."""
    packages = os.path.join(root, ".venv", "lib", "python3*", "site-packages")
    for kind, pattern in (("cuda", "jax_plugins/xla_cuda*/xla_*.so"), ("cpu", "xla_plugins/*/xla_*.so")):
        for found in glob.glob(os.path.join(packages, pattern)):
            link = os.path.join(os.path.dirname(found), f"pjrt_c_api_{kind}_plugin.so")
            if not os.path.islink(link):
                os.symlink(os.path.basename(found), link)
            return found
    sys.exit("setup: no XLA plugin in .venv; remove .venv and run make setup again")


# The module of the cells. The block form of "replace" keeps GoNB from watching every folder of the checkout.
with open(os.path.join(root, "go.mod"), encoding="utf-8") as f:
    mod = f.read()
module = re.search(r"^module (\S+)$", mod, re.M).group(1)
mod = re.sub(r"^module .*$", "module cells", mod, flags=re.M)
mod = re.sub(r"^tool (\([^)]*\)|.*)$", "", mod, flags=re.M)
mod += f"\nrequire {module} v0.0.0\n\nreplace (\n\t{module} => ../..\n)\n"
write(os.path.join(tools, "cells", "go.mod"), mod)
with open(os.path.join(root, "go.sum"), encoding="utf-8") as f:
    write(os.path.join(tools, "cells", "go.sum"), f.read())

go = json.loads(subprocess.check_output(["go", "env", "-json", "GOROOT", "GOCACHE", "GOMODCACHE", "GOFLAGS"], cwd=root))
folders = [os.path.join(tools, "bin"), os.path.join(root, ".venv", "bin"), os.path.join(go["GOROOT"], "bin")]
folders += ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
library = plugin()
env = {
    "PATH": ":".join(folders),
    "KILOLAYER_ROOT": root,
    "KILOLAYER_PLUGIN": library,
    "PJRT_PLUGIN_LIBRARY_PATH": os.path.dirname(library),
    "GOMLX_NO_AUTO_INSTALL": "1",  # otherwise go-xla looks for a plugin of its own on the network
    "TF_CPP_MIN_LOG_LEVEL": "2",  # errors only in XLA's log, which ends up in the cell
    "GOCACHE": go["GOCACHE"],
    "GOMODCACHE": go["GOMODCACHE"],
    # -w takes half the time of linking. With -trimpath a library is built once for cells, tests and other checkouts.
    "GOFLAGS": (re.sub(r"-mod=\S+|-ldflags=\S+|-trimpath", "", go["GOFLAGS"]) + " -trimpath -ldflags=-w").strip(),
    "GOWORK": "",
    "GOPROXY": "off",  # all is here already; a cell without the set-up would look for Kilolayer on the network first, and fail
}
spec = {
    "argv": [os.path.join(tools, "bin", "gonb"), "--kernel", "{connection_file}", "-go_work=" + os.path.join(tools, "cells")],
    "display_name": "Go (gonb)",
    "language": "go",
    "interrupt_mode": "message",
    "env": env,
}
kernel = os.path.join(root, ".venv", "share", "jupyter", "kernels", "gonb", "kernel.json")
write(kernel, json.dumps(spec, indent=1) + "\n")

# JupyterLab offers this kernel first, and asks nobody for news.
config = {
    "MultiKernelManager": {"default_kernel_name": "gonb"},
    "KernelSpecManager": {"ensure_native_kernel": False},
    "LabApp": {"news_url": None, "check_for_updates_class": "jupyterlab.NeverCheckForUpdate"},
}
write(os.path.join(root, ".venv", "etc", "jupyter", "jupyter_server_config.json"), json.dumps(config, indent=1) + "\n")
settings = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
write(os.path.join(root, ".venv", "share", "jupyter", "lab", "settings", "overrides.json"), json.dumps(settings, indent=1) + "\n")

# The same for recipes and scripts: sourced by the Makefile's commands.
lines = [f'export PATH="{":".join(folders[:2])}:$PATH"', "export JUPYTER_PREFER_ENV_PATH=1"]
lines += [f'export {name}="{env[name]}"' for name in ("KILOLAYER_ROOT", "KILOLAYER_PLUGIN", "PJRT_PLUGIN_LIBRARY_PATH", "GOMLX_NO_AUTO_INSTALL")]
lines.append('export GOFLAGS="${GOFLAGS:-} -trimpath"')
write(os.path.join(tools, "env"), "\n".join(lines) + "\n")
