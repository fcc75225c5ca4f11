package main

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"gonum.org/v1/gonum/mat"
)

// logistic fits a logistic regression a task to the training nodes' features, standardized, with the l2 penalty that
// is best on the validation nodes, and returns its ROC-AUC there and on the test nodes.
func logistic(g *datasets.Graph) (valid, test float64, err error) {
	x := standardized(g)
	best := math.Inf(-1)
	for _, penalty := range []float64{0.01, 1, 100} {
		scores := make([]float64, g.NumNodes*g.Tasks.Cols)
		for task := range g.Tasks.Cols {
			w, err := fit(x, g, task, penalty)
			if err != nil {
				return 0, 0, err
			}
			var logits mat.VecDense
			logits.MulVec(x, w)
			for node := range g.NumNodes {
				scores[node*g.Tasks.Cols+task] = logits.AtVec(node)
			}
		}
		v, err := rocauc(g, scores, g.Valid)
		if err != nil {
			return 0, 0, err
		}
		if v > best {
			best = v
			if test, err = rocauc(g, scores, g.Test); err != nil {
				return 0, 0, err
			}
		}
	}
	return best, test, nil
}

// standardized is the node features with mean 0 and variance 1, and a column of ones.
func standardized(g *datasets.Graph) *mat.Dense {
	features := g.NodeFeatures
	x := mat.NewDense(g.NumNodes, features.Cols+1, nil)
	for column := range features.Cols {
		var sum, squares float64
		for node := range g.NumNodes {
			v := float64(features.Row(node)[column])
			sum, squares = sum+v, squares+v*v
		}
		mean := sum / float64(g.NumNodes)
		deviation := math.Sqrt(squares/float64(g.NumNodes) - mean*mean)
		for node := range g.NumNodes {
			if deviation > 0 {
				x.Set(node, column, (float64(features.Row(node)[column])-mean)/deviation)
			}
		}
	}
	for node := range g.NumNodes {
		x.Set(node, features.Cols, 1)
	}
	return x
}

// fit minimizes Σ log(1 + exp(−y xᵀw)) + penalty/2 · ‖w‖² with Newton's method, y being 1 or −1. The constant is not
// penalized.
func fit(x *mat.Dense, g *datasets.Graph, task int, penalty float64) (*mat.VecDense, error) {
	_, columns := x.Dims()
	w := mat.NewVecDense(columns, nil)
	for range 50 {
		hessian, gradient := mat.NewSymDense(columns, nil), mat.NewVecDense(columns, nil)
		for i := range columns {
			hessian.SetSym(i, i, 1e-6) // of the constant of a task with one answer alone
			if i < columns-1 {
				hessian.SetSym(i, i, penalty)
				gradient.SetVec(i, penalty*w.AtVec(i))
			}
		}
		for _, node := range g.Train {
			y := float64(g.Tasks.Row(int(node))[task])
			if math.IsNaN(y) {
				continue
			}
			row := x.RowView(int(node))
			p := 1 / (1 + math.Exp(-mat.Dot(row, w)))
			gradient.AddScaledVec(gradient, p-y, row)
			hessian.SymRankOne(hessian, p*(1-p), row)
		}
		var factors mat.Cholesky
		if !factors.Factorize(hessian) {
			return nil, fmt.Errorf("experiments: the logistic regression of task %d has no unique solution", task)
		}
		var step mat.VecDense
		if err := factors.SolveVecTo(&step, gradient); err != nil {
			return nil, err
		}
		w.SubVec(w, &step)
		if mat.Norm(&step, 2) < 1e-6*(1+mat.Norm(w, 2)) {
			break
		}
	}
	return w, nil
}

// rocauc judges the scores [N, tasks] of some nodes.
func rocauc(g *datasets.Graph, scores []float64, nodes []int32) (float64, error) {
	tasks := g.Tasks.Cols
	var labels []float32
	var of []float64
	for _, node := range nodes {
		labels = append(labels, g.Tasks.Row(int(node))...)
		of = append(of, scores[int(node)*tasks:(int(node)+1)*tasks]...)
	}
	return metrics.ROCAUC(labels, of, tasks)
}
