// Package norm normalizes the channels of nodes, with the ReLU and the dropout that follow in a layer:
//
//	y = kept/(1 − rate) · ReLU(gain·(x − mean)/√(variance + ε) + offset),  ε = 1e-5 as in PyTorch
//
// with the mean and the variance of each node's channels. A CPU computes it by one kernel and its gradient by another,
// which read x alone, so that nothing between x and y is ever held.
package norm
