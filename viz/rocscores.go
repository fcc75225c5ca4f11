package viz

import (
	"math"
)

// rocKind is what has a curve.
type rocKind struct{ one, many, how string }

// binary are the labels, 0, 1 or NaN, and the scores that curves are made of, [nodes judged, outputs]. A class' score
// is the logarithm of its odds, whose order is that of its probability; logits alone can't be compared between nodes.
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
		scores = append(scores, logOdds(row)...)
	}
	if p.graph.Tasks.Cols > 0 {
		return labels, scores, rocKind{"task", "tasks", ""}
	}
	return labels, scores, rocKind{"class", "classes", "each class against the rest"}
}

// logOdds are log(p/(1−p)) of the softmax of a row. The others' sum is taken without the class, which keeps the digits
// that 1−p would lose near 1.
func logOdds(row []float32) []float64 {
	best := highest(row)
	weights := make([]float64, len(row))
	rest := 0.0 // of all but the best, whose weight is 1
	for k, v := range row {
		weights[k] = math.Exp(float64(v) - float64(row[best]))
		if k != best {
			rest += weights[k]
		}
	}
	odds := make([]float64, len(row))
	for k, v := range row {
		others := rest
		if k != best {
			others = 1 + max(0, rest-weights[k])
		}
		odds[k] = float64(v) - float64(row[best]) - math.Log(max(others, math.SmallestNonzeroFloat64))
	}
	return odds
}
