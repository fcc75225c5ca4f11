// Package datasets holds graphs for node prediction: one type, many sources, and what is done to a graph before a
// network sees it.
//
//	papers := datasets.Arxiv().Must()                       // downloaded once, then opened from the disk
//	people := datasets.FromCSV("edges.csv").WithNodes("nodes.csv").WithUndirected().Must()
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
//	NodeFeatures        [N, F]  may be absent
//	EdgeFeatures        [E, D]  may be absent; row e belongs to edge e
//	Classes             [N]     one class per node, −1 where unlabelled …
//	Tasks               [N, T]  … or T yes/no tasks per node, NaN where unlabelled
//	Train, Valid, Test          node ids
//	Species, Years      [N]     may be absent
//	IDs                 [N]     what the nodes are called where they are from; may be absent
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
// Graphs of one's own:
//
//   - [New]: from arrays
//   - [FromCSV]: from tables of edges and nodes
//   - [FromEdgeList]: from a text with two ids per line
//   - [FromGraphML]: from GraphML
//   - [FromGraph]: from a graph of gonum, so from the formats that gonum decodes: DOT, graph6, GEXF
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
