package revgnn

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/atomicfile"
)

// SaveCSV writes the predictions of all nodes as comma-separated values, a line a node in their order, named by its id:
// see datasets.Graph.ID. For classes the header is node,class,p0,p1,…: the id, the class of the highest logit, of equal
// ones the first, and each class's probability, the softmax of the averaged logits. For tasks it is node,task0,task1,…:
// the probability of yes, the logistic function of the averaged logit. For real numbers it is node,value0,value1,…: the
// averaged predictions, in the units of the graph.
//
// The file appears as a whole or not at all; one that was there is replaced.
func (e *Evaluation) SaveCSV(path string) error {
	err := atomicfile.Write(path, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		writeCSV(b, e.graph, e.Logits)
		return b.Flush() // which tells of any write that failed
	})
	if err != nil {
		return fmt.Errorf("revgnn: the predictions can't be saved in %s: %w", path, err)
	}
	return nil
}

func writeCSV(w *bufio.Writer, g *datasets.Graph, logits datasets.Matrix) {
	line, column, numbers := "node", "task", logistic
	classes := false
	switch g.Labels() {
	case datasets.ClassLabels:
		classes = true
		line, column, numbers = "node,class", "p", softmax
	case datasets.ValueLabels:
		column, numbers = "value", asTheyAre
	}
	text := []byte(line)
	for i := range logits.Cols {
		text = strconv.AppendInt(append(append(text, ','), column...), int64(i), 10)
	}
	w.Write(append(text, '\n'))
	of := make([]float64, logits.Cols)
	for node := range len(logits.Data) / logits.Cols {
		row := logits.Row(node)
		text = append(text[:0], csvField(g.ID(int32(node)))...)
		if classes {
			text = strconv.AppendInt(append(text, ','), int64(highest(row)), 10)
		}
		numbers(of, row)
		for _, v := range of {
			text = strconv.AppendFloat(append(text, ','), v, 'g', -1, 32)
		}
		w.Write(append(text, '\n'))
	}
}

// csvField is a word as a field of comma-separated values (RFC 4180).
func csvField(word string) string {
	if !strings.ContainsAny(word, ",\"\r\n") {
		return word
	}
	return `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
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
