// Package conv holds graph operators: one convolution x [N, in] → [N, out] over a graph's edges.
//
// An edge runs from a source u to a target v. An operator builds a message for each edge and aggregates the messages
// of each target. Edges are sorted by target. A target without edges aggregates to zero, except
// with [Power].
//
// The operators are [GEN], [GCN], [SAGE], [GAT], [GATv2] and [GIN]; an [Operator] of one's own serves as well. An Operator owns no variables: it says which parameters one layer needs and receives their values, so the same
// operator serves a single layer and a stack of a thousand.
package conv
