package paper

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// preset is an experiment of the paper.
type preset struct {
	name      string
	settings  Settings
	source    string            // where the options come from, but for those in sources
	sources   map[string]string // by the option's name
	published []Published       // the preset's own first, then those of the values that a study changes
	note      string            // what the network does not share with the published one
}

// Where settings come from. The code named is github.com/lightaime/deep_gcns_torch, unless it is PyG's.
const (
	fromPaper     = "the paper"
	fromProteins  = "the authors' examples/ogb_eff/ogbn_proteins"
	fromArxiv     = "the authors' examples/ogb_eff/ogbn_arxiv_dgl"
	fromDeeperGCN = "DeeperGCN's examples/ogb/ogbn_arxiv"
	fromPyG       = "PyTorch Geometric's examples/rev_gnn.py"
	fromOurs      = "not published; ours"
)

// Where figures come from.
const (
	byAuthors = "the authors' README"
	byOthers  = "a third party's transcription of the paper"
	byPyG     = "PyTorch Geometric's examples/rev_gnn.py"
	byPaper   = "the paper"
)

const batchNorm = "The published network normalizes its blocks over the batch; a reversible block here has LayerNorm."

// presets lists the experiments in the order of the paper.
var presets = []preset{
	onProteins("revgnn-deep-proteins", options.Reversible, 1001, 80).multiView().results(
		Published{Test: 87.74, Deviation: 0.13, Valid: 93.26, SingleView: 87.06, GB: 2.86, Parameters: "20,031,384",
			Days: 13.5, Source: byAuthors},
		Published{groups: 4, Parameters: "13.6 M", Source: "counted in the authors' code"},
		Published{groups: 8, Parameters: "10.4 M", Source: "counted in the authors' code"},
		Published{groups: 16, Parameters: "8.8 M", Source: "counted in the authors' code"}),
	onProteins("revgnn-wide-proteins", options.Reversible, 448, 224).multiView().results(
		Published{Test: 88.24, Deviation: 0.15, Valid: 94.50, SingleView: 87.62, GB: 7.91, Parameters: "68,471,608",
			Days: 17.1, Source: byAuthors}),

	onProteins("resgnn-64-proteins", options.Residual, 112, 64).results(
		Published{Test: 85.94, GB: 27.1, Parameters: "2.37 M", Days: 1.3, Source: byOthers}).
		depths(map[int]float64{3: 83.47, 7: 84.65, 14: 85.16, 28: 85.26, 56: 86.05}).outOfMemory(224, 448, 1001),
	onProteins("revgnn-64-proteins", options.Reversible, 112, 64).results(
		Published{Test: 85.48, GB: 2.09, Parameters: "1.46 M", Days: 1.8, Source: byOthers}),
	// The depth sweep has 86.23 at 112 layers.
	onProteins("revgnn-80-proteins", options.Reversible, 112, 80).results(
		Published{Test: 85.97, GB: 2.56, Parameters: "2.25 M", Days: 2.2, Source: byOthers +
			"; its sweep over depth has 86.23"}).
		depths(map[int]float64{3: 84.71, 7: 84.96, 14: 85.31, 28: 85.96, 56: 85.97, 448: 86.83, 1001: 87.06}),
	onProteins("revgnn-224-proteins", options.Reversible, 112, 224).results(
		Published{Test: 87.02, GB: 7.30, Parameters: "17.1 M", Days: 4.9, Source: byOthers}).
		depths(map[int]float64{3: 85.09, 7: 85.68, 14: 86.62, 28: 86.68, 56: 86.90, 448: 87.33}),
	onProteins("wt-resgnn-64-proteins", options.Residual, 112, 64).tied().results(
		Published{Test: 83.30, GB: 27.4, Parameters: "51.2 k", Days: 1.2, Source: byOthers}).
		depths(map[int]float64{3: 82.76, 7: 83.41, 14: 83.67, 28: 83.35, 56: 82.91}),
	onProteins("wt-revgnn-64-proteins", options.Reversible, 112, 64).tied().results(
		Published{Test: 82.89, GB: 1.60, Parameters: "35.0 k", Days: 1.7, Source: byOthers}).
		depths(map[int]float64{3: 82.55, 7: 83.28, 14: 83.53, 28: 83.10, 56: 83.07}),
	onProteins("wt-revgnn-80-proteins", options.Reversible, 112, 80).tied().results(
		Published{Test: 83.46, GB: 2.08, Parameters: "51.4 k", Days: 2.0, Source: byOthers}),
	onProteins("wt-revgnn-224-proteins", options.Reversible, 112, 224).tied().results(
		Published{Test: 85.28, GB: 5.55, Parameters: "337 k", Days: 4.8, Source: byOthers}),
	onProteins("deq-gnn-64-proteins", options.Equilibrium, 0, 64).results(
		Published{Test: 83.17, GB: 2.22, Parameters: "51.3 k", Days: 1.3, Source: byOthers},
		Published{iterations: 3, Test: 79.04, Source: byOthers},
		Published{iterations: 7, Test: 82.82, Source: byOthers},
		Published{iterations: 14, Test: 82.88, Source: byOthers}),
	onProteins("deq-gnn-224-proteins", options.Equilibrium, 0, 224).results(
		Published{Test: 85.84, GB: 7.60, Parameters: "537 k", Days: 2.9, Source: byOthers}),

	onArxiv("resgcn-128-arxiv", options.Residual, conv.GCN(), 128).results(
		Published{Test: 72.46, GB: 11.15, Parameters: "491 k", Source: byPaper}),
	onArxiv("revgcn-128-arxiv", options.Reversible, conv.GCN(), 128).results(
		Published{Test: 73.01, Deviation: 0.31, GB: 1.84, Parameters: "262 k", Source: byPaper}),
	onArxiv("revgcn-180-arxiv", options.Reversible, conv.GCN(), 180).results(
		Published{Test: 73.22, Deviation: 0.19, Approximate: true, GB: 2.73, Parameters: "500 k", Source: byPaper}),
	onArxiv("revsage-128-arxiv", options.Reversible, conv.SAGE(), 128).results(
		Published{Test: 72.69, Approximate: true, GB: 1.17, Parameters: "491 k", Source: byPaper}),
	// DeeperGCN's README: --gcn_aggr softmax_sg --t 0.1, and one linear map as its default.
	onArxiv("revgen-128-arxiv", options.Reversible,
		conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.1).WithMLPLayers(1), 128).results(
		Published{Test: 72.34, Approximate: true, GB: 4.08, Parameters: "262 k", Source: byPaper}),
	onArxivWithAttention("revgat-768-arxiv", 768).results(
		Published{Test: 74.02, Deviation: 0.18, GB: 6.30, Parameters: "2,098,256", Source: byAuthors}),
	onArxivWithAttention("revgat-1068-arxiv", 1068).results(
		Published{Test: 74.05, Deviation: 0.11, GB: 8.49, Parameters: "3,879,056", Source: byPaper}),
	onArxivWithAttention("revgat-768-distilled-arxiv", 768).distilled().results(
		Published{Test: 74.26, Deviation: 0.17, GB: 6.60, Parameters: "2.10 M", Source: byAuthors}),

	// Only the run of 112 layers has its number of parameters and its memory published.
	onProducts("revsage-7-products", 7).results(Published{Test: 82.76, Deviation: 0.27, Valid: 92.72, Source: byPyG}),
	onProducts("revsage-112-products", 112).results(
		Published{Test: 83.07, Deviation: 0.30, Valid: 92.90, GB: 1.57, Parameters: "2,945,007", Source: byPyG}),
}

// of starts the options of an experiment: all that is published says of the family, and the defaults.
func of(data string, family options.Family, operator conv.Operator, depth, channels int) Settings {
	s := Settings{Data: data, Network: options.NewNetwork(family), Training: options.NewTraining(),
		Evaluation: options.NewEvaluation()}
	s.Network.Operator = described(operator)
	s.Network.Depth, s.Network.Channels = depth, channels
	s.Training.EvaluateEvery = 1
	return s
}

// described is an operator as options hold it. Those of package conv can be described.
func described(operator conv.Operator) options.Operator {
	o, err := conv.Describe(operator)
	if err != nil {
		panic(err)
	}
	return o
}

// onProteins is an experiment on ogbn-proteins, evaluated in a single view as the tables over depth are.
func onProteins(name string, family options.Family, depth, channels int) preset {
	p := preset{name: name, source: fromProteins, sources: map[string]string{"backward": fromPaper}}
	p.settings = of("ogbn-proteins", family, conv.GEN(), depth, channels)
	n, t := &p.settings.Network, &p.settings.Training
	n.Dropout = 0.1 // in the command of RevGNN-Deep
	t.Epochs, t.Parts, t.GradientClipping = 2000, 10, 1
	p.settings.Evaluation.Parts = 5
	if channels == 224 {
		n.Dropout = 0.2 // in the command of RevGNN-Wide
	}
	switch family {
	case options.Residual:
		p.sources["backward"] = fromOurs // Store there, with the same gradient
	case options.Equilibrium:
		// The paper's method, thresholds and equal caps. It gives the figure of 56 iterations for its table over
		// families.
		forward, backward := options.NewSolver(options.Broyden), options.NewSolver(options.Broyden)
		forward.Tolerance, forward.Absolute, forward.Iterations = 1e-6, true, 56
		backward.Tolerance, backward.Absolute, backward.Iterations = 2e-10, true, 56
		n.Solver, n.BackwardSolver = &forward, &backward
		// The paper's thresholds are below what float32 reaches: each step takes the best iterate of so many.
		t.FailedSolves = 0
		for _, name := range []string{"groups", "solver", "backward solver", "iterations"} {
			p.sources[name] = fromPaper
		}
		p.note = "No code of the published network was released."
	}
	if depth != 1001 && depth != 448 {
		p.sources["dropout"] = fromOurs // that of the command of the same width, or of the nearest
	}
	return p
}

// multiView is the evaluation of the headline: ten random partitions into three parts, logits averaged.
func (p preset) multiView() preset {
	p.settings.Evaluation.Views, p.settings.Evaluation.Parts = 10, 3
	return p
}

// tied shares one set of parameters between the layers. By the published counts the first layer has its own.
func (p preset) tied() preset {
	p.settings.Network.Tied, p.settings.Network.OwnFirstLayer = true, true
	p.sources["tied"], p.sources["own first layer"] = fromPaper, "the published number of parameters"
	p.note = "No code of the published network was released."
	return p
}

// onArxiv is an experiment on ogbn-arxiv with one linear encoder and head, the whole graph a step.
func onArxiv(name string, family options.Family, operator conv.Operator, channels int) preset {
	p := preset{name: name, source: fromPaper, note: batchNorm, sources: map[string]string{}}
	for _, option := range []string{"dropout", "epochs", "optimizer", "learning rate", "loss", "evaluate every",
		"parts",
		"evaluation parts"} {
		p.sources[option] = fromDeeperGCN // no command of the paper's was released for these
	}
	p.settings = of("ogbn-arxiv", family, operator, 28, channels)
	p.settings.Network.Dropout = 0.5
	p.settings.Training.Epochs = 500
	if family == options.Residual {
		p.sources["backward"] = fromOurs
	}
	return p
}

// onArxivWithAttention is RevGAT by the authors' command: labels as inputs, convolutions in place of encoder and head.
func onArxivWithAttention(name string, channels int) preset {
	gat := conv.GAT().WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3)
	block := gat.WithHeads(3)
	p := preset{name: name, source: fromArxiv, note: batchNorm, sources: map[string]string{}}
	p.settings = of("ogbn-arxiv", options.Reversible, block, 5, channels)
	n, t := &p.settings.Network, &p.settings.Training
	n.First, n.Last = described(block), described(gat)
	n.Dropout, n.InputDropout, n.LabelInput, n.LabelReuse = 0.75, 0.25, true, 1
	t.Epochs, t.LearningRate, t.WarmUp = 2000, 0.002, 50
	t.Optimizer, t.Loss = options.Named{Name: options.RMSProp}, options.Named{Name: options.LogCrossEntropy}
	return p
}

// distilled adds the loss against a teacher of the same form.
func (p preset) distilled() preset {
	p.settings.Training.Alpha, p.settings.Training.Temperature = 0.95, 0.7
	return p
}

// onProducts is an experiment on ogbn-products.
func onProducts(name string, depth int) preset {
	p := preset{name: name, source: fromPyG}
	p.settings = of("ogbn-products", options.Reversible, conv.SAGE(), depth, 160)
	p.settings.Network.Dropout = 0.5
	p.settings.Training.Epochs, p.settings.Training.Parts, p.settings.Training.LearningRate = 1000, 10, 0.003
	return p
}

func (p preset) results(list ...Published) preset {
	p.published = list
	return p
}

// depths adds the results of a sweep over depth.
func (p preset) depths(test map[int]float64) preset {
	for depth, value := range test {
		p.published = append(p.published, Published{depth: depth, Test: value, Source: byOthers})
	}
	return p
}

// outOfMemory adds depths at which the published run did not fit 32 GB.
func (p preset) outOfMemory(depths ...int) preset {
	for _, depth := range depths {
		p.published = append(p.published, Published{depth: depth, OutOfMemory: true, Source: byOthers})
	}
	return p
}

// small is the form that trains in about a minute on two cores: fewer and narrower layers, fewer epochs, and data that
// anyone has. Family, operator, groups, loss, optimizer, schedules and inputs are those of the preset.
func (s Settings) small() Settings {
	n, t, e := &s.Network, &s.Training, &s.Evaluation
	switch s.Data {
	case "ogbn-proteins":
		s.Data, t.Epochs, t.Parts, t.LearningRate, t.EvaluateEvery = "proteins-like", 60, 4, 0.003, 10
		n.Channels = map[int]int{64: 32, 80: 48, 224: 64}[n.Channels]
		e.Views, e.Parts = min(e.Views, 3), 2
		if n.Depth == 1001 {
			n.Depth = 28
		} else if n.Depth > 0 {
			n.Depth = 14
		}
		if n.Solver != nil {
			forward, backward := *n.Solver, *n.BackwardSolver
			forward.Iterations, backward.Iterations, t.Epochs = 14, 14, 40
			n.Solver, n.BackwardSolver = &forward, &backward
		}
	case "ogbn-arxiv":
		s.Data, t.Epochs, t.EvaluateEvery = "cora", 100, 5
		if t.Optimizer.Name == options.Adam {
			t.LearningRate = 0.01
		}
		n.Channels = map[int]int{128: 64, 180: 90, 768: 96, 1068: 132}[n.Channels]
		t.WarmUp /= 10
		n.Depth = min(n.Depth, 14)
	case "ogbn-products":
		s.Data, t.Epochs, t.Parts, t.EvaluateEvery = "amazon-photo", 30, 4, 3
		n.Channels, n.Depth = 64, min(n.Depth, 28)
	}
	return s
}

// presetNamed finds a preset. The error has the nearest names.
func presetNamed(name string) (preset, error) {
	var names []string
	for _, p := range presets {
		if p.name == strings.TrimSpace(name) {
			return p, nil
		}
		names = append(names, p.name)
	}
	return preset{}, fmt.Errorf("paper: no preset %q; %s", name, options.Nearest(name, names))
}
