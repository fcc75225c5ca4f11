// Package revgnn builds, trains and looks into graph neural networks of a thousand layers and more.
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
// X of a reversible layer can be rebuilt from Y. The F of an equilibrium has two convolutions, and its last normalization
// takes the place of the head's. They are built by [Residual], [Reversible] and [Equilibrium]. Residual and reversible
// layers share one set of parameters with WithTiedWeights, and with WithConvolutionalEnds a graph convolution takes the
// place of the nodes' Linear and of the head's. The nodes' inputs are features, the encoded species, and with
// WithLabelInput the labels of training nodes. One cell builds and trains:
//
//	model := revgnn.Reversible(conv.GEN()).WithDepth(1001).WithChannels(80).For(graph).Must()
//	run := revgnn.Train(model, graph).WithEpochs(100).WithDirectory("runs/deep").Must()
//
// Each builder ends with Done, which returns an error, or Must, which ends a notebook's cell with one line.
//
// # Training
//
// Train is Adam on the cross-entropy unless told. WithOptimizer takes RMSProp and weight decay, WithLoss the log
// cross-entropy, WithGradientClipping a norm, WithWarmUp and WithPlateau change the learning rate, WithPatience ends early,
// and WithDistillation learns from another run. All of it follows from the run's history and its last checkpoint, so that a
// run that was stopped ends with the numbers of one that was not. LoadBest gives the parameters of the best evaluation.
//
// # Presets
//
// Preset gives an experiment of the paper by its name, with nothing left open: data, network, loss, optimizer, schedule,
// evaluation and seed. Presets lists them.
//
//	small := revgnn.Preset("revgnn-deep-proteins").Small().Must() // trains in about a minute; without Small, as published
//	viz.Show(small)                                               // its settings, and where each comes from
//	viz.Show(small.MustPlan())                                    // time and memory, from one measured step
//	run := small.Train().WithDirectory("runs/small").Must()
//	scores := small.Evaluate(revgnn.MustLoadBest("runs/small")).Must()
//
// With changes a field and WithGraph the data; Save and OpenExperiment keep an experiment in a file. A student of
// self-distillation is trained after its teacher: With("teacher", directory).
//
// What "make paper-small" trained, on 2 busy cores, beside the published results of the full form. It is no reproduction: the
// small networks have fewer layers, channels and epochs, and other data (yeast: STRING's yeast proteins in the layout of
// ogbn-proteins, where it is at hand, with test ROC-AUC; Cora in place of ogbn-arxiv and Amazon Photo in place of
// ogbn-products, with test accuracy), so two results in a line are no measure of each other. "About" marks a published
// figure that was recalled. Parameters, memory of a training step and time are those of the small form.
//
//	preset                      published           small           parameters  memory   time
//	revgnn-deep-proteins        87.74 ± 0.13        70.12  on yeast          208385  9.08 MB  54s
//	revgnn-wide-proteins        88.24 ± 0.15        71.35  on yeast          182865  10.5 MB  36s
//	resgnn-64-proteins          85.94               69.17  on yeast           77105  10.2 MB  17s
//	revgnn-64-proteins          85.48               68.97  on yeast           48433  4.74 MB  23s
//	revgnn-80-proteins          85.97               70.61  on yeast          104897  7.42 MB  1m35s
//	revgnn-224-proteins         87.02               70.81  on yeast          182865  10.5 MB  2m47s
//	wt-resgnn-64-proteins       83.30               67.58  on yeast           11761  11.2 MB  1m49s
//	wt-revgnn-64-proteins       82.89               67.94  on yeast            7729  6.17 MB  1m24s
//	wt-revgnn-80-proteins       83.46               67.98  on yeast           16193  9.22 MB  1m24s
//	wt-revgnn-224-proteins      85.28               70.97  on yeast           27729  12.1 MB  2m49s
//	deq-gnn-64-proteins         83.17               60.32  on yeast           11761  17.2 MB  48s
//	deq-gnn-224-proteins        85.84               60.20  on yeast           43985  34.6 MB  40s
//	resgcn-128-arxiv            72.46               78.40  on Cora           152391  34.4 MB  14s
//	revgcn-128-arxiv            73.01 ± 0.31        78.10  on Cora           123719  22.9 MB  17s
//	revgcn-180-arxiv            about 73.22 ± 0.19  80.80  on Cora           190357  26.5 MB  24s
//	revsage-128-arxiv           about 72.69         77.40  on Cora           152391  23.6 MB  33s
//	revgen-128-arxiv            about 72.34         78.40  on Cora           123719  27.2 MB  52s
//	revgat-768-arxiv            74.02 ± 0.18        76.30  on Cora           306638  53.9 MB  58s
//	revgat-1068-arxiv           74.05 ± 0.11        79.90  on Cora           435878  61.8 MB  1m12s
//	revgat-768-distilled-arxiv  74.26 ± 0.17        77.60  on Cora           306638  54 MB    50s
//	revsage-7-products          82.76 ± 0.27        86.57  on Photo           78408  12.1 MB  12s
//	revsage-112-products        83.07 ± 0.30        85.45  on Photo          168456  13.5 MB  32s
//
// # Checks
//
// [CheckInverse] measures how well each layer's input is rebuilt, [CheckGradients] holds the backward modes against each
// other and against finite differences, and [Compare] shows what each mode costs. They take any network and graph, and an
// operator of one's own: it needs no gradient. An operator that draws random numbers or takes batch statistics in Apply is
// refused when the network is built.
//
// # How to choose a family, a backward mode and a solver
//
// Reversible is the first choice: its memory does not grow with depth, and its gradient is exact. Residual has more
// parameters and needs [N, C] more for each layer; take it for comparison, or where one group is to see all channels.
// Weight-tied networks hold one layer's parameters whatever their depth: for small files and little data. Equilibrium has
// no depth to choose; it pays with a solve a step, whose status the run records.
//
// The backward mode changes cost, not the gradient. Invert where there is an inverse. Recompute where there is none. Store
// for a few layers, where it is fastest. For an equilibrium, Implicit; Phantom is cheaper and not the whole gradient;
// Recompute and Store differentiate plain iteration, for comparison.
//
// For an equilibrium start with Anderson, the default. Picard is faster where few evaluations do, as with GCN, SAGE and GAT
// at the start of training. Broyden takes as many evaluations as Anderson and more memory. When solves fail as training
// goes on, use a Jacobian penalty or a smaller learning rate.
//
// One training step by family, "make bench" on 2 cores, XLA on the CPU: GEN(max), 80 channels, 2 groups where there are
// groups, 1,325 nodes, 79,000 edges with 8 features. The equilibrium's depth is its cap of evaluations.
//
//	family                     activations at 7, 28, 112   a layer more             compiled in
//	reversible                  41.5,  41.5,  41.5 MB      0 B                      3.4, 3.3, 3.4 s
//	weight-tied reversible      41.6,  41.6,  41.6 MB      0 B                      3.8, 3.4, 3.8 s
//	residual, Recompute         82.8,  91.7, 127.4 MB      424,320 B: its input
//	equilibrium (14, 56, 112)  107.6, 107.6, 107.6 MB      8 B: the solver's trace  4.6, 4.3, 3.6 s
//
// By operator: 64 channels, 7 layers, the same graph; the step's time and its activations. The last column is the
// evaluations of an equilibrium's two solves; its history takes 5.4 MB more.
//
//	operator        residual           reversible         equilibrium
//	GEN(max)        0.23 s   65.9 MB   0.17 s   32.9 MB   0.42 s   85.4 MB   14 / 10
//	GEN(softmax)    0.41 s   85.8 MB   0.39 s   42.8 MB   1.08 s  208.0 MB   17 / 12
//	GCN             0.05 s   24.1 MB   0.08 s   11.9 MB   0.16 s   27.8 MB   10 / 7
//	SAGE(mean)      0.11 s   24.8 MB   0.12 s   11.9 MB   0.24 s   28.5 MB   10 / 7
//	GAT, 4 heads    0.22 s   50.1 MB   0.19 s   27.3 MB   0.38 s   97.8 MB   10 / 7
//	GATv2, 4 heads  0.37 s  111.0 MB   0.35 s   57.2 MB   0.64 s  189.0 MB    9 / 7
//	GIN             0.10 s   24.4 MB   0.08 s   11.6 MB   0.42 s   27.9 MB   27 / 17
//
// Solvers on Cora, 64 channels, to a relative residual of 1e-5 at the network's start: evaluations forward and backward,
// and the time of a step.
//
//	operator   Picard                         Anderson           Broyden
//	GCN        9 / 8, 0.058 s                 9 / 8, 0.121 s     9 / 8, 0.141 s
//	GEN(max)   100 / 30, does not converge    30 / 24, 0.56 s    31 / 25, 0.69 s
package revgnn
