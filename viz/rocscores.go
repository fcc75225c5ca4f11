package viz

import "github.com/kilolayer/kilolayer/revgnn/metrics"

// rocKind is what has a curve.
type rocKind struct{ one, many, how string }

// binary are the labels, 0, 1 or NaN, and the scores that curves are made of, [nodes judged, outputs]. A class' score
// is metrics.LogOdds.
func (p predictions) binary() (labels, scores []float64, kind rocKind) {
	cols := p.logits.Cols
	labels, scores = make([]float64, 0, len(p.nodes)*cols), make([]float64, 0, len(p.nodes)*cols)
	for _, node := range p.nodes {
		row := p.logits.Row(int(node))
		if p.graph.Tasks.Cols > 0 {
			for k, label := range p.graph.Tasks.Row(int(node)) {
				labels, scores = append(labels, float64(label)), append(scores, float64(row[k]))
			}
			continue
		}
		for k := range row {
			label := 0.0
			if int(p.graph.Classes[node]) == k {
				label = 1
			}
			labels = append(labels, label)
		}
		scores = append(scores, metrics.LogOdds(row)...)
	}
	if p.graph.Tasks.Cols > 0 {
		return labels, scores, rocKind{"task", "tasks", ""}
	}
	return labels, scores, rocKind{"class", "classes", "each class against the rest"}
}
