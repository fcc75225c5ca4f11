package revgnn

import (
	"encoding/json"
	"fmt"
	"hash/fnv"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Config is everything that names a network: the options of its builder and the widths it took from a graph.
// A run's directory holds it.
type Config struct {
	Family   string          `json:"family"`
	Operator json.RawMessage `json:"operator"`
	Depth    int             `json:"depth"`
	Channels int             `json:"channels"`
	Groups   int             `json:"groups"`
	Dropout  float64         `json:"dropout"`
	Backward Backward        `json:"backward"`
	Seed     uint64          `json:"seed"`
	Float64  bool            `json:"float64"`

	NodeFeatures int  `json:"node_features"` // width of the node features, 0 without
	EdgeSums     bool `json:"edge_sums"`     // the node features are sums of edge features
	Species      int  `json:"species"`       // width of the one-hot species, 0 without
	EdgeFeatures int  `json:"edge_features"` // width of the edge features that the operator reads, 0 without
	Outputs      int  `json:"outputs"`       // classes or tasks
	Tasks        bool `json:"tasks"`         // yes/no tasks rather than classes
}

// bind takes the widths of inputs and outputs from a graph.
func (c Config) bind(operator conv.Operator, g *datasets.Graph) (Config, error) {
	c.NodeFeatures, c.EdgeSums = g.NodeFeatures.Cols, false
	if c.NodeFeatures == 0 {
		// The node input of the ogbn-proteins models: the sum of the incident edges' features.
		c.NodeFeatures, c.EdgeSums = g.EdgeFeatures.Cols, true
	}
	if c.NodeFeatures == 0 {
		return c, fmt.Errorf("revgnn: the graph %q has neither node nor edge features; give it node features", g.Name)
	}
	c.Species = g.SpeciesOneHot().Cols
	c.EdgeFeatures = 0
	if readsEdges(operator, c.Channels/c.Groups) {
		c.EdgeFeatures = g.EdgeFeatures.Cols
	}
	c.Outputs, c.Tasks = g.Outputs(), g.Tasks.Cols > 0
	if c.Outputs == 0 {
		return c, fmt.Errorf("revgnn: the graph %q has no labels; give it classes or tasks", g.Name)
	}
	return c, nil
}

// readsEdges tells whether an operator has parameters for the edges' embedding.
func readsEdges(operator conv.Operator, width int) bool {
	return len(operator.Parameters(width, width, width)) > len(operator.Parameters(width, width, 0))
}

// variable is one tensor of a network's parameters.
type variable struct {
	conv.Parameter
	stacked bool // its shape starts with [depth, groups]
}

func (v variable) size() int64 {
	n := int64(1)
	for _, d := range v.Shape {
		n *= int64(d)
	}
	return n
}

// variables lists the network's parameters: encoders, stack, head.
func (c Config) variables(b block) []variable {
	var list []variable
	add := func(parameters []conv.Parameter) {
		for _, p := range parameters {
			list = append(list, variable{Parameter: p})
		}
	}
	if c.Species > 0 {
		add(conv.Linear("species_encoder", c.Species, c.Species))
	}
	add(conv.Linear("node_encoder", c.NodeFeatures+c.Species, c.Channels))
	if c.EdgeFeatures > 0 {
		add(conv.Linear("edge_encoder", c.EdgeFeatures, c.Channels))
	}
	for _, p := range b.parameters() {
		p.Name = "stack." + p.Name
		p.Shape = append([]int{c.Depth, c.Groups}, p.Shape...)
		list = append(list, variable{Parameter: p, stacked: true})
	}
	add(conv.Norm("head.norm", c.Channels))
	add(conv.Linear("head", c.Channels, c.Outputs))
	return list
}

// asMap is the config as a run's record holds it.
func (c Config) asMap() (map[string]any, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("revgnn: the network's options cannot be written down: %w", err)
	}
	var m map[string]any
	return m, json.Unmarshal(text, &m)
}

// configFrom is the inverse of asMap.
func configFrom(m map[string]any) (c Config, err error) {
	text, err := json.Marshal(m)
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	return c, err
}

// fingerprint is a short name for the whole config.
func (c Config) fingerprint() (string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	h := fnv.New64a()
	h.Write(text)
	return fmt.Sprintf("%016x", h.Sum64()), nil
}
