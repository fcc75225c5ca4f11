package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/atomicfile"
	"github.com/kilolayer/kilolayer/internal/weights"
)

// Naming says how the tensors in a file of weights are called and cut.
type Naming = weights.Naming

// The namings.
const (
	// OwnNames are those of Model.Table, one tensor each. Any network has them.
	OwnNames = weights.OwnNames

	// PyGNames are those of a state_dict in PyTorch Geometric, one tensor per layer and group, a linear map's weight as
	// [out, in]. A reversible network is the RevGNN of its example rev_gnn.py: lin1, convs.{layer}.convs.{group}.norm
	// and .conv, norm, lin2; with GEN and edge features also edge_encoder, whose whole output each group's convolution
	// receives. A residual network is a list of DeepGCNLayer with block "res+", called node_encoder,
	// layers.{layer}.norm and .conv, norm, lin. The convolution is its GENConv with norm "layer", GCNConv, SAGEConv,
	// GATConv, GATv2Conv, or GINConv around Linear, ReLU, Linear. On a graph with edge weights it is GCNConv, GraphConv
	// in the place of SAGEConv, or GATConv or GATv2Conv with edge_dim=1.
	//
	// Heads lie in the same order there and here, so attention vectors, [1, H, D] there and [H, D] here, need no
	// permutation.
	PyGNames = weights.PyGNames

	// AuthorNames are those of RevGCN, the paper's network for ogbn-proteins (github.com/lightaime/deep_gcns_torch,
	// examples/ogb_eff/ogbn_proteins): node_one_hot_encoder, node_features_encoder, edge_encoder,
	// gcns.{layer}._fn.Fms.{group}.norm and .gcn, last_norm, node_pred_linear. It is reversible with GEN and edge
	// features; species are optional. Their RevGAT is not covered: it normalizes by a batch's statistics, which have no
	// counterpart in a reversible layer here.
	AuthorNames = weights.AuthorNames
)

// SaveWeights writes the network's parameters as a safetensors file, in the network's type and under the names chosen.
// The file's metadata says "kilolayer" as its format, the network in a line and the naming. A file that is there is
// replaced: whole, or on an error not at all. A network that the naming has no words for is refused.
//
// Of a network that was trained on real numbers the metadata has the scale, {"mean": […], "deviation": […]}: in Python
// the predictions are mean + deviation · output. Of a trained network it has the schema too: the names of features,
// classes and outputs, and what its features are scaled by.
//
// In Python a file with PyGNames or AuthorNames is read by
//
//	network.load_state_dict(safetensors.torch.load_file(path))
func (m *Model) SaveWeights(path string, names Naming) error {
	file, err := weights.Encode(m.spec, m.values(), m.origin(), names)
	if err != nil {
		return err
	}
	if err := atomicfile.Write(path, file.Serialize); err != nil {
		return fmt.Errorf("revgnn: no weights in %s: %w", path, err)
	}
	return nil
}

// LoadWeights reads the network's parameters from a safetensors file, as SaveWeights or
// safetensors.torch.save_file(network.state_dict(), path) in Python writes it. The file holds the network's tensors and
// no others, each in its shape. Numbers of type float16 and bfloat16 are converted exactly; those of float64 are
// rounded to the nearest in a float32 network. A file of another program has no scale of real numbers, so what the
// network gives is not scaled. After an error the network is as before.
func (m *Model) LoadWeights(path string, names Naming) error {
	store, from, err := weights.Read(path, m.spec, names)
	if err != nil {
		return err
	}
	m.replace(store, from.Scale, from.Schema)
	return nil
}

// origin is what the network was trained on.
func (m *Model) origin() weights.Learned {
	p := m.parameters
	p.lock.Lock()
	defer p.lock.Unlock()
	from := weights.Learned{Scale: p.scale}
	if p.trained {
		from.Schema = &p.schema
	}
	return from
}
