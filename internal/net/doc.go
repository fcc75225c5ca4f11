// Package net holds the networks of package revgnn: what they are made of, and how a computation is built of them.
//
// A [Spec] is a network without its parameters. It never changes. Its parameters lie in a store of GoMLX: Draw makes
// one with the values that the seed gives. A [Data] is a graph as the network reads it, and makes the tensors of its
// parts. A [Pass] builds the network inside a computation:
//
//	spec, err := net.New(options, operators, graph) // options of package revgnn/options
//	data, err := spec.Read(graph)
//	store := spec.Draw()
//	exec, err := model.NewExec(backend, store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
//		return net.NewPass(spec, store, in).Logits() // [N, outputs]
//	})
//	out, err := exec.Exec(data.Inputs(part)...)
//
// A network of layers is a [Coupling] of blocks in a loop, F being LayerNorm → ReLU → dropout → graph convolution. That
// of an equilibrium is a block whose fixed point is sought. Both follow "Training Graph Neural Networks with 1000
// Layers" (Li, Müller, Ghanem, Koltun, ICML 2021).
//
// The files build on each other one way: convolution, block, coupling and injected are the pieces; variables and spec
// put them together; batch and labels make data; segments, equilibrium, inputs and pass build a computation.
package net
