package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn"
)

// work is what is measured: a step of ours, and the same step of others.
type work struct {
	name     string
	source   source // of the graph
	program  string // of programs, and the name of the Python program that does the same
	settings settings
	mode     revgnn.Backward
	rivals   []rival
	device   string // that the Python programs compute on, by torch's name; "" for the CPU
}

// rival is another program that does a work: a way to do it in Python, or ours in another mode.
type rival struct {
	name    string
	way     map[string]string // what the Python program is told besides the settings
	glibc   bool              // the C library's allocator in place of jemalloc
	mode    revgnn.Backward   // of ours; "" for a Python program
	skipped string            // why it is not measured; "" for no reason
}

// works are in the order in which they are measured.
var works = []work{
	gen("a tenth of a part of ogbn-proteins", tenth, 7, own, everyAllocator),
	gen("a tenth of a part of ogbn-proteins", tenth, 28, own, everyAllocator),
	gen("a part of ogbn-proteins", part, 7, everyAllocator),
	gen("ogbn-yeast, full batch", yeast, 28, jemallocAlone),
	onArxiv("RevGCN, 7 × 128", "reversible", settings{"gcn", 7, 128, 0.5},
		[]rival{
			{name: "GroupAddRev, sparse", way: reverse("sparse")},
			{name: "GroupAddRev, sparse", way: reverse("sparse"), glibc: true},
			{name: "GroupAddRev, gather and scatter", way: reverse("edges")},
			{name: "plain autograd, sparse", way: way("plain", "sparse")},
			{name: "checkpointed, sparse", way: way("checkpointed", "sparse")},
		}),
	onArxiv("RevSAGE, 7 × 128", "reversible", settings{"sage", 7, 128, 0.5},
		[]rival{
			{name: "GroupAddRev, sparse", way: reverse("sparse")},
			{name: "GroupAddRev, sparse", way: reverse("sparse"), glibc: true},
			{name: "plain autograd, sparse", way: way("plain", "sparse")},
			{name: "checkpointed, sparse", way: way("checkpointed", "sparse")},
		}),
	onArxiv("RevGEN softmax, 7 × 128", "reversible", settings{"gen-softmax", 7, 128, 0.5}, edgesAlone),
	onArxiv("RevGAT, 5 layers, 3 heads of 64", "attention", settings{"gat", 5, 192, 0.5}, edgesAlone),
	onCora("gcn"),
	onCora("gen-max"),
	{name: "one weighted sum by target, 64 channels, ogbn-arxiv", source: arxiv, program: "aggregation",
		settings: settings{Channels: 64}, rivals: []rival{
			{name: "torch.sparse CSR"}, {name: "torch.sparse CSR", glibc: true}}},
}

func way(gradient, form string) map[string]string {
	return map[string]string{"gradient": gradient, "form": form}
}

func reverse(form string) map[string]string { return way("reversible", form) }

// gen is a network of the blocks of the ogbn-proteins models.
func gen(data string, from source, depth int, lists ...[]rival) work {
	w := work{name: fmt.Sprintf("GEN max, %d layers of 80 channels, %s", depth, data), source: from,
		program: "reversible", settings: settings{"gen-max", depth, 80, 0.1}, mode: revgnn.Invert}
	for _, list := range lists {
		w.rivals = append(w.rivals, list...)
	}
	return w
}

// onArxiv is a full-batch step on ogbn-arxiv, with both directions and self-loops.
func onArxiv(network, program string, s settings, rivals []rival) work {
	return work{name: network + ", ogbn-arxiv", source: arxiv, program: program, settings: s, mode: revgnn.Invert,
		rivals: rivals}
}

// onCora is an equilibrium network of 64 channels, solved to a relative residual of 1e-5.
func onCora(operator string) work {
	name := map[string]string{"gcn": "GCN", "gen-max": "GEN max"}[operator]
	w := work{name: "equilibrium of " + name + ", 64 channels, Cora", source: cora, program: "equilibrium",
		settings: settings{Operator: operator, Channels: 64}, mode: revgnn.Implicit}
	for _, s := range []struct{ name, of string }{
		{"fixed point", "fixed_point_iter"}, {"Anderson", "anderson"}, {"Broyden", "broyden"}} {
		w.rivals = append(w.rivals, rival{name: "torchdeq, " + s.name, way: map[string]string{"solver": s.of}})
	}
	return w
}

// Lists of rivals. PyTorch Geometric's GENConv and GATConv gather and scatter the edges' tensors: they have no sparse
// form.
var (
	jemallocAlone = []rival{
		{name: "GroupAddRev", way: reverse("edges")},
		{name: "GroupAddRev", glibc: true, skipped: "its share is in the other rows"},
		{name: "plain autograd", way: way("plain", "edges")},
		{name: "checkpointed", way: way("checkpointed", "edges")},
	}
	everyAllocator = []rival{
		{name: "GroupAddRev", way: reverse("edges")},
		{name: "GroupAddRev", way: reverse("edges"), glibc: true},
		{name: "plain autograd", way: way("plain", "edges")},
		{name: "checkpointed", way: way("checkpointed", "edges")},
	}
	edgesAlone = []rival{
		{name: "GroupAddRev", way: reverse("edges")},
		{name: "GroupAddRev", glibc: true, skipped: "a step takes too long; its share is in the rows above"},
		{name: "plain autograd", skipped: "it keeps the edges' tensors of all layers, which fit no memory here"},
		{name: "checkpointed", way: way("checkpointed", "edges")},
	}
	own = []rival{{name: "Kilolayer, plain automatic differentiation", mode: revgnn.Store}}
)
