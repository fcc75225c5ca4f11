package net

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
)

// Data is a graph as a network reads it: with the features of its nodes made, and the species one-hot.
type Data struct {
	Graph *datasets.Graph
	Scale *Scale // standardizes values; nil leaves labels as they are

	// Schema is that of the graph that was given, before features were made of its edges.
	Schema datasets.Schema

	spec    *Spec
	species datasets.Matrix
}

// Read checks that the graph fits the network and prepares its features. A graph without labels fits every network.
func (s *Spec) Read(g *datasets.Graph) (*Data, error) {
	schema := g.Schema
	widths, err := inputsOf(g)
	if err != nil {
		return nil, err
	}
	if err := fits(s.widths, s.reading(widths), g.Name); err != nil {
		return nil, err
	}
	if s.widths.EdgeSums {
		if g, err = g.Transform().NodeFeaturesFromEdges().Done(); err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
	}
	return &Data{Graph: g, Schema: schema, spec: s, species: g.SpeciesOneHot()}, nil
}

// DType is the type of the network's real numbers.
func (d *Data) DType() dtypes.DType { return d.spec.DType() }

// LabelInput tells whether labels are inputs, so that each step has others.
func (d *Data) LabelInput() bool { return d.spec.options.LabelInput }

// Floats is a tensor of float32 or float64 numbers.
func Floats(values []float32, dtype dtypes.DType, dims ...int) *tensors.Tensor {
	if dtype == dtypes.Float32 {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return tensors.FromFlatDataAndDimensions(wide, dims...)
}
