package main

import (
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// settings are what both sides build the same network of. The Python programs read them as JSON.
type settings struct {
	Operator string  `json:"operator"`
	Depth    int     `json:"depth"`
	Channels int     `json:"channels"`
	Dropout  float64 `json:"dropout"`
}

// The names that torch has for what computes.
const (
	torchCPU = "cpu"
	torchGPU = "cuda"
)

// What both sides of all works share.
const (
	groups         = 2
	heads          = 3
	tolerance      = 1e-5 // of an equilibrium's solves, relative
	mostIterations = 100
)

// builder is a network that is still to be built.
type builder interface {
	Done() (*revgnn.Model, error)
}

// reversible is the RevGNN of PyTorch Geometric's example rev_gnn.py.
func reversible(s settings, mode revgnn.Backward, g *datasets.Graph) builder {
	operator := map[string]conv.Operator{
		"gen-max":     conv.GEN(),
		"gen-softmax": conv.GEN().WithAggregation(conv.Softmax).WithMLPLayers(1),
		"gcn":         conv.GCN(),
		"sage":        conv.SAGE(),
	}[s.Operator]
	return revgnn.Reversible(operator).WithDepth(s.Depth).WithChannels(s.Channels).WithGroups(groups).
		WithDropout(s.Dropout).WithBackward(mode).For(g)
}

// attention is a RevGAT: graph attention at both ends, which count as layers, and reversible blocks between.
func attention(s settings, mode revgnn.Backward, g *datasets.Graph) builder {
	gat := conv.GAT().WithResidual().WithoutSelfLoops() // the graph has its own
	return revgnn.Reversible(gat.WithHeads(heads)).WithConvolutionalEnds(gat.WithHeads(heads), gat.WithoutBias()).
		WithDepth(s.Depth).WithChannels(s.Channels).WithGroups(groups).WithDropout(s.Dropout).WithBackward(mode).For(g)
}

// equilibrium takes the solver that is fastest for the operator.
func equilibrium(s settings, mode revgnn.Backward, g *datasets.Graph) builder {
	operator, method := conv.Operator(conv.GCN()), solver.Picard()
	if s.Operator == "gen-max" {
		operator, method = conv.GEN(), solver.Anderson()
	}
	method = method.WithTolerance(tolerance).WithIterations(mostIterations)
	return revgnn.Equilibrium(operator).WithChannels(s.Channels).WithDropout(s.Dropout).
		WithSolver(method).WithBackwardSolver(method).WithBackward(mode).For(g)
}
