// Package datasets holds graphs for node prediction: one type, many sources.
//
// A Graph has N nodes and E directed edges. The edges are sorted by target, and edges of one target keep the order
// of the source they came from. An undirected graph stores both directions. Shapes:
//
//	Source, Target      [E]     node ids
//	NodeFeatures        [N, F]  may be absent
//	EdgeFeatures        [E, D]  may be absent; row e belongs to edge e
//	Classes             [N]     one class a node, −1 where unlabelled …
//	Tasks               [N, T]  … or T yes/no tasks a node, NaN where unlabelled
//	Train, Valid, Test          node ids
//	Species             [N]     may be absent
//
// Sources are builders. The last call is Done, which returns an error, or Must, which ends the program with one line:
//
//	Karate()             Zachary's karate club, part of the package
//	FromOGB(folder)      a data set in the layout of the Open Graph Benchmark (Hu et al., 2020, arXiv:2005.00687)
//	FromNPZ(path)        a data set in the layout of gnn-benchmark (Shchur et al., 2018, arXiv:1811.05868)
//	New(n, edges)        a graph of one's own
//	ProteinsLike(…)      a made-up graph in the shape of ogbn-proteins
//	Random(…)            a random graph, for benchmarks
//
// [Graph.Partition] cuts a graph into random parts, all padded to one shape, so that a program compiled for one part
// runs for all.
//
// The package is pure Go and knows nothing of tensors or backends.
package datasets
