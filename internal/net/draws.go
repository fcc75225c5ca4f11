package net

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/norm"
)

// Draws makes the random numbers of one training step. They depend on the seed and the step alone.
type Draws struct {
	seed  uint64
	step  *graph.Node // int64
	state *graph.Node // of the generator; nil before the first draw
}

// NewDraws starts the random numbers of a seed at a step, an int64 scalar.
func NewDraws(seed uint64, step *graph.Node) *Draws { return &Draws{seed: seed, step: step} }

// start is the generator's state before the first draw.
func (d *Draws) start() *graph.Node {
	g := d.step.Graph()
	// The seed and the step make up the state's first word, the key: neighbouring values of the other words draw
	// overlapping numbers on XLA, and the pure-Go backend does not read the third.
	const golden = uint64(0x9e3779b97f4a7c15) // the golden ratio's bits, so that seeds and steps do not meet
	step := graph.Mul(graph.ConvertDType(d.step, dtypes.Uint64), graph.Const(g, golden))
	key := graph.Reshape(graph.Add(graph.Const(g, d.seed), step), 1)
	return graph.Concatenate([]*graph.Node{key, graph.Const(g, []uint64{golden, 0})}, 0)
}

// Mask draws a dropout mask: 0 with the rate's probability, else 1/(1 − rate).
func (d *Draws) Mask(rate float64, shape shapes.Shape) *graph.Node {
	return norm.Mask(d.Kept(rate, shape), rate, shape.DType)
}

// Kept draws what a dropout mask keeps: booleans of the shape's dimensions, which take a quarter of the mask's memory.
func (d *Draws) Kept(rate float64, shape shapes.Shape) *graph.Node {
	if d.state == nil {
		d.state = d.start()
	}
	var uniform *graph.Node
	d.state, uniform = graph.RandomUniform(d.state, shapes.Make(dtypes.Float32, shape.Dimensions...))
	return graph.GreaterOrEqual(uniform, graph.Scalar(uniform.Graph(), dtypes.Float32, rate))
}

// signs draws ±1 with equal probability.
func (d *Draws) signs(shape shapes.Shape) *graph.Node {
	return graph.SubScalar(d.Mask(0.5, shape), 1)
}
