package revgnn

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/atomicfile"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// SaveCSV writes the predictions of all nodes as comma-separated values, a line per node in their order. A line begins
// with the node's id (see datasets.Graph.ID), and its name where nodes have names.
//
// For classes the columns are node, name, class and p(red), p(blue), …: the class of the highest logit, of equal ones
// the first, and each class's probability, the softmax of the averaged logits. For tasks they are node, name and a
// column for each task: the probability of yes, the logistic function of the averaged logit. For real numbers they are
// node, name and a column for each value: the averaged predictions, in the units of the graph. What has no name is
// called p0, task0 or value0 and so on, and its class is a number.
//
// The file appears as a whole or not at all; one that was there is replaced.
func (e *Evaluation) SaveCSV(path string) error {
	err := atomicfile.Write(path, func(w io.Writer) error {
		b := csv.NewWriter(w)
		writeCSV(b, e.graph, e.outputs, e.Logits)
		b.Flush()
		return b.Error()
	})
	if err != nil {
		return fmt.Errorf("revgnn: the predictions can't be saved in %s: %w", path, err)
	}
	return nil
}

// writeCSV leaves errors of writing to the writer's Error.
func writeCSV(w *csv.Writer, g *datasets.Graph, o outputs, logits datasets.Matrix) {
	classes, numbers := o.labels == options.ClassLabels, logistic
	row := []string{"node"}
	if g.Names != nil {
		row = append(row, "name")
	}
	switch o.labels {
	case options.ClassLabels:
		row, numbers = append(row, "class"), softmax
	case options.ValueLabels:
		numbers = asTheyAre
	}
	for i := range logits.Cols {
		row = append(row, o.column(i))
	}
	_ = w.Write(row)
	of := make([]float64, logits.Cols)
	for node := range logits.Rows() {
		row = append(row[:0], g.ID(int32(node)))
		if g.Names != nil {
			row = append(row, g.Names[node])
		}
		if classes {
			row = append(row, o.name(highest(logits.Row(node))))
		}
		numbers(of, logits.Row(node))
		for _, v := range of {
			row = append(row, strconv.FormatFloat(v, 'g', -1, 32))
		}
		_ = w.Write(row)
	}
}

// highest is the place of the highest logit, of equal ones the first, as metrics.Accuracy judges.
func highest(row []float32) int {
	best := 0
	for i, v := range row {
		if v > row[best] {
			best = i
		}
	}
	return best
}

func softmax(to []float64, logits []float32) {
	top, sum := float64(logits[highest(logits)]), 0.0
	for i, v := range logits {
		to[i] = math.Exp(float64(v) - top)
		sum += to[i]
	}
	for i := range to {
		to[i] /= sum
	}
}

func asTheyAre(to []float64, values []float32) {
	for i, v := range values {
		to[i] = float64(v)
	}
}

func logistic(to []float64, logits []float32) {
	for i, v := range logits {
		to[i] = 1 / (1 + math.Exp(-float64(v)))
	}
}
