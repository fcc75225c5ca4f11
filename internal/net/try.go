package net

import (
	"errors"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// What the function of a layer must not do: evaluated again in the backward pass it would give something else, or learn
// twice.
var (
	ErrRandom     = errors.New("draws random numbers, which the backward pass would draw anew")
	ErrStatistics = errors.New("takes batch statistics, which the backward pass would take twice")
)

// Try builds a function once in a computation of the pure-Go backend, which starts at once, so that one that can't
// serve is refused before anything runs. An operation that is missing there is left to the backend that will run it.
// start makes what the function reads and returns it; only what the function itself builds must be neither random nor
// statistics.
func Try(start func(g *graph.Graph) (function func())) error {
	backend, err := xla.Go()
	if err != nil {
		return err
	}
	g := graph.NewGraph(backend, "probe")
	defer g.Finalize()
	err = xla.Try(func() error {
		function := start(g)
		before := len(g.Nodes())
		function()
		for _, node := range g.Nodes()[before:] {
			if node.Type() == graph.NodeTypeRNGBitGenerator {
				return ErrRandom
			}
		}
		return nil
	})
	switch {
	case !errors.Is(err, compute.ErrNotImplemented):
		return err
	case strings.Contains(err.Error(), graph.NodeTypeBatchNormForTraining.String()):
		return ErrStatistics
	}
	return nil
}
