package weights

// Naming says how the tensors in a file of weights are called and cut.
type Naming string

const (
	// OwnNames are those of revgnn's Model.Table, one tensor each. Any network has them.
	OwnNames Naming = "own"

	// PyGNames are those of a state_dict in PyTorch Geometric, one tensor a layer and group, a linear map's weight as
	// [out, in]. A reversible network is the RevGNN of its example rev_gnn.py: lin1, convs.{layer}.convs.{group}.norm
	// and .conv, norm, lin2; with GEN and edge features also edge_encoder, whose whole output each group's convolution
	// receives. A residual network is a list of DeepGCNLayer with block "res+", called node_encoder,
	// layers.{layer}.norm and .conv, norm, lin. The convolution is its GENConv with norm "layer", GCNConv, SAGEConv,
	// GATConv, GATv2Conv, or GINConv around Linear, ReLU, Linear. On a graph with edge weights it is GCNConv, GraphConv
	// in the place of SAGEConv, or GATConv or GATv2Conv with edge_dim=1.
	//
	// Heads lie in the same order there and here, so attention vectors, [1, H, D] there and [H, D] here, need no
	// permutation.
	PyGNames Naming = "pyg"

	// AuthorNames are those of RevGCN, the paper's network for ogbn-proteins (github.com/lightaime/deep_gcns_torch,
	// examples/ogb_eff/ogbn_proteins): node_one_hot_encoder, node_features_encoder, edge_encoder,
	// gcns.{layer}._fn.Fms.{group}.norm and .gcn, last_norm, node_pred_linear. It is reversible with GEN and edge
	// features; species are optional. Their RevGAT is not covered: it normalizes by a batch's statistics, which have no
	// counterpart in a reversible layer here.
	AuthorNames Naming = "authors"
)
