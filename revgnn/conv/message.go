package conv

import "github.com/gomlx/gomlx/core/graph"

// messageEpsilon keeps messages positive, as in the authors' code and PyTorch Geometric.
const messageEpsilon = 1e-7

// genMessages are GEN's messages ReLU(x_u + features_uv·weight + bias) + ε, one for each edge: [N, d] → [E, d].
// features are nil when the edges have no embedding, and bias may be nil.
func genMessages(x *graph.Node, edges *Edges, features, weight, bias *graph.Node) *graph.Node {
	messages := edges.GatherSource(x)
	if features != nil {
		messages = graph.Add(messages, affine(features, weight, bias))
	}
	return graph.AddScalar(ReLU(messages), messageEpsilon)
}
