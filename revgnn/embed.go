package revgnn

import "github.com/kilolayer/kilolayer/datasets"

// Embed computes the nodes' embeddings, [N, channels]: the state that the head maps to logits, which is after the last
// normalization and its ReLU and before the linear map or the last convolution. An equilibrium network has no such
// normalization; its embedding is the ReLU of its best iterate. As in Predict the whole graph is one piece and there is no
// dropout.
func (m *Model) Embed(g *datasets.Graph) (datasets.Matrix, error) {
	rows, _, err := m.predict(g, (*Model).embedding)
	return rows, err
}

// MustEmbed is Embed for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustEmbed(g *datasets.Graph) datasets.Matrix { return must(m.Embed(g)) }
