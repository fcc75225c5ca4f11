package revgnn

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
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
	Tied     bool            `json:"tied,omitempty"` // one set of parameters for all layers
	// The first of the tied layers has parameters of its own.
	OwnFirstLayer bool `json:"own_first_layer,omitempty"`

	// Of an equilibrium network alone.
	Solver          *solver.Solver `json:"solver,omitempty"`
	BackwardSolver  *solver.Solver `json:"backward_solver,omitempty"`
	PhantomSteps    int            `json:"phantom_steps,omitempty"` // 0 means phantomSteps
	JacobianPenalty float64        `json:"jacobian_penalty,omitempty"`

	InputDropout float64 `json:"input_dropout,omitempty"` // of the nodes' inputs
	LabelInput   bool    `json:"label_input,omitempty"`   // labels of training nodes are inputs
	LabelReuse   int     `json:"label_reuse,omitempty"`   // how often predictions stand in for labels not given
	// Convolutions in place of the nodes' encoder and of the head; absent without.
	First json.RawMessage `json:"first,omitempty"`
	Last  json.RawMessage `json:"last,omitempty"`

	Backward Backward `json:"backward"`
	Seed     uint64   `json:"seed"`
	Float64  bool     `json:"float64"`

	NodeFeatures int  `json:"node_features"` // width of the node features, 0 without
	EdgeSums     bool `json:"edge_sums"`     // the node features are sums of edge features
	Species      int  `json:"species"`       // width of the one-hot species, 0 without
	EdgeFeatures int  `json:"edge_features"` // width of the edge features that the operator reads, 0 without
	Outputs      int  `json:"outputs"`       // classes or tasks
	Tasks        bool `json:"tasks"`         // yes/no tasks rather than classes
}

// The families of networks.
const (
	residual    = "residual"
	reversible  = "reversible"
	equilibrium = "equilibrium"
)

// phantomSteps is how many evaluations Phantom differentiates unless told.
const phantomSteps = 5

// modes lists the backward modes of each family.
var modes = map[string][]Backward{
	residual:    {Recompute, Store},
	reversible:  {Invert, Recompute, Store},
	equilibrium: {Implicit, Phantom, Recompute, Store},
}

// validate names the first option that has no meaning, or none together with the others.
func (c Config) validate() error {
	least := 1
	if c.Family == reversible {
		least = 2
	}
	switch {
	case modes[c.Family] == nil:
		return fmt.Errorf("unknown family %q; use %s, %s or %s", c.Family, residual, reversible, equilibrium)
	case c.Channels < 1:
		return fmt.Errorf("%d channels; use at least %d", c.Channels, least)
	case c.Groups < least && c.Family == reversible:
		return fmt.Errorf("%d groups; a reversible layer needs at least %d", c.Groups, least)
	case c.Groups < least:
		return fmt.Errorf("%d groups; use at least %d", c.Groups, least)
	case c.Channels%c.Groups != 0:
		return fmt.Errorf("%d channels do not split into %d groups; use a multiple of %d", c.Channels, c.Groups, c.Groups)
	case !(c.Dropout >= 0 && c.Dropout < 1):
		return fmt.Errorf("a dropout rate of %g; use at least 0 and less than 1", c.Dropout)
	case !(c.InputDropout >= 0 && c.InputDropout < 1):
		return fmt.Errorf("an input dropout rate of %g; use at least 0 and less than 1", c.InputDropout)
	case c.LabelReuse < 0:
		return fmt.Errorf("%d iterations of label reuse; use at least 1, or 0 for none", c.LabelReuse)
	case c.LabelReuse > 0 && !c.LabelInput:
		return fmt.Errorf("WithLabelReuse(%d) without WithLabelInput; there are no label columns to fill, so add WithLabelInput()", c.LabelReuse)
	case c.Backward == Invert && c.Family == residual:
		return fmt.Errorf("a residual layer has no inverse; use revgnn.Recompute or revgnn.Store, or revgnn.Reversible")
	case !slices.Contains(modes[c.Family], c.Backward):
		return fmt.Errorf("the backward mode %q for %s networks; use %s", c.Backward, c.Family, orList(modes[c.Family]))
	}
	if c.Family == equilibrium {
		return c.validateEquilibrium()
	}
	if c.hasEnds() {
		return c.validateEnds()
	}
	switch {
	case c.Depth < 1:
		return fmt.Errorf("a depth of %d layers; use at least 1", c.Depth)
	case c.OwnFirstLayer && !c.Tied:
		return fmt.Errorf("WithOwnFirstLayer without WithTiedWeights; all layers have parameters of their own already")
	case c.OwnFirstLayer && c.Depth < 2:
		return fmt.Errorf("WithOwnFirstLayer at a depth of 1 leaves no tied layer; use at least 2 layers")
	}
	return nil
}

func (c Config) validateEquilibrium() error {
	if c.Solver == nil || c.BackwardSolver == nil {
		return fmt.Errorf("an equilibrium network without a solver; give it two")
	}
	for _, s := range []*solver.Solver{c.Solver, c.BackwardSolver} {
		if err := s.Validate(c.dtype()); err != nil {
			return err
		}
	}
	switch {
	case c.PhantomSteps < 0 || (c.PhantomSteps > 0 && c.Backward != Phantom):
		return fmt.Errorf("%d phantom steps with the backward mode %q; use at least 1, with revgnn.Phantom", c.PhantomSteps, c.Backward)
	case !(c.JacobianPenalty >= 0) || math.IsInf(c.JacobianPenalty, 1):
		return fmt.Errorf("a Jacobian penalty of %g; use 0 or a positive, finite weight", c.JacobianPenalty)
	}
	return nil
}

func (c Config) dtype() dtypes.DType {
	if c.Float64 {
		return dtypes.Float64
	}
	return dtypes.Float32
}

// orList names backward modes as in "revgnn.Recompute or revgnn.Store".
func orList(modes []Backward) string {
	names := make([]string, len(modes))
	for i, mode := range modes {
		names[i] = "revgnn." + strings.ToUpper(string(mode[:1])) + string(mode[1:])
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// bind takes the widths of inputs and outputs from a graph.
func (c Config) bind(o operatorSet, g *datasets.Graph) (Config, error) {
	c.NodeFeatures, c.EdgeSums = g.NodeFeatures.Cols, false
	if c.NodeFeatures == 0 {
		// The node input of the ogbn-proteins models: the sum of the incident edges' features.
		c.NodeFeatures, c.EdgeSums = g.EdgeFeatures.Cols, true
	}
	if c.NodeFeatures == 0 {
		return c, fmt.Errorf("revgnn: the graph %q has neither node nor edge features; give it node features", g.Name)
	}
	c.Species = g.SpeciesOneHot().Cols
	c.Outputs, c.Tasks = g.Outputs(), g.Tasks.Cols > 0
	if c.Outputs == 0 {
		return c, fmt.Errorf("revgnn: the graph %q has no labels; give it classes or tasks", g.Name)
	}
	c.EdgeFeatures = 0
	if slices.ContainsFunc(c.convolutions(o), convolution.readsEdges) {
		c.EdgeFeatures = g.EdgeFeatures.Cols
	}
	return c, nil
}

// inputWidth is how many numbers a node has before the first map: features, labels, the encoded species.
func (c Config) inputWidth() int {
	width := c.NodeFeatures + c.Species
	if c.LabelInput {
		width += c.Outputs
	}
	return width
}

// variable is one tensor of a network's parameters.
type variable struct {
	conv.Parameter
	part part
}

// part says which part of a network a parameter belongs to.
type part int

const (
	ends      part = iota // encoders and head
	stack                 // the layers', one a layer: the shape starts with [depth, groups]
	tied                  // the layers', one for all: the shape starts with [groups]
	first                 // the own first layer's: [groups]
	firstConv             // the convolution's in place of the nodes' encoder
	lastConv              // the convolution's in place of the head
)

func (v variable) size() int64 {
	n := int64(1)
	for _, d := range v.Shape {
		n *= int64(d)
	}
	return n
}

// variables lists the network's parameters: encoders, layers, head.
func (m *Model) variables() []variable {
	c, b := m.config, m.block
	var list []variable
	add := func(parameters []conv.Parameter) {
		for _, p := range parameters {
			list = append(list, variable{Parameter: p})
		}
	}
	under := func(prefix string, of part, parameters []conv.Parameter, shape ...int) {
		for _, p := range parameters {
			p.Name = prefix + "." + p.Name
			p.Shape = append(slices.Clone(shape), p.Shape...)
			list = append(list, variable{Parameter: p, part: of})
		}
	}
	if c.Species > 0 {
		add(conv.Linear("species_encoder", c.Species, c.Species))
	}
	if c.hasEnds() {
		under("first_conv", firstConv, m.first.parameters())
	} else {
		add(conv.Linear("node_encoder", c.inputWidth(), c.Channels))
	}
	if c.EdgeFeatures > 0 {
		add(conv.Linear("edge_encoder", c.EdgeFeatures, c.Channels))
	}
	if c.OwnFirstLayer {
		under("first", first, b.firstParameters(c.Family), c.Groups)
	}
	switch {
	case c.Family == equilibrium:
		under("tied", tied, injected{block: b}.parameters(), c.Groups)
	case c.Tied:
		under("tied", tied, b.parameters(), c.Groups)
	case c.layers() > 0:
		under("stack", stack, b.parameters(), c.layers(), c.Groups)
	}
	if c.Family != equilibrium { // whose state is normalized already
		add(conv.Norm("head.norm", c.Channels))
	}
	if c.hasEnds() {
		under("last_conv", lastConv, m.last.parameters())
		add([]conv.Parameter{{Name: outputBias, Shape: []int{c.Outputs}, Start: conv.Zeros}})
	} else {
		add(conv.Linear("head", c.Channels, c.Outputs))
	}
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
