// Package conv holds graph operators: one convolution x [N, in] → [N, out] over a graph's edges. A network is built of
// one:
//
//	conv.GEN()                                                     // the operator of the ogbn-proteins models
//	conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.1)  // with other options
//	operator, ok := conv.Named("GCN")                              // by its name, with its standard options
//	kept, err := conv.Describe(operator)                           // as options and files hold it
//	operator, err = conv.Build(kept)                               // and back
//	err = conv.Register("lazy", lazy{Share: 0.5})                  // one's own is kept and named as well
//
// The operators are [GEN], [GCN], [SAGE], [GAT], [GATv2] and [GIN]. Any other type with the methods of [Operator]
// serves as well. An Operator owns no variables: it says which parameters one layer needs and receives their values, so
// the same operator serves a single layer and a stack of a thousand.
//
// # Edges
//
// An edge runs from a source u to a target v. Edges are sorted by target. An operator builds a message for each edge
// and aggregates the messages of each target, with the methods of [Edges]:
//
//	messages := edges.GatherSource(x)                // [N, C] → [E, C]: x_u for each edge
//	sum := edges.SumByTarget(messages)               // [E, C] → [N, C]; also MeanByTarget and MaxByTarget
//	weights := edges.SoftmaxByTarget(scores)         // [E, H] → [E, H]: they add up to 1 for each target
//
// A target without edges aggregates to zero, except with [Power]. On a CPU kernels in C do the work, unless
// KILOLAYER_KERNELS=off: [Edges.GatherSource] says where no tensor per edge is held then.
//
// # Weights of edges
//
// Edges may have weights, Edges.Weight. They are used as in PyTorch Geometric:
//
//	GCN             edge_weight of GCNConv: the degrees are sums of weights, an added self-loop weighs 1
//	SAGE            edge_weight of GraphConv: each message times its weight; the mean divides by the number of edges
//	GIN             each message times its weight
//	GEN(sum, mean)  each message times its weight; the mean divides by the number of edges
//	GAT, GATv2      edge_attr with edge_dim=1: the attention sees the weight, and learns what it makes of it
//
// GIN and GEN have no weights there; the rule is that of GraphConv. GEN's other aggregations use no weights. A network
// for a graph with weights takes none of those, and of one's own operators those alone that say that they use weights:
// see [Weighted] and [Edges.Weigh].
package conv
