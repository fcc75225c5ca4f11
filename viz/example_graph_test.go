package viz_test

import (
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/viz"
)

func ExampleGraph() {
	// In a notebook this is a drawing.
	viz.Show(viz.Graph(datasets.Karate().Must()))
	// Output:
	// Graph · karate · coloured by class
	// 34 nodes, 156 directed edges · 86 % of the edges join nodes of one class
	// class    nodes
	// class 0     17
	// class 1     17
}

func ExamplePredictions() {
	path := datasets.New(3, [][2]int32{{0, 1}, {1, 2}}).WithName("path").WithUndirected().WithClasses([]int32{0, 0,
		1}).Must()
	logits := datasets.Matrix{Data: []float32{2, -1, 0.5, 0.1, 3, 1}, Cols: 2} // each says class 0
	viz.Show(viz.Predictions(path, logits))
	// Output:
	// Predictions of class · path: 1 of 3 labelled nodes wrong
	// 3 nodes, 4 directed edges · a ring marks a wrong prediction
	// class    nodes  predicted  of these right
	// class 0      2          3               2
	// class 1      1          0               0
}

func ExampleDegrees() {
	viz.Show(viz.Degrees(datasets.Karate().Must()))
	// Output:
	// In-degrees · karate
	// 34 nodes, 156 directed edges · in-degree: mean 4.59, median 3, largest 17 · no isolated node
	// in-degree  nodes   share
	// 1              1   2.9 %
	// 2–3           17    50 %
	// 4–7           11  32.4 %
	// 8–15           3   8.8 %
	// 16–31          2   5.9 %
}
