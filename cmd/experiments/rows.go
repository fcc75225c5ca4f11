package main

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// accuracyRows are the rows in the order of the table.
func accuracyRows() []accuracyRow {
	rows := []accuracyRow{
		{name: "yeast-revgnn", data: "ogbn-yeast", network: "RevGNN, GEN, 7 × 64", graph: yeastGraph,
			start: yeastRevGNN},
		{name: "yeast-gcn", data: "ogbn-yeast", network: "GCN, 2 × 64", graph: yeastGraph, start: yeastGCN},
		{name: "yeast-logistic", data: "ogbn-yeast", network: "logistic regression", graph: yeastGraph,
			baseline: logistic},
	}
	for _, set := range []struct {
		name, data, published string
		epochs                int
		graph                 func(seed uint64) (*datasets.Graph, error)
	}{
		{"cora", "Cora", "81.9 ± 0.8", 200, fixed(datasets.Cora())},
		{"citeseer", "CiteSeer", "69.5 ± 0.9", 200, fixed(datasets.CiteSeer())},
		{"photo", "Amazon Photo", "91.2 ± 1.2", 100, photo},
	} {
		rows = append(rows, accuracyRow{name: set.name + "-revgcn", data: set.data, network: revGCNName,
			published: set.published, graph: set.graph, start: revGCN(revgnn.Invert, set.epochs)})
		if set.name == "cora" {
			rows = append(rows, accuracyRow{name: "cora-revgcn-store", data: set.data, network: revGCNName + ", Store",
				published: set.published, graph: set.graph, start: revGCN(revgnn.Store, set.epochs)})
		}
	}
	for _, length := range []int{10, 20} {
		for _, n := range []struct {
			name, network string
			start         start
		}{
			{"gcn", "GCN, 2 × 32", chainsGCN(length)},
			{"reversible", fmt.Sprintf("RevGCN, %d × 32", length+2), chainsReversible(length)},
			{"equilibrium", "equilibrium, GCN × 32", chainsEquilibrium(length)},
		} {
			rows = append(rows, accuracyRow{name: fmt.Sprintf("chains-%d-%s", length, n.name),
				data:    fmt.Sprintf("Chains of %d", length),
				network: n.network, graph: chains(length), start: n.start})
		}
	}
	return rows
}

// yeastGraph has the sums of edge features as node features.
func yeastGraph(uint64) (*datasets.Graph, error) {
	g, err := yeast()
	if err != nil {
		return nil, err
	}
	if g == nil {
		return nil, fmt.Errorf("experiments: no ogbn_yeast in the data folder; set KILOLAYER_DATA to one that holds it")
	}
	return g.Transform().NodeFeaturesFromEdges().Done()
}

// fixed is a set with its own split, and features that sum to 1.
func fixed(source datasets.Source) func(uint64) (*datasets.Graph, error) {
	return func(uint64) (*datasets.Graph, error) {
		g, err := source.Done()
		if err != nil {
			return nil, err
		}
		return g.Transform().NormalizeFeatures().Done()
	}
}

// photo is split anew for each seed, as by Shchur et al.
func photo(seed uint64) (*datasets.Graph, error) {
	g, err := datasets.AmazonPhoto().Done()
	if err != nil {
		return nil, err
	}
	return g.Transform().LargestComponent().SplitByClass(20, 30, seed).Done()
}

func chains(length int) func(uint64) (*datasets.Graph, error) {
	return func(seed uint64) (*datasets.Graph, error) { return datasets.Chains(length, seed).Done() }
}

func yeastRevGNN(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
	m, err := revgnn.Reversible(conv.GEN()).WithDepth(7).WithChannels(64).WithDropout(0.1).WithSeed(seed).For(g).Done()
	return revgnn.Train(m, g).WithParts(4).WithEpochs(100).WithLearningRate(0.003).WithEvaluationEvery(10).
		WithSeed(seed), err
}

func yeastGCN(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
	m, err := twoLayers(64).WithDropout(0.1).WithSeed(seed).For(g).Done()
	return revgnn.Train(m, g).WithEpochs(200).WithLearningRate(0.01).WithEvaluationEvery(5).WithSeed(seed), err
}

// twoLayers is the network of Kipf and Welling (2017), with a LayerNorm before its ReLU.
func twoLayers(channels int) *revgnn.ResidualBuilder {
	return revgnn.Residual(conv.GCN()).WithConvolutionalEnds(conv.GCN(), conv.GCN()).WithDepth(2).WithChannels(channels)
}

const revGCNName = "RevGCN, 4 × 128"

func revGCN(mode revgnn.Backward, epochs int) start {
	return func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
		m, err := revgnn.Reversible(conv.GCN()).WithConvolutionalEnds(conv.GCN(), conv.GCN()).
			WithDepth(4).WithChannels(128).
			WithDropout(0.8).WithInputDropout(0.9).WithBackward(mode).WithSeed(seed).For(g).Done()
		return revgnn.Train(m, g).WithEpochs(epochs).WithLearningRate(0.01).
			WithOptimizer(revgnn.Adam().WithWeightDecay(5e-4)).
			WithEvaluationEvery(2).WithSeed(seed), err
	}
}

func chainsGCN(length int) start {
	return func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
		m, err := twoLayers(32).WithSeed(seed).For(g).Done()
		return onChains(m, g, 40*length, seed), err
	}
}

func chainsReversible(length int) start {
	return func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
		m, err := revgnn.Reversible(conv.GCN()).WithDepth(length + 2).WithChannels(32).WithSeed(seed).For(g).Done()
		return onChains(m, g, 40*length, seed), err
	}
}

func chainsEquilibrium(length int) start {
	return func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
		m, err := revgnn.Equilibrium(conv.GCN()).WithChannels(32).WithSeed(seed).For(g).Done()
		return onChains(m, g, 10*length, seed), err // a step takes several times as long, and fewer do
	}
}

func onChains(m *revgnn.Model, g *datasets.Graph, epochs int, seed uint64) *revgnn.TrainBuilder {
	return revgnn.Train(m, g).WithEpochs(epochs).WithLearningRate(0.01).WithEvaluationEvery(10).WithSeed(seed)
}
