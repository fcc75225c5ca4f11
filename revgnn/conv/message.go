package conv

import "github.com/gomlx/gomlx/core/graph"

// messageEpsilon keeps messages positive, as in the authors' code and PyTorch Geometric.
const messageEpsilon = 1e-7

// messageParts is what GEN's messages are made of besides x: the edges' features [E, F], their map [F, d] and its bias
// [d]. All are nil where the edges have no embedding, and bias may be nil.
type messageParts struct{ features, weight, bias *graph.Node }

// list is x and the parts that are there, in the order of genMessages.
func (p messageParts) list(x *graph.Node) []*graph.Node {
	in := []*graph.Node{x}
	if p.features != nil {
		in = append(in, p.features, p.weight)
	}
	if p.bias != nil {
		in = append(in, p.bias)
	}
	return in
}

// genMessages are GEN's messages ReLU(x_u + features_uv·weight + bias) + ε, one for each edge: [N, d] → [E, d]. in are
// x and the other parts of the messages.
func genMessages(edges *Edges, in []*graph.Node) *graph.Node {
	messages := edges.GatherSource(in[0])
	if len(in) > 1 {
		messages = graph.Add(messages, affine(in[1], in[2], at(in, 3)))
	}
	return graph.AddScalar(ReLU(messages), messageEpsilon)
}
