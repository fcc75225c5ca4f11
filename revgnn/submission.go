package revgnn

import (
	"fmt"
	"io"
	"reflect"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/atomicfile"
	"github.com/sbinet/npyio/npz"
)

// SaveSubmission writes the test nodes' predictions and labels, in the order of the split, as a NumPy archive that the
// ogb package's evaluator reads:
//
//	file = numpy.load(path)
//	ogb.nodeproppred.Evaluator("ogbn-proteins").eval({"y_true": file["y_true"], "y_pred": file["y_pred"]})
//
// For classes both arrays are int64 [test nodes, 1], y_pred the predicted class. For tasks they are float32 [test
// nodes, tasks], y_pred the averaged logit and y_true 0, 1 or NaN. The result is the evaluation's score on the test
// nodes.
//
// Predictions that are not finite are an error, and so are test nodes without a class, which the evaluator would count
// as wrong. The file appears as a whole or not at all; one that was there is replaced.
func (e *Evaluation) SaveSubmission(path string) error {
	arrays, err := e.submission()
	if err == nil {
		err = atomicfile.Write(path, func(w io.Writer) error {
			z := npz.NewWriter(w)
			for _, a := range arrays {
				if err := z.Write(a.name+".npy", a.rows); err != nil {
					return err
				}
			}
			return z.Close()
		})
	}
	if err != nil {
		return fmt.Errorf("revgnn: the submission can't be saved in %s: %w", path, err)
	}
	return nil
}

// namedRows is an array of an archive, as a slice of arrays.
type namedRows struct {
	name string
	rows any
}

func (e *Evaluation) submission() ([]namedRows, error) {
	g := e.graph
	if len(g.Test) == 0 {
		return nil, fmt.Errorf("the graph %q has no test nodes; give it a split", g.Name)
	}
	if g.Labels() == datasets.ValueLabels {
		return nil, fmt.Errorf("the graph %q has real numbers, which no evaluator of the ogb package's data sets of "+
			"nodes takes; use SaveCSV", g.Name)
	}
	if g.Tasks.Cols > 0 {
		var labels, scores []float32
		for _, node := range g.Test {
			labels = append(labels, g.Tasks.Row(int(node))...)
			scores = append(scores, e.Logits.Row(int(node))...)
		}
		if !finite(scores) {
			return nil, fmt.Errorf("a logit of a test node is not finite: the model has diverged")
		}
		return []namedRows{{"y_pred", inRows(scores, g.Tasks.Cols)}, {"y_true", inRows(labels, g.Tasks.Cols)}}, nil
	}
	var labels, classes []int64
	unlabelled := 0
	for _, node := range g.Test {
		row := e.Logits.Row(int(node))
		if !finite(row) {
			return nil, fmt.Errorf("a logit of test node %d is not finite: the model has diverged", node)
		}
		if g.Classes[node] < 0 {
			unlabelled++
		}
		labels, classes = append(labels, int64(g.Classes[node])), append(classes, int64(highest(row)))
	}
	if unlabelled > 0 {
		return nil, fmt.Errorf("%d of the %d test nodes have no class, and the evaluator would count them as wrong; "+
			"use SaveCSV",
			unlabelled, len(g.Test))
	}
	return []namedRows{{"y_pred", inRows(classes, 1)}, {"y_true", inRows(labels, 1)}}, nil
}

// inRows cuts values into a slice of arrays, [][cols]T, which the library writes as an array of two axes.
func inRows[T any](values []T, cols int) any {
	n := len(values) / cols
	rows := reflect.MakeSlice(reflect.SliceOf(reflect.ArrayOf(cols, reflect.TypeFor[T]())), n, n)
	for i := range n {
		reflect.Copy(rows.Index(i), reflect.ValueOf(values[i*cols:(i+1)*cols]))
	}
	return rows.Interface()
}
