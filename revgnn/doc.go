// Package revgnn builds, trains and looks into graph neural networks of a thousand layers and more.
//
// It follows "Training Graph Neural Networks with 1000 Layers" (Li, Müller, Ghanem, Koltun, ICML 2021). A network is
//
//	nodes  → Linear → [N, C]
//	edges  → Linear → [E, C], multiplied into each block's own map and never held
//	stack  → L reversible layers of G groups
//	head   → LayerNorm → ReLU → dropout → Linear → [N, outputs]
//
// A layer of the stack splits the channels into G groups X₁ … X_G and computes
//
//	Y₀ = X₂ + … + X_G,  Yᵢ = Fᵢ(Yᵢ₋₁, A, U) + Xᵢ
//
// with F = LayerNorm → ReLU → shared dropout → graph convolution. Its input can be rebuilt from its output, so training
// keeps the last layer's output alone: the memory of activations does not grow with depth.
//
// One cell builds and trains:
//
//	model := revgnn.Reversible(conv.GEN()).WithDepth(1001).WithChannels(80).For(graph).Must()
//	run := revgnn.Train(model, graph).WithEpochs(100).WithDirectory("runs/deep").Must()
//
// Each builder ends with Done, which returns an error, or Must, which ends a notebook's cell with one line.
package revgnn
