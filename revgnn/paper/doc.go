// Package paper has the experiments of "Training Graph Neural Networks with 1000 Layers" (Li, Müller, Ghanem, Koltun,
// ICML 2021) by their names, with nothing left open: data, network, loss, optimizer, schedule, evaluation and seed.
//
//	small := paper.Preset("revgnn-deep-proteins").Small().Must() // a minute; without Small, as published
//	viz.Show(small)                                              // its options, and where each comes from
//	viz.Show(small.Train().Plan().Must())                        // time and memory, from one measured step
//	run := small.Train().WithDirectory("runs/small").Must()
//	model := cell.Must(revgnn.LoadBest("runs/small"))
//	scores := small.Evaluate(model).Must()
//	deeper := paper.Preset("revgnn-deep-proteins").Small().With("depth", 56).Must()
//	cell.Must(deeper.Save("deeper.json")) // paper.Open("deeper.json").Must() reads it
//
// [Presets] lists the experiments. With changes an option, by the names that package options gives them, and WithGraph
// the data; Save and [Open] keep an experiment in a file. A student of self-distillation is trained after its teacher:
// With("teacher", directory). Package sweep trains an experiment over several values of its options.
//
// # Results
//
// What "make paper-small" trained, on 2 busy cores, beside the published results of the full form. It is no
// reproduction: the small networks have fewer layers, channels and epochs, and other data (yeast: STRING's yeast
// proteins in the layout of ogbn-proteins, where it is at hand, with test ROC-AUC; Cora in place of ogbn-arxiv and
// Amazon Photo in place of ogbn-products, with test accuracy), so two results in a line are no measure of each other.
// "About" marks a published figure that was recalled. Parameters, memory of a training step and time are those of the
// small form.
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
package paper
