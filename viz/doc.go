// Package viz draws figures of runs and of their memory, inline in a notebook.
//
//	viz.Show(viz.Curves(run), viz.Memory(run))
//
// A [Figure] is data with a title and axes with units. In a notebook it is an ECharts chart that holds a static picture of
// itself, for places where scripts are stripped; it can be saved as PNG, SVG or one HTML page. Outside a notebook [Show]
// prints a figure's title and its data as a table. Live follows a run while it trains, in one output block, and Progress a
// sweep.
//
// Of runs:
//
//   - [Live]: a run while it trains, as an observer
//   - [Progress]: a sweep while it trains, as an observer
//   - [Curves]: loss and metric of one or more runs
//   - [Seeds]: runs that differ in the seed alone: mean and band
//   - [MemoryOverTime]: the memory of the process, beside that of the compiled step
//   - [Residuals]: how the solver of an equilibrium network went
//   - [Gradients]: norms of gradients and activations by layer
//   - [Compare], [Ranking]: what runs reached, and at what cost
//
// Of networks and what they predict:
//
//   - [Memory]: one training step, in its parts
//   - [Model]: the network as a picture
//   - [Reconstruction]: how well the inputs of reversible layers are rebuilt
//   - [Embedding]: nodes in two dimensions, by principal components
//   - [Predictions]: a graph coloured by what was predicted
//   - [Confusion], [ROC]: how right the predictions are, by class and by task
//
// Of graphs: [Graph] and [Degrees].
//
// Bytes are decimal: 1 MB is 10^6 bytes. Colours are the Okabe-Ito set, which colour-blind readers tell apart.
//
// # The chart library
//
// ECharts 5.6.0 (Apache-2.0, see the folder echarts) is embedded in the binary; nothing is fetched from the network.
// It takes 449 KB, so a notebook should hold it once though each cell is a process of its own. Call [Setup] in the first
// cell: the library then stands in that cell's output, and no other cell of the same kernel sends it. Without Setup the
// first cell that shows a figure sends it, and sends it again when the same cell is run again. A chart whose page
// has no library keeps its static picture and says which cell to run.
//
// The package is pure Go and links no backend, so a cell that only draws builds fast.
package viz
