package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"gonum.org/v1/gonum/mat"
)

// toy is a graph without edges: features and yes/no answers of nodes, all of them to train on.
func toy(features int, x, answers []float32) *datasets.Graph {
	n := len(x) / features
	g := &datasets.Graph{Name: "toy", NumNodes: n, NodeFeatures: datasets.Matrix{Data: x, Cols: features},
		Tasks: datasets.Matrix{Data: answers, Cols: len(answers) / n}}
	for i := range n {
		g.Train = append(g.Train, int32(i))
	}
	return g
}

func TestStandardized(t *testing.T) {
	// Means 3 and 5; deviations √(8/3) and 0.
	x := standardized(toy(2, []float32{1, 5, 3, 5, 5, 5}, []float32{0, 1, 0}))
	d := math.Sqrt(1.5)
	want := mat.NewDense(3, 3, []float64{-d, 0, 1, 0, 0, 1, d, 0, 1})
	if !mat.EqualApprox(x, want, 1e-12) {
		t.Errorf("%v, want %v", mat.Formatted(x), mat.Formatted(want))
	}
}

// TestFit holds a fit against the optimum of one feature, found by halving an interval: two nodes at 1 with yes and
// two at −1 with no, so that the constant is 0 and the derivative by w is penalty · w − 4/(1 + exp(w)).
func TestFit(t *testing.T) {
	nan := float32(math.NaN())
	g := toy(1, []float32{1, -1, 1, -1, 9}, []float32{1, 0, 1, 0, nan}) // what has no answer does not count
	x := mat.NewDense(5, 2, []float64{1, 1, -1, 1, 1, 1, -1, 1, 9, 1})
	for _, penalty := range []float64{0.01, 1, 100} {
		low, high := 0.0, 100.0
		for range 100 {
			if middle := (low + high) / 2; penalty*middle < 4/(1+math.Exp(middle)) {
				low = middle
			} else {
				high = middle
			}
		}
		w, err := fit(x, g, 0, penalty)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(w.AtVec(0)-low) > 1e-6*low || math.Abs(w.AtVec(1)) > 1e-6 {
			t.Errorf("penalty %g: w = %g and a constant of %g, want %g and 0", penalty, w.AtVec(0), w.AtVec(1), low)
		}
	}
}

// TestFitGradient: the gradient that is written out here is zero at the fit, by all weights.
func TestFitGradient(t *testing.T) {
	const n, features, penalty = 60, 3, 2.0
	random := rand.New(rand.NewPCG(1, 0))
	values, answers := make([]float32, n*features), make([]float32, 2*n)
	for i := range values {
		values[i] = float32(random.NormFloat64())
	}
	for i := range n {
		if values[i*features]+float32(random.NormFloat64()) > 0.5 {
			answers[2*i] = 1
		}
		answers[2*i+1] = 1 // a task with one answer alone
	}
	g := toy(features, values, answers)
	x := standardized(g)
	for task := range 2 {
		w, err := fit(x, g, task, penalty)
		if err != nil {
			t.Fatal(err)
		}
		for k := range features + 1 {
			gradient := 0.0
			if k < features {
				gradient = penalty * w.AtVec(k)
			}
			for i := range n {
				z, sign := 0.0, 2*float64(answers[2*i+task])-1
				for j := range features + 1 {
					z += x.At(i, j) * w.AtVec(j)
				}
				gradient -= sign * x.At(i, k) / (1 + math.Exp(sign*z))
			}
			if !(math.Abs(gradient) < 1e-6) {
				t.Errorf("task %d: a gradient of %g by weight %d", task, gradient, k)
			}
		}
	}
}

// TestLogistic: a set that a line separates is ranked without a fault.
func TestLogistic(t *testing.T) {
	const n = 90
	random := rand.New(rand.NewPCG(2, 0))
	var values, answers []float32
	for range n {
		a, b := float32(random.NormFloat64()), float32(random.NormFloat64())
		answer := float32(0)
		if a > b {
			answer = 1
			a++ // a margin
		}
		values, answers = append(values, a, b), append(answers, answer, 1-answer)
	}
	g := toy(2, values, answers)
	g.Train, g.Valid, g.Test = g.Train[:30], g.Train[30:60], g.Train[60:]
	valid, test, err := logistic(g)
	if err != nil || valid < 0.99 || test < 0.99 {
		t.Errorf("ROC-AUC %g and %g, %v; want 1", valid, test, err)
	}
	// Test nodes with the answers exchanged: what is learnt there is not looked at.
	for _, node := range g.Test {
		row := g.Tasks.Row(int(node))
		row[0], row[1] = row[1], row[0]
	}
	if valid, test, err = logistic(g); err != nil || valid < 0.99 || test > 0.01 {
		t.Errorf("with other answers on test nodes: ROC-AUC %g and %g, %v; want 1 and 0", valid, test, err)
	}
}
