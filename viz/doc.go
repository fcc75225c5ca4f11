// Package viz draws figures of runs, of networks and of graphs, inline in a notebook.
//
//	viz.Setup()                           // in the first cell: the notebook gets the chart library
//	r := cell.Must(run.Open("runs/a"))    // or what training returned
//	viz.Show(viz.Curves(r))               // a chart
//	viz.Show(viz.Curves(r), viz.Memory(r), "two charts side by side, then text")
//	f := viz.Compare(sweep.Runs()...).WithTitle("Depths compared")
//	fmt.Println(f.Table())                // the figure's data
//	cell.Must(f.SavePNG("depths.png"))    // or SaveSVG, SavePDF, SaveHTML, SaveCSV
//	cell.Must(f.SavePDF("depths.pdf", viz.ColumnWidth, viz.FontSize(8), viz.WithoutTitle))
//
// A [Figure] is data with a title and axes with units. In a notebook it is an ECharts chart that holds a static picture
// of itself, for places where scripts are stripped. Outside a notebook [Show] prints a figure's title and its data as a
// table. [Live] follows a run while it trains, in one output block, and [Progress] a sweep.
//
// Figures of runs:
//
//   - [Live]: a run while it trains, as an observer
//   - [Progress]: a sweep while it trains, as an observer
//   - [Curves]: loss and metric of one or more runs
//   - [Seeds]: runs that differ in the seed alone, as mean and band
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
//   - [Predicted]: predicted against true real numbers
//
// Of graphs:
//
//   - [Graph]: the nodes with their classes, and the edges
//   - [Degrees]: how many nodes have which in-degree
//
// A function that takes several runs takes a slice of them as it is: viz.Curves(runs...), whatever their type. Where
// the runs are of several types, name what they have in common: viz.Curves[run.Recorded](a, b).
//
// Classes, tasks, values and nodes are told by the names that the graph has for them, else by their numbers.
//
// Sizes are decimal: 1 MB is 10^6 bytes. Colours are the Okabe-Ito set, which colour-blind readers tell apart.
//
// # The chart library
//
// ECharts 5.6.0 (Apache-2.0, see internal/chart/echarts) is embedded in the binary; nothing is fetched from the
// network. It takes 449 KB, so a notebook should hold it once, though each cell is a process of its own. Call [Setup]
// in the first cell: the library then stands in that cell's output, and no other cell of the same kernel sends it.
// Without Setup the first cell that shows a figure sends it, and sends it again when the same cell is run again. A
// chart whose page has no library keeps its static picture and says which cell to run.
//
// The package is pure Go and links no backend, so a cell that only draws builds fast.
package viz
