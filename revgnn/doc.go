// Package revgnn builds, trains and looks into graph neural networks of a thousand layers and more.
//
// Such a network trains in memory that does not grow with its depth: going back, a reversible layer rebuilds its input
// from its output. In a cell of a notebook:
//
//	graph := datasets.Cora().Must()
//	network := revgnn.Reversible(conv.GEN()).WithDepth(1001).WithChannels(64).WithGroups(2).For(graph).Must()
//	training := revgnn.Train(network, graph).WithEpochs(100).WithDirectory("runs/deep").Must()
//	viz.Show(training)
//	best := cell.Must(revgnn.LoadBest("runs/deep"))
//	fmt.Println(revgnn.Evaluate(best, graph).Must())
//
// A program calls Done in place of Must, which returns an error, and WithContext before it, to end work early.
//
// It follows "Training Graph Neural Networks with 1000 Layers" (Li, Müller, Ghanem, Koltun, ICML 2021). A network is
//
//	nodes  → Linear → X [N, C]
//	edges  → Linear → [E, C], multiplied into each block's own map and never held
//	family → the layers, or an equilibrium
//	head   → LayerNorm → ReLU → dropout → Linear → [N, outputs]
//
// with F = LayerNorm → ReLU → shared dropout → graph convolution and one of the families
//
//	Residual     Y = F(X) + X, L layers
//	Reversible   the channels in G groups: Y₀ = X₂ + … + X_G, Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ, L layers
//	Equilibrium  Z* = F(Z*, X), solved for
//
// X of a reversible layer can be rebuilt from Y. The F of an equilibrium has two convolutions, and its last
// normalization takes the place of the head's. They are built by [Residual], [Reversible] and [Equilibrium]. Residual
// and reversible layers share one set of parameters with WithTiedWeights, and with WithConvolutionalEnds a graph
// convolution takes the place of the nodes' Linear and of the head's. The nodes' inputs are features, the encoded
// species, and with WithLabelInput the labels of training nodes.
//
// # Training
//
// Train is Adam on the cross-entropy, or on the mean squared error of real numbers, unless told. WithOptimizer takes
// RMSProp and weight decay, or any optimizer of GoMLX by [OptimizerOf]; WithLoss the log cross-entropy, for real
// numbers [AbsoluteError] and [Huber], or one of your own by [LossOf]; WithClassWeights, WithPositiveWeights and
// WithBalancedLoss let a rare class or a rare yes count more. WithMetric is what evaluations score with, as F1 or
// Matthews' correlation of package metrics; the best step, patience, a plateau, sweeps and figures follow it.
// WithWarmUp, WithPlateau, WithCosine and WithSchedule change the learning rate, WithGradientClipping bounds the
// gradient, WithAccumulation averages it over several parts, WithDevices does so on several devices at once, and
// WithFrozen keeps parameters as they are. WithPatience ends early, and so does a function that WithCallback takes, by
// [Enough]. WithDistillation learns from another run.
//
// All of it but callbacks follows from the run's history and its last checkpoint, so that a run that was stopped ends
// with the numbers of one that was not, and WithExtension gives it more epochs. LoadBest gives the parameters of the
// best evaluation. Plan and Estimate say what a training will need before it starts.
//
// # Experiments and sweeps
//
// Package paper has the experiments of the paper by their names, with nothing left open: data, network, loss,
// optimizer, schedule, evaluation and seed. Package sweep trains networks over values of their options.
//
// # Layers of one's own
//
// A graph operator of one's own is a conv.Operator. Package reversible puts the coupling of reversible networks around
// any other function, in any model of GoMLX.
//
// # Checks
//
// [CheckInverse] measures how well each layer's input is rebuilt, [CheckGradients] holds the backward modes against
// each other and against finite differences, and [Compare] shows what each mode costs. They take any network and graph,
// and an operator of one's own: it needs no gradient. An operator that draws random numbers or takes batch statistics
// in Apply is refused when the network is built.
//
// # How to choose a family, a backward mode and a solver
//
// Reversible is the first choice: its memory does not grow with depth, and its gradient is exact. Residual has more
// parameters and needs [N, C] more for each layer; take it for comparison, or where one group is to see all channels.
// Weight-tied networks hold one layer's parameters whatever their depth: for small files and little data. Equilibrium
// has no depth to choose; it pays with a solve per step, whose status the run records.
//
// The backward mode changes cost, not the gradient. Invert where there is an inverse. Recompute where there is none.
// Store for a few layers, where it is fastest. For an equilibrium, Implicit; Phantom is cheaper and not the whole
// gradient; Recompute and Store differentiate plain iteration, for comparison.
//
// For an equilibrium start with Anderson, the default. Picard is faster where few evaluations do, as with GCN, SAGE and
// GAT at the start of training. Broyden takes as many evaluations as Anderson and more memory. When solves fail as
// training goes on, use a Jacobian penalty or a smaller learning rate.
//
// docs/measured.md has the memory and the time of each family, operator and solver, side by side.
package revgnn
