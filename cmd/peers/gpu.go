package main

import "github.com/kilolayer/kilolayer/revgnn"

// worksOnGPU are those of -gpu: networks of the paper at full size, ours and GroupAddRev on the GPU of this machine.
// Other ways to differentiate keep something of each layer. A work has the name of the preset whose layers it has; what
// the presets have besides, such as species and labels as inputs, PyTorch Geometric's example has not.
var worksOnGPU = []work{
	onGPU("revgnn-deep-proteins", part, "reversible", settings{"gen-max", 1001, 80, 0.1}, "edges"),
	onGPU("revgnn-wide-proteins", part, "reversible", settings{"gen-max", 448, 224, 0.2}, "edges"),
	onGPU("revgcn-128-arxiv", arxiv, "reversible", settings{"gcn", 28, 128, 0.5}, "sparse"),
	onGPU("revgen-128-arxiv", arxiv, "reversible", settings{"gen-softmax", 28, 128, 0.5}, "edges"),
	onGPU("revgat-768-arxiv", arxiv, "attention", settings{"gat", 5, 768, 0.75}, "edges"),
}

func onGPU(preset string, from source, program string, s settings, form string) work {
	return work{name: preset, source: from, program: program, settings: s, mode: revgnn.Invert, device: torchGPU,
		rivals: []rival{{name: "GroupAddRev", way: reverse(form)}}}
}
