package revgnn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// inputs are a part's tensors inside a computation.
type inputs struct {
	source, target *graph.Node // int32 [E]
	nodes          *graph.Node // [N, F]
	labels         *graph.Node // [N, outputs]; nil when they are no inputs
	open           *graph.Node // bool [N]: nodes whose labels are filled in; nil without label reuse
	species        *graph.Node // [N, S] one-hot; nil without
	edges          *graph.Node // [E, D]; nil when the operator does not read them
}

// inputShapes lists the tensors of a part with n nodes and e edges, in the order of unpack.
func (c Config) inputShapes(dtype dtypes.DType, n, e int) []shapes.Shape {
	list := []shapes.Shape{
		shapes.Make(dtypes.Int32, e), shapes.Make(dtypes.Int32, e), shapes.Make(dtype, n, c.NodeFeatures),
	}
	list = append(list, c.labelInputShapes(dtype, n)...)
	if c.Species > 0 {
		list = append(list, shapes.Make(dtype, n, c.Species))
	}
	if c.EdgeFeatures > 0 {
		list = append(list, shapes.Make(dtype, e, c.EdgeFeatures))
	}
	return list
}

// labelShapes lists the tensors of a part's labels.
func (c Config) labelShapes(dtype dtypes.DType, n int) []shapes.Shape {
	if c.Tasks {
		return []shapes.Shape{shapes.Make(dtype, n, c.Outputs), shapes.Make(dtypes.Bool, n, c.Outputs)}
	}
	return []shapes.Shape{shapes.Make(dtypes.Int32, n, 1), shapes.Make(dtypes.Bool, n)}
}

// stepShapes lists all tensors of a training step: a part's inputs, then its labels.
func (c Config) stepShapes(dtype dtypes.DType, n, e int) []shapes.Shape {
	return append(c.inputShapes(dtype, n, e), c.labelShapes(dtype, n)...)
}

func (c Config) unpack(in []*graph.Node) inputs {
	i := inputs{source: in[0], target: in[1], nodes: in[2]}
	in = in[3:]
	if c.LabelInput {
		i.labels, in = c.labelColumns(in[0], i.nodes.DType()), in[1:]
	}
	if c.LabelReuse > 0 {
		i.open, in = in[0], in[1:]
	}
	if c.Species > 0 {
		i.species, in = in[0], in[1:]
	}
	if c.EdgeFeatures > 0 {
		i.edges = in[0]
	}
	return i
}

// embedding is the edges' encoder applied to their features, left multiplied out.
func (i inputs) embedding(weight, bias *graph.Node) *conv.Embedding {
	return &conv.Embedding{Features: i.edges, Weight: weight, Bias: bias}
}

// data is a graph as a network reads it: node features made, species one-hot.
type data struct {
	graph   *datasets.Graph
	species datasets.Matrix
	config  Config
}

// read checks that the graph fits the network and prepares its features.
func (m *Model) read(g *datasets.Graph) (*data, error) {
	bound, err := m.config.bind(m.operators(), g)
	if err != nil {
		return nil, err
	}
	c := m.config
	for _, width := range []struct {
		what        string
		graph, mine int
	}{
		{"node features", bound.NodeFeatures, c.NodeFeatures},
		{"species", bound.Species, c.Species},
		{"edge features", bound.EdgeFeatures, c.EdgeFeatures},
		{"outputs", bound.Outputs, c.Outputs},
	} {
		if width.graph != width.mine {
			return nil, fmt.Errorf("revgnn: the graph %q has %d %s, the model was built for %d; build it with For(graph)",
				g.Name, width.graph, width.what, width.mine)
		}
	}
	if bound.Tasks != c.Tasks {
		kind := map[bool]string{false: "classes", true: "yes/no tasks"}
		return nil, fmt.Errorf("revgnn: the graph %q has %s, the model was built for %s; build it with For(graph)",
			g.Name, kind[bound.Tasks], kind[c.Tasks])
	}
	if bound.EdgeSums != c.EdgeSums {
		kind := map[bool]string{false: "node features of its own", true: "no node features"}
		return nil, fmt.Errorf("revgnn: the graph %q has %s, the model was built for one with %s; build it with For(graph)",
			g.Name, kind[bound.EdgeSums], kind[c.EdgeSums])
	}
	if c.EdgeSums {
		if g, err = g.Transform().NodeFeaturesFromEdges().Done(); err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
	}
	return &data{graph: g, species: g.SpeciesOneHot(), config: c}, nil
}

// inputs makes the tensors of a part in the order of inputShapes, with all labels that an evaluation is given.
func (d *data) inputs(p *datasets.Part, dtype dtypes.DType) []*tensors.Tensor {
	return d.inputsGiven(p, dtype, d.allGiven(p))
}

// inputsGiven is inputs with the labels of the given nodes.
func (d *data) inputsGiven(p *datasets.Part, dtype dtypes.DType, given []bool) []*tensors.Tensor {
	list := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(p.Source, len(p.Source)),
		tensors.FromFlatDataAndDimensions(p.Target, len(p.Target)),
		floats(p.NodeFeatures.Data, dtype, len(p.Nodes), p.NodeFeatures.Cols),
	}
	list = append(list, d.labelInputs(p, dtype, given)...)
	if d.config.Species > 0 {
		list = append(list, floats(p.Gather(d.species).Data, dtype, len(p.Nodes), d.species.Cols))
	}
	if d.config.EdgeFeatures > 0 {
		list = append(list, floats(p.EdgeFeatures.Data, dtype, len(p.Source), p.EdgeFeatures.Cols))
	}
	return list
}

// labels makes a part's labels and the mask of those that count: labelled, and of a training node.
func (d *data) labels(p *datasets.Part, dtype dtypes.DType) []*tensors.Tensor {
	return d.labelsBut(p, dtype, make([]bool, len(p.Nodes)))
}

// labelsBut is labels of which those that are inputs do not count.
func (d *data) labelsBut(p *datasets.Part, dtype dtypes.DType, given []bool) []*tensors.Tensor {
	n := len(p.Nodes)
	if !d.config.Tasks {
		classes := make([]int32, n)
		mask := make([]bool, n)
		for i, class := range p.Classes {
			if class >= 0 {
				classes[i], mask[i] = class, p.TrainMask[i] && !given[i]
			}
		}
		return []*tensors.Tensor{
			tensors.FromFlatDataAndDimensions(classes, n, 1), tensors.FromFlatDataAndDimensions(mask, n),
		}
	}
	t := p.Tasks.Cols
	values := make([]float32, n*t)
	mask := make([]bool, n*t)
	for i, value := range p.Tasks.Data {
		if value == value { // not NaN: labelled
			values[i], mask[i] = value, p.TrainMask[i/t] && !given[i/t]
		}
	}
	return []*tensors.Tensor{floats(values, dtype, n, t), tensors.FromFlatDataAndDimensions(mask, n, t)}
}

func floats(values []float32, dtype dtypes.DType, dims ...int) *tensors.Tensor {
	if dtype == dtypes.Float32 {
		return tensors.FromFlatDataAndDimensions(values, dims...)
	}
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return tensors.FromFlatDataAndDimensions(wide, dims...)
}
