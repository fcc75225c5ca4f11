// Package datasets holds graphs for node prediction: one type, many sources, and what is done to a graph before a
// network sees it.
//
//	papers := datasets.Arxiv().Must()                       // downloaded once, then opened from the disk
//	people := datasets.Read("edges.csv", "nodes.csv").WithClassFrom("team").WithUndirected().Must()
//	people = people.Transform().AddSelfLoops().LargestComponent().SplitAtRandom(0.6, 0.2, 1).Must()
//	fmt.Println(people)                                     // one line: nodes, edges, features, classes
//	fmt.Println(people.Summary())                           // a table: degrees, homophily, splits, memory
//	cell.Must(people.Save("people.graph"))
//	again := datasets.Open("people.graph").Must()
//	parts := cell.Must(again.Partition(10, 1))              // 10 parts of one shape, to train on one at a time
//	fmt.Println(parts.Part(0))
//
// A Graph has N nodes and E directed edges. The edges are sorted by target, and edges of one target keep the order of
// the source they came from. An undirected graph stores both directions. Shapes:
//
//	Source, Target      [E]     node ids
//	EdgeWeights         [E]     may be absent: each edge weighs 1
//	NodeFeatures        [N, F]  may be absent
//	EdgeFeatures        [E, D]  may be absent; row e belongs to edge e
//	Classes             [N]     one class per node, −1 where unlabelled …
//	Tasks               [N, T]  … or T yes/no tasks per node, NaN where unlabelled …
//	Values              [N, V]  … or V real numbers to predict, NaN where unlabelled
//	Train, Valid, Test          node ids
//	Species, Years      [N]     may be absent; so may Times [N] and EdgeTimes [E]
//	IDs, Names          [N]     what the nodes are called where they are from, and by people; may be absent
//	Schema                      what features, classes and tasks are called, and where they are from
//
// Sources are builders. The last call is Done, which returns an error, or Must, which is for notebook cells and ends
// the program with one line. Those that read files or download them take WithContext, which ends that; their Must ends
// with the notebook's stop button.
//
// Published sets are downloaded once into the data folder (see [Folder]), checked, and read from there:
//
//   - [Proteins], [Arxiv], [Products]: the Open Graph Benchmark (Hu et al., 2020, arXiv:2005.00687)
//   - [Cora], [CiteSeer], [PubMed]: Planetoid (Yang et al., 2016, arXiv:1603.08861)
//   - [AmazonComputers], [AmazonPhoto], [CoauthorCS], [CoauthorPhysics], [CoraFull]: gnn-benchmark (Shchur et al.,
//     2018, arXiv:1811.05868)
//   - [RomanEmpire], [AmazonRatings], [Minesweeper], [Tolokers], [Questions], [Chameleon], [Squirrel], [Actor],
//     [Texas], [Cornell], [Wisconsin]: heterophilous graphs (Platonov et al., 2023, arXiv:2302.11640)
//
// Files in the same layouts: [FromOGB], [FromPlanetoid], [FromNPZ], [FromHeterophilous].
//
// # Files of one's own
//
// [Read] reads a file or a folder in any of these formats, recognizes which, and says so in the graph's Schema:
//
//	CSV                       tables of edges and of nodes: pandas, R, Excel, Gephi, Neo4j; a matrix
//	Parquet                   the same tables, as pandas writes them
//	edge list                 two ids a line: SNAP, KONECT, NetworkX, NCOL
//	adjacency list            a node and its neighbours a line: NetworkX; also with a line for each neighbour
//	GraphML                   NetworkX, igraph, yEd, Gephi
//	GEXF                      Gephi, NetworkX
//	GML                       NetworkX, igraph, Gephi, yEd
//	JSON                      node-link of NetworkX and d3, Cytoscape.js, graphology, JSON Graph Format
//	Pajek, METIS, LGL         .net, .graph, .lgl
//	MatrixMarket              .mtx of SciPy and SuiteSparse
//	NumPy                     .npz of edge_index, x, y and the like, or of scipy.sparse; a matrix as .npy
//	DGL folder                the CSV files of DGL's CSVDataset
//	Planetoid folder          as by FromPlanetoid
//	gnn-benchmark archive     as by FromNPZ
//	heterophilous archive     as by FromHeterophilous
//	graph                     what Save wrote, as by Open
//
// Each column has a role, by an option or by its name; what is predicted is never guessed:
//
//	feature      numbers, also yes and no, percent, dates by WithDates     all numbers, or WithNodeFeatures
//	category     a feature of 0 and 1 for each word                        WithCategories
//	class        a class to predict                                        WithClassFrom
//	task         a yes/no task to predict                                  WithTasksFrom
//	value        a real number to predict                                  WithValuesFrom
//	weight       the weight of an edge                                     weight, or WithRole
//	split        train, valid or test                                      split, train_mask, …, or WithRole
//	id, end      a node's id, an edge's source and target                  id, source, target, …, or WithEnds
//	name         what people call a node                                   name, or WithRole
//	time         when a node or an edge was                                time, timestamp, year, or WithRole
//	species      the species that a node comes from                        WithRole
//	left out     not read; the note says why                               words, class, label, …, or WithoutColumns
//
// [File] says more, also of numbers, missing values and encodings. [Graph.Summary] lists what became of each column:
//
//	people := datasets.Read("edges.csv", "nodes.csv").WithClassFrom("team").WithMissing(datasets.MissingAsMean).Must()
//	viz.Show(people.Summary())
//	people = people.Transform().SplitAtRandom(0.6, 0.2, 1).Standardize().Must()
//
// [Transformed.Standardize] fits mean and deviation on the training nodes and keeps them in the schema. A model keeps
// the schema of the graph that it was trained on, and reads every other graph by it, which is [Graph.Conform]: features
// and classes are matched by their names.
//
// # Graphs of other sources
//
//   - [New]: from arrays, with names if they have some
//   - [FromCSV], [FromEdgeList], [FromGraphML]: [Read] for these formats
//   - [FromGraph]: from a graph of gonum, so from the formats that gonum decodes: DOT, graph6
//   - [Open]: from a file that [Graph.Save] wrote
//
// Made without files:
//
//   - [Karate]: Zachary's karate club, part of the package
//   - [Chains]: the long-range task of IGNN (Gu et al., 2020, arXiv:2009.06211)
//   - [BlockModel], [PlantedPartition]: stochastic block models
//   - [ProteinsLike]: a made-up graph in the shape of ogbn-proteins
//   - [Random]: a random graph, for benchmarks
//
// [Graph.Transform] makes a graph undirected, adds self-loops, splits its nodes and more, as a chain of steps;
// [Graph.Summary] says at a look what a graph is.
//
// [Graph.Partition] cuts a graph into random parts, all padded to one shape, so that a program compiled for one part
// runs for all.
//
// The package is pure Go and knows nothing of tensors or backends. It reads no file by itself: each layout has a
// package below internal, which returns arrays and knows nothing of graphs.
package datasets
